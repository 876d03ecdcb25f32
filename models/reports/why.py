"""The rows behind a figure: what was counted, what spoils it first, so that a person sees why it is as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import clock, database
from models.events.tables import Subject
from models.fields import from_stored, to_stored
from models.people.tables import AgentState
from models.periods import Period
from models.reports.definitions import DEFINITIONS, Definition, Figure, Source, Unit
from models.reports.queries import registers
from models.reports.tallies import EVERYTHING, OF_STATES, Cut, Dimension, Register, states_know

TIMES = (Unit.SHORT_TIME, Unit.DAYS, Unit.HOURS)


@dataclass(frozen=True)
class WhyRow:
    """One row that was counted: of which record, when, whose, how long it took (microseconds), without personal data.

    `fits` says whether it raises the figure: it is in the sum above the line. A span of an agent's state is no record.
    """

    subject: Subject | None
    subject_id: int
    label: str
    at: datetime
    who: str
    took: int | None
    fits: bool


def why(figure: Figure, periods: Sequence[Period], *, cut: Cut = EVERYTHING, limit: int = 300) -> list[WhyRow]:
    """Up to `limit` rows behind a figure: the longest first for a time, else what makes it worse first, then the latest."""
    definition = DEFINITIONS[figure]
    found: list[WhyRow] = []
    for period in periods:
        if len(found) < limit:
            found += _states(definition, period, cut, limit) if Source.STATES in definition.sources else []
            for register in _registers(definition):
                found += rows_behind(definition, register, period, cut, limit) if register.knows(cut, None) else []
    return sorted(found, key=order(definition))[:limit]


def _registers(definition: Definition) -> list[Register]:
    """The registers that hold the sum above the line; what it is divided by may stand in others."""
    source = definition.sources[0]
    return [] if source is Source.STATES else list(registers(source))


def order(definition: Definition) -> Callable[[WhyRow], tuple[float, ...]]:
    """How rows are sorted: the longest first for a time, else what makes it worse first, then the latest."""
    if definition.unit in TIMES:
        return lambda row: (-(row.took or 0), row.at.timestamp())
    low_is_good = definition.falls or (definition.target is not None and definition.target.at_most)
    return lambda row: (row.fits is not low_is_good, -row.at.timestamp())


_COUNTED_AS = {"ninety": "solving", "ninety_known": "solved"}
"""A percentile is no sum: the rows behind it are those behind the mean."""


def rows_behind(definition: Definition, register: Register, period: Period, cut: Cut, limit: int) -> list[WhyRow]:
    """The rows of one register that a figure counts."""
    words = [_COUNTED_AS.get(word, word) for word in (definition.top, *definition.bottom)]
    above = register.counts.get(words[0])
    counted = [register.counts[word] for word in words if word in register.counts]
    if not counted:
        return []
    where, values = register.where(period, cut)
    took = above if above is not None and definition.unit in TIMES else register.took
    subject, id_, label = register.record
    fits = "0" if above is None else f"CASE WHEN ({above}) <> 0 THEN 1 ELSE 0 END"
    condition = " OR ".join(f"({expression}) <> 0" for expression in counted)
    turn = " DESC" if definition.falls or (definition.target is not None and definition.target.at_most) else ""
    sorting = f"6 DESC, {register.at}" if definition.unit in TIMES else f"7{turn}, {register.at} DESC"
    found = database.rows(
        f"SELECT {subject}, {id_}, {label}, {register.at}, w.name, COALESCE({took}, 0), {fits} FROM {register.rows}"
        f" LEFT JOIN staff w ON w.id = {register.columns[Dimension.AGENT]} WHERE {where} AND ({condition})"
        f" ORDER BY {sorting} LIMIT ?",
        (*values, limit),
    )
    return [
        WhyRow(Subject(word), number, said or "", from_stored(at), name or "", int(time) or None, bool(fit))
        for word, number, said, at, name, time, fit in found
    ]


_BUSY = (AgentState.ON_CALL, AgentState.WRAP_UP)


def _states(definition: Definition, period: Period, cut: Cut, limit: int) -> list[WhyRow]:
    """The spans of agents' states that a figure counts, each as far as it lies in the period."""
    states = (*_BUSY, AgentState.AVAILABLE) if definition.top == "busy" else (AgentState(definition.top),)
    if not states_know(cut, None):
        return []
    start, end = period.stored
    end = min(end, to_stored(clock.now()))
    conditions = "".join(f" AND {OF_STATES[name]} = ?" for name in cut.asked)
    marks = ", ".join("?" for _state in states)
    found = database.rows(
        "SELECT a.staff_id, a.state, a.started_at, a.ended_at, s.name FROM agent_state_span a JOIN staff s ON s.id = a.staff_id"
        f" WHERE a.started_at < ? AND (a.ended_at IS NULL OR a.ended_at > ?) AND a.state IN ({marks}){conditions}"
        " ORDER BY COALESCE(a.ended_at, ?) - a.started_at DESC, a.id LIMIT ?",
        (end, start, *(state.value for state in states), *cut.asked.values(), end, limit),
    )
    return [
        WhyRow(
            None,
            staff_id,
            AgentState(state).label,
            from_stored(max(began, start)),
            name,
            min(end if ended is None else ended, end) - max(began, start),
            definition.top != "busy" or AgentState(state) in _BUSY,
        )
        for staff_id, state, began, ended, name in found
    ]
