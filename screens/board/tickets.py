"""The tickets behind one cell of the board: a list on which every command for tickets works, also on many."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from models.i18n import N_, _
from models.tickets.queries import QueueRow, queue_rows
from screens.commands import Scope, bindings
from screens.plain import plain
from screens.queue.columns import columns
from screens.ticket.targets import Target
from screens.ticket.work import BY_ACTION, TicketWork
from screens.widgets.rows import KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable


def _read(question: Callable[[], list[int]]) -> list[QueueRow]:
    """The tickets in the order of their keys, which is the longest overdue first."""
    return sorted(queue_rows(question()), key=lambda row: row.key)


class BoardTickets(TicketWork):
    """The open tickets that `question` names by id, the longest overdue first; Esc leads back to the board.

    With `purpose` it only picks those for a command of the board: Enter gives the marked ones, or the one under the cursor.
    """

    SCOPES = (Scope.TICKET, Scope.LIST)
    BINDINGS = [*bindings(Scope.TICKET), *bindings(Scope.BOARD, only=("board.back",))]
    AUTO_FOCUS = "#rows"
    CSS = """
    BoardTickets #title { height: 1; padding: 0 1; text-style: bold; }
    """
    help = N_("The open tickets behind the board's cell. Space marks; commands work on all that are marked.")

    def __init__(self, title: str, question: Callable[[], list[int]], *, purpose: str = "") -> None:
        super().__init__()
        self._title = title
        self._purpose = purpose
        self._question = question
        self._rows: list[QueueRow] = []

    def compose_body(self) -> ComposeResult:
        """Whose tickets, and the tickets."""
        yield Static("", id="title", markup=False)
        yield VirtualTable[QueueRow](id="rows")

    @property
    def table(self) -> VirtualTable[QueueRow]:
        """The list."""
        return self.query_one("#rows", VirtualTable)

    def on_mount(self) -> None:
        """Reads the tickets."""
        self.language_changed()
        self.table.show(KnownSource(KnownRows(self._rows)))
        self.database_changed()
        self.set_interval(1.0, self._tick)

    def on_resize(self) -> None:
        """Another width has room for other columns."""
        self.table.set_columns(columns(self.app.size.width))

    def language_changed(self) -> None:
        """Everything in the present language."""
        self.table.set_columns(columns(self.app.size.width))
        self.table.empty_text = _("No open ticket here any more. Esc goes back to the board.")

    def database_changed(self) -> None:
        """Reads the tickets again."""
        self.run_worker(self._load(), group="read", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        self._rows[:] = await self.desk.door.ask(partial(_read, self._question))
        hint = _("{purpose} Space marks, Enter goes on").format(purpose=self._purpose) if self._purpose else ""
        self.query_one("#title", Static).update(plain(f"{self._title}  {len(self._rows)}   {hint}".rstrip()))
        self.table.reread()

    def _tick(self) -> None:
        if self.is_current:
            self.table.tick()

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        if self._purpose:
            self.dismiss(self.targets())
        else:
            self.desk.open_ticket(message.row.id)

    @on(VirtualTable.Changed)
    def _moved(self) -> None:
        self.keys_may_differ()

    def targets(self) -> tuple[Target, ...]:
        """The marked tickets, else the one under the cursor."""
        return tuple(Target.of(row) for row in self.table.chosen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While tickets are picked for one command, the others wait."""
        return False if self._purpose and action in BY_ACTION else super().check_action(action, parameters)

    def worked_on(self, done: frozenset[int]) -> None:
        """Takes the marks off the tickets that were worked on; the refused ones stay marked."""
        self.table.marks.drop(done)
        self.database_changed()

    def action_back(self) -> None:
        """Back to the board."""
        self.dismiss(None)
