"""What every screen can rely on: the app's door to the domain, its questions to a person, and a base for screens."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast
from zoneinfo import ZoneInfo

from textual import events
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from models import clock
from models.door import Door
from models.errors import DomainError, Fault
from models.events.tables import EVERYTHING, Subject
from models.i18n import _
from models.people.permissions import Actor
from models.unforeseen import take_down
from screens.asking import AsksPeople
from screens.brief import PaintsBriefly
from screens.commands import Scope, bindings
from screens.first_shown import FirstShown
from screens.kept_call import told_aside
from screens.modes import BOARD, CALLBACKS, COMPLAINTS, INTAKE, QUEUE, HasModes
from screens.own_keys import OwnKeys
from screens.painted import ForgetsPainted
from screens.presence import Presence
from screens.reach import Reach
from screens.rooms import Rooms
from screens.session import FIGURES_SECONDS, Session
from screens.status import DeskStatus
from screens.styles import ParsedOnce
from screens.themes import THEMES, Look
from screens.unanswered import Unanswered
from screens.unsent import Unsent
from screens.widgets.age_note import AgeNote
from screens.widgets.also_open import AlsoOpen
from screens.widgets.kept_lines import KeptLines
from screens.widgets.key_line import KeyLine, Offer, works_here
from screens.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from models.calls.journal import Journal
    from models.presence.operations import Opened
    from screens.registers.files import RegisterFiles

T = TypeVar("T")

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
SET_ASIDE_SECONDS = 300.0
"""How long a desk shows that it could not read what it had kept."""


class DeskApp(HasModes, ForgetsPainted, PaintsBriefly, AsksPeople, inherit_bindings=False):
    """The app as the screens know it; the process's own subclass opens the database and starts the pulse.

    Textual's own keys to quit are left out: a desk ends through the palette and a question only.
    """

    CSS_PATH = Path(__file__).with_name("shell.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(Scope.EVERYWHERE)

    def __init__(
        self,
        *,
        door: Door,
        journal: Journal,
        actor: Actor | None = None,
        desk_id: str = "desk",
        zone: ZoneInfo = DEFAULT_ZONE,
        look: Look | None = None,
        rooms: Rooms | None = None,
        site: str = "",
        opens_board: bool = False,
        files: RegisterFiles | None = None,
    ) -> None:
        super().__init__(rooms=rooms or Rooms(), actor=actor, opens_board=opens_board)
        self.door = door
        self.journal = journal
        self.desk_id = desk_id
        self.zone = zone
        self.look = look or Look()
        self.status = DeskStatus(site=site)
        self.files = files
        """Where exports go; None at a desk that writes no files."""
        self.own_keys = OwnKeys()
        self.unanswered = Unanswered(self)
        self.unsent = Unsent(self, journal.entries)
        """What was typed in forms and dialogs and not saved, by purpose; offered again."""
        self.session = Session(self)
        self.reach = Reach(self)
        self.presence = Presence(self)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.look.colours.theme
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())
        if actor is not None:
            self.session.seat(actor)

    def on_mount(self) -> None:
        """Shows the sign-in, or the queue where somebody is signed in already."""
        self.use_look(self.look)
        self.own_keys.take(self, self.look.keys)
        for aside in self.journal.set_aside:
            self.notify(told_aside(aside), severity="warning", timeout=SET_ASIDE_SECONDS, markup=False)
        if self.actor is not None:
            self.session.begin(self.actor)

    async def on_unmount(self) -> None:
        """Stops looking for the database."""
        self.reach.stop()

    def use_look(self, look: Look) -> None:
        """Takes other colours, borders or the bell from now on."""
        self.look = look
        self.theme = look.colours.theme
        self.set_class(look.ascii_borders, "-ascii")

    # What screens say and ask

    def refuse(self, error: DomainError) -> None:
        """Says in a sentence why something was refused; takes no key and no focus.

        That the database is away is said once for all the questions that fail at the same time.
        """
        if error.fault is not Fault.DATABASE_AWAY or self.reach.must_be_told():
            self.notify(error.message(), severity="error", markup=False)

    def tell(self, message: str) -> None:
        """Says in a sentence what was done; takes no key and no focus."""
        self.notify(message, markup=False)

    # Where screens lead

    def every_desk_screen(self) -> list[DeskScreen]:
        """All screens that may hold something typed."""
        return [screen for screen in self.every_screen() if isinstance(screen, DeskScreen)]

    def open_queue(self) -> None:
        """Shows the ticket queue as it was left; from a record opened above it, the list itself."""
        self._open_list(QUEUE)

    def open_complaints(self) -> None:
        """Shows the complaints as they were left; from a case opened above them, the list itself."""
        self._open_list(COMPLAINTS)

    def open_callbacks(self) -> None:
        """Shows the callbacks as they were left; from one that is open, the list itself."""
        self._open_list(CALLBACKS)

    def _open_list(self, mode: str) -> None:
        if not self.session.open:
            return
        if self.current_mode == mode:
            while len(self.screen_stack) > 1 and not self.screen.is_modal:
                self.pop_screen()
        else:
            self.switch_mode(mode)

    def open_callback(self, callback_id: int) -> None:
        """Opens a callback above what is shown; Esc leads back."""
        if self.session.open:
            self.push_screen(self.rooms.callback(callback_id))

    def open_board(self) -> None:
        """Shows the board as it was left; from a record opened above it, the board itself."""
        self._open_list(BOARD)

    def new_call(self, number: str = "") -> None:
        """Shows the call in hand; a number, or a second press, takes the next call and parks the one in hand."""
        if not self.session.open:
            return
        again = self.current_mode == INTAKE
        if not again:
            self.switch_mode(INTAKE)
        screen = self.screen_stack[0]
        if isinstance(screen, DeskScreen):
            if number or again:
                screen.call_later(screen.take_call, number)
            else:
                screen.call_later(screen.begin_call)

    def open_ticket(self, ticket_id: int) -> None:
        """Opens a ticket above what is shown; Esc leads back."""
        if self.session.open:
            self.push_screen(self.rooms.ticket(ticket_id))

    def open_complaint(self, complaint_id: int) -> None:
        """Opens a case above what is shown; Esc leads back."""
        if self.session.open:
            self.push_screen(self.rooms.complaint(complaint_id))

    def open_customer(self, customer_id: int | None) -> None:
        """Opens a customer's file above what is shown; Esc leads back."""
        if customer_id is None:
            self.tell(_("Nobody's file belongs to this record."))
        elif self.session.open:
            self.push_screen(self.rooms.customer(customer_id))

    # What changes by itself

    def check_in(self) -> None:
        """From time to time: what is shown is read again, whatever was heard."""
        if self.reach.away:
            return
        self.database_changed()
        self.presence.tell_again()
        self.run_worker(self.session.check_in(), group="check_in", exclusive=True, exit_on_error=False)

    def database_changed(self, changed: frozenset[Subject] = EVERYTHING) -> None:
        """Records of these kinds changed on some desk: the screen in front reads its rows again, if it shows any of them.

        One behind a dialog waits until it is in front again: Textual paints everything anew for each change behind a dialog.
        """
        if not self.session.open or self.reach.away:
            return
        if isinstance(self.screen, DeskScreen) and not changed <= self.screen.SHOWS_NONE_OF:
            self.screen.records_changed(changed)
        self.set_timer(FIGURES_SECONDS, partial(self.session.read_status, changed))

    def show_status(self, status: DeskStatus) -> None:
        """Takes new figures for the status line."""
        self.status = status
        for line in self.screen.query(StatusLine):
            line.update_status()

    # Actions of the commands that work everywhere

    def action_help(self) -> None:
        """Explains what has the focus."""
        self.push_screen(self.rooms.help(self.focused or self.screen, works_here(self.screen, self)))

    def action_palette(self) -> None:
        """Lists the commands that work here, and runs the one that is picked."""
        self.push_screen(self.rooms.palette(works_here(self.screen, self)), self._run_offer)

    async def _run_offer(self, offer: Offer | None) -> None:
        if offer is not None:
            await self.run_action(offer.command.action, offer.owner)

    def action_find(self) -> None:
        """Opens the search over customers and tickets."""
        self.push_screen(self.rooms.find())

    def action_new_call(self) -> None:
        """Takes a call."""
        self.new_call()

    def action_queue(self) -> None:
        """Shows the queue."""
        self.open_queue()

    def action_complaints(self) -> None:
        """Shows the complaints."""
        self.open_complaints()

    def action_callbacks(self) -> None:
        """Shows the callbacks."""
        self.open_callbacks()

    def action_board(self) -> None:
        """Shows the board."""
        self.open_board()

    def action_registers(self) -> None:
        """Shows the registers above what is shown; Esc leads back."""
        if self.session.open:
            self.push_screen(self.rooms.registers())

    def action_administration(self) -> None:
        """Shows staff, settings and products above what is shown; Esc leads back."""
        if self.session.open:
            self.push_screen(self.rooms.administration())

    def action_catalogue(self) -> None:
        """Shows the products of the catalogue above what is shown; Esc leads back."""
        if self.session.open:
            self.push_screen(self.rooms.catalogue())

    def action_alerts(self) -> None:
        """Lists the open alerts."""
        self.push_screen(self.rooms.alerts())

    def action_away(self) -> None:
        """Locks the desk."""
        self.session.lock()

    def action_language(self) -> None:
        """Switches to the other language."""
        self.session.switch_language()

    def action_state(self) -> None:
        """Says what the person is doing."""
        self.run_worker(self.session.choose_state(), exit_on_error=False)

    def action_switch_bell(self) -> None:
        """Turns the bell on or off."""
        self.session.switch_bell()

    def action_colours(self) -> None:
        """Chooses other colours."""
        self.run_worker(self.session.choose_colours(), exit_on_error=False)

    def action_change_password(self) -> None:
        """Opens the dialog for a new password."""
        self.push_screen(self.rooms.password())

    def action_sign_out(self) -> None:
        """Ends the sign-in."""
        self.run_worker(self.session.sign_out(), exit_on_error=False)

    def action_leave(self) -> None:
        """Asks, then ends the program."""
        self.run_worker(self.session.leave(), exit_on_error=False)

    def on_key(self, event: events.Key) -> None:
        """A key that nothing in front took: where it does nothing now, it is answered with the reason."""
        self.unanswered.pressed(event.key)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A blinking cursor would send 3 KB a second over the line while nobody types."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a person works only while one is signed in and may do it."""
        return self.session.works(action)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that was refused becomes a message; the desk goes on."""
        show_refusal(self, event)


def show_refusal(desk: DeskApp, event: Worker.StateChanged) -> None:
    """Turns a failed worker into the sentence that a person reads."""
    if event.state is WorkerState.ERROR:
        event.stop()
        error = event.worker.error
        if error is not None and not isinstance(error, DomainError):
            error = DomainError(Fault.UNEXPECTED, reference=take_down(error))
        if error is not None:
            desk.refuse(error)


class DeskScreen(FirstShown, KeptLines):
    """A screen between status line and key line that asks the domain in workers and shows what was refused.

    A subclass composes its widgets in `compose_body`, names its scopes in `SCOPES`, and takes its keys with
    `BINDINGS = bindings(Scope.X)`. A widget may have `help` (a marked message that F1 shows) and `language_changed()`
    (called after a switch of language; what was typed must stay).
    """

    SCOPES: ClassVar[tuple[Scope, ...]] = ()
    READS: ClassVar[bool] = True
    """Whether the screen shows what stands in the database, and so says how old that is while the database is away."""
    HOLDS_RECORD: ClassVar[bool] = False
    """Whether the screen shows one record, and so says who else has it open."""
    SHOWS_NONE_OF: ClassVar[frozenset[Subject]] = frozenset()
    """Kinds of record whose changes can't touch what the screen shows; such a commit makes it read nothing."""
    AUTO_FOCUS = "*"
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual's own paints the whole screen when the focus moves, 25 KB; the two widgets concerned paint themselves."""
    left_at: datetime | None = None
    """Since when the screen is behind another one and follows nothing (UTC)."""

    @property
    def desk(self) -> DeskApp:
        """The app with its doors."""
        return cast(DeskApp, self.app)

    @property
    def actor(self) -> Actor:
        """The person signed in."""
        if self.desk.actor is None:
            raise RuntimeError("nobody is signed in")
        return self.desk.actor

    def compose(self) -> ComposeResult:
        """Status line, how old the rest is while the database is away, body, key line."""
        yield StatusLine()
        if self.READS:
            yield AgeNote()
        if self.HOLDS_RECORD:
            yield AlsoOpen()
        yield from self.compose_body()
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """The widgets between the two lines."""
        yield from ()

    def start(self, work: Coroutine[Any, Any, T], *, group: str = "work", exclusive: bool = False) -> Worker[T]:
        """Does what a key asked for, off the keys' way; keys typed ahead wait for it, half a second at most.

        A DomainError that it raises is shown as a message. `exclusive` ends an earlier one of the same group.
        """
        worker: Worker[T] = self.run_worker(work, group=group, exclusive=exclusive, exit_on_error=False)
        self.desk.keys_wait_for(cast("Worker[object]", worker))
        return worker

    def records_changed(self, changed: frozenset[Subject]) -> None:
        """Called on the current screen after a commit on any desk, with the kinds of record that changed."""
        self.database_changed()

    def database_changed(self) -> None:
        """Called on the current screen when what it shows may be another thing now; reads it again."""

    @property
    def open_record(self) -> Opened | None:
        """The record that the screen shows; of a list, none."""
        return None

    def another_record(self) -> None:
        """To be called by a screen that turned to another record, or in which somebody begins or ceases to type."""
        self.desk.presence.update()
        self.desk.presence.read(self)

    def keep_draft(self) -> None:
        """Called when the desk is about to lock or to end: hands what is typed to the journal at once, waits for nothing."""

    def begin_call(self) -> None:
        """Called on the intake screen when it is shown for a call: one begins unless one is in hand."""

    def take_call(self, number: str) -> None:
        """Called on the intake screen for the next call; parks the one in hand."""

    def reach_changed(self) -> None:
        """Called on every screen when the database has gone away or is back."""
        for note in self.query(AgeNote):
            note.update_age()
        for line in self.query(AlsoOpen):
            line.update_reach()

    def take_given_back(self) -> None:
        """Called when a finished call was refused later: the screen of the calls takes it from the desk."""

    def on_screen_suspend(self) -> None:
        """What is behind another screen grows old from now on."""
        if not self.desk.reach.away:
            self.left_at = clock.now()
        self.desk.presence.update()

    def on_screen_resume(self) -> None:
        """Shows what changed while another screen was in front."""
        if self.shown_before:
            for line in self.query(StatusLine):
                line.update_status()
            self.reach_changed()
        if self.desk.actor is not None and not self.desk.reach.away:
            self.left_at = None
            if self.shown_before:
                self.database_changed()
            self.another_record()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that was refused becomes a message; nothing else about the screen changes."""
        show_refusal(self.desk, event)
