"""Figures that are more than a number: amounts, shares and durations, which each reader shows in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Yuan:
    """An amount that is kept in fen."""

    fen: int


@dataclass(frozen=True)
class Share:
    """A part of a whole, from 0 to 1; None where there is no whole."""

    part: float | None


@dataclass(frozen=True)
class Duration:
    """A length of time in whole seconds."""

    seconds: int

    def __str__(self) -> str:
        """Hours, minutes and seconds: 0:02:41."""
        minutes, seconds = divmod(self.seconds, 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


@dataclass(frozen=True)
class Instant:
    """A moment whose seconds count, as in the registers of calls."""

    at: datetime


Value = str | int | float | date | datetime | Instant | Yuan | Share | Duration | None
"""What stands in one place of a form or register; moments carry their zone."""
