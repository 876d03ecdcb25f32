"""A calendar as a small TOML file that people write, and as the JSON that the database keeps; both have one shape.

name = "Service hours"
timezone = "Asia/Shanghai"
official = "cn"                          # holidays and make-up days of mainland China

[windows]                                # a day without a line is closed
monday = ["09:00-12:00", "13:00-18:00"]
friday = ["09:00-18:00", "22:00-06:00"]  # over midnight

[[holidays]]
name = "Stock-taking"
from = 2026-06-30
to = 2026-07-01

[[holidays]]
name = "Founder's day"
yearly = "03-15"

[[make_up_days]]
date = 2026-02-14
like = "friday"                          # or windows = ["10:00-15:00"]; Monday's where neither is said
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.errors import DomainError, Fault
from models.i18n import _
from models.sla.calendar import (
    DAY_MINUTES,
    BusinessCalendar,
    CalendarDefinition,
    Holiday,
    MakeUpDay,
    Window,
    YearlyHoliday,
)
from models.sla.official import MAINLAND_CHINA, with_official_days

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_HOLIDAY_DAYS = 366
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_YEARLY = re.compile(r"(\d{1,2})-(\d{1,2})")
_KEYS = ("name", "timezone", "round_the_clock", "official", "official_years", "windows", "holidays", "make_up_days")


class _Unusable(Exception):
    """Says in the reader's language what is wrong with a document; becomes a DomainError with the calendar's name."""


def read_calendar_file(path: Path) -> CalendarDefinition:
    """The calendar in a TOML file (or JSON, by its ending); without a name of its own it has the file's.

    Raises DomainError(CALENDAR_INVALID) that names the file and what is wrong in it, or OSError where it can't be read.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise _invalid(path.name, _("the file is not written in UTF-8.")) from error
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        line = getattr(error, "lineno", None) or _line_of(str(error), text)
        raise _invalid(path.name, _("line {line} is not well formed.").format(line=line)) from error
    definition = from_document(document, name=path.name)
    return definition if "name" in document else replace(definition, name=path.stem)


def _line_of(message: str, text: str) -> int:
    """The line that the TOML reader complains of, which is the last one where it says that the text ended too early."""
    found = re.search(r"line (\d+)", message)
    return int(found.group(1)) if found else len(text.splitlines())


def from_document(document: object, *, name: str = "") -> CalendarDefinition:
    """The calendar that a TOML or JSON document describes; `name` is what an error calls it.

    Raises DomainError(CALENDAR_INVALID) with the first thing that is wrong, or EMPTY_CALENDAR where it never opens.
    """
    try:
        definition = _definition(_table(document, _("the file")))
    except _Unusable as error:
        raise _invalid(name or _name_of(document), str(error)) from error
    named = replace(definition, name=definition.name or name)
    if not named.round_the_clock and not any(named.windows) and not any(day.windows for day in named.make_up_days):
        raise _invalid(named.name, _("it has no opening hours on any day."))
    BusinessCalendar(named)
    return named


def _name_of(document: object) -> str:
    return str(document.get("name", "")) if isinstance(document, Mapping) else ""


def _invalid(name: str, problem: str) -> DomainError:
    return DomainError(Fault.CALENDAR_INVALID, calendar=name, problem=problem)


def _definition(document: Mapping[str, Any]) -> CalendarDefinition:
    for key in document:
        if key not in _KEYS:
            raise _Unusable(_("{key} is not a setting of a calendar.").format(key=key))
    zone = document.get("timezone")
    if not isinstance(zone, str) or not zone:
        raise _Unusable(_('timezone is missing, for example timezone = "Asia/Shanghai".'))
    official = document.get("official", "")
    if official not in ("", MAINLAND_CHINA):
        raise _Unusable(_('official = {value} is unknown; only "cn" (mainland China) is known.').format(value=official))
    windows = _table(document.get("windows", {}), "windows")
    for day in windows:
        if day not in WEEKDAYS:
            raise _Unusable(_("windows.{day} is not a weekday (monday to sunday).").format(day=day))
    holidays = [_table(entry, "holidays") for entry in _list(document.get("holidays", []), "holidays")]
    definition = CalendarDefinition(
        timezone=zone,
        windows=tuple(_windows(windows.get(day, []), f"windows.{day}") for day in WEEKDAYS),
        holidays=tuple(_holiday(entry) for entry in holidays if "yearly" not in entry),
        yearly_holidays=tuple(_yearly(entry) for entry in holidays if "yearly" in entry),
        make_up_days=tuple(_make_up(entry) for entry in _list(document.get("make_up_days", []), "make_up_days")),
        round_the_clock=_flag(document.get("round_the_clock", False), "round_the_clock"),
        official=official,
        official_years=_years(document["official_years"]) if "official_years" in document else None,
        name=str(document.get("name", "")),
    )
    return with_official_days(definition) if official and definition.official_years is None else definition


