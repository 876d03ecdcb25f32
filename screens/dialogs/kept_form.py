"""A form over the screen: several fields that are saved together; what was typed outlives Esc, a refusal and the desk."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from models.errors import DomainError, Fault
from models.events.queries import Touch, Touches
from models.fields import FieldSpec
from models.i18n import _
from models.merging import merged
from models.presence.operations import Opened
from screens.desk_dialog import AskingDialog
from screens.dialogs.merging import FieldTold, Merging
from screens.forms import ChoiceField, FormField, FormInput, FormText, Option, Value, as_word, bound
from screens.plain import plain

Values = Mapping[str, Any]
Words = dict[str, str]
"""The fields' values as they are kept: what was typed, and the stored words of choices."""
Save = Callable[[Values, int | None], Awaitable[str]]
"""Saves what was typed over the version that it was typed for, None where there is none.

Returns "" when it is done, else the sentence that refuses it. May raise DomainError.
"""


@dataclass(frozen=True)
class Asked:
    """One field of a form: what the table says of it, what stands there at first, other choices than the table's.

    A `masked` value can't be continued: what is typed takes its place.
    """

    spec: FieldSpec
    value: Value = None
    options: tuple[Option, ...] | None = None
    masked: bool = False

    def field(self) -> FormField:
        """The widget."""
        if self.options is None:
            field = bound(self.spec, value=self.value)
            if isinstance(field.control, FormInput):
                field.control.select_on_focus = self.masked
            return field
        return FormField(self.spec, ChoiceField(self.options, value=self.value, optional=not self.spec.required))


@dataclass(frozen=True)
class Latest:
    """A record as it stands now: its version, the form as it would be now, who changed what, and what happened last.

    `fields` are empty where the form asks for nothing that stands in the record: then a save that came second is only told of.
    """

    version: int
    fields: Sequence[Asked]
    touches: Touches
    happened: Sequence[str] = ()

    def touch(self, field: str) -> Touch | None:
        """Who changed a field last."""
        return self.touches.of(field)


@dataclass(frozen=True)
class Versioned:
    """The version that a form was filled from, and how to read the record again where somebody else saved first."""

    version: int
    read: Callable[[], Awaitable[Latest]]


class KeptForm(AskingDialog[bool]):
    """Fills fields and saves them with F2; the answer is True once that is done.

    What is typed stands under `key` in `kept` from the first key on, with the version that it was typed for, and is offered
    again until it has been saved. Where somebody else saved first, only what both changed is asked.
    """

    CSS = """
    KeptForm > .dialog.-wide { width: 92; }
    KeptForm #intro { height: auto; width: 1fr; margin: 0 0 1 0; }
    KeptForm #fields { height: auto; max-height: 55vh; }
    KeptForm #field-help { max-height: 4; }
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
        versioned: Versioned | None = None,
        open_record: Opened | None = None,
    ) -> None:
        super().__init__()
        self.open_record = open_record
        self._title = title
        self._fields = {asked.spec.name: asked.field() for asked in fields}
        self._save = save
        self._kept = kept
        self._key = key
        self._intro = intro
        self._versioned = versioned
        self._version = versioned.version if versioned else None
        self._base: Words = {}
        self._saving = False
        self._notice = ""

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
            hint = _("Enter saves   Esc goes back") if self._one_line else _("F2 or Ctrl+S saves   Esc goes back")
            yield Static(plain(hint), classes="hint")

    def on_mount(self) -> None:
        """Offers again what was written before, beside what others have changed since."""
        self._base = self._written()
        if self._key in self._kept:
            kept = json.loads(self._kept[self._key])
            base = {**self._base, **{name: word for name, word in kept["base"].items() if name in self._fields}}
            mine = {**base, **{name: word for name, word in kept["words"].items() if name in self._fields}}
            found = merged(base, mine, self._base)
            self._restore({**found.mine, **found.values})
            self._base, self._version = base, kept["version"]
            self._notice = _("This is what you wrote before.")
            self._help("")

    # What is typed

    def _written(self) -> Words:
        return {name: field.word for name, field in self._fields.items()}

    def _restore(self, written: Mapping[str, str]) -> None:
        for name, word in written.items():
            self._fields[name].put(word)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed | ChoiceField.Changed) -> None:
        field = event.control.parent if event.control is not None else None
        if isinstance(field, FormField):
            field.clear_error()
        self._keep()

    def _keep(self) -> None:
        written = self._written()
        if written != self._base:
            self._kept[self._key] = json.dumps({"version": self._version, "base": self._base, "words": written})
        else:
            self._kept.pop(self._key, None)

    @on(Input.Submitted)
    @on(ChoiceField.Left)
    def _go_on(self) -> None:
        if self._one_line:
            self.action_answer()
        else:
            self.focus_next()

    @property
    def _one_line(self) -> bool:
        """Whether one line is all that is asked, so that Enter saves it."""
        return [type(field.control) for field in self._fields.values()] == [FormInput]

    def on_descendant_focus(self) -> None:
        """Says what can be done in the field that has the focus."""
        field = self.focused.parent if self.focused is not None else None
        if isinstance(field, FormField) and field.help:
            self._help(field.help)

    def _help(self, text: str) -> None:
        lines = [line for line in (self._notice, text) if line]
        self.query_one("#field-help", Static).update(plain("\n".join(lines)))

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
            refused = await self._saved()
        except DomainError as error:
            self._mark(error)
            refused = error.message()
        finally:
            self._saving = False
        if refused:
            self.show_refusal(refused)
        elif refused is not None:
            self._kept.pop(self._key, None)
            self.dismiss(True)

    async def _saved(self) -> str | None:
        """What refuses the save, "" where it is done, None where the person went back. Raises DomainError."""
        while True:
            try:
                return await self._save({name: field.value for name, field in self._fields.items()}, self._version)
            except DomainError as error:
                if error.fault is not Fault.STALE or self._versioned is None:
                    raise
                latest = await self._versioned.read()
                if not latest.fields:
                    self._version = latest.version
                    return "\n".join([error.message(), *latest.happened, _("F2 saves all the same.")])
                if not await self._put_together(latest, error):
                    return None

    async def _put_together(self, latest: Latest, error: DomainError) -> bool:
        """Takes over what somebody else changed; whether the save is to be tried again."""
        theirs = {**self._base, **{asked.spec.name: _asked_word(asked) for asked in latest.fields}}
        merge = merged(self._base, self._written(), theirs)
        if merge.touched:
            told = {name: _told(field) for name, field in self._fields.items()}
            title = f"{self._title}\n{error.refusal()}"
            settled = await self.desk.push_screen_wait(Merging(title, merge, told, latest.touch, self.desk.zone))
            if settled is None:
                return False
            self._restore(settled)
        self._base, self._version = theirs, latest.version
        self._keep()
        return True

    def _mark(self, error: DomainError) -> None:
        for field in self._fields.values():
            if field.spec.label == error.facts.get("field"):
                field.show_error(error)
                field.control.focus()


def _asked_word(asked: Asked) -> str:
    return as_word(bool(asked.value) if asked.spec.kind == "yes/no" else asked.value)


def _told(field: FormField) -> FieldTold[str]:
    """How a field's words are told: a choice by its label, a text as it is."""
    control = field.control
    texts = {as_word(option.value): option.text() for option in control.options} if isinstance(control, ChoiceField) else {}
    return FieldTold(_(field.spec.label), lambda word: texts.get(word, word), lines=isinstance(control, FormText))
