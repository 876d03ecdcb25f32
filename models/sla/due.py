"""A due time without any database: what a target, a calendar and pauses come to, from the words that a person types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from models.errors import DomainError, Fault
from models.i18n import N_, _
from models.sla.calendar import BusinessCalendar, CalendarDefinition
from models.sla.course import Course, Pause
from models.sla.explanation import Explanation, explanation
from models.sla.official import china_calendar

_DURATION = re.compile(r"(?:(\d{1,7})h)?(?:(\d{1,7})(?:min|m))?")
_DAYS = re.compile(r"(\d{1,7})d")


@dataclass(frozen=True)
class TargetTime:
    """How long something may take: `minutes` of opening hours, or whole working days; exactly one of them."""

    minutes: int | None = None
    working_days: int | None = None


def default_calendar() -> CalendarDefinition:
    """Monday to Friday 09:00-18:00 in mainland China, with its official holidays and make-up working days."""
    return china_calendar(_("Service hours"))


def parse_target(text: str) -> TargetTime:
    """The target in words such as 4h, 90min, 1h30min or 3d (working days).

    Raises DomainError: TARGET_INVALID, TARGET_NOT_POSITIVE.
    """
    word = unicodedata.normalize("NFKC", text).strip().lower().replace(" ", "")
    days = _DAYS.fullmatch(word)
    time = _DURATION.fullmatch(word) if word else None
    if days:
        target = TargetTime(working_days=int(days.group(1)))
    elif time:
        target = TargetTime(minutes=int(time.group(1) or 0) * 60 + int(time.group(2) or 0))
    else:
        raise DomainError(Fault.TARGET_INVALID, value=text)
    if not (target.minutes or target.working_days):
        raise DomainError(Fault.TARGET_NOT_POSITIVE, what=text)
    return target


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment in an ISO text such as 2026-11-21 14:32 (then in `zone`) or 2026-11-21T14:32+08:00.

    Raises DomainError(MOMENT_INVALID).
    """
    try:
        moment = datetime.fromisoformat(unicodedata.normalize("NFKC", text).strip())
        aware = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
        aware.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError) as error:
        raise DomainError(Fault.MOMENT_INVALID, value=text) from error
    return aware


def parse_pause(text: str, zone: ZoneInfo) -> Pause:
    """The pause in a text such as 2026-11-21 14:32/2026-11-22 09:00; without a second half it still lasts.

    Raises DomainError: MOMENT_INVALID, PAUSE_INVALID where it ends before it begins.
    """
    first, _slash, second = text.partition("/")
    start = parse_moment(first, zone)
    end = parse_moment(second, zone) if second.strip() else None
    if end is not None and end < start:
        raise DomainError(Fault.PAUSE_INVALID, value=text)
    return Pause(start, end, "")


def due(start: datetime, target: TargetTime, calendar: CalendarDefinition, pauses: Sequence[Pause] = ()) -> Explanation:
    """When `target` ends that began at `start`, and why; times are shown in the calendar's zone.

    At most one of the pauses may still last: then there is no due time yet, and the explanation says what is left.
    Raises DomainError: CALENDAR_INVALID, EMPTY_CALENDAR, TARGET_NOT_POSITIVE, TARGET_TOO_LONG.
    """
    hours = BusinessCalendar(calendar)
    if target.minutes is not None and target.minutes <= 0:
        raise DomainError(Fault.TARGET_NOT_POSITIVE, what=N_("Due time"))
    course = Course(
        hours, start, minutes=target.minutes, working_days=target.working_days, pauses=tuple(sorted(pauses, key=_start))
    )
    return explanation(course, hours.zone)


def _start(pause: Pause) -> datetime:
    return pause.start
