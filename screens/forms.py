"""Widgets of every form: built from what the tables say of a column, ruled by the keyboard, safe for pasted text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from models.choices import Choice
from models.errors import DomainError, Fault
from models.fields import FieldSpec
from models.i18n import N_, _
from screens.plain import plain

Value = str | int | date | Enum | bool | None

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


def typed(text: str) -> str:
    """Pasted text as a field may hold it: line ends made one kind, control characters out, all else as it came."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def narrow(text: str) -> str:
    """Full-width digits and marks as plain ones (NFKC), so that a number typed with the input method on is the same number."""
    return unicodedata.normalize("NFKC", text)


def digit_of(event: events.Key) -> str:
    """The digit a key stands for, plain or full-width; empty for any other key."""
    character = narrow(event.character or "")
    return character if len(character) == 1 and character in "0123456789" else ""


class FormInput(Input):
    """A line of text; a paste of several lines becomes one line and nothing of it is dropped."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(value, placeholder, compact=True, select_on_focus=False, id=id, classes=classes)

    def on_paste(self, event: events.Paste) -> None:
        """Takes a paste whole."""
        event.stop()
        event.prevent_default()
        self.replace(" ".join(typed(event.text).split("\n")).strip(), *self.selection)


class FormText(TextArea, inherit_bindings=False):
    """Several lines of text; Tab leaves it, F6 and F7 stay the desk's own keys, a paste keeps all its lines."""

    BINDINGS = [binding for binding in cast("list[Binding]", TextArea.BINDINGS) if binding.key not in ("f6", "f7")]

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            text, placeholder=placeholder, compact=True, highlight_cursor_line=False, id=id, classes=classes, soft_wrap=True
        )

    async def on_paste(self, event: events.Paste) -> None:
        """Takes a paste whole, without what could drive the terminal."""
        event.stop()
        event.prevent_default()
        result = self.replace(typed(event.text), *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)


@dataclass(frozen=True)
class Option:
    """One thing to choose: `label` is a marked message or stored text, `note` is shown behind it."""

    value: object
    label: str
    note: str = ""

    def text(self) -> str:
        """What a person reads."""
        return f"{_(self.label)} {self.note}".strip()


def digit_for(position: int) -> str:
    """The key of the option at `position`: 1 to 9, then 0; none after ten."""
    return "1234567890"[position] if position < 10 else " "


def listed(options: Sequence[Option]) -> str:
    """Options with their digits, on one line."""
    return "  ".join(f"{digit_for(position)} {option.text()}" for position, option in enumerate(options))


