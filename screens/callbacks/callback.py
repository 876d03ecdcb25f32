"""One callback: whom to call and what to say beside the form that takes what came of it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Static

from models.callbacks.file import CallbackFile, callback_file
from models.callbacks.operations import excuse, take_on
from models.callbacks.report import reveal_callback_number
from models.callbacks.tables import CallbackKind, CallbackStatus
from models.events.tables import Subject
from models.i18n import N_, _
from models.presence.operations import Opened
from screens.callbacks.form import CallbackForm, Entered, help_of
from screens.callbacks.jumping import open_record
from screens.callbacks.saving import asked_reason, reason_key, what_follows, written_report
from screens.callbacks.story import head, story
from screens.commands import Scope, bindings
from screens.desk import DeskScreen
from screens.plain import plain
from screens.revealed import Revealed

SIDE_BY_SIDE = 100
"""From this many cells on, the form stands beside the story instead of above it."""

_NEED_OPEN = frozenset({"save", "papers", "take_on", "excuse"})


class CallbackScreen(DeskScreen):
    """A callback's file and form; what other desks do is shown at once and moves nothing that was entered."""

    CSS_PATH = "callbacks.tcss"
    HOLDS_RECORD = True
    SCOPES = (Scope.CALLBACK,)
    BINDINGS = bindings(Scope.CALLBACK)
    AUTO_FOCUS = "#outcome"
    help: ClassVar[str] = N_(
        "One callback. A digit says what came of the attempt; where the customer was reached, digits give the scores. F2 saves."
    )

    def __init__(self, callback_id: int) -> None:
        super().__init__()
        self.callback_id = callback_id
        self.file: CallbackFile | None = None
        self._revealed = Revealed(self, self._load)
        self._saved = False
        self._reading = False
        self._read_again = False
        self._editing = False

    @property
    def open_record(self) -> Opened:
        """The callback."""
        return Opened(Subject.CALLBACK, self.callback_id, editing=self._editing)

    def compose_body(self) -> ComposeResult:
        """Head above; form and story below."""
        yield Static("", id="head", markup=False)
        with Container(id="work"):
            yield CallbackForm(self.desk.zone)
            with VerticalScroll(id="story"):
                yield Static("", id="story-text", markup=False)
        yield Static("", id="hint", markup=False)

    @property
    def form(self) -> CallbackForm:
        """The form."""
        return self.query_one(CallbackForm)

    def on_mount(self) -> None:
        """Offers again what was entered before, and reads the callback."""
        self.set_class(self.app.size.width < SIDE_BY_SIDE, "-narrow")
        self.form.add_class("panel")
        kept = self.desk.unsent.get(self._key)
        if kept is not None:
            self.form.put_back(Entered.from_json(kept))
            self.desk.tell(_("This is what you wrote before."))
        self._load()
        self.set_interval(1.0, self._tick)

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.app.size.width < SIDE_BY_SIDE, "-narrow")

    def language_changed(self) -> None:
        """Everything in the present language; script and history are told anew."""
        if self.file is not None:
            self._show(self.file)
        self._show_hint()
        self._load()

    def database_changed(self) -> None:
        """Reads the callback again; what was entered stays."""
        self._load()

    def _tick(self) -> None:
        if self.is_current and self.file is not None:
            self._say("#head", head(self.file, self._number(self.file), self.desk.zone))

    # Reading

    def _load(self) -> None:
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        self.start(self._read(), group="read")

    async def _read(self) -> None:
        try:
            wanted = True
            while wanted:
                self._read_again = False
                self._show(await self.desk.door.ask(callback_file, self.callback_id))
                wanted = self._read_again
        finally:
            self._reading = False

    def _show(self, file: CallbackFile) -> None:
        self.file = file
        try:
            self.set_class(file.status is not CallbackStatus.OPEN, "-done")
            self.form.border_title = plain(_("Callback")).plain
            self.form.take(file)
            self._say("#head", head(file, self._number(file), self.desk.zone))
            self._say("#story-text", story(file, self.desk.zone))
            self._show_follows()
        except NoMatches:
            return
        if file.status is not CallbackStatus.OPEN and self.form.has_focus_within:
            self.query_one("#story").focus()
        self.refresh_bindings()

    def _number(self, file: CallbackFile) -> str:
        return self._revealed.get(self.callback_id, file.number_masked)

    def _say(self, selector: str, content: Content) -> None:
        part = self.query_one(selector, Static)
        if part.content != content:
            part.update(content)

    def _show_follows(self) -> None:
        if self.file is not None:
            self.form.say_what_follows(what_follows(self.file, self.form, self.desk.zone))

    @on(CallbackForm.Changed)
    def _entered(self) -> None:
        self.keep_draft()
        self._editing = not self.form.entered().empty
        self.desk.presence.update()
        self._show_follows()
        self._show_hint()

    def on_descendant_focus(self) -> None:
        """Says what can be entered in the field that has the focus."""
        self._show_hint()

    def _show_hint(self) -> None:
        self._say("#hint", plain(help_of(self.focused)))

    # What is kept

    @property
    def _key(self) -> str:
        return f"callback:{self.callback_id}"

    def keep_draft(self) -> None:
        """Keeps what was entered and not saved, to be offered when the callback is opened again."""
        if self._saved or self.desk.actor is None or not self.is_mounted:
            return
        entered = self.form.entered()
        if entered.empty:
            self.desk.unsent.pop(self._key, None)
        else:
            self.desk.unsent[self._key] = entered.to_json()

    # What the keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes the callback works only while it is open; papers are looked at after a service, none is taken on twice."""
        if action in _NEED_OPEN and (self.file is None or self.file.status is not CallbackStatus.OPEN):
            return False
        if self.file is not None and action == "papers":
            return self.file.kind is CallbackKind.SATISFACTION
        if self.file is not None and action == "take_on":
            return self.file.owner_id != self.actor.staff_id
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Back to the list; what was entered is kept."""
        self.keep_draft()
        self.dismiss(None)

    def action_papers(self) -> None:
        """Goes to the papers."""
        self.form.papers.focus()

    def action_save(self) -> None:
        """Records what came of the attempt."""
        self.start(self._save(), group="save", exclusive=True)

    async def _save(self) -> None:
        file = self.file
        if file is None:
            return
        said = await written_report(self.desk, file, self.form, actor=self.actor)
        if said is None:
            return
        self._saved = True
        self.desk.unsent.pop(self._key, None)
        self.desk.tell(said)
        self.dismiss(None)

    def action_reveal(self) -> None:
        """Shows the number in full; the reason and the person are on record."""
        self.start(self._reveal())

    async def _reveal(self) -> None:
        numbers: list[str] = []

        async def reveal(reason: str) -> None:
            ask = partial(reveal_callback_number, actor=self.actor)
            numbers.append(await self.desk.door.ask(ask, self.callback_id, reason))

        question = _("Why must the number be seen? The reason is kept on record.")
        purpose = f"reveal:callback:{self.callback_id}"
        if await self.desk.ask_text(question, limit=240, keep_as=purpose, save=reveal) is not None:
            await self._revealed.show(self.callback_id, numbers[0])

    def action_take_on(self) -> None:
        """Makes the person responsible."""
        self.start(self._take_on())

    async def _take_on(self) -> None:
        await self.desk.door.ask(take_on, self.callback_id, actor=self.actor)
        self.desk.tell(_("The callback is yours now."))
        self._load()

    def action_excuse(self) -> None:
        """Closes the callback without a call; asks for the reason."""
        self.start(self._excuse())

    async def _excuse(self) -> None:
        reason = await asked_reason(self.desk, (self.callback_id,))
        if reason is not None:
            await self.desk.door.ask(excuse, self.callback_id, reason, actor=self.actor)
            self.desk.unsent.pop(reason_key((self.callback_id,)), None)
            self.desk.tell(_("Closed without a call."))
            self._load()

    def action_open_record(self) -> None:
        """Opens the complaint or the ticket."""
        if self.file is not None:
            record = self.file.record
            open_record(self.desk, record.ticket_id if record else None, record.complaint_id if record else None)

    def action_customer(self) -> None:
        """Opens the customer's file."""
        if self.file is not None:
            self.desk.open_customer(self.file.customer_id)
