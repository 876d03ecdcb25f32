"""One complaint whole: who has it, how it stands, what was found and planned, everything that happened."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.css.query import NoMatches

from models.complaints.queries import ComplaintFile
from models.events.tables import Subject
from models.i18n import N_, _
from models.presence.operations import Opened
from screens.commands import Scope, bindings
from screens.complaints.cases import Case
from screens.complaints.view import CaseView, read_case
from screens.complaints.work import CaseWork
from screens.ticket.screen import SIDE_BY_SIDE, Records


class CaseScreen(CaseWork):
    """A case's file; follows what other desks do without moving what the person reads."""

    CSS_PATH = "complaints.tcss"
    HOLDS_RECORD = True
    SCOPES = (Scope.CASE_FILE, Scope.CASE)
    BINDINGS = [*bindings(Scope.CASE_FILE), *bindings(Scope.CASE)]
    AUTO_FOCUS = ".case-file"
    help: ClassVar[str] = N_(
        "One complaint. The keys below do what its stage, its level and your role allow; . lists all of them."
    )

    def __init__(self, complaint_id: int) -> None:
        super().__init__()
        self.complaint_id = complaint_id
        self.file: ComplaintFile | None = None
        self._reading = False
        self._read_again = False

    @property
    def open_record(self) -> Opened:
        """The case."""
        return Opened(Subject.COMPLAINT, self.complaint_id)

    def compose_body(self) -> ComposeResult:
        """The case."""
        yield CaseView(id="case")

    def on_mount(self) -> None:
        """Reads the case."""
        self._load()
        self.set_interval(1.0, self._each_second)

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.app.size.width < SIDE_BY_SIDE, "-narrow")
        self.call_after_refresh(self._again)

    def _again(self) -> None:
        self.query_one(CaseView).again(self.desk)

    def language_changed(self) -> None:
        """Everything in the present language; the timeline is told anew."""
        self._again()
        self._load()

    def database_changed(self) -> None:
        """Reads the case again; paints what differs."""
        self._load()

    def worked_on(self, done: frozenset[int] = frozenset()) -> None:
        """Shows what was done."""
        self._load()

    def _each_second(self) -> None:
        if self.is_current:
            self.query_one(CaseView).tick(self.desk)

    def _load(self) -> None:
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        self.start(self._read_case(), group="read")

    async def _read_case(self) -> None:
        try:
            wanted = True
            while wanted:
                complaint_id = self.complaint_id
                file, timeline = await self.desk.door.ask(read_case, complaint_id)
                if complaint_id == self.complaint_id:
                    self.file = file
                    self.query_one(CaseView).show(file, timeline, self.desk)
                    self.keys_may_differ()
                wanted, self._read_again = self._read_again or complaint_id != self.complaint_id, False
        except NoMatches:
            return
        finally:
            self._reading = False

    def case(self) -> Case | None:
        """The case, as it was last read."""
        return None if self.file is None or self.file.id != self.complaint_id else Case.of(self.file)

    def action_customer(self) -> None:
        """Opens the customer's file."""
        if self.file is not None:
            self.desk.open_customer(self.file.customer_id)

    def action_back(self) -> None:
        """Back to where the case was opened."""
        self.dismiss(None)

    def action_record(self, step: int) -> None:
        """The previous or next case of the list behind this screen."""
        stack = self.app.screen_stack
        behind = stack[stack.index(self) - 1] if self in stack[1:] else None
        complaint_id = behind.step_record(step) if isinstance(behind, Records) else None
        if complaint_id is None:
            self.desk.tell(_("There is no further case in this direction."))
            return
        self.complaint_id = complaint_id
        self.another_record()
        self._load()
