"""The calendar agrees with counting minute by minute, in any zone, over midnight, through holidays and summer time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.errors import DomainError, Fault
from models.sla.calendar import BusinessCalendar, CalendarDefinition, Window
from tests.models.sla.calendars import MINUTE, SlowCount, definitions, moments

thorough = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@st.composite
def cases(draw: st.DrawFn) -> tuple[BusinessCalendar, SlowCount, datetime, list[tuple[datetime, datetime]]]:
    """A calendar, its slow count, a start, and pauses that may overlap."""
    definition, first = draw(definitions())
    at = moments(first, definition.timezone)
    pauses = draw(st.lists(st.tuples(at, at).map(lambda pair: (min(pair), max(pair))), max_size=3))
    return BusinessCalendar(definition), SlowCount(definition, first), draw(at), pauses


@thorough
@given(cases(), st.integers(1, 40 * 60))
def test_add_ends_with_the_last_minute_counted(
    case: tuple[BusinessCalendar, SlowCount, datetime, list[tuple[datetime, datetime]]], minutes: int
) -> None:
    calendar, slow, start, pauses = case
    counted = slow.open_minutes(start, pauses)
    assume(len(counted) >= minutes)
    last_of_each = [place for place, at in enumerate(counted[:-1], 1) if counted[place] != at + MINUTE]
    for target in (minutes, *last_of_each[:6]):
        assert calendar.add(start, target * MINUTE, pauses) == counted[target - 1] + MINUTE


@thorough
@given(cases(), st.integers(0, 8 * 1440))
def test_between_counts_every_open_minute_once(
    case: tuple[BusinessCalendar, SlowCount, datetime, list[tuple[datetime, datetime]]], length: int
) -> None:
    calendar, slow, start, pauses = case
    end = start + length * MINUTE
    assert calendar.between(start, end, pauses) == sum(at < end for at in slow.open_minutes(start, pauses)) * MINUTE


@thorough
@given(cases())
def test_open_means_the_same_minutes(case: tuple[BusinessCalendar, SlowCount, datetime, object]) -> None:
    calendar, slow, start, _pauses = case
    assert calendar.is_open(start) is slow.is_open(start)


@thorough
@given(cases(), st.timedeltas(timedelta(microseconds=1), timedelta(hours=60)), st.timedeltas(timedelta(0), timedelta(hours=9)))
def test_add_and_between_undo_each_other_and_never_run_backwards(
    case: tuple[BusinessCalendar, SlowCount, datetime, list[tuple[datetime, datetime]]], working: timedelta, later: timedelta
) -> None:
    calendar, slow, start, pauses = case
    assume(len(slow.open_minutes(start + later, pauses)) > 70 * 60)
    due = calendar.add(start, working, pauses)
    assert calendar.between(start, due, pauses) == working
    assert calendar.is_open(due - timedelta(microseconds=1))
    assert calendar.add(start + later, working, pauses) >= due
    assert calendar.add(start, working + later, pauses) >= due
    assert sum((step.total for step in calendar.explain(start, due, pauses)), timedelta(0)) == working


@st.composite
def day_calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Calendars whose windows end on their own day, in a zone without summer time."""
    day = st.lists(st.integers(0, 1440), min_size=0, max_size=4, unique=True).map(sorted)
    week = [
        tuple(Window(*pair) for pair in zip(times[::2], times[1::2], strict=False)) for times in (draw(day) for _ in range(7))
    ]
    assume(any(week))
    return BusinessCalendar(CalendarDefinition("Asia/Shanghai", windows=tuple(week)))


@thorough
@given(day_calendars(), moments(date(2026, 6, 1), "Asia/Shanghai"), st.integers(1, 9), st.integers(0, 3000))
def test_working_days_keep_the_time_of_day_within_opening_hours(
    calendar: BusinessCalendar, start: datetime, days: int, later: int
) -> None:
    due = calendar.add_days(start, days)
    begun = calendar.next_opening(start)[0]
    begun_day = calendar.local_day(begun)
    open_days = [day for offset in range(200) if calendar.windows_on(day := begun_day + timedelta(days=offset))]
    between_days = begun != start and all(opens >= start for opens, _closes in calendar.windows_on(begun_day))
    due_day = open_days[days - 1 if between_days else days]
    spans = calendar.windows_on(due_day)
    wanted = start + (due_day - begun_day)
    if between_days:
        assert due == spans[-1][1]
    elif any(opens <= wanted <= closes for opens, closes in spans):
        assert due == wanted
    else:
        assert due in {edge for span in spans for edge in span}
    assert calendar.add_days(start + later * MINUTE, days) >= due
    assert calendar.add_days(start, days + 1) > due


@settings(max_examples=50, deadline=None)
@given(cases(), st.integers(-100, 0))
def test_no_time_is_no_target(case: tuple[BusinessCalendar, SlowCount, datetime, object], minutes: int) -> None:
    for ask in (lambda: case[0].add(case[2], minutes * MINUTE), lambda: case[0].add_days(case[2], minutes)):
        with pytest.raises(DomainError) as refused:
            ask()
        assert refused.value.fault is Fault.TARGET_NOT_POSITIVE
