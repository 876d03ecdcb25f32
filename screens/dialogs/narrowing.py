"""A long list to pick from: typing narrows it, Up and Down move in it while the field keeps the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from models.i18n import N_, _
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
T = TypeVar("T")


class Narrowing(DeskDialog[T], Generic[L, T]):
    """A field above a list of `lines`; a subclass says what Enter does with the line under the cursor (`taken`)."""

    # By its id: the styles of a dialog's class reach only that class itself, not those made from it.
    CSS = """
    #narrowing { width: 76; height: 20; }
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
    HINT: ClassVar[str] = N_("Type to narrow   Up/Down moves   Enter picks   Esc goes back")

    def __init__(self, title: str, lines: Sequence[L]) -> None:
        super().__init__()
        self._title = title
        self._offered = lines

    def compose(self) -> ComposeResult:
        """The title, the field, the list, and how to pick."""
        with Vertical(id="narrowing", classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            yield Input(id="narrow", placeholder=_(self.PLACEHOLDER))
            yield VirtualTable[L](id="lines", empty_text=_(self.NOTHING))
            yield Static(plain(_(self.HINT)), classes="hint")

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
    def _opened(self, message: VirtualTable.Opened) -> None:
        self.taken(cast("L", message.row))

    def taken(self, line: L) -> None:
        """Enter was pressed on a line."""

    def action_move(self, lines: int) -> None:
        """Moves in the list while the field keeps the focus."""
        self.table.action_move(lines)

    def action_page(self, direction: int) -> None:
        """Moves by a page."""
        self.table.action_page(direction)


class ChooseLine(Narrowing[L, int], Generic[L]):
    """Picks one line; gives its id."""

    def taken(self, line: L) -> None:
        """Gives the line."""
        self.dismiss(line.id)
