"""What happens to a record's clocks: each runs inside the transaction of what happened to the record.

Every operation recomputes the times it touches and writes the record's summary; the old figures stay in the event log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models import clock, database
from models.events.operations import record, record_at
from models.events.tables import Subject
from models.fields import optional_to_stored, to_stored
from models.people.permissions import SYSTEM, Actor
from models.sla import subjects
from models.sla.alerts import acknowledge, raise_again, withdraw
from models.sla.clocks import (
    DEFAULT_WARN_PERCENT,
    PAUSED,
    PAUSING_KINDS,
    RESUMED,
    ClockState,
    begun,
    clock_state,
    current_clocks,
    flagged_before,
    holds,
    running_clocks,
    timed,
    write_summary,
    write_times,
)
from models.sla.course import Pause
from models.sla.defaults import install_default_policies
from models.sla.policies import (
    AppliedTarget,
    adopt_calendar,
    adopt_policy,
    current_policy_id,
    targets_for,
)
from models.sla.tables import Clock, ClockKind, Priority, Verdict

__all__ = [
    "acknowledge",
    "adopt_calendar",
    "adopt_policy",
    "cancel_clocks",
    "install_default_policies",
    "pause_clocks",
    "recompute_clocks",
    "restart_clock",
    "resume_clocks",
    "set_clock",
    "start_clocks",
    "start_under",
    "stop_clock",
]


def start_clocks(
    subject: Subject,
    subject_id: int,
    *,
    category: str | None,
    priority: Priority,
    started_at: datetime,
    kinds: Iterable[ClockKind] | None = None,
    actor: Actor,
) -> None:
    """Starts every clock (or those of `kinds`) for which the policies in force have a target; none without a policy.

    Raises DomainError: NO_CALENDAR, EMPTY_CALENDAR.
    """
    wanted = set(ClockKind if kinds is None else kinds)
    targets = [target for kind, target in targets_for(subject, category, priority).items() if kind in wanted]
    _start(subject, subject_id, targets, started_at, actor)


def start_under(
    subject: Subject, subject_id: int, targets: Mapping[ClockKind, AppliedTarget], *, started_at: datetime, actor: Actor
) -> None:
    """As `start_clocks`, of a record that was made in this transaction, with what its clocks under `targets` say on it.

    Raises DomainError(EMPTY_CALENDAR).
    """
    _begin(subject, subject_id, targets.values(), started_at, (), actor)


def _start(subject: Subject, subject_id: int, targets: Iterable[AppliedTarget], started_at: datetime, actor: Actor) -> None:
    with database.transaction():
        _begin(subject, subject_id, targets, started_at, holds(subject, subject_id), actor)
        write_summary(subject, subject_id)


def _begin(
    subject: Subject,
    subject_id: int,
    targets: Iterable[AppliedTarget],
    started_at: datetime,
    held: tuple[Pause, ...],
    actor: Actor,
) -> None:
    started = [_insert(subject, subject_id, target, started_at, 1, held) for target in targets]
    if started:
        record(subject, subject_id, "sla_started", actor=actor, clocks=[_facts(state) for state in started])


_INSERT = (
    "INSERT INTO clock (subject, subject_id, kind, round, current, policy_id, target_id, calendar_id, started_at, given_due_at,"
    " ladder_percent, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?) RETURNING id"
)


_INSERT_TIMED = (
    "INSERT INTO clock (subject, subject_id, kind, round, current, policy_id, target_id, calendar_id, started_at, due_at,"
    " warn_at, next_event_at, paused_at, ladder_percent, verdict)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?) RETURNING id"
)


def _insert(
    subject: Subject, subject_id: int, target: AppliedTarget, started_at: datetime, round_: int, held: tuple[Pause, ...]
) -> ClockState:
    """Adds a clock under a target and returns it with its times; `held` is when its record was on hold."""
    state = timed(begun(subject, subject_id, target, started_at, round_, held))
    values = (
        *(subject.value, subject_id, target.kind.value, round_, True, target.policy_id, target.id, target.calendar_id),
        to_stored(started_at),
        *map(optional_to_stored, (state.due_at, state.course.reached_at(state.warn_percent))),
        *map(optional_to_stored, (state.next_event_at, state.paused_at)),
        state.verdict.value,
    )
    ((clock_id,),) = database.rows(_INSERT_TIMED, values)
    return replace(state, id=clock_id)


def _add_row(
    subject: Subject,
    subject_id: int,
    kind: ClockKind,
    round_: int,
    ids: tuple[int | None, int | None, int | None],
    started_at: datetime,
    given_due_at: datetime | None,
) -> int:
    """Adds a clock's row without its times; `ids` are those of its policy, target and calendar."""
    given = optional_to_stored(given_due_at)
    values = (subject.value, subject_id, kind.value, round_, True, *ids, to_stored(started_at), given, Verdict.RUNNING.value)
    ((clock_id,),) = database.rows(_INSERT, values)
    return int(clock_id)


