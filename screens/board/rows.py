"""The board's lines as rows of its lists, and their columns: state in word, mark and colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from models import clock
from models.events.tables import Subject
from models.i18n import N_, _
from models.people.tables import AgentState
from models.reports.board import AgentLine, AlertLine, DueLine, QueueLine
from models.reports.definitions import Unit, shown
from models.site.settings import SettingName
from models.sla.tables import SlaState
from screens.clock_text import hour_or_day, running
from screens.ticket.due_text import span, time_left
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key

L = TypeVar("L")


@dataclass(frozen=True)
class BoardRow(Generic[L]):
    """A line of the board at a place of its list."""

    id: int
    place: int
    line: L

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.place,)


LIMIT_OF = {
    AgentState.ON_CALL: SettingName.BOARD_TALK_MINUTES,
    AgentState.WRAP_UP: SettingName.BOARD_WRAP_UP_MINUTES,
    AgentState.BREAK: SettingName.BOARD_BREAK_MINUTES,
    AgentState.AWAY: SettingName.BOARD_BREAK_MINUTES,
}
"""Which limits judge how long a state lasts; the other states may last."""

Limits = Mapping[SettingName, tuple[int, ...]]
MARKS = ("", ".", "!", "x")
TONES = (Tone.PLAIN, Tone.STRONG, Tone.WARNING, Tone.DANGER)


def grade(since: datetime | None, limits: tuple[int, ...]) -> int:
    """How many of the limits (minutes, rising) have passed since a moment: 0 to 3."""
    if since is None:
        return 0
    return sum(clock.now() - since >= timedelta(minutes=limit) for limit in limits)


def state_grade(line: AgentLine, limits: Limits) -> int:
    """How much too long an agent's state lasts."""
    setting = LIMIT_OF.get(line.state)
    return grade(line.since, limits.get(setting, ())) if setting else 0


def _count(count: int, tone: Tone = Tone.PLAIN) -> Cell:
    return Cell(f"{count:>3}" if count else "  -", tone if count else Tone.MUTED)


def queue_columns(limits: Limits) -> tuple[Column[BoardRow[QueueLine]], ...]:
    """Queue, waiting, oldest, overdue, due soon."""
    steps = limits.get(SettingName.BOARD_WAITING_MINUTES, ())

    def late(row: BoardRow[QueueLine]) -> int:
        return grade(row.line.oldest_at, steps)

    def oldest(row: BoardRow[QueueLine]) -> Cell:
        since = row.line.oldest_at
        return Cell("-", Tone.MUTED) if since is None else Cell(span(clock.now() - since), TONES[late(row)])

    return (
        Column("", 1, lambda row: Cell(MARKS[late(row)], TONES[late(row)])),
        Column(N_("Queue"), 8, lambda row: Cell(row.line.name), grows=True),
        Column(N_("Wait"), 4, lambda row: _count(row.line.waiting)),
        Column(N_("Oldest"), 7, oldest),
        Column("  x", 3, lambda row: _count(row.line.breached, Tone.DANGER)),
        Column("  !", 3, lambda row: _count(row.line.warned, Tone.WARNING)),
    )


def agent_columns(limits: Limits, *, named: bool) -> tuple[Column[BoardRow[AgentLine]], ...]:
    """Agent, state, how long, in hand, calls today, average handle time; without `named` the staff number stands for the name."""

    def tone(row: BoardRow[AgentLine]) -> Tone:
        return TONES[state_grade(row.line, limits)]

    def state(row: BoardRow[AgentLine]) -> Cell:
        quiet = row.line.state in (AgentState.AWAY, AgentState.BREAK) and not state_grade(row.line, limits)
        return Cell(row.line.state.label, Tone.MUTED if quiet else tone(row))

    return (
        Column("", 1, lambda row: Cell(MARKS[state_grade(row.line, limits)], tone(row))),
        Column(N_("Agent"), 7, lambda row: Cell(row.line.name if named else row.line.number), grows=True),
        Column(N_("State"), 9, state),
        Column(N_("For"), 6, lambda row: Cell(running(row.line.since, clock.now(), seconds=False), tone(row))),
        Column(N_("Hand"), 4, lambda row: _count(row.line.in_hand)),
        Column(N_("Calls"), 5, lambda row: _count(row.line.calls)),
        Column(N_("AHT"), 5, lambda row: Cell(shown(Unit.SHORT_TIME, row.line.handling))),
    )


def alert_columns(*, named: bool) -> tuple[Column[BoardRow[AlertLine]], ...]:
    """Record, clock, how late, who was told, since when it waits to be acknowledged."""

    def overdue(row: BoardRow[AlertLine]) -> bool:
        return row.line.percent >= 100 or clock.now() >= row.line.due_at

    def tone(row: BoardRow[AlertLine]) -> Tone:
        if row.line.acknowledged_at is not None:
            return Tone.MUTED
        return Tone.DANGER if overdue(row) else Tone.WARNING

    def told(row: BoardRow[AlertLine]) -> Cell:
        people = row.line.told
        if not named:
            return Cell(_("{count} told").format(count=len(people)))
        return Cell(", ".join(people) or "-")

    def taken(row: BoardRow[AlertLine]) -> Cell:
        if row.line.acknowledged_at is not None:
            return Cell(_("seen"), Tone.MUTED)
        return Cell(running(row.line.raised_at, clock.now(), seconds=False), tone(row))

    return (
        Column("", 1, lambda row: Cell("x" if overdue(row) else "!", tone(row))),
        Column(N_("Alert"), 13, lambda row: Cell(row.line.label, tone(row))),
        Column(N_("Service clock"), 14, lambda row: Cell(row.line.kind.label), gives_way=1),
        Column(N_("Due in"), 11, lambda row: Cell(time_left(row.line.due_at, clock.now()), tone(row))),
        Column(N_("Told"), 8, told, grows=True),
        Column(N_("Unseen"), 6, taken),
    )


def due_columns(zone: ZoneInfo, *, named: bool) -> tuple[Column[BoardRow[DueLine]], ...]:
    """When, what, who."""

    def late(row: BoardRow[DueLine]) -> bool:
        return clock.now() >= row.line.due_at

    def mark(row: BoardRow[DueLine]) -> Cell:
        if late(row):
            return Cell("x", Tone.DANGER)
        return Cell("!", Tone.WARNING) if row.line.sla is SlaState.WARNED else Cell("")

    def kind(row: BoardRow[DueLine]) -> Cell:
        return Cell(_("Callback") if row.line.subject is Subject.CALLBACK else _("Complaint"))

    def at(row: BoardRow[DueLine]) -> Cell:
        return Cell(hour_or_day(row.line.due_at, clock.now(), zone), Tone.DANGER if late(row) else Tone.PLAIN)

    owner: tuple[Column[BoardRow[DueLine]], ...] = (
        (Column(N_("Owner"), 8, lambda row: Cell(row.line.owner_name or "-"), gives_way=2),) if named else ()
    )
    return (
        Column("", 1, mark),
        Column(N_("Due"), 6, at),
        Column(N_("Kind"), 9, kind),
        Column(N_("Record no."), 13, lambda row: Cell(row.line.label), grows=True),
        *owner,
    )


def numbered(lines: Iterable[tuple[int, L]]) -> list[BoardRow[L]]:
    """Lines with their ids as rows, each at its place."""
    return [BoardRow(id_, place, line) for place, (id_, line) in enumerate(lines)]


def due_id(line: DueLine) -> int:
    """One number per callback and per complaint."""
    return 2 * line.subject_id + (line.subject is Subject.CALLBACK)
