"""Choosing a colleague: who can take a ticket, with skills, load and what they are doing."""

from __future__ import annotations

from dataclasses import dataclass

from models.i18n import N_
from models.people.staff import StaffChoice, assignable_staff
from models.people.tables import AgentState
from models.pinyin import pinyin
from screens.dialogs.narrowing import ChooseLine
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key


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


class ChooseStaff(ChooseLine[StaffLine]):
    """Picks a colleague; typing (name, pinyin, number, skill) narrows the list. Gives the staff id."""

    COLUMNS = COLUMNS
    PLACEHOLDER = N_("Name, pinyin, number or skill")
    NOTHING = N_("Nobody fits.")
