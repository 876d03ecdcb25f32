"""Moments and durations as people read them, in the site's zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.i18n import _


def hour_and_minute(moment: datetime, zone: ZoneInfo) -> str:
    """14:32 in the site's zone."""
    return f"{moment.astimezone(zone):%H:%M}"


def day_hour_and_minute(moment: datetime, zone: ZoneInfo) -> str:
    """11-21 14:32 in the site's zone."""
    return f"{moment.astimezone(zone):%m-%d %H:%M}"


def near(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """14:32 for a moment of today, 11-20 14:32 for one of another day."""
    return hour_and_minute(moment, zone) if _same_day(moment, now, zone) else day_hour_and_minute(moment, zone)


def hour_or_day(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """14:32 for a moment of today, 11-20 for one of another day; five cells either way."""
    return hour_and_minute(moment, zone) if _same_day(moment, now, zone) else f"{moment.astimezone(zone):%m-%d}"


def _same_day(moment: datetime, now: datetime, zone: ZoneInfo) -> bool:
    return moment.astimezone(zone).date() == now.astimezone(zone).date()


def running(since: datetime, now: datetime, *, seconds: bool) -> str:
    """How long something runs: 02:41 with seconds, else 2m, 1h05m; never below zero."""
    whole = max(timedelta(), now - since) // timedelta(seconds=1)
    if seconds:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}" if whole >= 3600 else f"{whole // 60:02}:{whole % 60:02}"
    minutes = whole // 60
    if minutes < 60:
        return _("{minutes}m").format(minutes=minutes)
    return _("{hours}h{minutes:02}m").format(hours=minutes // 60, minutes=minutes % 60)
