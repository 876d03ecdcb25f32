"""What may be asked of clocks, targets and alerts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models import clock, database
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.sla.alert_queries import AlertRow, alert_counts, open_alerts
from models.sla.calendar import CalendarDefinition
from models.sla.calendar_forms import from_json
from models.sla.clocks import ClockState, all_clocks, current_clocks
from models.sla.course import Course
from models.sla.explanation import Explanation, explain
from models.sla.policies import AppliedTarget, targets_for
from models.sla.tables import ClockKind, Priority, Verdict

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
    """A record's clocks, every round, oldest first."""
    return [
        ClockRow(
            id=state.id,
            kind=state.kind,
            round=state.round,
            started_at=state.course.started_at,
            due_at=state.due_at,
            warn_at=state.course.reached_at(state.warn_percent),
            paused_at=state.paused_at,
            stopped_at=state.stopped_at,
            verdict=state.verdict,
            policy_name=state.policy_name,
            policy_version=state.policy_version,
            current=state.current,
        )
        for state in all_clocks(subject, subject_id)
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


def proposed(subject: Subject, *, category: str | None, priority: Priority, at: datetime) -> list[tuple[ClockKind, datetime]]:
    """The due times that a record opened at `at` would get, by clock. Raises DomainError: NO_CALENDAR, EMPTY_CALENDAR."""
    return [(kind, course_of(target, at).unpaused_due_at) for kind, target in targets_for(subject, category, priority).items()]


def calendar_definition(name: str) -> CalendarDefinition:
    """The newest version of the calendar `name`. Raises DomainError(NOT_FOUND)."""
    found = database.rows("SELECT definition FROM calendar WHERE name = ? ORDER BY version DESC LIMIT 1", (name,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=name)
    return from_json(found[0][0])
