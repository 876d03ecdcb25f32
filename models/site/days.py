"""Days of the site as people name them: from one to another, both included, of all regions or one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import DomainError, Fault
from models.i18n import N_, _
from models.periods import Period, days
from models.site.queries import RegionRow, site


@dataclass(frozen=True)
class Days:
    """Days of the site, both included, and of one region where one is named."""

    first: date
    last: date
    region: RegionRow | None = None

    def __post_init__(self) -> None:
        """Raises DomainError(INVALID) for days that end before they begin."""
        if self.last < self.first:
            value = f"{self.first} - {self.last}"
            raise DomainError(Fault.INVALID, field=N_("Period"), value=value, reason=N_("it ends before it begins"))

    @property
    def region_id(self) -> int | None:
        """The id of the region, where one is named."""
        return self.region.id if self.region else None

    @property
    def period(self) -> Period:
        """The days as moments of the site's zone."""
        return days(self.first, self.last, site().zone)

    @property
    def each(self) -> tuple[date, ...]:
        """The days one by one."""
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def told(self) -> str:
        """The days and the region as a heading says them."""
        told = _("{first} to {last}").format(first=f"{self.first:%Y-%m-%d}", last=f"{self.last:%Y-%m-%d}")
        return _(", ").join((told, self.region_told))

    @property
    def region_told(self) -> str:
        """The region as a heading says it."""
        return self.region.name if self.region else _("all regions")
