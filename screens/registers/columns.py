"""A register's columns as a list shows them: as many as fit, from the one on that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.registers.definition import Register
from models.registers.reading import RegisterRow
from models.values import Duration, Instant, Share, Value, Yuan
from screens.widgets.columns import Cell, Column

WIDEST = 24
"""Cells that one column takes at most, so that a long text leaves room for its neighbours."""


def columns(register: Register, first: int, zone: ZoneInfo) -> tuple[Column[RegisterRow], ...]:
    """The leading column, then those from `first` on; where there is no room the last ones give way."""
    places = [0, *range(max(1, first), len(register.columns))]
    return tuple(
        Column(
            register.columns[place].label,
            min(WIDEST, max(register.columns[place].width, 6)),
            _cell(place, zone),
            gives_way=number,
            grows=place == places[-1],
        )
        for number, place in enumerate(places)
    )


def _cell(place: int, zone: ZoneInfo) -> Callable[[RegisterRow], Cell]:
    return lambda row: Cell(shown(row.values[place], zone))


def shown(value: Value, zone: ZoneInfo) -> str:
    """A value as a person reads it, times in the site's zone."""
    match value:
        case None | Share(None):
            return "-"
        case Instant(at):
            return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case Duration():
            return str(value)
        case Yuan(fen):
            return f"{fen / 100:,.2f}"
        case Share(part):
            return f"{part:.1%}"
        case float():
            return f"{value:.2f}"
        case int():
            return f"{value:,}"
        case _:
            return value or "-"
