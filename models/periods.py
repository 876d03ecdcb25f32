"""Periods and their buckets in the site's zone, from stored microseconds by whole-number arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.choices import Choice
from models.errors import DomainError, Fault
from models.fields import from_stored, to_stored
from models.i18n import N_

SLOT = 900_000_000
"""A quarter of an hour in microseconds: the databases count by slot, and every zone's hours and days begin with one."""


@dataclass(frozen=True)
class Period:
    """From `start` up to, not including, `end`, both with their zone; `zone` says where days and hours begin."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """Raises DomainError(INVALID) for a period that ends before it begins."""
        if self.end < self.start:
            raise DomainError(
                Fault.INVALID, field=N_("Period"), value=self.end.isoformat(), reason=N_("it ends before it begins")
            )

    @property
    def first(self) -> date:
        """The first day."""
        return self.start.astimezone(self.zone).date()

    @property
    def last(self) -> date:
        """The last day."""
        return (self.end - timedelta(microseconds=1)).astimezone(self.zone).date()

    @property
    def stored(self) -> tuple[int, int]:
        """Both ends as they are stored."""
        return to_stored(self.start), to_stored(self.end)

    def day(self, slot: int) -> str:
        """The day of a slot, as 2026-11-21."""
        return f"{self._local(slot):%Y-%m-%d}"

    def hour(self, slot: int) -> str:
        """The hour of the day of a slot, as 14."""
        return f"{self._local(slot):%H}"

    def _local(self, slot: int) -> datetime:
        return from_stored(slot * SLOT).astimezone(self.zone)


def days(first: date, last: date, zone: ZoneInfo) -> Period:
    """From the beginning of the first day to the end of the last, in a zone."""
    start = datetime.combine(first, time(), zone)
    return Period(start.astimezone(UTC), datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC), zone)


class Span(Choice):
    """How long a period is that people look at as a whole."""

    DAY = "day", N_("Day")
    WEEK = "week", N_("Week")
    MONTH = "month", N_("Month")
    YEAR = "year", N_("Year")


def span_of(span: Span, day: date, zone: ZoneInfo) -> Period:
    """The whole day, week (from Monday), month or year that a day lies in."""
    match span:
        case Span.DAY:
            return days(day, day, zone)
        case Span.WEEK:
            monday = day - timedelta(days=day.weekday())
            return days(monday, monday + timedelta(days=6), zone)
        case Span.MONTH:
            first = day.replace(day=1)
            return days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), zone)
        case Span.YEAR:
            return days(day.replace(month=1, day=1), day.replace(month=12, day=31), zone)


def day_of(moment: datetime, zone: ZoneInfo) -> Period:
    """The whole day around a moment."""
    day = moment.astimezone(zone).date()
    return days(day, day, zone)


def parts(period: Period, *, hour: int | None = None) -> list[Period]:
    """The days of a period, the last first; with `hour` only that hour of each."""
    found, day = [], period.start.astimezone(period.zone).date()
    while (whole := days(day, day, period.zone)).start < period.end:
        found.append(whole if hour is None else _hour_of(day, hour, period.zone))
        day += timedelta(days=1)
    return found[::-1]


def _hour_of(day: date, hour: int, zone: ZoneInfo) -> Period:
    start = datetime.combine(day, time(hour), zone).astimezone(UTC)
    return Period(start, start + timedelta(hours=1), zone)
