"""A form over the screen: several fields that are saved together; what was typed outlives Esc and a refusal."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from models.errors import DomainError
from models.fields import FieldSpec
from models.i18n import _
from screens.desk_dialog import AskingDialog
from screens.forms import ChoiceField, FormField, FormInput, FormText, Option, Value, bound
from screens.plain import plain

Values = Mapping[str, Any]
Save = Callable[[Values], Awaitable[str]]
"""Saves what was typed; returns "" when it is done, else the sentence that refuses it. May raise DomainError."""


@dataclass(frozen=True)
class Asked:
    """One field of a form: what the table says of it, what stands there at first, other choices than the table's."""

    spec: FieldSpec
    value: Value = None
    options: tuple[Option, ...] | None = None

    def field(self) -> FormField:
        """The widget."""
        if self.options is None:
            return bound(self.spec, value=self.value)
        return FormField(self.spec, ChoiceField(self.options, value=self.value, optional=not self.spec.required))


class KeptForm(AskingDialog[bool]):
    """Fills fields and saves them with F2; the answer is True once that is done.

    What is typed stands under `key` in `kept` from the first key on, and is offered again until it has been saved.
    """

    CSS = """
    KeptForm > .dialog.-wide { width: 92; }
    KeptForm #intro { height: auto; width: 1fr; margin: 0 0 1 0; }
    KeptForm #fields { height: auto; max-height: 55vh; }
    KeptForm FormField > .label { width: 22; }
    KeptForm FormField.tall { height: 4; }
    """
    BINDINGS = [Binding("f2,ctrl+s", "answer", show=False)]
    AUTO_FOCUS = "FormInput, FormText, ChoiceField"

    def __init__(
        self,
        title: str,
        fields: Sequence[Asked],
        save: Save,
        *,
        kept: MutableMapping[str, str],
        key: str,
        intro: Content | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = {asked.spec.name: asked.field() for asked in fields}
        self._save = save
        self._kept = kept
        self._key = key
        self._intro = intro
        self._at_first: dict[str, str] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        """The question, what is to be known before, the fields, and how to answer."""
        with Vertical(classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            if self._intro is not None:
                yield Static(self._intro, id="intro")
            with VerticalScroll(id="fields", can_focus=False):
                yield from self._fields.values()
            yield Static("", classes="refusal", markup=False)
            yield Static("", id="field-help", classes="hint", markup=False)
            yield Static(plain(_("F2 or Ctrl+S saves   Esc goes back")), classes="hint")

    def on_mount(self) -> None:
        """Offers again what was written before."""
        self._at_first = self._written()
        if self._key in self._kept:
            self._restore(json.loads(self._kept[self._key]))
            self.query_one("#field-help", Static).update(plain(_("This is what you wrote before.")))

    # What is typed

    def _written(self) -> dict[str, str]:
        return {name: _word(field) for name, field in self._fields.items()}

    def _restore(self, written: Mapping[str, str]) -> None:
        for name, word in written.items():
            control = self._fields[name].control if name in self._fields else None
            if isinstance(control, ChoiceField):
                values = [option.value for option in control.options if _as_word(option.value) == word]
                control.choose(values[0] if values else None)
            elif isinstance(control, FormText):
                control.text = word
            elif isinstance(control, FormInput):
                control.value = word

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed | ChoiceField.Changed) -> None:
        field = event.control.parent if event.control is not None else None
        if isinstance(field, FormField):
            field.clear_error()
        written = self._written()
        if written != self._at_first:
            self._kept[self._key] = json.dumps(written)
        else:
            self._kept.pop(self._key, None)

    @on(Input.Submitted)
    @on(ChoiceField.Left)
    def _go_on(self) -> None:
        self.focus_next()

    def on_descendant_focus(self) -> None:
        """Says what can be done in the field that has the focus."""
        field = self.focused.parent if self.focused is not None else None
        if isinstance(field, FormField) and field.help:
            self.query_one("#field-help", Static).update(plain(field.help))

    # Saving

    def action_answer(self) -> None:
        """Saves, if every field will do."""
        wrong = [field for field in self._fields.values() if field.check() is not None]
        if wrong:
            wrong[0].control.focus()
        elif not self._saving:
            self._saving = True
            self.start(self._answer())

    async def _answer(self) -> None:
        try:
            refused = await self._save({name: field.value for name, field in self._fields.items()})
        except DomainError as error:
            self._mark(error)
            refused = error.message()
        finally:
            self._saving = False
        if refused:
            self.show_refusal(refused)
            return
        self._kept.pop(self._key, None)
        self.dismiss(True)

    def _mark(self, error: DomainError) -> None:
        for field in self._fields.values():
            if field.spec.label == error.facts.get("field"):
                field.show_error(error)
                field.control.focus()


def _word(field: FormField) -> str:
    control = field.control
    if isinstance(control, ChoiceField):
        return _as_word(control.value)
    return control.text if isinstance(control, FormText) else control.value


def _as_word(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else "" if value is None else str(value)
