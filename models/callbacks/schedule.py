"""When a customer may be called: in the site's opening hours, within the calling hours of the customer's own zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models import database
from models.callbacks.tables import AttemptOutcome, HalfDay
from models.events.tables import Subject
from models.fields import day_from_stored
from models.site.queries import setting, site
from models.site.settings import SettingName
from models.sla.calendar import BusinessCalendar
from models.sla.policies import calendar_of

_NOON = time(13)
_TIMES = {HalfDay.MORNING: time(10), HalfDay.AFTERNOON: time(15)}
_DAYS_AHEAD = 60


def zone_of(customer_id: int | None) -> ZoneInfo:
    """The customer's own time zone, the site's where none is on file."""
    if customer_id is not None:
        found = database.rows("SELECT timezone FROM customer WHERE id = ?", (customer_id,))
        if found and found[0][0]:
            return ZoneInfo(found[0][0])
    return site().zone


def half_day(moment: datetime, zone: ZoneInfo) -> tuple[date, HalfDay]:
    """The customer's day and its half in which a moment lies; the afternoon begins at 13:00."""
    local = moment.astimezone(zone)
    return local.date(), HalfDay.MORNING if local.time() < _NOON else HalfDay.AFTERNOON


def half_days_tried(callback_id: int) -> set[tuple[date | None, HalfDay]]:
    """The customer's half-days on which an attempt was made that counts: one who asked for another time was reached."""
    found = database.rows(
        "SELECT DISTINCT day, half_day FROM callback_attempt WHERE callback_id = ? AND outcome <> ?",
        (callback_id, AttemptOutcome.ANOTHER_TIME.value),
    )
    return {(day_from_stored(day), HalfDay(half)) for day, half in found}


def is_quiet(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether it is too early or too late to call a customer in that zone."""
    hour = moment.astimezone(zone).hour
    return not setting(SettingName.CALL_FROM_HOUR) <= hour < setting(SettingName.CALL_TO_HOUR)


def next_half_day(after: datetime, zone: ZoneInfo) -> datetime:
    """A time on the next half-day on which the site is open and the customer may be called: 10:00 or 15:00 there."""
    day, half = half_day(after, zone)
    calendar = _calendar()
    for _step in range(2 * _DAYS_AHEAD):
        day, half = (day, HalfDay.AFTERNOON) if half is HalfDay.MORNING else (day + timedelta(days=1), HalfDay.MORNING)
        moment = datetime.combine(day, _TIMES[half], zone)
        if not is_quiet(moment, zone) and (calendar is None or calendar.is_open(moment)):
            return moment
    return after + timedelta(days=1)


def callable_at(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the next half-day where it is too early or too late to call, or the site is just closing."""
    calendar = _calendar()
    closed = calendar is not None and not calendar.is_open(moment)
    return next_half_day(moment, zone) if closed or is_quiet(moment, zone) else moment


def working_days_later(start: datetime, days: int) -> datetime:
    """The moment `days` working days of the site after `start`; `start` itself for none."""
    if days == 0:
        return start
    calendar = _calendar()
    return calendar.add_days(start, days) if calendar is not None else start + timedelta(days=days)


def _calendar() -> BusinessCalendar | None:
    """The calendar of the callbacks' policy; None on a site without one."""
    return calendar_of(Subject.CALLBACK)
