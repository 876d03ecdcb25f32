"""What opening hours mean at their edges: closing time, midnight, summer time, holidays, whole working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.errors import DomainError, Fault
from models.sla.calendar import (
    ROUND_THE_CLOCK,
    BusinessCalendar,
    CalendarDefinition,
    DayKind,
    Holiday,
    MakeUpDay,
    Window,
    YearlyHoliday,
)
from models.sla.official import china_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = (Window(540, 1080),)
CHINA = BusinessCalendar(china_calendar("China"))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def at(*parts: int, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[misc,arg-type]


def office(**more: object) -> BusinessCalendar:
    return BusinessCalendar(CalendarDefinition("Asia/Shanghai", windows=(WEEK,) * 5 + ((),) * 2, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "working", "due"),
    [
        pytest.param(at(2026, 11, 20, 9), 9, at(2026, 11, 20, 18), id="exactly closing time is closing time"),
        pytest.param(at(2026, 11, 20, 17), 2, at(2026, 11, 23, 10), id="over the weekend"),
        pytest.param(at(2026, 11, 21, 3), 1, at(2026, 11, 23, 10), id="from a closed moment: the next opening"),
        pytest.param(at(2026, 9, 30, 17), 2, at(2026, 10, 8, 10), id="over National Day"),
        pytest.param(at(2026, 10, 9, 17), 2, at(2026, 10, 10, 10), id="into a make-up Saturday"),
        pytest.param(at(2027, 1, 29, 17), 2, at(2027, 2, 1, 10), id="a year that is not known has its weekends"),
    ],
)
def test_opening_hours_in_china(start: datetime, working: float, due: datetime) -> None:
    assert CHINA.add(start, hours(working)) == due


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_opens() -> None:
    night = ((),) * 4 + ((Window(22 * 60, 6 * 60),),) + ((),) * 2
    calendar = BusinessCalendar(
        CalendarDefinition("Asia/Shanghai", windows=night, holidays=(Holiday(*2 * (date(2026, 11, 21),)),))
    )
    assert calendar.add(at(2026, 11, 20, 23), hours(5)) == at(2026, 11, 21, 4)
    assert calendar.add(at(2026, 11, 21, 5), hours(2)) == at(2026, 11, 27, 23)


@pytest.mark.parametrize(
    ("day", "opened"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 1), 24)],
)
def test_days_of_summer_time_count_what_elapses(day: date, opened: int) -> None:
    calendar = BusinessCalendar(CalendarDefinition("Europe/Berlin", windows=((Window(0, 1440),),) * 7))
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=BERLIN)
    assert calendar.between(midnight, midnight + timedelta(days=1)) == hours(opened)


def test_a_window_inside_the_hour_left_out_never_opens() -> None:
    calendar = BusinessCalendar(CalendarDefinition("Europe/Berlin", windows=((Window(135, 165),),) * 7))
    assert calendar.windows_on(date(2026, 3, 29)) == ()
    assert calendar.add(at(2026, 3, 29, 0, zone=BERLIN), timedelta(minutes=1)) == at(2026, 3, 30, 2, 16, zone=BERLIN)


def test_round_the_clock_knows_no_days_off() -> None:
    assert ROUND_THE_CLOCK.add(at(2026, 10, 1, 0, 30), hours(24)) == at(2026, 10, 2, 0, 30)
    assert ROUND_THE_CLOCK.add_days(at(2026, 10, 3, 12), 2) == at(2026, 10, 5, 12)


def test_yearly_holidays_and_make_up_days() -> None:
    calendar = office(
        yearly_holidays=(YearlyHoliday(11, 23, "Founder's day"),),
        make_up_days=(MakeUpDay(date(2026, 11, 22), "Instead", windows=(Window(600, 720),)),),
    )
    assert calendar.add(at(2026, 11, 20, 17), hours(4)) == at(2026, 11, 24, 10)
    assert [calendar.plan(date(2026, 11, day)).kind for day in (21, 22, 23, 24)] == [
        DayKind.CLOSED,
        DayKind.MAKE_UP,
        DayKind.HOLIDAY,
        DayKind.OPEN,
    ]


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param(at(2026, 11, 16, 10, 15), 1, at(2026, 11, 17, 10, 15), id="the same time on the next working day"),
        pytest.param(at(2026, 11, 20, 17), 3, at(2026, 11, 25, 17), id="over the weekend"),
        pytest.param(at(2026, 11, 20, 20), 1, at(2026, 11, 23, 18), id="after hours: the closing of the next working day"),
        pytest.param(at(2026, 11, 21, 10), 2, at(2026, 11, 24, 18), id="on a day off: the closing of the second working day"),
        pytest.param(at(2026, 11, 16, 18), 1, at(2026, 11, 17, 18), id="at closing time: the closing of the next working day"),
        pytest.param(at(2026, 11, 16, 8), 1, at(2026, 11, 16, 18), id="before the day opens: the closing of that day"),
        pytest.param(at(2026, 11, 16, 9), 1, at(2026, 11, 17, 9), id="at opening time: the same time on the next working day"),
        pytest.param(at(2026, 9, 29, 11), 5, at(2026, 10, 12, 11), id="National Day off, make-up Saturday on"),
    ],
)
def test_working_days(start: datetime, days: int, due: datetime) -> None:
    assert CHINA.add_days(start, days) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param(at(2026, 11, 20, 9), at(2026, 11, 21, 10), id="before that day opens: its opening"),
        pytest.param(at(2026, 11, 20, 12, 30), at(2026, 11, 21, 12), id="in its break: the closing before"),
        pytest.param(at(2026, 11, 20, 17), at(2026, 11, 21, 15), id="after it closes: its closing"),
        pytest.param(at(2026, 11, 20, 11), at(2026, 11, 21, 11), id="within its hours: the same time"),
    ],
)
def test_a_working_day_with_other_hours_clips_the_due_time(start: datetime, due: datetime) -> None:
    short = MakeUpDay(date(2026, 11, 21), windows=(Window(600, 720), Window(780, 900)))
    assert office(make_up_days=(short,)).add_days(start, 1) == due


def test_a_night_shift_s_working_day_is_that_of_its_evening() -> None:
    calendar = BusinessCalendar(CalendarDefinition("Asia/Shanghai", windows=((Window(22 * 60, 6 * 60),),) * 5 + ((),) * 2))
    assert calendar.add_days(at(2026, 11, 21, 2), 1) == at(2026, 11, 24, 2)
    assert calendar.add_days(at(2026, 11, 21, 12), 1) == at(2026, 11, 24, 6)


def test_a_start_in_a_break_is_due_at_the_closing_before_that_break() -> None:
    shifts = BusinessCalendar(
        CalendarDefinition("Asia/Shanghai", windows=((Window(540, 720), Window(780, 1080)),) * 5 + ((),) * 2)
    )
    assert shifts.add_days(at(2026, 11, 16, 12, 30), 1) == at(2026, 11, 17, 12)


def test_a_calendar_that_never_opens_is_refused() -> None:
    empty = BusinessCalendar(CalendarDefinition("Asia/Shanghai", name="Empty"))
    for ask in (lambda: empty.add(at(2026, 11, 16), hours(1)), lambda: empty.add_days(at(2026, 11, 16), 1)):
        with pytest.raises(DomainError) as refused:
            ask()
        assert refused.value.fault is Fault.EMPTY_CALENDAR
        assert "Empty has no opening hours" in refused.value.message()


@pytest.mark.parametrize("calendar", [CHINA, ROUND_THE_CLOCK])
def test_a_target_beyond_twenty_years_is_refused(calendar: BusinessCalendar) -> None:
    for ask in (lambda: calendar.add(at(2026, 11, 16), hours(10**6)), lambda: calendar.add_days(at(2026, 11, 16), 10**6)):
        with pytest.raises(DomainError) as refused:
            ask()
        assert refused.value.fault is Fault.TARGET_TOO_LONG


def test_the_end_of_time_is_refused_and_does_not_crash() -> None:
    with pytest.raises(DomainError):
        CHINA.add(at(9999, 12, 31, 23), hours(1))


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        BusinessCalendar(CalendarDefinition("Asia/Atlantis", name="Office"))
    assert refused.value.message() == "The calendar Office can't be used: its time zone is unknown. Nothing was changed."


def test_every_day_between_is_explained() -> None:
    steps = CHINA.explain(at(2026, 9, 30, 17), at(2026, 10, 8, 10))
    assert [(step.day.day, step.kind, step.name, step.total) for step in steps if step.total or step.day.day == 1] == [
        (30, DayKind.OPEN, "", hours(1)),
        (1, DayKind.HOLIDAY, "National Day", hours(0)),
        (8, DayKind.OPEN, "", hours(1)),
    ]
    assert {step.official_unknown for step in CHINA.explain(at(2027, 1, 4, 9), at(2027, 1, 4, 10))} == {True}