def _table(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _Unusable(_("{place} must be a table of settings.").format(place=place))
    return value


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise _Unusable(_("{place} must be a list.").format(place=place))
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise _Unusable(_("{place} must be true or false.").format(place=place))
    return value


def _years(value: object) -> tuple[int, int]:
    years = _list(value, "official_years")
    if len(years) != 2 or not all(isinstance(year, int) for year in years):
        raise _Unusable(_("{place} must be the first and the last year.").format(place="official_years"))
    return years[0], years[1]


def _windows(value: object, place: str) -> tuple[Window, ...]:
    return tuple(_window(entry, place) for entry in _list(value, place))


def _window(value: object, place: str) -> Window:
    """One window such as 09:00-18:00 or 22:00-06:00; 24:00 is midnight at the end of the day."""
    found = _WINDOW.fullmatch(unicodedata.normalize("NFKC", str(value)).replace(" ", "").replace("\u2013", "-"))
    if found:
        hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
        start, end = hour * 60 + minute, end_hour * 60 + end_minute
        if minute < 60 and end_minute < 60 and start < DAY_MINUTES and end <= DAY_MINUTES:
            return Window(start, end)
    raise _Unusable(_("{place}: {value} is not a window of a day, for example 09:00-18:00.").format(place=place, value=value))


def _day(value: object, place: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        message = _("{place}: {value} is not a date, for example 2026-02-17.")
        raise _Unusable(message.format(place=place, value=value)) from error


def _required_day(entry: Mapping[str, Any], key: str, place: str) -> date:
    if key not in entry:
        raise _Unusable(_("an entry of {place} has no {key}.").format(place=place, key=key))
    return _day(entry[key], place)


def _holiday(entry: Mapping[str, Any]) -> Holiday:
    first = _required_day(entry, "date" if "date" in entry else "from", "holidays")
    last = _day(entry.get("to", first), "holidays")
    if not 0 <= (last - first).days <= LONGEST_HOLIDAY_DAYS:
        message = _("holidays: {first} to {last} does not run forward within a year.")
        raise _Unusable(message.format(first=first, last=last))
    return Holiday(first, last, str(entry.get("name", "")))


def _yearly(entry: Mapping[str, Any]) -> YearlyHoliday:
    value = str(entry["yearly"])
    found = _YEARLY.fullmatch(value)
    try:
        month, day = (int(part) for part in found.groups()) if found else (0, 0)
        date(2024, month, day)
    except ValueError as error:
        message = _("holidays: yearly = {value} is not a month and a day, for example 03-15.")
        raise _Unusable(message.format(value=value)) from error
    return YearlyHoliday(month, day, str(entry.get("name", "")))


def _make_up(value: object) -> MakeUpDay:
    entry = _table(value, "make_up_days")
    like = str(entry.get("like", WEEKDAYS[0]))
    if like not in WEEKDAYS:
        raise _Unusable(_("make_up_days: like = {day} is not a weekday (monday to sunday).").format(day=like))
    return MakeUpDay(
        day=_required_day(entry, "date", "make_up_days"),
        name=str(entry.get("name", "")),
        like=WEEKDAYS.index(like),
        windows=_windows(entry.get("windows", []), "make_up_days"),
    )


def to_json(definition: CalendarDefinition) -> str:
    """The form in which the database keeps a calendar; `from_json` reads it back equal."""
    document: dict[str, Any] = {
        "name": definition.name,
        "timezone": definition.timezone,
        "round_the_clock": definition.round_the_clock,
        "windows": {
            day: [_written(window) for window in windows]
            for day, windows in zip(WEEKDAYS, definition.windows, strict=True)
            if windows
        },
        "holidays": [
            {"name": holiday.name, "from": holiday.first.isoformat(), "to": holiday.last.isoformat()}
            for holiday in definition.holidays
        ]
        + [{"name": holiday.name, "yearly": f"{holiday.month:02d}-{holiday.day:02d}"} for holiday in definition.yearly_holidays],
        "make_up_days": [
            {
                "name": day.name,
                "date": day.day.isoformat(),
                "like": WEEKDAYS[day.like],
                "windows": [_written(window) for window in day.windows],
            }
            for day in definition.make_up_days
        ],
    }
    if definition.official:
        document |= {"official": definition.official, "official_years": list(definition.official_years or ())}
    return json.dumps(document, ensure_ascii=False)


def _written(window: Window) -> str:
    return f"{window.start // 60:02d}:{window.start % 60:02d}-{window.end // 60:02d}:{window.end % 60:02d}"


def from_json(text: str) -> CalendarDefinition:
    """The calendar that `to_json` wrote. Raises DomainError(CALENDAR_INVALID)."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _invalid("", _("line {line} is not well formed.").format(line=error.lineno)) from error
    return from_document(document)


@lru_cache(maxsize=64)
def calendar_from_json(text: str) -> BusinessCalendar:
    """The working calendar behind a stored definition; kept, because its days are costly to lay out and never change."""
    return BusinessCalendar(from_json(text))
