"""Clocks as rows: read with all they need to be counted, computed, and written back with their record's summary."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from models import database
from models.clock import NEVER
from models.events.tables import Subject
from models.fields import from_stored, optional_from_stored, optional_to_stored
from models.sla import subjects
from models.sla.calendar import ROUND_THE_CLOCK
from models.sla.calendar_forms import calendar_from_json
from models.sla.course import Course, Pause
from models.sla.policies import AppliedTarget
from models.sla.tables import ClockKind, FlagKind, SlaState, Verdict

PAUSING_KINDS = frozenset({ClockKind.RESOLUTION, ClockKind.PLAN, ClockKind.FOLLOW_UP})
"""Clocks that a hold can stop; a first reply, a contact and a promised callback are owed whatever the record waits for."""
DEFAULT_WARN_PERCENT = 75
PAUSED, RESUMED = "sla_paused", "sla_resumed"
_OF_STEPS = (FlagKind.WARNED, FlagKind.BREACHED, FlagKind.ESCALATED)
_DUE = 100
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class ClockState:
    """One clock with everything that its times follow from; `steps` are the shares of its time at which something happens."""

    id: int
    subject: Subject
    subject_id: int
    kind: ClockKind
    round: int
    current: bool
    due_at: datetime | None
    next_event_at: datetime | None
    paused_at: datetime | None
    stopped_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None
    noticed_at: datetime | None
    ladder_percent: int
    verdict: Verdict
    policy_id: int | None
    policy_name: str
    policy_version: int
    target_id: int | None
    calendar_id: int | None
    calendar_version: int | None
    warn_percent: int
    steps: tuple[int, ...]
    course: Course

    def flag_at(self, percent: int) -> datetime | None:
        """When `percent` is to be flagged: the due time itself is still in time, so a breach comes the instant after it."""
        moment = self.course.reached_at(percent)
        return moment + _INSTANT if moment is not None and percent == _DUE else moment

    def next_step(self) -> tuple[int, datetime] | None:
        """The next share of the time that will be flagged, and when; None where there is none or a pause keeps it away."""
        for percent in self.steps:
            if percent > self.ladder_percent:
                moment = self.flag_at(percent)
                return None if moment is None else (percent, moment)
        return None


_SELECT = (
    "SELECT k.id, k.subject, k.subject_id, k.kind, k.round, k.current, k.due_at, k.next_event_at, k.paused_at, k.stopped_at,"
    " k.warned_at, k.breached_at, k.noticed_at, k.ladder_percent, k.verdict, k.policy_id, p.name, p.version, k.target_id,"
    " k.calendar_id, c.version, p.warn_percent, k.started_at, k.given_due_at, t.minutes, t.working_days, t.round_the_clock,"
    " c.definition, p.pausing_reasons"
    " FROM clock k LEFT JOIN policy p ON p.id = k.policy_id LEFT JOIN target t ON t.id = k.target_id"
    " LEFT JOIN calendar c ON c.id = k.calendar_id"
)


def clock_state(clock_id: int) -> ClockState | None:
    """The clock with this id."""
    found = database.rows(f"{_SELECT} WHERE k.id = ?", (clock_id,))
    return _state(found[0], holds(Subject(found[0][1]), found[0][2])) if found else None


def all_clocks(subject: Subject, subject_id: int) -> list[ClockState]:
    """Every clock that a record has had, ended ones too, by kind and round."""
    found = database.rows(f"{_SELECT} WHERE k.subject = ? AND k.subject_id = ? ORDER BY k.id", (subject.value, subject_id))
    held = holds(subject, subject_id) if found else ()
    return [_state(row, held) for row in found]


def current_clocks(subject: Subject, subject_id: int) -> dict[ClockKind, ClockState]:
    """A record's clocks of the latest round, running or ended."""
    return {state.kind: state for state in all_clocks(subject, subject_id) if state.current}


def running_clocks(subject: Subject, subject_id: int) -> list[ClockState]:
    """A record's clocks that have not ended."""
    return [state for state in current_clocks(subject, subject_id).values() if state.stopped_at is None]