def _loaded(clock_id: int) -> ClockState:
    state = clock_state(clock_id)
    if state is None:
        raise LookupError(clock_id)
    return state


def _facts(state: ClockState) -> dict[str, Any]:
    """What the event log keeps of a clock's target."""
    return {
        "kind": state.kind,
        "round": state.round,
        "due_at": state.due_at,
        "policy": state.policy_name,
        "policy_version": state.policy_version,
    }


def stop_clock(subject: Subject, subject_id: int, kind: ClockKind, *, at: datetime, actor: Actor) -> Verdict | None:
    """Ends the running clock of `kind` and returns its verdict; None where none runs.

    In time means at the due time or before it. A clock that is stopped late is breached even where no sweep has noticed:
    the recorded time is the due time. A breach that was flagged stands, whatever the machine's clock says now.
    """
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        state = current_clocks(subject, subject_id).get(kind)
        if state is None or state.stopped_at is not None:
            return None
        late = state.due_at is not None and at > state.due_at
        verdict = Verdict.BREACHED if late or state.verdict is Verdict.BREACHED else Verdict.MET
        due_at = state.due_at
        if late and state.verdict is Verdict.RUNNING and due_at is not None:
            noticed_at = clock.now()
            state = replace(state, breached_at=due_at, noticed_at=noticed_at, ladder_percent=max(100, state.ladder_percent))
            facts = {"clock": kind, "due_at": due_at, "noticed_at": noticed_at}
            record_at(due_at, subject, subject_id, "sla_breached", actor=SYSTEM, **facts)
        _end(state, verdict, at)
        record_at(at, subject, subject_id, "sla_stopped", actor=actor, clock=kind, verdict=verdict, due_at=state.due_at)
        write_summary(subject, subject_id)
        return verdict


def _end(state: ClockState, verdict: Verdict, at: datetime) -> None:
    database.execute(
        "UPDATE clock SET stopped_at = ?, verdict = ?, next_event_at = NULL, paused_at = NULL, breached_at = ?, noticed_at = ?,"
        " ladder_percent = ? WHERE id = ?",
        (
            to_stored(at),
            verdict.value,
            optional_to_stored(state.breached_at),
            optional_to_stored(state.noticed_at),
            state.ladder_percent,
            state.id,
        ),
    )
    withdraw(state.id, at, below=None if verdict is Verdict.CANCELLED else 100)


def pause_clocks(subject: Subject, subject_id: int, reason: str, *, at: datetime, actor: Actor) -> None:
    """The record waits, for `reason` (a hold reason's word): stops the clocks whose policy names that reason.

    The hold is on record for any reason, so that a later policy finds it. First response and contact never pause.
    A second hold ends the first.
    """
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        if not any(state.kind in PAUSING_KINDS for state in running_clocks(subject, subject_id)):
            return
        record_at(at, subject, subject_id, PAUSED, actor=actor, reason=reason)
        _write_pausing(subject, subject_id)


def resume_clocks(subject: Subject, subject_id: int, *, at: datetime, actor: Actor) -> None:
    """The record no longer waits: its paused clocks run on, their due times moved by the working time that was lost."""
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        if _resume(subject, subject_id, at, actor):
            _write_pausing(subject, subject_id)


