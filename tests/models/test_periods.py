"""Buckets of time against plain Python, in zones with and without summer time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DomainError
from models.fields import to_stored
from models.periods import SLOT, Period, day_of

ZONES = [
    ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
]
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(MOMENTS), st.sampled_from(ZONES))
def test_counting_by_slot_gives_the_days_and_hours_of_the_zone(moments: list[datetime], zone: ZoneInfo) -> None:
    period = Period(datetime(1990, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC), zone)
    slots = Counter(to_stored(moment) // SLOT for moment in moments)
    days: Counter[str] = Counter()
    hours: Counter[str] = Counter()
    for slot, count in slots.items():
        days[period.day(slot)] += count
        hours[period.hour(slot)] += count
    assert days == Counter(f"{moment.astimezone(zone):%Y-%m-%d}" for moment in moments)
    assert hours == Counter(f"{moment.astimezone(zone):%H}" for moment in moments)


@given(MOMENTS, st.sampled_from(ZONES))
def test_a_day_holds_its_moment_and_begins_and_ends_at_midnight(moment: datetime, zone: ZoneInfo) -> None:
    day = day_of(moment, zone)
    assert day.start <= moment < day.end
    assert day.start.astimezone(zone).date() == moment.astimezone(zone).date()
    assert day.end.astimezone(zone).date() == moment.astimezone(zone).date() + timedelta(days=1)
    assert timedelta(hours=23) <= day.end - day.start <= timedelta(hours=25)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(DomainError):
        Period(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), ZONES[0])
