"""Moments as lists show them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from screens.clock_text import hour_or_day


def test_another_day_is_named_so_that_nobody_takes_it_for_today() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)
    assert hour_or_day(datetime(2026, 11, 20, 16, 30, tzinfo=UTC), now, shanghai) == "00:30"
    assert hour_or_day(datetime(2026, 11, 20, 7, 0, tzinfo=UTC), now, shanghai) == "11-20"