def _state(row: tuple[Any, ...], held: tuple[Pause, ...]) -> ClockState:
    (id_, subject, subject_id, kind_word, round_, current, due, event, paused, stopped, warned, breached, noticed) = row[:13]
    (ladder, verdict, policy_id, name, version, target_id, calendar_id, calendar_version, warn) = row[13:22]
    (started, given, minutes, days, all_day, definition, reasons) = row[22:]
    kind = ClockKind(kind_word)
    pausing = json.loads(reasons) if reasons and kind in PAUSING_KINDS else []
    return ClockState(
        id=id_,
        subject=Subject(subject),
        subject_id=subject_id,
        kind=kind,
        round=round_,
        current=bool(current),
        due_at=optional_from_stored(due),
        next_event_at=optional_from_stored(event),
        paused_at=optional_from_stored(paused),
        stopped_at=optional_from_stored(stopped),
        warned_at=optional_from_stored(warned),
        breached_at=optional_from_stored(breached),
        noticed_at=optional_from_stored(noticed),
        ladder_percent=ladder,
        verdict=Verdict(verdict),
        policy_id=policy_id,
        policy_name=name or "",
        policy_version=version or 0,
        target_id=target_id,
        calendar_id=calendar_id,
        calendar_version=calendar_version,
        warn_percent=warn or DEFAULT_WARN_PERCENT,
        steps=steps_of(policy_id, warn or DEFAULT_WARN_PERCENT),
        course=Course(
            calendar=calendar_from_json(definition) if definition and not all_day else ROUND_THE_CLOCK,
            started_at=from_stored(started),
            minutes=minutes,
            working_days=days,
            given_due_at=optional_from_stored(given),
            pauses=counting_pauses(held, pausing, optional_from_stored(stopped)),
        ),
    )


def begun(
    subject: Subject, subject_id: int, target: AppliedTarget, started_at: datetime, round_: int, held: tuple[Pause, ...]
) -> ClockState:
    """A clock that begins under a target, not written yet (its id is 0) and without its times; `held` are its record's holds."""
    pausing = target.pausing_reasons if target.kind in PAUSING_KINDS else ()
    return ClockState(
        id=0,
        subject=subject,
        subject_id=subject_id,
        kind=target.kind,
        round=round_,
        current=True,
        due_at=None,
        next_event_at=None,
        paused_at=None,
        stopped_at=None,
        warned_at=None,
        breached_at=None,
        noticed_at=None,
        ladder_percent=0,
        verdict=Verdict.RUNNING,
        policy_id=target.policy_id,
        policy_name=target.policy_name,
        policy_version=target.policy_version,
        target_id=target.id,
        calendar_id=target.calendar_id,
        calendar_version=target.calendar_version,
        warn_percent=target.warn_percent,
        steps=steps_of(target.policy_id, target.warn_percent),
        course=Course(
            target.calendar,
            started_at,
            minutes=target.minutes,
            working_days=target.working_days,
            pauses=counting_pauses(held, pausing, None),
        ),
    )


def steps_of(policy_id: int | None, warn_percent: int) -> tuple[int, ...]:
    """The shares of a clock's time at which a policy wants something done: warning, due time and ladder, rising."""
    ladder = database.rows("SELECT percent FROM ladder_step WHERE policy_id = ?", (policy_id,)) if policy_id else []
    return tuple(sorted({warn_percent, _DUE, *(percent for (percent,) in ladder)}))


def holds(subject: Subject, subject_id: int) -> tuple[Pause, ...]:
    """The stretches in which a record was on hold, for any reason, rebuilt from its event log in the log's order."""
    found = database.rows(
        "SELECT e.kind, e.at, d.body FROM event e LEFT JOIN event_detail d ON d.event_id = e.id"
        " WHERE e.subject = ? AND e.subject_id = ? AND e.kind IN (?, ?) ORDER BY e.position",
        (subject.value, subject_id, PAUSED, RESUMED),
    )
    stretches: list[Pause] = []
    for kind, at, body in found:
        moment = from_stored(at)
        if stretches and stretches[-1].end is None:
            stretches[-1] = replace(stretches[-1], end=moment)
        if kind == PAUSED:
            stretches.append(Pause(moment, None, (json.loads(body) if body else {}).get("reason", "")))
    return tuple(stretches)


