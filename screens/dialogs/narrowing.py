"""A long list from which one is picked: typing narrows it, Up and Down move in it while the field keeps the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from models.i18n import _
from screens.dialogs.base import DeskDialog
from screens.plain import plain
from screens.widgets.columns import Column
from screens.widgets.rows import KnownRows, KnownSource, Row
from screens.widgets.virtual_table import VirtualTable


class Line(Row, Protocol):
    """One line of the list; `findable` holds, in small letters, what typing is compared with."""

    @property
    def findable(self) -> str:
        """What typing is compared with."""


L = TypeVar("L", bound=Line)


class ChooseLine(DeskDialog[int], Generic[L]):
    """Picks one of `lines`; gives its id."""

    CSS = """
    ChooseLine > .dialog.-wide { width: 76; height: 20; }
    """
    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]
    AUTO_FOCUS = "#narrow"
    COLUMNS: ClassVar[tuple[Column[L], ...]] = ()
    PLACEHOLDER: ClassVar[str] = ""
    NOTHING: ClassVar[str] = ""

    def __init__(self, title: str, lines: Sequence[L]) -> None:
        super().__init__()
        self._title = title
        self._offered = lines

    def compose(self) -> ComposeResult:
        """The title, the field, the list, and how to pick."""
        with Vertical(classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            yield Input(id="narrow", placeholder=_(self.PLACEHOLDER))
            yield VirtualTable[L](id="lines", empty_text=_(self.NOTHING))
            yield Static(plain(_("Type to narrow   Up/Down moves   Enter picks   Esc goes back")), classes="hint")

    @property
    def table(self) -> VirtualTable[L]:
        """The list."""
        return self.query_one("#lines", VirtualTable)

    def on_mount(self) -> None:
        """Lists everything."""
        self.table.can_focus = False
        self.table.set_columns(self.COLUMNS)
        self._show("")

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        fitting = [line for line in self._offered if all(word in line.findable for word in words)]
        self.table.show(KnownSource(KnownRows(fitting)))

    @on(Input.Changed, "#narrow")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    @on(Input.Submitted, "#narrow")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.action_open()

    @on(VirtualTable.Opened)
    def _picked(self, message: VirtualTable.Opened) -> None:
        self.dismiss(message.row.id)

    def action_move(self, lines: int) -> None:
        """Moves in the list while the field keeps the focus."""
        self.table.action_move(lines)

    def action_page(self, direction: int) -> None:
        """Moves by a page."""
        self.table.action_page(direction)
