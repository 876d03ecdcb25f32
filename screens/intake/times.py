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
    r"(?:(?P<word>today|tomorrow|今天|明天|后天)|(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?)?\s*"
    r"(?P<part>早上|上午|中午|下午|晚上)?\s*"
    r"(?:(?P<hour>\d{1,2})\s*(?::|点|时)\s*(?P<minute>\d{1,2}|半)?\s*分?)?"
)
_MINUTES = {"m": 1, "分": 1, "h": 60, "小": 60, "钟": 60, "d": 1440, "天": 1440}
_WORDS = {"today": 0, "今天": 0, "tomorrow": 1, "明天": 1, "后天": 2}
_MORNING = 9


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
    if match is None or not (match["word"] or match["month"] or match["hour"]):
        return None
    hour = int(match["hour"]) if match["hour"] else {"中午": 12, "下午": 14, "晚上": 19}.get(match["part"] or "", _MORNING)
    if match["part"] in ("下午", "晚上") and hour < 12:
        hour += 12
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    try:
        day = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if match["month"]:
            day = day.replace(year=int(match["year"] or here.year), month=int(match["month"]), day=int(match["day"]))
            if not match["year"] and day < here:
                day = day.replace(year=here.year + 1)
            return day
    except ValueError:
        return None
    day += timedelta(days=_WORDS.get(match["word"] or "", 0))
    return day + timedelta(days=1) if not match["word"] and day <= here else day


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


def remaining(due: datetime, now: datetime) -> str:
    """How long is left until `due`, or how late it is: hours and minutes below two days, else days."""
    minutes = int(abs((due - now).total_seconds()) // 60)
    figure = _("{days} days").format(days=minutes // 1440) if minutes >= 2880 else f"{minutes // 60}:{minutes % 60:02}"
    return (_("{time} left") if due >= now else _("{time} late")).format(time=figure)
