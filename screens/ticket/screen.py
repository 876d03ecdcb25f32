"""One ticket: head, clocks, what is wrong and what was done, everything that happened; and the commands that work on it."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Static

from models.complaints.queries import complaints_of
from models.complaints.tables import Stage
from models.events.tables import EVERYTHING, Subject
from models.i18n import N_, _
from models.people.permissions import Permission
from models.presence.operations import Opened
from models.tickets.file import TicketFile, ticket_file
from models.tickets.timeline import TimelineRow, ticket_timeline
from screens.commands import Scope, bindings
from screens.complaints.opening import complain
from screens.plain import plain
from screens.ticket.head import Clocks, head
from screens.ticket.targets import Target
from screens.ticket.telling import timeline_entry
from screens.ticket.work import TicketWork
from screens.widgets.history import History

SIDE_BY_SIDE = 100
"""From this many cells on, the problem stands beside the timeline instead of above it."""


@runtime_checkable
class Records(Protocol):
    """A list from which a ticket was opened, and in which one can go on."""

    def step_record(self, step: int) -> int | None:
        """Goes on by `step` rows; the id of the record there, None at the end."""


Cases = list[tuple[int, str, Stage]]
"""The complaints that a ticket belongs to: id, number, stage."""

TOLD = 500
"""So many entries of the timeline are shown at most."""
RETOLD = EVERYTHING - {Subject.TICKET, Subject.COMPLAINT}
"""Where records of these kinds change, names and erased texts may differ in what was told before."""


def _read(ticket_id: int, after: int) -> tuple[TicketFile, list[TimelineRow], Cases]:
    """A ticket with what happened to it behind the position `after`."""
    new = ticket_timeline(ticket_id, limit=TOLD, after=after)
    return ticket_file(ticket_id), new, complaints_of(Subject.TICKET, ticket_id)


class TicketScreen(TicketWork):
    """A ticket's file; follows what other desks do without moving what the person reads."""

    CSS_PATH = "ticket.tcss"
    HOLDS_RECORD = True
    SHOWS_NONE_OF = frozenset({Subject.CALL, Subject.CALLBACK})
    SCOPES = (Scope.TICKET_FILE, Scope.TICKET)
    BINDINGS = [*bindings(Scope.TICKET_FILE), *bindings(Scope.TICKET)]
    AUTO_FOCUS = "#timeline"
    help: ClassVar[str] = N_("One ticket. The keys below do what its state and your role allow; . lists all of them.")

    def __init__(self, ticket_id: int) -> None:
        super().__init__()
        self.ticket_id = ticket_id
        self.file: TicketFile | None = None
        self._timeline: list[TimelineRow] = []
        self._cases: Cases = []
        self._reading = False
        self._read_again = False
        self._retell = False

    @property
    def open_record(self) -> Opened:
        """The ticket."""
        return Opened(Subject.TICKET, self.ticket_id)

    def compose_body(self) -> ComposeResult:
        """Head and clocks above; problem and timeline below."""
        yield Static("", id="head", markup=False)
        yield Clocks("", id="clocks", markup=False)
        with Container(id="story"):
            with VerticalScroll(id="problem"):
                yield Static("", id="problem-text", markup=False)
            yield History(self._told, id="timeline")

    def on_mount(self) -> None:
        """Reads the ticket."""
        self.set_class(self.app.size.width < SIDE_BY_SIDE, "-narrow")
        self._load()
        self.set_interval(1.0, self._tick)

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.app.size.width < SIDE_BY_SIDE, "-narrow")

    def language_changed(self) -> None:
        """Everything in the present language; the timeline is told anew."""
        if self.file is not None:
            self._show(self.file, self._timeline, self._cases)
        self._load()

    def database_changed(self) -> None:
        """Reads the ticket again, all of it; paints what differs."""
        self._load()

    def records_changed(self, changed: frozenset[Subject]) -> None:
        """Reads the ticket again, and of what happened to it only what is new; keys don't wait for it."""
        self._load(retell=not RETOLD.isdisjoint(changed), keys_wait=False)

    def _told(self, row: TimelineRow) -> Content:
        return timeline_entry(row, self.desk.zone)

    def _tick(self) -> None:
        if self.is_active and self.file is not None:
            self.query_one(Clocks).show(self.file, self.desk)

    # Reading

    def _load(self, *, retell: bool = True, keys_wait: bool = True) -> None:
        self._retell |= retell
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        if keys_wait:
            self.start(self._read_ticket(), group="read")
        else:
            self.run_worker(self._read_ticket(), group="read", exit_on_error=False)

    async def _read_ticket(self) -> None:
        wanted = True
        try:
            while wanted:
                ticket_id, known = self.ticket_id, self._known()
                file, new, cases = await self.desk.door.ask(_read, ticket_id, known[0].position if known else 0)
                if ticket_id == self.ticket_id:
                    self._show(file, [*new, *known][:TOLD], cases)
                wanted, self._read_again = self._read_again or ticket_id != self.ticket_id, False
        finally:
            self._reading = False
            self._retell |= wanted

    def _known(self) -> list[TimelineRow]:
        """What was told of this ticket and need not be told anew."""
        retell, self._retell = self._retell, False
        same = self.file is not None and self.file.id == self.ticket_id
        return self._timeline if same and not retell else []

    def _show(self, file: TicketFile, timeline: list[TimelineRow], cases: Cases) -> None:
        other = self.file is None or self.file.id != file.id
        self.file, self._timeline, self._cases = file, timeline, cases
        try:
            self._say("#head", Content("\n").join([head(file), *(_case_line(number, stage) for _id, number, stage in cases)]))
            self.query_one(Clocks).show(file, self.desk)
            self._say("#problem-text", self._problem(file))
            self.query_one(History).show(timeline, from_top=other)
        except NoMatches:
            return
        if other:
            for part in self.query(VerticalScroll):
                part.scroll_home(animate=False)
        self.keys_may_differ()

    def _say(self, selector: str, content: Content) -> None:
        part = self.query_one(selector, Static)
        if part.content != content:
            part.update(content)

    def _problem(self, file: TicketFile) -> Content:
        parts = [Content.assemble((_("Problem"), "bold"), "\n", plain(file.problem))]
        if file.solution:
            parts.append(Content.assemble((_("Solution"), "bold"), "\n", plain(file.solution)))
        return Content("\n\n").join(parts)

    # What the keys do

    def targets(self) -> tuple[Target, ...]:
        """The ticket, as it was last read."""
        return () if self.file is None or self.file.id != self.ticket_id else (Target.of(self.file),)

    def worked_on(self, done: frozenset[int]) -> None:
        """Shows what was done."""
        self._load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A complaint is opened by who may; to others the key shows the complaints."""
        if action == "complain":
            return self.desk.actor is not None and self.desk.actor.may(Permission.OPEN_COMPLAINT)
        return super().check_action(action, parameters)

    def action_complain(self) -> None:
        """Opens a complaint about this ticket, or the one that is open already."""
        if self.file is not None:
            self.start(complain(self, self.file))

    def action_customer(self) -> None:
        """Opens the customer's file."""
        if self.file is not None:
            self.desk.open_customer(self.file.customer.id if self.file.customer is not None else None)

    def action_back(self) -> None:
        """Back to where the ticket was opened."""
        self.dismiss(None)

    def action_record(self, step: int) -> None:
        """The previous or next ticket of the list behind this screen."""
        stack = self.app.screen_stack
        behind = stack[stack.index(self) - 1] if self in stack[1:] else None
        ticket_id = behind.step_record(step) if isinstance(behind, Records) else None
        if ticket_id is None:
            self.desk.tell(_("There is no further ticket in this direction."))
            return
        self.ticket_id = ticket_id
        self.another_record()
        self._load()


def _case_line(number: str, stage: Stage) -> Content:
    return Content.styled(_("Complaint {number} ({stage})").format(number=number, stage=stage.label), "$text-warning bold")
