"""The sweep flags each warning, breach and step of the ladder once, at its own time, and costs only what is due."""

from __future__ import annotations

from datetime import timedelta

from models import database
from models.clock import NEVER, FakeClock
from models.events.tables import Subject
from models.fields import to_stored
from models.people.permissions import SYSTEM
from models.sla.operations import pause_clocks, recompute_clocks, resume_clocks, set_clock, stop_clock
from models.sla.queries import open_alerts
from models.sla.sweep import _DUE, SweepResult, next_event_at, sweep
from models.sla.tables import Clock, ClockKind, FlagKind, Priority, SlaState, Verdict
from tests.models.sla.records import HOUR, MINUTE, MONDAY, Records, clock_of, happened, open_record, staff

TICKET = Subject.TICKET
RESOLUTION, RESPONSE = ClockKind.RESOLUTION, ClockKind.FIRST_RESPONSE
INSTANT = timedelta(microseconds=1)


def _found(result: SweepResult) -> list[tuple[FlagKind, ClockKind, int]]:
    """What was flagged of clocks; how alerts climb is told in test_alerts."""
    return [(flag.kind, flag.clock, flag.percent) for flag in result.flags if flag.kind is not FlagKind.CLIMBED]


def test_a_warning_and_a_breach_are_flagged_once_each(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    assert next_event_at() == MONDAY + 90 * MINUTE
    assert _found(sweep()) == []
    opening_time.advance(90 * MINUTE)
    assert _found(sweep()) == [(FlagKind.WARNED, RESPONSE, 75)]
    assert records.summaries[1] == (MONDAY + 2 * HOUR, SlaState.WARNED)
    assert _found(sweep()) == []
    opening_time.advance(30 * MINUTE + INSTANT)
    assert _found(sweep()) == [(FlagKind.BREACHED, RESPONSE, 100)]
    assert records.summaries[1] == (MONDAY + 2 * HOUR, SlaState.BREACHED)
    assert _found(sweep()) == []
    assert (len(happened(1, "sla_warned")), len(happened(1, "sla_breached"))) == (1, 1)


def test_the_due_time_itself_is_not_a_breach_yet(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(2 * HOUR)
    assert _found(sweep()) == [(FlagKind.WARNED, RESPONSE, 75)]
    assert stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM) is Verdict.MET


def test_after_downtime_everything_is_flagged_at_its_own_time(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM)
    noticed = opening_time.advance(timedelta(days=3))
    result = sweep()
    assert [(flag.kind, flag.percent, flag.late) for flag in result.flags] == [
        (FlagKind.WARNED, 75, timedelta(days=3) - 6 * HOUR),
        (FlagKind.BREACHED, 100, timedelta(days=3) - 8 * HOUR),
        (FlagKind.ESCALATED, 125, timedelta(days=2) - HOUR),
        (FlagKind.ESCALATED, 150, timedelta(days=2) - 3 * HOUR),
    ]
    (breach,) = happened(1, "sla_breached")
    assert breach.at == MONDAY + 8 * HOUR
    assert breach.facts["noticed_at"] == noticed.isoformat()
    row = Clock.get(Clock.kind == RESOLUTION)
    assert (row.breached_at, row.noticed_at) == (MONDAY + 8 * HOUR, noticed)
    assert next_event_at() is not None  # the alerts wait to be acknowledged


def test_as_of_stands_for_the_present(records: Records) -> None:
    open_record(1)
    result = sweep(as_of=MONDAY + 7 * HOUR)
    assert (result.count(FlagKind.WARNED), result.count(FlagKind.BREACHED), result.more) == (2, 1, False)


def test_a_paused_clock_is_never_flagged(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM)
    opening_time.advance(7 * HOUR)
    sweep()
    pause_clocks(TICKET, 1, "customer", at=opening_time(), actor=SYSTEM)
    assert records.summaries[1] == (NEVER, SlaState.PAUSED)
    opening_time.advance(timedelta(days=30))
    assert sweep().count(FlagKind.BREACHED) == 0
    resume_clocks(TICKET, 1, at=opening_time(), actor=SYSTEM)
    assert records.summaries[1][1] is SlaState.WARNED
    assert _found(sweep()) == []
    opening_time.advance(timedelta(days=1))
    assert sweep().count(FlagKind.BREACHED) == 1


def test_a_breach_that_passed_before_the_pause_is_flagged_during_it(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(9 * HOUR)
    pause_clocks(TICKET, 1, "customer", at=opening_time(), actor=SYSTEM)
    assert (RESOLUTION, 100) in {(flag.clock, flag.percent) for flag in sweep().flags}
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 8 * HOUR


def test_a_new_target_counts_anew(records: Records, opening_time: FakeClock) -> None:
    open_record(1, priority=Priority.HIGH)
    stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM)
    opening_time.advance(5 * HOUR)
    assert sweep().count(FlagKind.BREACHED) == 1
    recompute_clocks(TICKET, 1, category=None, priority=Priority.LOW, actor=SYSTEM)
    assert clock_of(1, RESOLUTION).verdict is Verdict.RUNNING
    assert records.summaries[1] == (MONDAY + 8 * HOUR, SlaState.IN_TIME)
    opening_time.advance(HOUR)
    assert _found(sweep())[0] == (FlagKind.WARNED, RESOLUTION, 75)
    opening_time.advance(3 * HOUR)
    assert sweep().count(FlagKind.BREACHED) == 1


def test_a_target_that_has_passed_already_is_not_flagged_twice(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM)
    opening_time.advance(9 * HOUR)
    sweep()
    recompute_clocks(TICKET, 1, category=None, priority=Priority.HIGH, actor=SYSTEM)
    row = Clock.get(Clock.kind == RESOLUTION)
    assert (row.verdict, row.breached_at) == (Verdict.BREACHED, MONDAY + 4 * HOUR)
    assert sweep().count(FlagKind.BREACHED) == 0


def test_an_ended_clock_is_left_alone(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    for kind in (RESPONSE, RESOLUTION):
        stop_clock(TICKET, 1, kind, at=opening_time(), actor=SYSTEM)
    assert next_event_at() is None
    opening_time.advance(timedelta(days=30))
    assert _found(sweep()) == []


def test_a_clock_set_back_an_hour_flags_nothing_twice(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(2 * HOUR + MINUTE)
    assert sweep().count(FlagKind.BREACHED) == 1
    opening_time.advance(-HOUR)
    assert _found(sweep()) == []
    assert stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM) is Verdict.BREACHED
    opening_time.advance(HOUR)
    assert sweep().count(FlagKind.BREACHED) == 0
    assert len(happened(1, "sla_breached")) == 1


def test_a_given_due_time_that_has_passed_is_flagged_without_alerts(records: Records) -> None:
    owner = staff("801")
    records.owners[1] = owner
    set_clock(TICKET, 1, RESOLUTION, started_at=MONDAY - 9 * HOUR, due_at=MONDAY - HOUR)
    result = sweep()
    assert (result.count(FlagKind.WARNED), result.count(FlagKind.BREACHED)) == (0, 1)
    assert open_alerts(owner, (), None) == []


def test_a_promise_is_warned_of_and_breached(records: Records, opening_time: FakeClock) -> None:
    owner = staff("801")
    records.owners[1] = owner
    set_clock(TICKET, 1, ClockKind.CALLBACK, started_at=MONDAY, due_at=MONDAY + HOUR)
    opening_time.advance(2 * HOUR)
    assert _found(sweep())[:2] == [(FlagKind.WARNED, ClockKind.CALLBACK, 75), (FlagKind.BREACHED, ClockKind.CALLBACK, 100)]
    assert [alert.percent for alert in open_alerts(owner, (), None)] == [100]


def test_a_limit_leaves_the_rest_for_the_next_sweep(records: Records, opening_time: FakeClock) -> None:
    for number in range(1, 6):
        open_record(number)
    opening_time.advance(100 * MINUTE)
    first = sweep(limit=3)
    assert (first.count(FlagKind.WARNED), first.more) == (3, True)
    assert sweep(limit=3).count(FlagKind.WARNED) == 2


def test_a_clock_that_can_not_be_computed_does_not_stop_the_others(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    open_record(2)
    database.execute("UPDATE calendar SET definition = ?", ('{"timezone": "UTC", "windows": {}, "make_up_days": []}',))
    set_clock(TICKET, 3, RESOLUTION, started_at=MONDAY, due_at=MONDAY + MINUTE)
    opening_time.advance(100 * MINUTE)
    result = sweep()
    assert (result.failed, result.count(FlagKind.BREACHED)) == (2, 1)
    assert sweep().failed == 0
    assert clock_of(3, RESOLUTION).verdict is Verdict.BREACHED


def test_what_is_due_is_found_by_index(records: Records) -> None:
    for number in range(1, 30):
        open_record(number)
    cut = to_stored(MONDAY)
    if database.on_postgresql():
        database.execute("SET enable_seqscan = off")
        plan = " ".join(line for (line,) in database.rows("EXPLAIN " + _DUE, (cut, 500, cut, 500, 500)))
    else:
        plan = " ".join(row[3] for row in database.rows("EXPLAIN QUERY PLAN " + _DUE, (cut, 500, cut, 500, 500)))
    assert "clock_next_event" in plan
    assert "alert_climb" in plan
    assert "SCAN clock" not in plan
