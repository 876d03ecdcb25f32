"""Times as agents type them, in both languages and both widths, seen from 14:32 in Shanghai."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from models.errors import DomainError, Fault
from screens.intake.times import common_times, parsed_moment
from tests.conftest import START

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("in 2 hours", "11-21 16:32"),
        ("2h", "11-21 16:32"),
        ("2小时后", "11-21 16:32"),
        ("２小时", "11-21 16:32"),
        ("半小时后", "11-21 15:02"),
        ("half an hour", "11-21 15:02"),
        ("45分钟", "11-21 15:17"),
        ("3 days", "11-24 14:32"),
        ("16:30", "11-21 16:30"),
        ("１６：３０", "11-21 16:30"),
        ("9:00", "11-22 09:00"),
        ("tomorrow 10:00", "11-22 10:00"),
        ("明天10点", "11-22 10:00"),
        ("明天下午3点半", "11-22 15:30"),
        ("后天", "11-23 09:00"),
        ("明早9点", "11-22 09:00"),
        ("今晚8点", "11-21 20:00"),
        ("明晚", "11-22 19:00"),
        ("明天中午1点", "11-22 13:00"),
        ("中午12点半", "11-22 12:30"),
        ("今晚12点", "11-22 00:00"),
        ("明天凌晨2点", "11-22 02:00"),
        ("大后天上午", "11-24 09:00"),
        ("周五下午3点", "11-27 15:00"),
        ("下周一10点", "11-23 10:00"),
        ("星期天晚上8点", "11-22 20:00"),
        ("周六10点", "11-28 10:00"),
        ("周六16点", "11-21 16:00"),
        ("monday 10:00", "11-23 10:00"),
        ("next friday", "11-27 09:00"),
        ("11-25 09:30", "11-25 09:30"),
        ("11月25日 9点", "11-25 09:00"),
        ("2026-12-01 08:15", "12-01 08:15"),
        ("1-5 10:00", "01-05 10:00"),
    ],
)
def test_a_time_is_read_as_it_is_said(text: str, meant: str) -> None:
    moment = parsed_moment(text, now=START, zone=ZONE, label="Call back at")
    assert moment.astimezone(ZONE).strftime("%m-%d %H:%M") == meant


@pytest.mark.parametrize(
    "text", ["soon", "25:00", "13-45", "2026-02-30", "2020-01-01 10:00", "今9点", "下周", "[/]", "\x1b[2J", "9" * 40]
)
def test_what_is_no_time_to_come_is_refused_by_name(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        parsed_moment(text, now=START, zone=ZONE, label="Call back at")
    assert refused.value.fault is Fault.INVALID
    assert refused.value.facts["field"] == "Call back at"


def test_the_common_times_are_all_to_come() -> None:
    times = [at for _label, at in common_times(START, ZONE)]
    assert times == sorted(times)
    assert all(at > START for at in times)
