"""Opening hours as pure arithmetic: which moments count as working time, and where an amount of it ends.

No database and no clock here, so that one calendar can be asked millions of times and tested against counting minute by minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.choices import Choice
from models.errors import DomainError, Fault
from models.i18n import N_

DAY_MINUTES = 1440
EMPTY_DAYS = 400
"""A calendar that stays closed for this many days on end is taken for empty."""
HORIZON = timedelta(days=7320)
"""No due time lies further ahead than this (20 years): a longer target is a mistake in the figure."""
_LAST_DAY = date.max - timedelta(days=3)
_NO_TIME = timedelta(0)
_AFTER_EVERY_CLOSING = timedelta(days=3)
"""A place on a day's wall clock behind all its windows, also those that end on the next day."""

Span = tuple[datetime, datetime]
"""A stretch of time from its first moment to the first moment after it, both UTC."""


@dataclass(frozen=True)
class Window:
    """Opening hours of one day, in minutes after local midnight; `end` at or before `start` lies on the next day."""

    start: int
    end: int

    @property
    def closes(self) -> int:
        """Closing time in minutes after the midnight with which the window's day begins; above 1440 on the next day."""
        return self.end if self.end > self.start else self.end + DAY_MINUTES


@dataclass(frozen=True)
class Holiday:
    """Days off from `first` to `last`, both included."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True)
class YearlyHoliday:
    """A day off that comes back every year."""

    month: int
    day: int
    name: str = ""


@dataclass(frozen=True)
class MakeUpDay:
    """A day worked instead of another one; it is open even on a weekend or a holiday.

    Its hours are `windows`, or those of the weekday `like` (0 = Monday) where there are none of its own.
    """

    day: date
    name: str = ""
    like: int = 0
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True)
class CalendarDefinition:
    """What a site says about its opening hours.

    `windows` has seven entries, Monday first. `official` names the source from which holidays and make-up days were
    taken, `official_years` the first and last year that it knew; other years have their weekends only.
    """

    timezone: str
    windows: tuple[tuple[Window, ...], ...] = ((),) * 7
    holidays: tuple[Holiday, ...] = ()
    yearly_holidays: tuple[YearlyHoliday, ...] = ()
    make_up_days: tuple[MakeUpDay, ...] = ()
    round_the_clock: bool = False
    official: str = ""
    official_years: tuple[int, int] | None = None
    name: str = ""


class DayKind(Choice):
    """Why a day counts or doesn't."""

    OPEN = "open", N_("open")
    CLOSED = "closed", N_("closed")
    HOLIDAY = "holiday", N_("holiday")
    MAKE_UP = "make_up", N_("make-up working day")


@dataclass(frozen=True)
class DayPlan:
    """How a calendar treats one local day: its kind, the name behind it, and its windows in order."""

    kind: DayKind
    name: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class DayStep:
    """What one local day gave to a count: the stretches counted, and their sum."""

    day: date
    kind: DayKind
    name: str
    counted: tuple[Span, ...]
    total: timedelta
    official_unknown: bool


