"""A clock starts, pauses, changes its target, ends and begins again; what it says of itself stays true throughout."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.clock import NEVER, FakeClock
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from models.sla.operations import (
    cancel_clocks,
    pause_clocks,
    recompute_clocks,
    restart_clock,
    resume_clocks,
    set_clock,
    stop_clock,
)
from models.sla.queries import clocks, preview, proposed
from models.sla.tables import ClockKind, Priority, SlaState, Verdict
from tests.models.sla.records import HOUR, MINUTE, MONDAY, Records, clock_of, happened, open_record

TICKET = Subject.TICKET
RESOLUTION, RESPONSE, CONTACT = ClockKind.RESOLUTION, ClockKind.FIRST_RESPONSE, ClockKind.CONTACT


def _pause(reason: str, at: FakeClock) -> None:
    pause_clocks(TICKET, 1, reason, at=at(), actor=SYSTEM)


def _resume(at: FakeClock) -> None:
    resume_clocks(TICKET, 1, at=at(), actor=SYSTEM)


def _recompute(priority: Priority, category: str | None = None) -> None:
    recompute_clocks(TICKET, 1, category=category, priority=priority, actor=SYSTEM)


def test_opening_starts_every_clock_with_a_target(records: Records) -> None:
    open_record(1)
    assert {row.kind: row.due_at for row in clocks(TICKET, 1)} == {RESPONSE: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 8 * HOUR}
    assert records.summaries[1] == (MONDAY + 2 * HOUR, SlaState.IN_TIME)


def test_without_a_policy_there_is_no_clock(records: Records) -> None:
    from models.events.tables import Subject as Any_

    assert proposed(Any_.CALLBACK, category=None, priority=Priority.HIGH, at=MONDAY) == []


@pytest.mark.parametrize(("at", "verdict"), [(2 * HOUR, Verdict.MET), (2 * HOUR + timedelta(microseconds=1), Verdict.BREACHED)])
def test_due_time_itself_is_in_time(records: Records, opening_time: FakeClock, at: timedelta, verdict: Verdict) -> None:
    open_record(1)
    assert stop_clock(TICKET, 1, RESPONSE, at=opening_time.advance(at), actor=SYSTEM) is verdict
    assert records.summaries[1] == (MONDAY + 8 * HOUR, SlaState.IN_TIME)


def test_a_late_stop_that_no_sweep_noticed_is_a_breach_at_the_due_time(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    stop_clock(TICKET, 1, RESPONSE, at=opening_time.advance(3 * HOUR), actor=SYSTEM)
    (breach,) = happened(1, "sla_breached")
    assert breach.at == MONDAY + 2 * HOUR
    assert breach.facts["noticed_at"] == opening_time().isoformat()


def test_a_pause_moves_the_due_time_by_the_working_time_lost(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(HOUR)
    _pause("customer", opening_time)
    assert clock_of(1, RESOLUTION).due_at is None
    assert clock_of(1, RESPONSE).due_at == MONDAY + 2 * HOUR
    opening_time.advance(24 * HOUR)
    _resume(opening_time)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 24 * HOUR + 8 * HOUR


def test_a_paused_record_is_not_due(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM)
    _pause("customer", opening_time)
    assert records.summaries[1] == (NEVER, SlaState.PAUSED)


def test_our_own_reasons_do_not_pause(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    _pause("parts", opening_time)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 8 * HOUR


def test_another_reason_ends_the_pause(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    _pause("customer", opening_time)
    opening_time.advance(HOUR)
    _pause("parts", opening_time)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 9 * HOUR


def test_a_new_priority_counts_from_the_original_start_and_keeps_the_pauses(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    _pause("customer", opening_time)
    opening_time.advance(HOUR)
    _resume(opening_time)
    seen = preview(TICKET, 1, category=None, priority=Priority.HIGH)
    _recompute(Priority.HIGH)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 5 * HOUR
    assert {(row.kind, row.old_due_at, row.new_due_at) for row in seen} == {
        (RESPONSE, MONDAY + 2 * HOUR, MONDAY + 2 * HOUR),
        (RESOLUTION, MONDAY + 9 * HOUR, MONDAY + 5 * HOUR),
    }
    (change,) = happened(1, "sla_recomputed")
    assert change.facts["clocks"][0]["old_due_at"] == (MONDAY + 9 * HOUR).astimezone(opening_time().tzinfo).isoformat()


def test_a_category_is_more_exact_than_a_priority(records: Records) -> None:
    open_record(1, category="complaint", priority=Priority.HIGH)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + timedelta(days=7)


def test_contact_begins_when_a_record_becomes_urgent_and_goes_when_it_is_no_longer(
    records: Records, opening_time: FakeClock
) -> None:
    open_record(1)
    opening_time.advance(HOUR)
    _recompute(Priority.URGENT)
    assert clock_of(1, CONTACT).due_at == MONDAY + 90 * MINUTE
    _recompute(Priority.MEDIUM)
    assert clock_of(1, CONTACT).verdict is Verdict.CANCELLED
    opening_time.advance(HOUR)
    _recompute(Priority.URGENT)
    assert (clock_of(1, CONTACT).due_at, clock_of(1, CONTACT).verdict) == (MONDAY + 90 * MINUTE, Verdict.RUNNING)


def test_reopening_starts_a_new_round_and_the_old_verdict_stands(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(9 * HOUR)
    stop_clock(TICKET, 1, RESPONSE, at=opening_time(), actor=SYSTEM)
    stop_clock(TICKET, 1, RESOLUTION, at=opening_time(), actor=SYSTEM)
    reopened = opening_time.advance(39 * HOUR)
    restart_clock(TICKET, 1, RESOLUTION, category=None, priority=Priority.MEDIUM, at=reopened, actor=SYSTEM)
    rounds = [row for row in clocks(TICKET, 1) if row.kind is RESOLUTION]
    assert [(row.round, row.verdict, row.current) for row in rounds] == [
        (1, Verdict.BREACHED, False),
        (2, Verdict.RUNNING, True),
    ]
    assert rounds[1].due_at == reopened + 8 * HOUR
    assert records.summaries[1] == (reopened + 8 * HOUR, SlaState.IN_TIME)


def test_a_record_resolved_on_hold_is_reopened_with_its_clock_running(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    _pause("customer", opening_time)
    opening_time.advance(HOUR)
    assert stop_clock(TICKET, 1, RESOLUTION, at=opening_time(), actor=SYSTEM) is Verdict.MET
    opening_time.advance(HOUR)
    restart_clock(TICKET, 1, RESOLUTION, category=None, priority=Priority.MEDIUM, at=opening_time(), actor=SYSTEM)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 24 * HOUR + HOUR


def test_cancelling_ends_all_clocks_uncounted(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    cancel_clocks(TICKET, 1, at=opening_time.advance(9 * HOUR), actor=SYSTEM)
    assert {row.verdict for row in clocks(TICKET, 1)} == {Verdict.CANCELLED}
    assert records.summaries[1] == (NEVER, SlaState.NONE)


@pytest.mark.parametrize(("stopped_after", "verdict"), [(HOUR, Verdict.MET), (3 * HOUR, Verdict.BREACHED)])
def test_a_given_due_time_stands_as_it_is(records: Records, stopped_after: timedelta, verdict: Verdict) -> None:
    start = MONDAY - timedelta(days=30)
    set_clock(TICKET, 1, RESOLUTION, started_at=start, due_at=start + 2 * HOUR, stopped_at=start + stopped_after)
    row = clock_of(1, RESOLUTION)
    assert (row.due_at, row.verdict) == (start + 2 * HOUR, verdict)


def test_a_promise_can_be_moved(records: Records) -> None:
    set_clock(TICKET, 1, ClockKind.CALLBACK, started_at=MONDAY, due_at=MONDAY + HOUR)
    set_clock(TICKET, 1, ClockKind.CALLBACK, started_at=MONDAY, due_at=MONDAY + 4 * HOUR)
    _recompute(Priority.URGENT)
    assert clock_of(1, ClockKind.CALLBACK).due_at == MONDAY + 4 * HOUR


def test_a_clock_set_back_an_hour_neither_unflags_nor_breaks_a_pause(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    _pause("customer", opening_time)
    opening_time.advance(-HOUR)
    _resume(opening_time)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 8 * HOUR
