"""Calendars made at random, and the slow way to count: minute by minute along the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from models.sla.calendar import DAY_MINUTES, CalendarDefinition, Holiday, MakeUpDay, Window, YearlyHoliday

DAYS = 16
"""How many days the slow count covers, and the days before its start that it looks back on."""
BEFORE = 3
MINUTE = timedelta(minutes=1)

PLACES = (
    ("Asia/Shanghai", date(2026, 9, 28)),  # National Day is near
    ("Europe/Berlin", date(2026, 3, 26)),  # an hour is left out on the 29th
    ("Europe/Berlin", date(2026, 10, 22)),  # an hour is told twice on the 25th
    ("America/New_York", date(2026, 10, 29)),  # told twice on 1 November
    ("Australia/Lord_Howe", date(2026, 10, 1)),  # half an hour is left out on the 4th
    ("Asia/Kathmandu", date(2026, 2, 26)),  # three quarters of an hour off the hour
)
"""A zone and the first day of a stretch in which something happens there."""


EDGES = (0, 75, 90, 120, 130, 145, 180, 540, 720, 1080, 1320)
"""Minutes of a day that windows like to begin and end with; some lie in the hours that summer time leaves out or tells twice."""


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """Up to three windows of a day; they may overlap, touch, or pass midnight."""
    edges = st.one_of(st.integers(0, DAY_MINUTES - 1), st.sampled_from(EDGES))
    return tuple(Window(draw(edges), draw(edges)) for _ in range(draw(st.integers(0, 3))))


@st.composite
def definitions(draw: st.DrawFn) -> tuple[CalendarDefinition, date]:
    """A calendar in one of PLACES with holidays and make-up days in its stretch, and the stretch's first day."""
    zone, first = draw(st.sampled_from(PLACES))
    days = st.integers(0, DAYS - 1).map(lambda offset: first + timedelta(days=offset))
    offs = draw(st.lists(st.tuples(days, st.integers(0, 3)), max_size=2))
    yearly = draw(st.lists(days, max_size=1))
    made_up = draw(st.lists(st.tuples(days, st.integers(0, 6), windows()), max_size=2, unique_by=lambda entry: entry[0]))
    definition = CalendarDefinition(
        timezone=zone,
        windows=tuple(draw(windows()) for _ in range(7)),
        holidays=tuple(Holiday(day, day + timedelta(days=more)) for day, more in offs),
        yearly_holidays=tuple(YearlyHoliday(day.month, day.day) for day in yearly),
        make_up_days=tuple(MakeUpDay(day, "", like, own) for day, like, own in made_up),
    )
    return definition, first


@cache
def _wall_clock(zone: str, first: date) -> list[int]:
    """For every minute from BEFORE days before `first`: the latest wall-clock minute shown so far, from that midnight."""
    midnight = datetime.combine(first - timedelta(days=BEFORE), time())
    moment = midnight.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    shown, latest = [], 0
    for _ in range((BEFORE + DAYS) * DAY_MINUTES):
        wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        latest = max(latest, int((wall - midnight).total_seconds()) // 60)
        shown.append(latest)
        moment += MINUTE
    return shown


class SlowCount:
    """Which minutes of a stretch are open, by walking along its wall clock: what the calendar must agree with."""

    def __init__(self, definition: CalendarDefinition, first: date) -> None:
        zone = ZoneInfo(definition.timezone)
        midnight = datetime.combine(first - timedelta(days=BEFORE), time())
        self._origin = midnight.replace(tzinfo=zone).astimezone(UTC)
        wall_open = bytearray((BEFORE + DAYS + 3) * DAY_MINUTES)
        for offset in range(BEFORE + DAYS):
            for window in self._windows(definition, midnight.date() + timedelta(days=offset)):
                length = (window.end - window.start) % DAY_MINUTES or DAY_MINUTES
                begin = offset * DAY_MINUTES + window.start
                wall_open[begin : begin + length] = b"\1" * length
        self._open = bytes(map(wall_open.__getitem__, _wall_clock(definition.timezone, first)))
        self.start = datetime.combine(first, time(), tzinfo=zone).astimezone(UTC)

    @staticmethod
    def _windows(definition: CalendarDefinition, day: date) -> tuple[Window, ...]:
        for made_up in definition.make_up_days:
            if made_up.day == day:
                return made_up.windows or definition.windows[made_up.like]
        dated = any(holiday.first <= day <= holiday.last for holiday in definition.holidays)
        yearly = any((holiday.month, holiday.day) == (day.month, day.day) for holiday in definition.yearly_holidays)
        return () if dated or yearly else definition.windows[day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Whether the minute at `at` is open."""
        return bool(self._open[(at - self._origin) // MINUTE])

    def open_minutes(self, start: datetime, pauses: list[tuple[datetime, datetime]]) -> list[datetime]:
        """Every open minute from `start` to the end of the stretch that lies in no pause."""
        left = bytearray(self._open[(start - self._origin) // MINUTE :])
        for pause in pauses:
            away, back = (max(0, -((start - edge) // MINUTE)) for edge in pause)
            left[away:back] = bytes(len(left[away:back]))
        return [start + place * MINUTE for place, is_open in enumerate(left) if is_open]


def moments(first: date, zone: str) -> st.SearchStrategy[datetime]:
    """Whole minutes in the first third of a stretch."""
    start = datetime.combine(first, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return st.integers(0, 5 * DAY_MINUTES).map(lambda minutes: start + minutes * MINUTE)
