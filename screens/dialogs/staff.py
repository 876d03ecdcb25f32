"""Choosing a colleague: who can take a ticket, with skills, load and what they are doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from models.i18n import N_, _
from models.people.queries import StaffChoice, assignable_staff
from models.people.tables import AgentState
from models.pinyin import pinyin
from screens.dialogs.base import DeskDialog
from screens.plain import plain
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key, KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable


@dataclass(frozen=True)
class StaffLine:
    """A colleague at a place of the list; `findable` holds what typing is compared with."""

    place: int
    choice: StaffChoice
    findable: str

    @property
    def id(self) -> int:
        """The staff id."""
        return self.choice.id

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.place,)


def staff_lines(region_id: int | None) -> tuple[StaffLine, ...]:
    """Who can take a ticket in a region, the least loaded first; asked on the door's thread, where pinyin may load too."""
    lines = []
    for place, choice in enumerate(assignable_staff(region_id=region_id)):
        full, initials = pinyin(choice.name)
        words = (choice.name, choice.number, full, initials, choice.team_name, *choice.skills)
        lines.append(StaffLine(place, choice, " ".join(words).casefold()))
    return tuple(lines)


def _state(line: StaffLine) -> Cell:
    away = line.choice.state in (AgentState.AWAY, AgentState.OFFLINE, AgentState.BREAK)
    return Cell(line.choice.state.label, Tone.MUTED if away else Tone.PLAIN)


COLUMNS: tuple[Column[StaffLine], ...] = (
    Column(N_("Name"), 10, lambda line: Cell(line.choice.name)),
    Column(N_("No."), 6, lambda line: Cell(line.choice.number)),
    Column(N_("Open"), 6, lambda line: Cell(str(line.choice.open_tickets))),
    Column(N_("State"), 9, _state),
    Column(N_("Skills"), 14, lambda line: Cell(", ".join(line.choice.skills) or "-"), grows=True),
    Column(N_("Team"), 12, lambda line: Cell(line.choice.team_name or "-")),
)


class ChooseStaff(DeskDialog[int]):
    """Picks a colleague; typing (name, pinyin, number, skill) narrows the list, Up and Down move in it. Gives the staff id."""

    CSS = """
    ChooseStaff > .dialog.-wide { width: 76; height: 20; }
    """
    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]
    AUTO_FOCUS = "#narrow"

    def __init__(self, title: str, lines: Sequence[StaffLine]) -> None:
        super().__init__()
        self._title = title
        self._staff = lines

    def compose(self) -> ComposeResult:
        """The title, the field, the list, and how to pick."""
        with Vertical(classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            yield Input(id="narrow", placeholder=_("Name, pinyin, number or skill"))
            yield VirtualTable[StaffLine](id="staff", empty_text=_("Nobody fits."))
            yield Static(plain(_("Type to narrow   Up/Down moves   Enter picks   Esc goes back")), classes="hint")

    @property
    def table(self) -> VirtualTable[StaffLine]:
        """The list."""
        return self.query_one("#staff", VirtualTable)

    def on_mount(self) -> None:
        """Lists everybody."""
        self.table.can_focus = False
        self.table.set_columns(COLUMNS)
        self._show("")

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        self.table.show(KnownSource(KnownRows([line for line in self._staff if all(word in line.findable for word in words)])))

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
