"""A due time is explained so that a person can check it by hand, in either language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import Language, use_language
from models.people.permissions import SYSTEM
from models.site.operations import found_site
from models.sla.due import default_calendar, due, parse_moment, parse_pause, parse_target
from models.sla.operations import pause_clocks, resume_clocks, set_clock
from models.sla.queries import explain
from models.sla.sweep import sweep
from models.sla.tables import ClockKind
from tests.models.sla.records import HOUR, MONDAY, SHANGHAI, Records, clock_of, open_record

RESOLUTION = ClockKind.RESOLUTION


def test_a_clock_explains_itself(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(HOUR)
    pause_clocks(Subject.TICKET, 1, "customer", at=opening_time(), actor=SYSTEM)
    opening_time.advance(24 * HOUR)
    resume_clocks(Subject.TICKET, 1, at=opening_time(), actor=SYSTEM)
    explanation = explain(clock_of(1, RESOLUTION).id)
    assert explanation.due_at == MONDAY + 32 * HOUR
    assert explanation.text().splitlines() == [
        "Resolution, round 1",
        "Policy Tickets, version 1",
        "Start: 2026-11-16 09:00",
        "Target: 8 h 00 min",
        "Counted in opening hours: Office (Asia/Shanghai)",
        "Pause 2026-11-16 10:00 to 2026-11-17 10:00: 9 h 00 min of opening hours not counted",
        "2026-11-16 Mon: 09:00-10:00 = 1 h 00 min, 1 h 00 min in all",
        "2026-11-17 Tue: 10:00-17:00 = 7 h 00 min, 8 h 00 min in all",
        "Due: 2026-11-17 17:00",
    ]


def test_in_chinese(records: Records) -> None:
    open_record(1, category="complaint")
    use_language(Language.CHINESE)
    text = explain(clock_of(1, RESOLUTION).id).text()
    assert "时限：5 个工作日" in text
    assert "2026-11-16 周一：09:00-18:00，计 9 小时 00 分，累计 9 小时 00 分" in text
    assert text.endswith("到期：2026-11-23 09:00")


def test_while_paused_it_says_what_is_left(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(3 * HOUR)
    pause_clocks(Subject.TICKET, 1, "customer", at=opening_time(), actor=SYSTEM)
    explanation = explain(clock_of(1, RESOLUTION).id)
    assert explanation.due_at is None
    assert explanation.lines[-1].text == "Paused since 2026-11-16 12:00; 5 h 00 min are left once it runs again"


def test_a_breach_and_when_it_was_noticed(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(3 * HOUR)
    sweep()
    last = explain(clock_of(1, ClockKind.FIRST_RESPONSE).id).lines[-1]
    assert last.text == "Breached; noticed 2026-11-16 12:00"


def test_a_given_due_time(records: Records) -> None:
    found_site("Hamburg", language=Language.ENGLISH, timezone="Europe/Berlin")
    set_clock(Subject.TICKET, 1, RESOLUTION, started_at=MONDAY, due_at=MONDAY + HOUR, stopped_at=MONDAY + HOUR / 2)
    lines = [line.text for line in explain(clock_of(1, RESOLUTION).id).lines]
    assert "Target: a due time that was set as it is" in lines
    assert lines[-1] == "Ended 2026-11-16 02:30: In time"


def test_a_clock_that_is_not_there(records: Records) -> None:
    with pytest.raises(DomainError) as refused:
        explain(4711)
    assert refused.value.fault is Fault.NOT_FOUND


def _due(start: str, target: str, *pauses: str) -> list[str]:
    paused = [parse_pause(pause, SHANGHAI) for pause in pauses]
    return due(parse_moment(start, SHANGHAI), parse_target(target), default_calendar(), paused).text().splitlines()


def test_without_a_database_over_a_holiday() -> None:
    assert _due("2026-09-30 17:00", "12h", "2026-09-30 17:20/2026-10-08 10:00")[3:] == [
        "Pause 2026-09-30 17:20 to 2026-10-08 10:00: 1 h 40 min of opening hours not counted",
        "2026-09-30 Wed: 17:00-17:20 = 0 h 20 min, 0 h 20 min in all",
        "2026-10-01 Thu - 2026-10-07 Wed holiday National Day: not counted",
        "2026-10-08 Thu: 10:00-18:00 = 8 h 00 min, 8 h 20 min in all",
        "2026-10-09 Fri: 09:00-12:40 = 3 h 40 min, 12 h 00 min in all",
        "Due: 2026-10-09 12:40",
    ]


def test_a_year_without_official_holidays_is_named() -> None:
    lines = _due("2099-12-30 17:00", "3d")
    assert "The official holidays of 2099 are not known yet: only weekends are taken as days off." in lines
    assert lines[-1] == "Due: 2100-01-04 17:00"


def test_working_days_with_a_pause_move_by_the_working_time_lost() -> None:
    assert _due("2026-11-16 10:00", "2d")[-1] == "Due: 2026-11-18 10:00"
    assert _due("2026-11-16 10:00", "2d", "2026-11-16 17:00/2026-11-17 11:00")[-1] == "Due: 2026-11-18 13:00"
    assert _due("2026-11-16 10:00", "2d", "2026-11-16 20:00/2026-11-17 08:00")[-1] == "Due: 2026-11-18 10:00"


def test_a_start_outside_opening_hours_says_why_it_ends_at_a_closing_time() -> None:
    lines = _due("2026-11-20 20:00", "1d")
    assert "It starts outside opening hours, so it is due at the closing of its last working day" in lines
    assert lines[-2:] == ["2026-11-23 Mon: 09:00-18:00 = 9 h 00 min, 9 h 00 min in all", "Due: 2026-11-23 18:00"]
    assert not any("outside" in line for line in _due("2026-11-20 09:00", "1d"))


def test_a_pause_that_lasts_leaves_no_due_time() -> None:
    assert _due("2026-11-16 10:00", "4h", "2026-11-16 11:00/")[-1].startswith("Paused since 2026-11-16 11:00; 3 h 00 min")


@pytest.mark.parametrize(
    ("text", "minutes", "days"), [("4h", 240, None), ("90min", 90, None), ("１h３０m", 90, None), ("3D", None, 3)]
)
def test_targets_in_words(text: str, minutes: int | None, days: int | None) -> None:
    target = parse_target(text)
    assert (target.minutes, target.working_days) == (minutes, days)


@pytest.mark.parametrize(
    ("parse", "fault"),
    [
        (lambda: parse_target("soon"), Fault.TARGET_INVALID),
        (lambda: parse_target(""), Fault.TARGET_INVALID),
        (lambda: parse_target("0h"), Fault.TARGET_NOT_POSITIVE),
        (lambda: parse_target("0d"), Fault.TARGET_NOT_POSITIVE),
        (lambda: parse_target("-3h"), Fault.TARGET_INVALID),
        (lambda: parse_moment("2026-02-30 09:00", SHANGHAI), Fault.MOMENT_INVALID),
        (lambda: parse_moment("yesterday", SHANGHAI), Fault.MOMENT_INVALID),
        (lambda: parse_moment("0001-01-01 00:00", SHANGHAI), Fault.MOMENT_INVALID),
        (lambda: parse_pause("2026-11-16 11:00/2026-11-16 10:00", SHANGHAI), Fault.PAUSE_INVALID),
        (lambda: _due("2026-11-16 10:00", "9999999d"), Fault.TARGET_TOO_LONG),
        (lambda: _due("9999-12-30 10:00", "4h"), Fault.EMPTY_CALENDAR),
    ],
)
def test_what_can_not_be_read_is_refused_in_a_sentence(parse: object, fault: Fault) -> None:
    with pytest.raises(DomainError) as refused:
        parse()  # type: ignore[operator]
    assert refused.value.fault is fault


def test_a_due_time_in_another_zone_is_the_same_moment() -> None:
    start = parse_moment("2026-11-16T02:00+00:00", SHANGHAI)
    assert due(start, parse_target("1h"), default_calendar()).due_at == MONDAY + timedelta(hours=2)
