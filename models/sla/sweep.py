"""The sweep: flags what has come due, each warning, breach and climb exactly once, however many desks sweep at once.

It takes only what is due over two partial indexes, so it costs what is due and not what exists.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record_at
from models.events.tables import Subject
from models.fields import from_stored, optional_to_stored, to_stored
from models.people.permissions import SYSTEM
from models.sla import subjects
from models.sla.alerts import climb, raise_alerts
from models.sla.clocks import ClockState, clock_state, write_summary
from models.sla.tables import ClockKind, FlagKind, Verdict

RETRY_AFTER = timedelta(hours=1)
"""When a clock that could not be computed is tried again; what it missed is flagged with its own times then."""

log = logging.getLogger("workstation.sla")


@dataclass(frozen=True)
class Flag:
    """One thing flagged: `at` is when it came due, `late` how much later it was noticed, `told` the staff alerted."""

    kind: FlagKind
    subject: Subject
    subject_id: int
    label: str
    clock: ClockKind
    percent: int
    due_at: datetime
    at: datetime
    late: timedelta
    told: tuple[int, ...]


@dataclass(frozen=True)
class SweepResult:
    """What one sweep flagged; `more` says that its limit or another desk's lock left something for the next one.

    `failed` counts clocks that could not be computed; each is in the log and is tried again after RETRY_AFTER.
    """

    flags: tuple[Flag, ...]
    failed: int
    more: bool

    def count(self, kind: FlagKind) -> int:
        """How many flags of one kind there are."""
        return sum(flag.kind is kind for flag in self.flags)


class _Source(Enum):
    CLOCK = 0
    ALERT = 1


_DUE = (
    "SELECT * FROM (SELECT 0 AS source, id, subject, subject_id, id AS clock_id, next_event_at AS moment FROM clock"
    " WHERE next_event_at <= ? ORDER BY next_event_at LIMIT ?) c"
    " UNION ALL SELECT * FROM (SELECT 1 AS source, id, subject, subject_id, clock_id, climbs_at AS moment FROM alert"
    " WHERE climbs_at <= ? ORDER BY climbs_at LIMIT ?) a"
    " ORDER BY moment, id LIMIT ?"
)
_NEXT = "SELECT (SELECT MIN(next_event_at) FROM clock WHERE next_event_at IS NOT NULL),"
_NEXT += " (SELECT MIN(climbs_at) FROM alert WHERE climbs_at IS NOT NULL)"


def next_event_at() -> datetime | None:
    """When the next warning, breach or climb comes due; None where nothing ever will. For the timer between two sweeps."""
    moments = [moment for moment in database.rows_often(_NEXT)[0] if moment is not None]
    return from_stored(min(moments)) if moments else None


def sweep(*, as_of: datetime | None = None, limit: int = 500) -> SweepResult:
    """Flags at most `limit` clocks and alerts that have come due, oldest first, each in a short transaction of its own.

    Whoever claims an event by its conditional UPDATE writes it; the others find nothing. After downtime everything that
    passed meanwhile is flagged with its own due time and how late it was noticed. `as_of` stands for the present.
    """
    moment = as_of or clock.now()
    cut = to_stored(moment)
    due = database.rows_often(_DUE, (cut, limit, cut, limit, limit))
    flags: list[Flag] = []
    failed = 0
    more = len(due) == limit
    for source, id_, subject_word, subject_id, clock_id, at in due:
        subject = Subject(subject_word)
        try:
            with database.transaction():
                subjects.hold_record(subject, subject_id)
                if _Source(source) is _Source.CLOCK:
                    flags += _flag_clock(id_, moment)
                else:
                    flags += _climb_alert(id_, clock_id, from_stored(at), moment)
        except DomainError as error:
            if error.fault is Fault.DATABASE_AWAY:
                raise
            if error.fault is Fault.DATABASE_BUSY:
                more = True
                break
            failed += 1
            log.error("clock %s can't be computed: %s", clock_id, error.message())
            _postpone(_Source(source), id_, moment)
    return SweepResult(tuple(flags), failed, more)


def _postpone(source: _Source, id_: int, moment: datetime) -> None:
    """Puts off what can't be computed, so that it doesn't stand before everything else at each sweep."""
    table, column = ("clock", "next_event_at") if source is _Source.CLOCK else ("alert", "climbs_at")
    with database.transaction():
        database.execute(
            f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} IS NOT NULL", (to_stored(moment + RETRY_AFTER), id_)
        )


def _flag_clock(clock_id: int, moment: datetime) -> list[Flag]:
    """Claims what has come due on one clock, writes its events and alerts, and sets its next event."""
    state = clock_state(clock_id)
    if state is None or state.next_event_at is None or state.next_event_at > moment:
        return []
    passed: list[tuple[int, datetime]] = []
    after = state
    while (step := after.next_step()) is not None and step[1] <= moment:
        passed.append(step)
        after = replace(after, ladder_percent=step[0])
    after = _marked(after, passed, moment)
    if not _claim(state, after, step[1] if step is not None else None):
        return []
    told = raise_alerts(after, [percent for percent, _at in passed], moment)
    flags = [_write_flag(after, percent, at, moment, told) for percent, at in passed]
    write_summary(state.subject, state.subject_id)
    return flags


def _marked(state: ClockState, passed: list[tuple[int, datetime]], moment: datetime) -> ClockState:
    """The clock with what `passed` says of it: warned and breached at the times themselves, noticed now."""
    for percent, at in passed:
        if percent == state.warn_percent:
            state = replace(state, warned_at=at)
        elif percent == 100 and state.verdict is Verdict.RUNNING:
            state = replace(state, breached_at=state.due_at or at, noticed_at=moment, verdict=Verdict.BREACHED)
    return state


_CLAIM = (
    "UPDATE clock SET next_event_at = ?, ladder_percent = ?, warned_at = ?, breached_at = ?, noticed_at = ?, verdict = ?"
    " WHERE id = ? AND next_event_at = ? AND stopped_at IS NULL RETURNING id"
)


def _claim(before: ClockState, after: ClockState, next_event: datetime | None) -> bool:
    """Takes the event for this sweep; False where another desk has taken it already."""
    return bool(
        database.rows(
            _CLAIM,
            (
                optional_to_stored(next_event),
                after.ladder_percent,
                optional_to_stored(after.warned_at),
                optional_to_stored(after.breached_at),
                optional_to_stored(after.noticed_at),
                after.verdict.value,
                before.id,
                optional_to_stored(before.next_event_at),
            ),
        )
    )


def _write_flag(state: ClockState, percent: int, at: datetime, moment: datetime, told: list[int]) -> Flag:
    kind = FlagKind.ESCALATED
    if percent == state.warn_percent:
        kind = FlagKind.WARNED
    elif percent == 100:
        kind, at = FlagKind.BREACHED, state.breached_at or at
    flag = Flag(
        kind=kind,
        subject=state.subject,
        subject_id=state.subject_id,
        label=subjects.adapter(state.subject).label(state.subject_id),
        clock=state.kind,
        percent=percent,
        due_at=state.due_at or at,
        at=at,
        late=max(moment - at, timedelta(0)),
        told=tuple(told),
    )
    record_at(
        at,
        flag.subject,
        flag.subject_id,
        kind.value,
        actor=SYSTEM,
        clock=flag.clock,
        round=state.round,
        percent=percent,
        due_at=flag.due_at,
        noticed_at=moment,
        told=told,
    )
    return flag


def _climb_alert(alert_id: int, clock_id: int, at: datetime, moment: datetime) -> list[Flag]:
    """Claims an alert that nobody acknowledged in time and tells the level above."""
    claimed = database.rows(
        "UPDATE alert SET climbs_at = NULL WHERE id = ? AND climbs_at = ? AND acknowledged_at IS NULL"
        " RETURNING percent, raised_at",
        (alert_id, to_stored(at)),
    )
    state = clock_state(clock_id)
    if not claimed or state is None:
        return []
    percent, raised_at = claimed[0]
    subjects.adapter(state.subject).unacknowledged(state.subject_id, from_stored(raised_at))
    told = climb(alert_id, state, moment)
    if told is None:
        return []
    label = subjects.adapter(state.subject).label(state.subject_id)
    return [
        Flag(
            kind=FlagKind.CLIMBED,
            subject=state.subject,
            subject_id=state.subject_id,
            label=label,
            clock=state.kind,
            percent=percent,
            due_at=state.due_at or at,
            at=at,
            late=max(moment - at, timedelta(0)),
            told=tuple(told),
        )
    ]
