"""Periods and their buckets in the site's zone, from stored microseconds by whole-number arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

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


def day_of(moment: datetime, zone: ZoneInfo) -> Period:
    """The whole day around a moment."""
    day = moment.astimezone(zone).date()
    return days(day, day, zone)