def flagged_before(state: ClockState) -> dict[int, datetime]:
    """The steps of this round that were flagged for the due time that the clock has now, with when each was noticed.

    From the event log: a target that was changed and changed back has passed nothing anew.
    """
    if state.course.due_at is None:
        return {}
    found = database.rows(
        "SELECT d.body FROM event e JOIN event_detail d ON d.event_id = e.id"
        " WHERE e.subject = ? AND e.subject_id = ? AND e.kind IN (?, ?, ?) ORDER BY e.position",
        (state.subject.value, state.subject_id, *(kind.value for kind in _OF_STEPS)),
    )
    wanted = {"clock": state.kind.value, "round": state.round, "due_at": state.course.due_at.isoformat()}
    told = [facts for (body,) in found if body and wanted.items() <= (facts := json.loads(body)).items()]
    return {facts["percent"]: datetime.fromisoformat(facts["noticed_at"]) for facts in told}


def counting_pauses(held: tuple[Pause, ...], pausing_reasons: Sequence[str], until: datetime | None) -> tuple[Pause, ...]:
    """The holds that stop a clock under its policy; those after its end (`until`) are no longer its own."""
    return tuple(
        replace(pause, end=until) if until is not None and pause.end is None else pause
        for pause in held
        if pause.reason in pausing_reasons and (until is None or pause.start < until)
    )


_WRITE_TIMES = (
    "UPDATE clock SET due_at = ?, warn_at = ?, next_event_at = ?, paused_at = ?, warned_at = ?, breached_at = ?,"
    " noticed_at = ?, ladder_percent = ?, verdict = ? WHERE id = ?"
)


def timed(state: ClockState) -> ClockState:
    """A running clock with its times computed anew."""
    step = state.next_step()
    due_at = state.course.due_at
    return replace(
        state,
        due_at=due_at,
        paused_at=state.course.paused_since if due_at is None else None,
        next_event_at=step[1] if step else None,
    )


def write_times(state: ClockState) -> ClockState:
    """Computes a running clock's times anew, writes them, and returns the clock with them."""
    now = timed(state)
    database.execute(
        _WRITE_TIMES,
        (
            optional_to_stored(now.due_at),
            optional_to_stored(now.course.reached_at(now.warn_percent)),
            optional_to_stored(now.next_event_at),
            optional_to_stored(now.paused_at),
            optional_to_stored(now.warned_at),
            optional_to_stored(now.breached_at),
            optional_to_stored(now.noticed_at),
            now.ladder_percent,
            now.verdict.value,
            now.id,
        ),
    )
    return now


def write_summary(subject: Subject, subject_id: int) -> None:
    """Puts the next due time and the worst state of a record's running clocks on the record."""
    found = database.rows(
        "SELECT due_at, paused_at, warned_at, verdict FROM clock"
        " WHERE subject = ? AND subject_id = ? AND current AND stopped_at IS NULL",
        (subject.value, subject_id),
    )
    due_times = [due for due, _paused, _warned, _verdict in found if due is not None]
    next_due_at = from_stored(min(due_times)) if due_times else NEVER
    subjects.adapter(subject).write_summary(subject_id, next_due_at, _worst(found))


def _worst(running: list[tuple[Any, ...]]) -> SlaState:
    if not running:
        return SlaState.NONE
    if any(verdict == Verdict.BREACHED.value for _due, _paused, _warned, verdict in running):
        return SlaState.BREACHED
    unpaused = [warned for _due, paused, warned, _verdict in running if paused is None]
    if not unpaused:
        return SlaState.PAUSED
    return SlaState.WARNED if any(warned is not None for warned in unpaused) else SlaState.IN_TIME
