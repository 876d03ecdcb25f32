"""Times as agents say and type them: "in 2 hours", 明天10点, 14:30, 11-22 09:00; and how times are shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from models.errors import DomainError, Fault
from models.i18n import N_, _
from screens.forms import narrow

_AFTER = re.compile(
    r"(?:in|\+)?\s*(?P<count>\d{1,3}|half an|半)\s*个?\s*"
    r"(?P<unit>minutes?|mins?|min|m|分钟|分|hours?|h|小时|钟头|days?|d|天)\s*(?:later|以?后|之后)?"
)
_DAY = re.compile(
    r"(?:(?P<word>today|tomorrow|今[天日]|明[天日]|大?后天|今(?=[早晚])|明(?=[早晚]))"
    r"|(?P<next>next\s*|下个?)?(?:(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])|(?P<named>(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
    r"|(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?)?\s*"
    r"(?P<part>凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚)?\s*"
    r"(?:(?P<hour>\d{1,2})\s*(?::|点|时)\s*(?P<minute>\d{1,2}|半)?\s*分?)?"
)
_MINUTES = {"m": 1, "分": 1, "h": 60, "小": 60, "钟": 60, "d": 1440, "天": 1440}
_WORDS = {"to": 0, "今": 0, "明": 1, "后": 2, "大": 3}
"""How many days ahead a word is, by its beginning; "tomorrow" begins as "today" does."""
_WEEKDAYS = "一二三四五六日"
_NAMED = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MORNING = 9
_USUALLY = {"凌晨": 5, "中午": 12, "下午": 14, "傍晚": 18, "晚上": 19, "晚": 19}
"""The hour that is meant where only the part of the day is said."""


def parsed_moment(text: str, *, now: datetime, zone: ZoneInfo, label: str) -> datetime:
    """The moment in UTC that `text` means, seen from `now` in the site's zone.

    A bare time that is over today means tomorrow. Raises DomainError MISSING or INVALID under the field's `label`.
    """
    line = narrow(text).strip().lower()
    if not line:
        raise DomainError(Fault.MISSING, field=label)
    moment = _after(line, now) or _on_a_day(line, now.astimezone(zone))
    if moment is None:
        raise DomainError(
            Fault.INVALID, field=label, value=text[:40], reason=N_("not a time like 14:30, tomorrow 10:00 or 2 hours")
        )
    if moment <= now:
        raise DomainError(Fault.INVALID, field=label, value=text[:40], reason=N_("that time is over"))
    return moment.astimezone(UTC)


def _after(line: str, now: datetime) -> datetime | None:
    match = _AFTER.fullmatch(line)
    if match is None:
        return None
    count = 0.5 if match["count"] in ("half an", "半") else int(match["count"])
    return now + timedelta(minutes=count * _MINUTES[match["unit"][0]])


def _on_a_day(line: str, here: datetime) -> datetime | None:
    match = _DAY.fullmatch(line)
    if match is None or not (match["word"] or match["weekday"] or match["named"] or match["month"] or match["hour"]):
        return None
    hour, after_midnight = _hour(match["hour"], match["part"] or "")
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    try:
        day = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if match["month"]:
            day = day.replace(year=int(match["year"] or here.year), month=int(match["month"]), day=int(match["day"]))
    except ValueError:
        return None
    if match["month"]:
        return day if match["year"] or day >= here else day.replace(year=here.year + 1)
    day += timedelta(days=_days(match, here) + after_midnight)
    if match["word"] or day > here:
        return day
    return day + timedelta(days=7 if match["weekday"] or match["named"] else 1)


def _hour(said: str | None, part: str) -> tuple[int, bool]:
    """The hour of 24, and whether it belongs to the day after the one that was said: 晚上12点 is the midnight that ends it."""
    if said is None:
        return _USUALLY.get(part, _MORNING), False
    hour = int(said)
    if part in ("晚上", "晚") and (hour == 12 or hour < 5):
        return hour % 12, True
    later = (part in ("下午", "傍晚", "晚上", "晚") and hour < 12) or (part == "中午" and hour < 11)
    return hour + 12 if later else hour, False


def _days(match: re.Match[str], here: datetime) -> int:
    """How many days ahead of `here` the day is that was said; a weekday is the next one of that name."""
    if match["word"]:
        return (
            1 if match["word"] == "tomorrow" else next(days for begin, days in _WORDS.items() if match["word"].startswith(begin))
        )
    if not (match["weekday"] or match["named"]):
        return 0
    weekday = _NAMED.index(match["named"]) if match["named"] else _WEEKDAYS.index(match["weekday"].replace("天", "日"))
    ahead = weekday - here.weekday()
    return ahead + 7 if match["next"] else ahead % 7


def common_times(now: datetime, zone: ZoneInfo) -> tuple[tuple[str, datetime], ...]:
    """What callers ask for most, to be picked by digit: label and moment in UTC."""
    here = now.astimezone(zone)
    tomorrow = (here + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    return (
        (_("in half an hour"), now + timedelta(minutes=30)),
        (_("in 1 hour"), now + timedelta(hours=1)),
        (_("in 2 hours"), now + timedelta(hours=2)),
        (_("tomorrow 10:00"), tomorrow.replace(hour=10).astimezone(UTC)),
        (_("tomorrow 15:00"), tomorrow.replace(hour=15).astimezone(UTC)),
    )
