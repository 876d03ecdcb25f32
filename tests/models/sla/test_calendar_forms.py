"""A calendar written in a file is read as it was meant, and what is wrong with it is said in one sentence."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from models.errors import DomainError, Fault
from models.sla.calendar import BusinessCalendar, CalendarDefinition, Holiday, MakeUpDay, Window, YearlyHoliday
from models.sla.calendar_forms import from_document, from_json, read_calendar_file, to_json
from models.sla.official import china_calendar
from tests.models.sla.calendars import definitions

WRITTEN = """
timezone = "Asia/Shanghai"

[windows]
monday = ["09:00-12:00", "13:00-18:00"]
friday = ["9:00-18:00", "22:00 - 06:00"]
sunday = ["00:00-24:00"]

[[holidays]]
name = "盘点"
from = 2026-06-30
to = 2026-07-01

[[holidays]]
name = "Founder's day"
yearly = "03-15"

[[holidays]]
date = "2026-08-08"

[[make_up_days]]
name = "Instead"
date = 2026-02-14
like = "friday"
"""


def _file(folder: Path, text: str, name: str = "hours.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_as_it_was_meant(tmp_path: Path) -> None:
    assert read_calendar_file(_file(tmp_path, WRITTEN)) == CalendarDefinition(
        timezone="Asia/Shanghai",
        windows=(
            (Window(540, 720), Window(780, 1080)),
            *((),) * 3,
            (Window(540, 1080), Window(1320, 360)),
            (),
            (Window(0, 1440),),
        ),
        holidays=(Holiday(date(2026, 6, 30), date(2026, 7, 1), "盘点"), Holiday(*2 * (date(2026, 8, 8),))),
        yearly_holidays=(YearlyHoliday(3, 15, "Founder's day"),),
        make_up_days=(MakeUpDay(date(2026, 2, 14), "Instead", like=4),),
        name="hours",
    )


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read_calendar_file(_file(tmp_path, "\ufeff" + WRITTEN)).name == "hours"


def test_the_official_days_come_with_their_name(tmp_path: Path) -> None:
    text = 'timezone = "Asia/Shanghai"\nofficial = "cn"\n[windows]\nmonday = ["09:00-18:00"]\n'
    calendar = BusinessCalendar(read_calendar_file(_file(tmp_path, text)))
    assert calendar.plan(date(2026, 10, 1)).name == "National Day"
    assert calendar.is_open(datetime(2026, 10, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert not calendar.officially_known(date(2099, 1, 1))


def test_own_days_go_before_official_ones(tmp_path: Path) -> None:
    text = WRITTEN.replace("[windows]", 'official = "cn"\n[windows]')
    text += '[[make_up_days]]\ndate = 2026-10-01\n[[holidays]]\ndate = 2026-10-10\nname = "Fair"\n'
    calendar = BusinessCalendar(read_calendar_file(_file(tmp_path, text)))
    assert calendar.windows_on(date(2026, 10, 1))
    assert calendar.plan(date(2026, 10, 10)).name == "Fair"


@settings(max_examples=100, deadline=None)
@given(definitions())
def test_what_is_stored_comes_back_equal(case: tuple[CalendarDefinition, date]) -> None:
    definition = case[0]
    if any(definition.windows) or any(day.windows for day in definition.make_up_days):
        assert from_json(to_json(definition)) == definition


def test_the_calendar_of_china_is_stored_with_the_years_it_knew() -> None:
    china = china_calendar("China")
    assert from_json(to_json(china)) == china


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('timezone = "Asia/Shanghai', "line 1 is not well formed."),
        ('[windows]\nmonday = ["09:00-18:00"]', 'timezone is missing, for example timezone = "Asia/Shanghai".'),
        ('timezone = "Mars"\n[windows]\nmonday = ["09:00-18:00"]', "its time zone is unknown."),
        ('timezone = "../../etc/passwd"\n[windows]\nmonday = ["09:00-18:00"]', "its time zone is unknown."),
        ('timezone = "UTC"', "it has no opening hours on any day."),
        ('timezone = "UTC"\n[windows]\nmonday = []', "it has no opening hours on any day."),
        ('timezone = "UTC"\n[windows]\nmonday = "09:00-18:00"', "windows.monday must be a list."),
        ('timezone = "UTC"\n[windows]\nmonday = ["9-18"]', "windows.monday: 9-18 is not a window of a day"),
        ('timezone = "UTC"\n[windows]\nmonday = ["09:00-25:00"]', "windows.monday: 09:00-25:00 is not a window of a day"),
        ('timezone = "UTC"\n[windows]\nmontag = ["09:00-18:00"]', "windows.montag is not a weekday"),
        ('timezone = "UTC"\nwindows = 3', "windows must be a table of settings."),
        ('timezone = "UTC"\nopenings = 3', "openings is not a setting of a calendar."),
        ('timezone = "UTC"\nround_the_clock = "yes"', "round_the_clock must be true or false."),
        ('timezone = "UTC"\nofficial = "de"', "official = de is unknown"),
        ('timezone = "UTC"\n[[holidays]]\ndate = "2026-02-30"', "holidays: 2026-02-30 is not a date"),
        ('timezone = "UTC"\n[[holidays]]\nname = "Fair"', "an entry of holidays has no from."),
        ('timezone = "UTC"\n[[holidays]]\nfrom = 2026-02-03\nto = 2026-02-01', "does not run forward"),
        ('timezone = "UTC"\n[[holidays]]\nyearly = "02-30"', "yearly = 02-30 is not a month and a day"),
        ('timezone = "UTC"\n[[make_up_days]]\nname = "x"', "an entry of make_up_days has no date."),
        ('timezone = "UTC"\n[[make_up_days]]\ndate = 2026-01-03\nlike = "x"', "like = x is not a weekday"),
        ('timezone = "UTC"\nholidays = [3]', "holidays must be a table of settings."),
    ],
)
def test_a_malformed_file_gets_one_sentence(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_calendar_file(_file(tmp_path, text))
    message = refused.value.message()
    assert refused.value.fault is Fault.CALENDAR_INVALID
    assert message.startswith("The calendar hours.toml can't be used: ")
    assert problem in message
    assert "\n" not in message


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes('name = "营业时间"'.encode("gbk"))
    with pytest.raises(DomainError) as refused:
        read_calendar_file(tmp_path / "gbk.toml")
    assert "the file is not written in UTF-8." in refused.value.message()


def test_json_is_read_by_its_ending(tmp_path: Path) -> None:
    document = {"timezone": "UTC", "round_the_clock": True}
    assert read_calendar_file(_file(tmp_path, json.dumps(document), "always.json")).round_the_clock


def test_a_document_that_is_no_table() -> None:
    with pytest.raises(DomainError):
        from_document([1, 2])
