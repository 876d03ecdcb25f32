"""What one clock has to run: from when, how much time, in which hours, without which pauses. Pure, as the calendar is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from models.sla.calendar import BusinessCalendar, Span


@dataclass(frozen=True)
class Pause:
    """A stretch in which a clock stood still; `end` is None while it lasts. `reason` is the hold reason's word."""

    start: datetime
    end: datetime | None
    reason: str = ""


@dataclass(frozen=True)
class Course:
    """A clock's way from its start to its due time.

    Exactly one of `minutes`, `working_days` and `given_due_at` says how long it is. A given due time is real time: it was
    promised or brought from elsewhere, and counts round the clock.
    """

    calendar: BusinessCalendar
    started_at: datetime
    minutes: int | None = None
    working_days: int | None = None
    given_due_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The pauses that have ended."""
        return tuple((pause.start, pause.end) for pause in self.pauses if pause.end is not None and pause.start < pause.end)

    @cached_property
    def paused_since(self) -> datetime | None:
        """The start of the pause that still lasts, if one does."""
        return next((pause.start for pause in self.pauses if pause.end is None), None)

    @cached_property
    def unpaused_due_at(self) -> datetime:
        """When the target would end if there had been no pause."""
        if self.given_due_at is not None:
            return self.given_due_at
        if self.working_days is not None:
            return self.calendar.add_days(self.started_at, self.working_days)
        return self.calendar.add(self.started_at, timedelta(minutes=self.minutes or 0))

    @cached_property
    def budget(self) -> timedelta:
        """The whole of the time that may be used; of working days, what the calendar counts until the unpaused due time."""
        if self.minutes is not None:
            return timedelta(minutes=self.minutes)
        return self.calendar.between(self.started_at, self.unpaused_due_at)

    def reached_at(self, percent: int) -> datetime | None:
        """When `percent` of the time is used up; None while a pause that still lasts keeps it from ever being used."""
        if (percent == 100 and not self._paused_before(self.unpaused_due_at)) or self.budget <= timedelta(0):
            moment = self.unpaused_due_at
        else:
            moment = self.calendar.add(self.started_at, self.budget * percent / 100, self.spans)
        since = self.paused_since
        return moment if since is None or moment <= since else None

    def _paused_before(self, moment: datetime) -> bool:
        """Whether a pause that has ended took working time away before `moment`."""
        return any(
            self.calendar.between(max(start, self.started_at), min(end, moment)) > timedelta(0) for start, end in self.spans
        )

    @property
    def due_at(self) -> datetime | None:
        """When all of the time is used up; None as for `reached_at`."""
        return self.reached_at(100)
