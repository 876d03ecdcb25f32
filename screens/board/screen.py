"""The board (F8): queues, agents, alerts, what is due, the day's figures and its course; made for a slow line.

It is read again after commits, at most once a second; ages and durations are in minutes and move with a slow tick, so
that an idle board sends next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from models.events.tables import Subject
from models.i18n import N_, _
from models.people.permissions import Permission
from models.reports.board import AgentLine, AlertLine, Board, DueLine, QueueLine, QueuesBy, board
from models.reports.definitions import Figure
from models.site.queries import RegionRow, regions
from screens.board.appraisal import AppraisalScreen
from screens.board.course import Course
from screens.board.figures import FigureStrip
from screens.board.report import ReportScreen
from screens.board.rows import BoardRow, agent_columns, alert_columns, due_columns, due_id, numbered, queue_columns
from screens.board.tickets import BoardTickets
from screens.board.work import LISTS, ON_TICKETS, BoardWork, Line
from screens.commands import Scope, bindings
from screens.plain import one_line, plain
from screens.records import open_record
from screens.widgets.rows import KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable

READ_PAUSE_SECONDS = 1.0
"""The board is read at most this often, however fast the colleagues work."""
SLOW_TICK_SECONDS = 10.0
"""How often ages and durations are looked at; they are shown in minutes."""
NARROW, TALL = 100, 36


class BoardScreen(BoardWork):
    """What a supervisor sees and does; a wall screen sees the same without names, and does nothing."""

    CSS_PATH = "board.tcss"
    SCOPES = (Scope.BOARD, Scope.TICKET, Scope.LIST)
    BINDINGS = [*bindings(Scope.BOARD), *bindings(Scope.TICKET, only=ON_TICKETS)]
    AUTO_FOCUS = "#alerts"
    help: ClassVar[str] = N_(
        "The board. Tab goes from part to part, Enter opens the tickets behind a line. . ! x: first, second, third limit passed. "
        "On the line of figures Left and Right choose one, F1 says how it is counted, Enter shows it with the rows behind it."
    )

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, list[BoardRow[Any]]] = {name: [] for name in LISTS}
        self._reading = False
        self._read_again = False

    def compose_body(self) -> ComposeResult:
        """Figures, queues and agents, alerts and what is due, the course of the day."""
        yield FigureStrip(id="figures")
        yield Static("", id="above", markup=False)
        with Horizontal(classes="row"):
            yield VirtualTable[BoardRow[QueueLine]](id="queues")
            yield VirtualTable[BoardRow[AgentLine]](id="agents")
        with Horizontal(classes="row"):
            yield VirtualTable[BoardRow[AlertLine]](id="alerts")
            yield VirtualTable[BoardRow[DueLine]](id="due")
        with Horizontal(id="charts"):
            yield Course(N_("Calls by hour"), id="calls")
            yield Course(N_("Breaches by hour"), id="breaches")

    def on_mount(self) -> None:
        """Shows the whole site."""
        self._fit()
        self.language_changed()
        for name, rows in self._rows.items():
            self.table(name).show(KnownSource(KnownRows(rows)))
        self.database_changed()
        self.set_interval(SLOW_TICK_SECONDS, self._tick)

    def on_resize(self) -> None:
        """Another size has room for other parts."""
        self._fit()

    def _fit(self) -> None:
        size = self.app.size
        self.set_class(size.width < NARROW, "-narrow")
        self.set_class(size.height >= TALL, "-tall")

    def language_changed(self) -> None:
        """Everything in the present language; names of queues are read anew."""
        self._set_columns()
        self.table("agents").empty_text = _("Nobody is signed in.")
        self.table("alerts").empty_text = _("No alert waits to be seen.")
        self.table("due").empty_text = _("Nothing is due today.")
        self._say_what_is_shown()
        self.database_changed()

    def _set_columns(self) -> None:
        limits = self.board.limits if self.board else {}
        self.table("queues").set_columns(queue_columns(limits))
        self.table("agents").set_columns(agent_columns(limits, named=self.named))
        self.table("alerts").set_columns(alert_columns(named=self.named))
        self.table("due").set_columns(due_columns(self.desk.zone, named=self.named))

    # Reading

    def database_changed(self) -> None:
        """Reads the board again, at once or when its pause is over."""
        if self._reading:
            self._read_again = True
        elif self.desk.actor is not None:
            self._reading = True
            self.run_worker(self._read(), group="board", exit_on_error=False)

    async def _read(self) -> None:
        try:
            region_id = self.shown_region.id if self.shown_region else None
            self._show(await self.desk.door.ask_in_background(board, region_id=region_id, by=self.by))
        finally:
            self.set_timer(READ_PAUSE_SECONDS, self._may_read)

    def _may_read(self) -> None:
        self._reading = False
        if self._read_again and self.is_current:
            self._read_again = False
            self.database_changed()

    def _show(self, seen: Board) -> None:
        first = self.board is None or self.board.limits != seen.limits
        self.board = seen
        if first:
            self._set_columns()
        self._fill("queues", [(line.place, line) for line in seen.queues])
        self._fill("agents", [(line.staff_id, line) for line in seen.agents])
        self._fill("alerts", [(line.id, line) for line in seen.alerts])
        self._fill("due", [(due_id(line), line) for line in seen.due])
        self.query_one(FigureStrip).show(seen.figures, seen.rules)
        if first:
            self._show_course()

    def _fill(self, name: str, lines: Sequence[tuple[int, Any]]) -> None:
        rows = numbered(lines)
        if rows != self._rows[name]:
            self._rows[name][:] = rows
            self.table(name).reread()

    def _show_course(self) -> None:
        if self.board is not None:
            self.query_one("#calls", Course).show(self.board.hours, self.board.calls)
            self.query_one("#breaches", Course).show(self.board.hours, self.board.breaches)

    def _tick(self) -> None:
        """Time has passed: paints the ages that are others now, and the charts, which need not follow each call."""
        if self.is_current:
            for name in self._rows:
                self.table(name).tick()
            self._show_course()

    def _say_what_is_shown(self) -> None:
        where = one_line(self.shown_region.name) if self.shown_region else _("whole site")
        said = _("{where}   queues by {by}").format(where=where, by=self.by.label)
        self.query_one("#above", Static).update(plain(said))

    # Where the cursor is

    @on(VirtualTable.Changed)
    def _moved(self) -> None:
        self.keys_may_differ()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Other keys work in another part."""
        self.refresh_bindings()

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        row = message.row
        if not self.named or not isinstance(row, BoardRow):
            return
        line: Line = row.line
        if isinstance(line, AgentLine) or (isinstance(line, QueueLine) and line.subject is Subject.TICKET):
            title = f"{line.number} {line.name}" if isinstance(line, AgentLine) else line.name
            self.desk.push_screen(BoardTickets(one_line(title), self._behind(line)))
        elif isinstance(line, QueueLine):
            (self.desk.open_complaints if line.subject is Subject.COMPLAINT else self.desk.open_callbacks)()
        else:
            open_record(self.desk, line.subject, line.subject_id)

    # What is shown

    @on(FigureStrip.Opened)
    def _figure_opened(self, message: FigureStrip.Opened) -> None:
        if self.named:
            self._report(message.figure)

    def action_board_figures(self) -> None:
        """Shows every figure."""
        self._report(None)

    def action_board_appraisal(self) -> None:
        """Shows everybody's appraisal."""
        region = self.shown_region
        self.desk.push_screen(AppraisalScreen(region.id if region else None, one_line(region.name) if region else ""))

    def _report(self, figure: Figure | None) -> None:
        region = self.shown_region
        name = one_line(region.name) if region else ""
        self.desk.push_screen(ReportScreen(region.id if region else None, name, figure))

    def action_board_queues(self) -> None:
        """Goes on to the next way of dividing the queues."""
        ways = list(QueuesBy)
        self.by = ways[(ways.index(self.by) + 1) % len(ways)]
        self._say_what_is_shown()
        self._read_now()

    def action_board_region(self) -> None:
        """Narrows the board to a region."""
        self.start(self._choose_region())

    async def _choose_region(self) -> None:
        known = await self.desk.door.ask(regions)
        options: list[tuple[RegionRow | None, str]] = [(None, _("whole site")), *((region, region.name) for region in known)]
        place = await self.desk.choose(_("Which region?"), [(index, text) for index, (_region, text) in enumerate(options)])
        if place is not None:
            self.shown_region = options[place][0]
            self._say_what_is_shown()
            self._read_now()

    def _read_now(self) -> None:
        """Reads without waiting for the pause: a person has asked."""
        self._reading = False
        self.database_changed()

    def action_back(self) -> None:
        """Takes the marks away, else back to the queue."""
        marked = [self.table(name) for name in LISTS if self.table(name).marks]
        if marked:
            for table in marked:
                table.action_unmark()
        elif self.actor.may(Permission.VIEW_TICKETS):
            self.desk.open_queue()