class BusinessCalendar:
    """Answers what a definition means for moments in time; all moments go in with their zone and come out in UTC.

    A window opens and closes when the wall clock first shows its time or a later one: an hour left out in spring shortens
    a window that holds it, an hour told twice in autumn lengthens it, and what is counted is always elapsed time.
    A window belongs, with all of its hours, to the day on which it opens. A make-up day beats a holiday.
    """

    def __init__(self, definition: CalendarDefinition) -> None:
        """Raises DomainError(CALENDAR_INVALID) for a time zone that doesn't exist."""
        self.definition = definition
        try:
            self.zone = ZoneInfo(definition.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise DomainError(
                Fault.CALENDAR_INVALID, calendar=definition.name, problem=N_("its time zone is unknown.")
            ) from error
        self._dated = {
            date.fromordinal(ordinal): holiday.name
            for holiday in definition.holidays
            for ordinal in range(holiday.first.toordinal(), holiday.last.toordinal() + 1)
        }
        self._yearly = {(holiday.month, holiday.day): holiday.name for holiday in definition.yearly_holidays}
        self._make_up = {day.day: day for day in definition.make_up_days}
        self._spans: dict[date, tuple[Span, ...]] = {}
        self._midnights: dict[date, datetime] = {}

    # -- days -------------------------------------------------------------------------------------------------------

    def plan(self, day: date) -> DayPlan:
        """How the local `day` is treated, and why."""
        make_up = self._make_up.get(day)
        if make_up is not None:
            return DayPlan(DayKind.MAKE_UP, make_up.name, make_up.windows or self.definition.windows[make_up.like])
        name = self._dated.get(day, self._yearly.get((day.month, day.day)))
        if name is not None:
            return DayPlan(DayKind.HOLIDAY, name, ())
        windows = self.definition.windows[day.weekday()]
        return DayPlan(DayKind.OPEN if windows else DayKind.CLOSED, "", windows)

    def windows_on(self, day: date) -> tuple[Span, ...]:
        """The stretches that open on the local `day`, in order; those that overlap are clipped so that nothing counts twice."""
        known = self._spans.get(day)
        if known is None:
            known = self._spans[day] = tuple(self._open_spans(day))
        return known

    def _open_spans(self, day: date) -> Iterator[Span]:
        if self.definition.round_the_clock:
            yield self._moment(day, 0), self._moment(day, DAY_MINUTES)
            return
        reached: datetime | None = None
        for window in sorted(self.plan(day).windows, key=lambda window: window.start):
            opens, closes = self._moment(day, window.start), self._moment(day, window.closes)
            opens = max(opens, reached) if reached else opens
            if opens < closes:
                yield opens, closes
                reached = closes

    def _midnight(self, day: date) -> datetime:
        known = self._midnights.get(day)
        if known is None:
            known = self._midnights[day] = self._moment(day, 0)
        return known

    def _moment(self, day: date, minutes: int) -> datetime:
        return self._first_moment(datetime.combine(day, time()) + timedelta(minutes=minutes))

    def _first_moment(self, wall: datetime) -> datetime:
        """The first moment at which the local wall clock shows `wall` or later."""
        high = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if high.astimezone(self.zone).replace(tzinfo=None) == wall:
            return high
        low = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        while high - low > timedelta(seconds=1):
            middle = low + (high - low) // 2
            if middle.astimezone(self.zone).replace(tzinfo=None) >= wall:
                high = middle
            else:
                low = middle
        return high.replace(microsecond=0)

    def local_day(self, at: datetime) -> date:
        """The local date of a moment."""
        return at.astimezone(self.zone).date()

    # -- openings ---------------------------------------------------------------------------------------------------

    def _openings(self, start: datetime, until: datetime) -> Iterator[tuple[date, Span]]:
        """Openings with their day that end after `start` and begin before `until`, never overlapping."""
        day = min(max(self.local_day(start), date.min + timedelta(days=3)), _LAST_DAY) - timedelta(days=2)
        reached = start.astimezone(UTC)
        while day <= _LAST_DAY:
            for opens, closes in self.windows_on(day):
                if opens >= until:
                    return
                opens = max(opens, reached)
                if opens < closes:
                    yield day, (opens, closes)
                    reached = closes
            day += timedelta(days=1)
            if self._midnight(day) >= until:
                return

    def _pieces(self, start: datetime, until: datetime, without: Sequence[Span]) -> Iterator[tuple[date, Span]]:
        """Openings less the stretches of `without`."""
        for day, (opens, closes) in self._openings(start, until):
            reached = opens
            for away, back in without:
                if back <= reached:
                    continue
                if away >= closes:
                    break
                if away > reached:
                    yield day, (reached, away)
                reached = back
                if reached >= closes:
                    break
            if reached < closes:
                yield day, (reached, closes)

    def next_opening(self, at: datetime) -> Span:
        """The opening that holds `at`, from `at` on, or else the next one.

        Raises DomainError(EMPTY_CALENDAR) where none comes within EMPTY_DAYS.
        """
        return self._next_opening(at)[1]

    def _next_opening(self, at: datetime) -> tuple[date, Span]:
        for found in self._openings(at, _ahead(at, timedelta(days=EMPTY_DAYS))):
            return found
        raise DomainError(Fault.EMPTY_CALENDAR, calendar=self.definition.name, days=EMPTY_DAYS)

    def is_open(self, at: datetime) -> bool:
        """Whether `at` is working time; closing time itself is not."""
        return any(True for _found in self._openings(at, at + timedelta(microseconds=1)))

    # -- counting ---------------------------------------------------------------------------------------------------

    def add(self, start: datetime, working: timedelta, without: Sequence[Span] = ()) -> datetime:
        """The moment at which `working` time has been used since `start`, the stretches of `without` not counted.

        A time that is used up exactly at closing ends at closing, not at the next opening.
        Raises DomainError: TARGET_NOT_POSITIVE, EMPTY_CALENDAR, TARGET_TOO_LONG (beyond HORIZON).
        """
        if working <= _NO_TIME:
            raise DomainError(Fault.TARGET_NOT_POSITIVE, what=self.definition.name)
        start = start.astimezone(UTC)
        pauses = joined(without)
        if self.definition.round_the_clock:
            return _add_round_the_clock(start, working, pauses)
        self._next_opening(start)
        left = working
        for _day, (opens, closes) in self._pieces(start, _ahead(start, HORIZON), pauses):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise DomainError(Fault.TARGET_TOO_LONG, days=HORIZON.days)

    def add_days(self, start: datetime, working_days: int) -> datetime:
        """The same time of day, `working_days` working days later; a start between two days has those days whole.

        A working day is a local day on which a window opens. For a start within opening hours, or in a break of a day, the
        due day is the `working_days`-th working day after the one to which that window or break belongs. The due time is
        the start's wall-clock time on that day, clipped to the hours of that day: before the first opening it is that
        opening, after the last closing that closing, between two windows the closing before. A start after the last closing
        of one day and before the first opening of the next is due at the last closing of the `working_days`-th working day
        that follows: a due time on the border of two days is the closing, never the next opening.
        Monday 10:00 plus one working day is Tuesday 10:00; Friday 20:00 plus one is Monday at closing time.
        Raises DomainError as `add` does.
        """
        if working_days <= 0:
            raise DomainError(Fault.TARGET_NOT_POSITIVE, what=self.definition.name)
        if working_days > HORIZON.days:
            raise DomainError(Fault.TARGET_TOO_LONG, days=HORIZON.days)
        start = start.astimezone(UTC)
        day, (opens, _closes) = self._next_opening(start)
        left = working_days
        if opens == start or any(closes <= start for _opens, closes in self.windows_on(day)):
            position = start.astimezone(self.zone).replace(tzinfo=None) - datetime.combine(day, time())
        else:
            position, left = _AFTER_EVERY_CLOSING, working_days - 1
        last = _LAST_DAY if day > _LAST_DAY - HORIZON else day + HORIZON
        while left:
            day += timedelta(days=1)
            if day > last:
                raise DomainError(Fault.TARGET_TOO_LONG, days=HORIZON.days)
            left -= bool(self.windows_on(day))
        return self._first_moment(datetime.combine(day, time()) + self._clipped(day, position))

    def _clipped(self, day: date, position: timedelta) -> timedelta:
        """The position on `day`'s wall clock that is nearest to `position` and open, the closing before where two are."""
        windows = (Window(0, DAY_MINUTES),) if self.definition.round_the_clock else self.plan(day).windows
        closed: timedelta | None = None
        for window in sorted(windows, key=lambda window: window.start):
            opens, closes = timedelta(minutes=window.start), timedelta(minutes=window.closes)
            if position < opens:
                return opens if closed is None else closed
            if position <= closes:
                return position
            closed = closes if closed is None else max(closed, closes)
        return position if closed is None else closed

    def between(self, start: datetime, end: datetime, without: Sequence[Span] = ()) -> timedelta:
        """The working time from `start` to `end`, less `without`; zero where `end` is not after `start`."""
        total = _NO_TIME
        for _day, (opens, closes) in self._pieces(start, end, joined(without)):
            total += max(min(closes, end) - opens, _NO_TIME)
        return total

    def explain(self, start: datetime, end: datetime, without: Sequence[Span] = ()) -> list[DayStep]:
        """One step for every local day from `start` to `end`: what was counted, or why nothing was."""
        counted: dict[date, list[Span]] = {}
        for day, (opens, closes) in self._pieces(start, end, joined(without)):
            if opens < end:
                counted.setdefault(day, []).append((opens, min(closes, end)))
        first = min([self.local_day(start), *counted])
        last = max([self.local_day(end), *counted])
        steps = []
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            spans = tuple(counted.get(day, ()))
            plan = self.plan(day)
            total = sum((closes - opens for opens, closes in spans), _NO_TIME)
            steps.append(DayStep(day, plan.kind, plan.name, spans, total, not self.officially_known(day)))
        return steps

    def officially_known(self, day: date) -> bool:
        """Whether the official source behind this calendar, if there is one, knew the year of `day`."""
        years = self.definition.official_years
        return years is None or years[0] <= day.year <= years[1]


def joined(spans: Sequence[Span]) -> list[Span]:
    """The same stretches in order, overlapping and touching ones made one, empty ones left out."""
    whole: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _ahead(start: datetime, by: timedelta) -> datetime:
    """The moment `by` after `start`, or the last one that can be told."""
    last = datetime.max.replace(tzinfo=UTC) - timedelta(days=3)
    return max(start, last) if start > last - by else start + by


def _add_round_the_clock(start: datetime, working: timedelta, pauses: Sequence[Span]) -> datetime:
    if working > _ahead(start, HORIZON) - start:
        raise DomainError(Fault.TARGET_TOO_LONG, days=HORIZON.days)
    due = start + working
    for away, back in pauses:
        if back <= start:
            continue
        if away >= due:
            break
        due += back - max(away, start)
    return due


ROUND_THE_CLOCK = BusinessCalendar(CalendarDefinition(timezone="UTC", round_the_clock=True, name="24 x 7"))
"""Every moment counts."""
