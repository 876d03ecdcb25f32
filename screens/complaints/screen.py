"""The complaints (F7): views, the list, and beside it the case under the cursor where there is room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.css.query import NoMatches
from textual.widgets import Static

from models.complaints.queries import (
    ComplaintQuery,
    ComplaintRow,
    ComplaintView,
    complaint_count,
    complaint_page,
    complaint_rank,
    complaint_rows,
    complaint_view_counts,
)
from models.i18n import N_, _
from screens.commands import Scope, bindings
from screens.complaints.cases import Case
from screens.complaints.columns import COLUMNS
from screens.complaints.opening import complain_for_somebody
from screens.complaints.view import CaseView, read_case
from screens.complaints.work import CaseWork
from screens.listing import Listing
from screens.queue.tabs import ViewTabs
from screens.widgets.paged_rows import PagedRows
from screens.widgets.rows import DoorSource
from screens.widgets.virtual_table import VirtualTable

BESIDE = 118
"""From this many cells on, the case under the cursor stands beside the list."""

EMPTY = {
    ComplaintView.MINE: N_("No complaint is yours. 2 shows all that are open."),
    ComplaintView.OPEN: N_("No complaint is open. Ctrl+N, a call's ending 4, or F7 on a ticket opens one."),
    ComplaintView.OVERDUE: N_("No complaint is overdue."),
    ComplaintView.AWAITING_APPROVAL: N_("No plan waits for approval."),
    ComplaintView.HIGH_LEVEL: N_("No complaint is at level 3 or 4."),
    ComplaintView.ALL: N_("There is no complaint yet. Ctrl+N, a call's ending 4, or F7 on a ticket opens one."),
}
SHORT = {ComplaintView.AWAITING_APPROVAL: N_("Approval"), ComplaintView.HIGH_LEVEL: N_("Lv. 3-4")}
TONES = {ComplaintView.OVERDUE: "danger", ComplaintView.AWAITING_APPROVAL: "warning"}


class ComplaintsScreen(Listing[ComplaintView, ComplaintRow], CaseWork):
    """The list of complaints; a refresh moves neither the focus nor the cursor nor the view."""

    CSS_PATH = "complaints.tcss"
    SCOPES = (Scope.COMPLAINTS, Scope.CASE, Scope.LIST)
    BINDINGS = [*bindings(Scope.COMPLAINTS), *bindings(Scope.CASE)]
    AUTO_FOCUS = "#rows"
    help: ClassVar[str] = N_("Complaints by view. x is overdue, ! is due soon. The keys below work on the case under the cursor.")

    def __init__(self) -> None:
        super().__init__()
        self.view = ComplaintView.MINE

    def compose_body(self) -> ComposeResult:
        """Views, place, rows, and the case."""
        yield ViewTabs(self.view, views=tuple(ComplaintView), short=SHORT, tones=TONES)
        with Horizontal(id="above"):
            yield Static("", id="place", markup=False)
        with Horizontal(id="both"):
            yield VirtualTable[ComplaintRow](id="rows")
            yield CaseView(id="case", focusable=False)

    def on_mount(self) -> None:
        """Shows the person's own cases; to who has none, all that are open."""
        self.table.set_columns(COLUMNS)
        self.show_rows()
        self.set_interval(1.0, self._each_second)

    def on_resize(self) -> None:
        """The case stands beside the list where there is room."""
        self.set_class(self.app.size.width < BESIDE, "-narrow")
        self.call_after_refresh(self._case_again)

    def _case_again(self) -> None:
        self.query_one(CaseView).again(self.desk)

    def language_changed(self) -> None:
        """Everything on the screen in the present language."""
        self.table.set_columns(COLUMNS)
        self._say_what_is_shown()
        self._case_again()
        self._read_under_cursor()

    def database_changed(self) -> None:
        """Reads rows, counts and the case again; paints what differs."""
        super().database_changed()
        self._read_under_cursor()

    def worked_on(self, done: frozenset[int] = frozenset()) -> None:
        """Shows what was done and takes the marks off; the refused cases stay marked."""
        self.table.marks.drop(done)
        self.database_changed()

    def _each_second(self) -> None:
        if self.is_current:
            self.table.tick()
            self.query_one(CaseView).tick(self.desk)

    # What is listed

    def query_shown(self) -> ComplaintQuery:
        """What the list asks for."""
        return ComplaintQuery(self.view, self.actor.staff_id, self.actor.region_id)

    def show_rows(self, at: ComplaintRow | None = None) -> None:
        """Shows the cases of the present view."""
        rows = PagedRows(self.query_shown(), complaint_count, complaint_page, complaint_rank, complaint_rows)
        self.table.show(DoorSource(self.desk.door, rows), at=at)
        self._say_what_is_shown()
        self.count_later()

    def _say_what_is_shown(self) -> None:
        self.table.empty_text = _(EMPTY[self.view])
        self.say_place()

    async def read_counts(self) -> Mapping[ComplaintView, int]:
        """How many cases each view has."""
        return await self.desk.door.ask_in_background(complaint_view_counts, self.query_shown())

    # The rows and the case

    @on(VirtualTable.Changed)
    def _rows_moved(self) -> None:
        self.say_place()
        self.keys_may_differ()
        self._read_under_cursor()

    def _read_under_cursor(self) -> None:
        """The case beside the list; the last one asked for is the one shown."""
        if self.has_class("-narrow"):
            return
        row = self.table.row
        if row is None:
            self.query_one(CaseView).show_nothing()
        else:
            self.run_worker(self._read_case(row.id), group="case", exclusive=True, exit_on_error=False)

    async def _read_case(self, complaint_id: int) -> None:
        file, timeline = await self.desk.door.ask(read_case, complaint_id)
        try:
            self.query_one(CaseView).show(file, timeline, self.desk)
        except NoMatches:
            return

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        self.desk.open_complaint(message.row.id)

    def case(self) -> Case | None:
        """The case under the cursor."""
        row = self.table.row
        return None if row is None else Case.of(row)

    def cases(self) -> tuple[Case, ...]:
        """The marked cases, else the one under the cursor."""
        return tuple(Case.of(row) for row in self.table.chosen())

    def action_back(self) -> None:
        """Takes the marks away, else back to the queue."""
        if self.table.marks:
            self.table.action_unmark()
        else:
            self.desk.open_queue()

    def action_new_case(self) -> None:
        """Registers a complaint of a customer who is asked for."""
        self.start(complain_for_somebody(self))

    def action_case_statistics(self) -> None:
        """Counts the complaints."""
        self.desk.push_screen(self.desk.rooms.complaint_statistics())
