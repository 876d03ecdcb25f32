"""What may be asked of clocks, targets and alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from models import clock, database
from models.events.tables import Subject
from models.fields import from_stored, optional_from_stored
from models.sla.alert_queries import AlertRow, alert_counts, open_alerts
from models.sla.calendar import CalendarDefinition
from models.sla.calendar_forms import from_json
from models.sla.clocks import ClockState, current_clocks
from models.sla.course import Course
from models.sla.explanation import Explanation, explain
from models.sla.policies import AppliedTarget, newest_calendar, targets_for
from models.sla.tables import ClockKind, Priority, SlaState, Verdict

__all__ = [
    "AlertRow",
    "ClockRow",
    "DuePreview",
    "Explanation",
    "alert_counts",
    "calendar_definition",
    "clocks",
    "explain",
    "open_alerts",
    "preview",
    "proposed",
    "summary_at_start",
]


@dataclass(frozen=True)
class ClockRow:
    """One clock of a record; `due_at` is None while a pause keeps it open. Rounds before the present one are not `current`."""

    id: int
    kind: ClockKind
    round: int
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    paused_at: datetime | None
    stopped_at: datetime | None
    verdict: Verdict
    policy_name: str
    policy_version: int
    current: bool


@dataclass(frozen=True)
class DuePreview:
    """What a change would do to one clock; None on a side means that there is no due time (none, paused or ended uncounted)."""

    kind: ClockKind
    old_due_at: datetime | None
    new_due_at: datetime | None


def clocks(subject: Subject, subject_id: int) -> list[ClockRow]:
    """A record's clocks, every round, oldest first; times as they were computed when something last happened to each."""
    found = database.rows(
        "SELECT k.id, k.kind, k.round, k.started_at, k.due_at, k.warn_at, k.paused_at, k.stopped_at, k.verdict, k.current,"
        " p.name, p.version FROM clock k LEFT JOIN policy p ON p.id = k.policy_id"
        " WHERE k.subject = ? AND k.subject_id = ? ORDER BY k.id",
        (subject.value, subject_id),
    )
    return [
        ClockRow(
            id=id_,
            kind=ClockKind(kind),
            round=round_,
            started_at=from_stored(started),
            due_at=optional_from_stored(due),
            warn_at=optional_from_stored(warn),
            paused_at=optional_from_stored(paused),
            stopped_at=optional_from_stored(stopped),
            verdict=Verdict(verdict),
            policy_name=policy or "",
            policy_version=version or 0,
            current=bool(current),
        )
        for id_, kind, round_, started, due, warn, paused, stopped, verdict, current, policy, version in found
    ]


def preview(subject: Subject, subject_id: int, *, category: str | None, priority: Priority) -> list[DuePreview]:
    """What `recompute_clocks` with this category and priority would do to the due times, unchanged ones included.

    Raises DomainError as that does.
    """
    known = current_clocks(subject, subject_id)
    if not any(state.stopped_at is None for state in known.values()):
        return []
    targets = targets_for(subject, category, priority)
    found = []
    for kind in ClockKind:
        state, target = known.get(kind), targets.get(kind)
        ended = state is not None and state.stopped_at is not None and state.verdict is not Verdict.CANCELLED
        if ended or (state is None and target is None):
            continue
        old = state.due_at if state is not None and state.stopped_at is None else None
        found.append(DuePreview(kind, old, _new_due_at(state, target)))
    return [change for change in found if change.old_due_at or change.new_due_at]


def _new_due_at(state: ClockState | None, target: AppliedTarget | None) -> datetime | None:
    if state is not None and state.course.given_due_at is not None:
        return state.due_at
    if target is None:
        return None
    if state is None:
        return course_of(target, clock.now()).due_at
    return replace(course_of(target, state.course.started_at), pauses=state.course.pauses).due_at


def course_of(target: AppliedTarget, started_at: datetime) -> Course:
    """What a clock with this target would have to run from `started_at`."""
    return Course(target.calendar, started_at, minutes=target.minutes, working_days=target.working_days)


def summary_at_start(targets: Mapping[ClockKind, AppliedTarget], at: datetime) -> tuple[datetime, SlaState]:
    """What a new record's clocks under `targets` will say on it: so it goes into its lists at its place, and not twice.

    Raises DomainError(EMPTY_CALENDAR).
    """
    due = [course_of(target, at).unpaused_due_at for target in targets.values()]
    return (min(due), SlaState.IN_TIME) if due else (clock.NEVER, SlaState.NONE)


def proposed(subject: Subject, *, category: str | None, priority: Priority, at: datetime) -> list[tuple[ClockKind, datetime]]:
    """The due times that a record opened at `at` would get, by clock. Raises DomainError: NO_CALENDAR, EMPTY_CALENDAR."""
    return [(kind, course_of(target, at).unpaused_due_at) for kind, target in targets_for(subject, category, priority).items()]


def calendar_definition(name: str) -> CalendarDefinition:
    """The newest version of the calendar `name`. Raises DomainError(NOT_FOUND)."""
    return from_json(newest_calendar(name)[1])