def _resume(subject: Subject, subject_id: int, at: datetime, actor: Actor) -> bool:
    held = holds(subject, subject_id)
    if not held or held[-1].end is not None:
        return False
    record_at(at, subject, subject_id, RESUMED, actor=actor, reason=held[-1].reason)
    return True


def _write_pausing(subject: Subject, subject_id: int) -> None:
    for state in running_clocks(subject, subject_id):
        if state.kind in PAUSING_KINDS:
            write_times(state)
    write_summary(subject, subject_id)


def recompute_clocks(
    subject: Subject,
    subject_id: int,
    *,
    category: str | None,
    priority: Priority,
    kinds: Iterable[ClockKind] | None = None,
    actor: Actor,
) -> None:
    """Gives the running clocks (or those of `kinds`) the targets now in force, from their start and less their pauses.

    What was flagged stays flagged as far as the new target has passed it too, and counts anew where it has not; what was
    flagged for a due time that comes back is flagged still, and its alerts wait again. A clock
    without a target any more ends uncounted; it comes back from its original start, breached if it was, when it has one
    again. A kind that the record never had (contact, once it is urgent) starts now. The old due times are kept in the event
    log.
    Raises DomainError: NO_CALENDAR, EMPTY_CALENDAR.
    """
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        known = current_clocks(subject, subject_id)
        if not any(state.stopped_at is None for state in known.values()):
            return
        targets = targets_for(subject, category, priority)
        changes = []
        for kind in ClockKind if kinds is None else kinds:
            state, target = known.get(kind), targets.get(kind)
            if state is None:
                after = _insert(subject, subject_id, target, clock.now(), 1, holds(subject, subject_id)) if target else None
            elif state.course.given_due_at is not None:
                continue
            else:
                after = _retargeted(state, target)
            if after is not None:
                changes.append({**_facts(after), "verdict": after.verdict, "old_due_at": state.due_at if state else None})
        if changes:
            record(subject, subject_id, "sla_recomputed", actor=actor, priority=priority, category=category, clocks=changes)
        write_summary(subject, subject_id)


def _retargeted(state: ClockState, target: AppliedTarget | None) -> ClockState | None:
    """The clock under another target, written; None where nothing of it changed."""
    ended = state.stopped_at is not None
    if target is None:
        if ended:
            return None
        _end(state, Verdict.CANCELLED, clock.now())
        return _loaded(state.id)
    if (ended and state.verdict is not Verdict.CANCELLED) or (not ended and target.id == state.target_id):
        return None
    Clock.update(
        policy=target.policy_id, target=target.id, calendar=target.calendar_id, stopped_at=None, verdict=Verdict.RUNNING
    ).where(Clock.id == state.id).execute()
    flagged = Verdict.BREACHED if state.breached_at is not None else Verdict.RUNNING
    return retimed(replace(_loaded(state.id), verdict=flagged))


def retimed(state: ClockState, *, passed_over: int = 0) -> ClockState:
    """Writes a running clock whose times have become other ones, and returns it with them.

    What was flagged stays flagged as far as the present times have passed it, and is flagged anew where they have not; what was
    flagged for a due time that has come back is flagged still, and its alerts wait again. Steps up to `passed_over` count as
    flagged.
    """
    before, now = flagged_before(state), clock.now()
    if before:
        state = replace(state, ladder_percent=max(state.ladder_percent, *before))
    if 100 in before:
        state = replace(state, verdict=Verdict.BREACHED, noticed_at=before[100])
    state = _rebased(state)
    state = write_times(replace(state, ladder_percent=max(state.ladder_percent, passed_over)))
    withdraw(state.id, now, above=state.ladder_percent)
    if before:
        raise_again(state, list(before), now)
    return state