class ChoiceField(Widget, can_focus=True):
    """A short list in one line: a digit picks, arrows go through, Delete clears where nothing is a choice too."""

    DEFAULT_CSS = """
    ChoiceField { width: auto; height: 1; padding: 0 1; background: $panel; }
    ChoiceField:focus { background: $primary 25%; text-style: bold; }
    """
    BINDINGS = [
        Binding("left,up", "step(-1)", show=False),
        Binding("right,down", "step(1)", show=False),
        Binding("backspace,delete", "clear", show=False),
        Binding("enter", "leave", show=False),
    ]
    chosen: reactive[int | None] = reactive(None)
    options: reactive[tuple[Option, ...]] = reactive(())

    class Changed(Message):
        """Another option was chosen, or none."""

        def __init__(self, field: ChoiceField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> ChoiceField:
            """The field, for selectors."""
            return self.field

    class Left(Changed):
        """The person picked by digit or Enter and goes on to the next field."""

    def __init__(
        self, options: Sequence[Option] = (), *, value: object = None, optional: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.optional = optional
        self.set_reactive(ChoiceField.options, tuple(options))
        self.set_reactive(ChoiceField.chosen, self._position(value))

    def _position(self, value: object) -> int | None:
        return next((position for position, option in enumerate(self.options) if option.value == value), None)

    @property
    def value(self) -> object:
        """The chosen option's value, None where nothing is chosen."""
        return None if self.chosen is None else self.options[self.chosen].value

    def choose(self, value: object) -> None:
        """Chooses by value without telling: the form was filled, not answered."""
        with self.prevent(ChoiceField.Changed):
            self.chosen = self._position(value)

    def offer(self, options: Sequence[Option], *, value: object = None) -> None:
        """Other options; what was chosen stays chosen where it is among them, otherwise `value` is."""
        kept = self.value if self._among(self.value, options) else value
        with self.prevent(ChoiceField.Changed):
            self.chosen = None
            self.options = tuple(options)
            self.chosen = self._position(kept)

    @staticmethod
    def _among(value: object, options: Sequence[Option]) -> bool:
        return value is not None and any(option.value == value for option in options)

    def watch_chosen(self) -> None:
        """Tells the form."""
        self.post_message(self.Changed(self))

    def on_key(self, event: events.Key) -> None:
        """Picks by digit; other characters belong to nobody here."""
        digit = digit_of(event)
        position = "1234567890".find(digit) if digit else -1
        if 0 <= position < len(self.options):
            event.stop()
            self.chosen = position
            self.post_message(self.Left(self))

    def action_step(self, by: int) -> None:
        """The next or previous option."""
        if self.options:
            at = (self.chosen if self.chosen is not None else (-1 if by > 0 else 0)) + by
            self.chosen = at % len(self.options)

    def action_clear(self) -> None:
        """Chooses nothing, where that is allowed."""
        if self.optional:
            self.chosen = None

    def action_leave(self) -> None:
        """On to the next field with what is chosen."""
        self.post_message(self.Left(self))

    def render(self) -> Content:
        """The chosen option with its digit."""
        if self.chosen is None:
            return Content("-")
        return plain(f"{digit_for(self.chosen)} {self.options[self.chosen].text()}")

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as the widest option."""
        return max((cell_len(option.text()) + 2 for option in self.options), default=3)


Control = FormInput | FormText | ChoiceField


class FormField(Horizontal):
    """A control with its label before it and what is wrong with its value behind it."""

    DEFAULT_CSS = """
    FormField { width: 1fr; height: 1; }
    FormField.tall { height: 8; }
    FormField > .label { width: 10; height: 1; color: $foreground 80%; }
    FormField:focus-within { color: $foreground; }
    FormField:focus-within > .label { color: $primary; text-style: bold; }
    FormField > FormInput, FormField > FormText { width: 1fr; }
    FormField > FormText { height: 1fr; border: none; padding: 0 1; background: $panel; }
    FormField > FormText:focus { border: none; background: $primary 25%; }
    FormField > .error { width: auto; height: 1; color: $error; text-style: bold; display: none; }
    FormField.wrong > .error { display: block; }
    """

    def __init__(self, spec: FieldSpec, control: Control, *, id: str | None = None) -> None:
        super().__init__(id=id or f"field-{spec.name}", classes="tall" if isinstance(control, FormText) else "")
        self.spec = spec
        self.control: Control = control
        self._label = Static(classes="label", markup=False)
        self._error = Static(classes="error", markup=False)

    def compose(self) -> ComposeResult:
        """Label, control, error."""
        yield self._label
        yield self.control
        yield self._error

    def on_mount(self) -> None:
        """Shows the label in the reader's language."""
        self.language_changed()

    def language_changed(self) -> None:
        """Shows the label again, after a change of language."""
        self._label.update(plain(_(self.spec.label)))
        self.control.refresh()

    @property
    def help(self) -> str:
        """What to do here: the column's help, and the choices with their digits."""
        if isinstance(self.control, ChoiceField):
            return listed(self.control.options)
        return _(self.spec.help)

    @property
    def value(self) -> Value:
        """The checked value; raises DomainError with the field's label where the text is not usable."""
        if isinstance(self.control, ChoiceField):
            chosen = cast(Value, self.control.value)
            if chosen is None and self.spec.required:
                raise DomainError(Fault.MISSING, field=self.spec.label)
            return chosen
        text = self.control.text if isinstance(self.control, FormText) else self.control.value
        return parsed(self.spec, text)

    @property
    def word(self) -> str:
        """What stands here as it is kept: the text, or the stored word of what is chosen."""
        if isinstance(self.control, ChoiceField):
            return as_word(self.control.value)
        return self.control.text if isinstance(self.control, FormText) else self.control.value

    def put(self, word: str) -> None:
        """Takes what was kept; a word that no choice has any more chooses nothing."""
        if isinstance(self.control, ChoiceField):
            options = self.control.options
            self.control.choose(next((option.value for option in options if as_word(option.value) == word), None))
        elif isinstance(self.control, FormText):
            self.control.text = word
        else:
            self.control.value = word

    def check(self) -> DomainError | None:
        """Shows and returns what is wrong with the value, if anything."""
        try:
            _checked = self.value
        except DomainError as error:
            self.show_error(error)
            return error
        self.clear_error()
        return None

    def show_error(self, error: DomainError) -> None:
        """Says beside the field, in a few words, what is wrong with it."""
        self._error.update(plain(f"! {brief(error)}"))
        self.add_class("wrong")

    def clear_error(self) -> None:
        """Nothing is wrong any more."""
        if self.has_class("wrong"):
            self._error.update("")
            self.remove_class("wrong")


def as_word(value: object) -> str:
    """A field's value as it is kept."""
    return str(value.value) if isinstance(value, Enum) else "" if value is None else str(value)


def brief(error: DomainError) -> str:
    """A few words for the place beside the field; the whole sentence is told elsewhere."""
    match error.fault:
        case Fault.MISSING:
            return _("needed")
        case Fault.TOO_LONG:
            return _("at most {limit} characters").format(limit=error.facts["limit"])
        case Fault.INVALID:
            return _(str(error.facts["reason"]))
    return error.message()


def parsed(spec: FieldSpec, text: str) -> Value:
    """The text as the column takes it. Raises DomainError MISSING, TOO_LONG or INVALID with the field's label."""
    value = text.strip() if spec.kind == "long text" else text.strip().replace("\n", " ")
    if not value:
        if spec.required:
            raise DomainError(Fault.MISSING, field=spec.label)
        return "" if spec.kind in ("text", "long text") else None
    if spec.max_length is not None and len(value) > spec.max_length:
        raise DomainError(Fault.TOO_LONG, field=spec.label, limit=spec.max_length)
    if spec.check is not None:
        spec.check(value)
    if spec.kind == "number":
        number = narrow(value).replace(" ", "")
        if not re.fullmatch(r"-?\d{1,9}", number):
            raise DomainError(Fault.INVALID, field=spec.label, value=value[:40], reason=N_("not a whole number"))
        return int(number)
    return parsed_date(value, spec.label) if spec.kind == "date" else value


def parsed_date(text: str, label: str) -> date:
    """A date as people type it: 2026-11-21, 2026/11/21, 20261121, 2026年11月21日. Raises DomainError INVALID."""
    match = _DATE.fullmatch(narrow(text).replace(" ", ""))
    try:
        if match:
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        match = None
    raise DomainError(Fault.INVALID, field=label, value=text[:40], reason=N_("not a date like 2026-11-21"))


def options_of(choices: Sequence[tuple[str, Enum]]) -> tuple[Option, ...]:
    """A column's choices as options in the order of its enumeration."""
    return tuple(Option(member, member.label_id if isinstance(member, Choice) else word) for word, member in choices)


def bound(spec: FieldSpec, *, value: Value = None, id: str | None = None) -> FormField:
    """The form field for a column: its kind decides the widget, the table its label, help, length and choices."""
    control: Control
    if spec.kind == "choice":
        control = ChoiceField(options_of(spec.choices), value=value, optional=not spec.required and value is None)
    elif spec.kind == "yes/no":
        control = ChoiceField((Option(True, N_("Yes")), Option(False, N_("No"))), value=bool(value))
    elif spec.kind == "long text":
        control = FormText("" if value is None else str(value))
    else:
        control = FormInput("" if value is None else str(value))
    return FormField(spec, control, id=id)
