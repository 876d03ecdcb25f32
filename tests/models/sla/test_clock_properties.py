"""Whatever happens to a record and in whatever order, its resolution clock agrees with counting minute by minute."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.clock import NEVER, FakeClock
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from models.sla.operations import pause_clocks, recompute_clocks, restart_clock, resume_clocks, stop_clock
from models.sla.sweep import sweep
from models.sla.tables import ClockKind, FlagKind, Priority, SlaState, Verdict
from tests.models.sla.records import MINUTE, MONDAY, Records, clock_of, happened, open_record

RESOLUTION = ClockKind.RESOLUTION
TICKET = Subject.TICKET
_numbers = count(1)

OPEN_MINUTES = [
    MONDAY + timedelta(days=day, minutes=minute) for day in range(28) if MONDAY.weekday() + day % 7 < 5 for minute in range(540)
]
"""Every minute of four weeks that is open in the office."""

STEPS = st.lists(
    st.tuples(
        st.integers(1, 400),
        st.sampled_from(["customer", "parts", "resume", "high", "medium", "sweep", "stop", "reopen"]),
    ),
    min_size=1,
    max_size=14,
)


@dataclass
class Counted:
    """The slow way: what has been used is counted minute by minute, as opening hours that were not on hold."""

    started: datetime
    target: int = 480
    held: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    def due_at(self) -> datetime | None:
        """When the target's last minute ends; None where a hold for the customer still lasts before it."""
        left = self.target
        lasting = next((begin for begin, end in self.held if end is None), None)
        for at in OPEN_MINUTES[bisect_left(OPEN_MINUTES, self.started) :]:
            if lasting is not None and lasting <= at:
                return None
            left -= not any(end is not None and begin <= at < end for begin, end in self.held)
            if not left:
                return at + MINUTE
        raise AssertionError("the stretch is too short")

    def release(self, at: datetime) -> None:
        """Ends a hold that lasts."""
        if self.held and self.held[-1][1] is None:
            self.held[-1] = (self.held[-1][0], at)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[(1, "high"), (240, "sweep"), (1, "medium"), (1, "high"), (1, "sweep")])
def test_a_clock_agrees_with_counting(records: Records, opening_time: FakeClock, steps: list[tuple[int, str]]) -> None:
    ticket = next(_numbers)
    opening_time.at = MONDAY
    open_record(ticket)
    stop_clock(TICKET, ticket, ClockKind.FIRST_RESPONSE, at=MONDAY, actor=SYSTEM)
    counted, stopped, priority = Counted(MONDAY), False, Priority.MEDIUM
    for minutes, what in steps:
        now = opening_time.advance(minutes * MINUTE)
        if what == "sweep":
            sweep()
        elif what == "stop" and not stopped:
            due = counted.due_at()
            verdict = stop_clock(TICKET, ticket, RESOLUTION, at=now, actor=SYSTEM)
            assert verdict is (Verdict.BREACHED if due is not None and now > due else Verdict.MET)
            stopped = True
        elif what == "reopen" and stopped:
            restart_clock(TICKET, ticket, RESOLUTION, category=None, priority=priority, at=now, actor=SYSTEM)
            counted, stopped = Counted(now, target=counted.target), False
        elif not stopped:
            priority = _change(ticket, what, now, counted, priority)
        if not stopped:
            _agrees(ticket, counted, records)
    breaches = [row for row in happened(ticket, "sla_breached") if row.facts["clock"] == "resolution"]
    assert len({row.at for row in breaches}) == len(breaches)


def _change(ticket: int, what: str, now: datetime, counted: Counted, priority: Priority) -> Priority:
    if what in ("customer", "parts"):
        pause_clocks(TICKET, ticket, what, at=now, actor=SYSTEM)
        counted.release(now)
        if what == "customer":
            counted.held.append((now, None))
    elif what == "resume":
        resume_clocks(TICKET, ticket, at=now, actor=SYSTEM)
        counted.release(now)
    elif what in ("high", "medium"):
        priority = Priority(what)
        recompute_clocks(TICKET, ticket, category=None, priority=priority, actor=SYSTEM)
        counted.target = 240 if priority is Priority.HIGH else 480
    return priority


def _agrees(ticket: int, counted: Counted, records: Records) -> None:
    due = counted.due_at()
    assert clock_of(ticket, RESOLUTION).due_at == due
    next_due_at, state = records.summaries[ticket]
    assert next_due_at == (due or NEVER)
    assert (state is SlaState.PAUSED) == (due is None)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(1, 500), min_size=1, max_size=12), pause=st.integers(0, 600), length=st.integers(1, 600))
def test_however_often_it_is_swept_each_step_is_flagged_once(
    records: Records, opening_time: FakeClock, gaps: list[int], pause: int, length: int
) -> None:
    ticket = next(_numbers)
    opening_time.at = MONDAY
    open_record(ticket)
    changes = {
        MONDAY + pause * MINUTE: lambda at: pause_clocks(TICKET, ticket, "customer", at=at, actor=SYSTEM),
        MONDAY + (pause + length) * MINUTE: lambda at: resume_clocks(TICKET, ticket, at=at, actor=SYSTEM),
    }
    sweeps = [MONDAY + sum(gaps[:position]) * MINUTE for position in range(1, len(gaps) + 1)]
    flagged = []
    for at in sorted([*changes, *sweeps, MONDAY + timedelta(days=9)]):
        opening_time.at = at
        if at in changes:
            changes[at](at)
        flagged += [
            (flag.clock, flag.kind, flag.percent)
            for flag in sweep().flags
            if flag.subject_id == ticket and flag.kind is not FlagKind.CLIMBED
        ]
    assert len(flagged) == len(set(flagged)) == 8