def _rebased(state: ClockState) -> ClockState:
    """The clock with only those flags that its present times have passed; the others will be flagged again."""
    now = clock.now()
    passed = [0]
    for percent in state.steps:
        moment = state.flag_at(percent)
        if percent <= state.ladder_percent and moment is not None and moment <= now:
            passed.append(percent)
    reached = max(passed)
    breached = reached >= 100 and state.verdict is Verdict.BREACHED
    return replace(
        state,
        ladder_percent=reached,
        warned_at=state.course.reached_at(state.warn_percent) if reached >= state.warn_percent else None,
        breached_at=state.course.due_at if breached else None,
        noticed_at=state.noticed_at if breached else None,
        verdict=Verdict.BREACHED if breached else Verdict.RUNNING,
    )


def restart_clock(
    subject: Subject,
    subject_id: int,
    kind: ClockKind,
    *,
    category: str | None,
    priority: Priority,
    at: datetime,
    actor: Actor,
) -> None:
    """Begins a new round of a clock, as when a record is reopened: its own target from `at`; the old verdict stands.

    A round that still runs is not counted, or breached where its time is over; its alerts go.
    Does nothing where the policies in force have no target for it. Raises DomainError: NO_CALENDAR, EMPTY_CALENDAR.
    """
    target = targets_for(subject, category, priority).get(kind)
    if target is None:
        return
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        before = current_clocks(subject, subject_id).get(kind)
        if before is not None:
            if before.stopped_at is None:
                _end_round(before, at, actor)
            Clock.update(current=False).where(Clock.id == before.id).execute()
        _resume(subject, subject_id, at, actor)
        after = _insert(subject, subject_id, target, at, before.round + 1 if before else 1, holds(subject, subject_id))
        record_at(at, subject, subject_id, "sla_restarted", actor=actor, clocks=[_facts(after)])
        _write_pausing(subject, subject_id)


def _end_round(state: ClockState, at: datetime, actor: Actor) -> None:
    if state.verdict is Verdict.BREACHED or (state.due_at is not None and at > state.due_at):
        stop_clock(state.subject, state.subject_id, state.kind, at=at, actor=actor)
        withdraw(state.id, at)
    else:
        _end(state, Verdict.CANCELLED, at)


def cancel_clocks(subject: Subject, subject_id: int, *, at: datetime, actor: Actor) -> None:
    """Ends every running clock of a record without counting it, as when the record itself is cancelled or merged."""
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        running = running_clocks(subject, subject_id)
        for state in running:
            _end(state, Verdict.CANCELLED, at)
        if running:
            record_at(at, subject, subject_id, "sla_cancelled", actor=actor, clocks=[_facts(state) for state in running])
        write_summary(subject, subject_id)


def set_clock(
    subject: Subject,
    subject_id: int,
    kind: ClockKind,
    *,
    started_at: datetime,
    due_at: datetime,
    stopped_at: datetime | None = None,
) -> None:
    """Sets a clock whose due time is given: promised to a customer, or brought from another system.

    A running clock of the kind gets the new due time, an ended one a new round. With `stopped_at` it is ended and its
    verdict follows. The present policy's ladder applies; a due time that has passed already is flagged as breached by the
    next sweep, without a warning and without alerts: nobody can keep it any more.
    """
    now = clock.now()
    missed = due_at < now
    policy_id = None if missed else current_policy_id(subject)
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        before = current_clocks(subject, subject_id).get(kind)
        if before is not None and before.stopped_at is None:
            clock_id = before.id
            Clock.update(policy=policy_id, target=None, calendar=None, started_at=started_at, given_due_at=due_at).where(
                Clock.id == clock_id
            ).execute()
            record(subject, subject_id, "sla_due_set", actor=SYSTEM, clock=kind, old_due_at=before.due_at, due_at=due_at)
        else:
            if before is not None:
                Clock.update(current=False).where(Clock.id == before.id).execute()
            round_ = before.round + 1 if before else 1
            clock_id = _add_row(subject, subject_id, kind, round_, (policy_id, None, None), started_at, due_at)
        state = retimed(_loaded(clock_id), passed_over=DEFAULT_WARN_PERCENT if missed else 0)
        if stopped_at is not None:
            late = stopped_at > due_at
            ended = replace(state, breached_at=due_at if late else None, noticed_at=now if late else None)
            _end(ended, Verdict.BREACHED if late else Verdict.MET, stopped_at)
        write_summary(subject, subject_id)
