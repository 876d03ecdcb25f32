"""Holidays and make-up working days as a state publishes them, taken over into a site's own calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.i18n import N_
from models.sla.calendar import CalendarDefinition, Holiday, MakeUpDay, Window

MAINLAND_CHINA = "cn"
WEEKDAY_HOURS = Window(9 * 60, 18 * 60)
"""Opening hours where a site hasn't said its own: 09:00-18:00, lunch not taken out."""

HOLIDAY_NAMES = (
    N_("New Year's Day"),
    N_("Spring Festival"),
    N_("Tomb-sweeping Day"),
    N_("Labour Day"),
    N_("Dragon Boat Festival"),
    N_("National Day"),
    N_("Mid-autumn Festival"),
    N_("Anti-Fascist 70th Day"),
)
"""The names that the library gives; they are translated when they are shown."""


@dataclass(frozen=True)
class OfficialDays:
    """What an official calendar says, and the first and last year that it knows."""

    years: tuple[int, int]
    holidays: tuple[Holiday, ...]
    make_up_days: tuple[MakeUpDay, ...]


def mainland_china() -> OfficialDays:
    """The State Council's holidays and make-up working days, as the library chinesecalendar has them.

    A new year is known once its notice was published (in the autumn before) and the library took it over.
    """
    from chinese_calendar import constants

    days = constants.holidays
    return OfficialDays(
        years=(min(days).year, max(days).year),
        holidays=_ranges(days),
        make_up_days=tuple(MakeUpDay(day, name) for day, name in sorted(constants.workdays.items())),
    )


def _ranges(days: dict[date, str]) -> tuple[Holiday, ...]:
    """Days that follow each other under one name as one holiday."""
    ranges: list[Holiday] = []
    for day, name in sorted(days.items()):
        if ranges and ranges[-1].name == name and ranges[-1].last + timedelta(days=1) == day:
            ranges[-1] = replace(ranges[-1], last=day)
        else:
            ranges.append(Holiday(day, day, name))
    return tuple(ranges)


def with_official_days(definition: CalendarDefinition) -> CalendarDefinition:
    """The calendar with the days of the official source that it names; its own holidays and make-up days go first."""
    days = mainland_china()
    own = {day.day for day in definition.make_up_days}
    off = {
        date.fromordinal(ordinal)
        for holiday in definition.holidays
        for ordinal in range(holiday.first.toordinal(), holiday.last.toordinal() + 1)
    }
    return replace(
        definition,
        holidays=definition.holidays + days.holidays,
        make_up_days=definition.make_up_days
        + tuple(day for day in days.make_up_days if day.day not in own and day.day not in off),
        official_years=days.years,
    )


def china_calendar(name: str, hours: tuple[Window, ...] = (WEEKDAY_HOURS,)) -> CalendarDefinition:
    """Monday to Friday at `hours` in mainland China, public holidays off, make-up working days on."""
    return with_official_days(
        CalendarDefinition(timezone="Asia/Shanghai", windows=(hours,) * 5 + ((),) * 2, official=MAINLAND_CHINA, name=name)
    )
