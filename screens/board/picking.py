"""Which complaints or callbacks a command of the board is for: a short list over the board."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from models.i18n import _
from models.reports.board import DueLine
from screens.board.rows import BoardRow, due_columns, due_id, numbered
from screens.dialogs.base import DeskDialog
from screens.plain import plain
from screens.widgets.rows import KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable


class PickDue(DeskDialog[tuple[DueLine, ...]]):
    """Gives the marked records, or the one under the cursor; None after Esc."""

    CSS = """
    PickDue > .dialog.-wide { width: 72; height: 18; }
    """
    AUTO_FOCUS = "#records"

    def __init__(self, title: str, lines: Sequence[DueLine], zone: ZoneInfo) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._zone = zone

    def compose(self) -> ComposeResult:
        """The question, the records, and how to pick."""
        with Vertical(classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            yield VirtualTable[BoardRow[DueLine]](id="records", empty_text=_("Nothing is open here."))
            yield Static(plain(_("Space marks   Enter goes on   Esc goes back")), classes="hint")

    @property
    def table(self) -> VirtualTable[BoardRow[DueLine]]:
        """The list."""
        return self.query_one("#records", VirtualTable)

    def on_mount(self) -> None:
        """Shows the records."""
        self.table.set_columns(due_columns(self._zone, named=True))
        self.table.show(KnownSource(KnownRows(numbered((due_id(line), line) for line in self._lines))))

    @on(VirtualTable.Opened)
    def _picked(self) -> None:
        self.dismiss(tuple(row.line for row in self.table.chosen()))
