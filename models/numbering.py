"""Numbers that people read over the telephone: a letter, the day, and a short running number, as in T-261118-004."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import peewee

from models import database
from models.database import Table


class NumberSeries(Table):
    """The last number given per letter and day."""

    letter = peewee.CharField(max_length=2)
    day = peewee.DateField()
    last = peewee.IntegerField()

    class Meta:
        table_name = "number_series"
        indexes = ((("letter", "day"), True),)


def next_number(letter: str, day: date) -> str:
    """The next number of `letter`'s series for `day` (the site's own day); may be called inside any transaction.

    Unique; rising within a day in the order in which numbers are taken. On PostgreSQL a number is taken on a connection beside
    the transaction and is used up at once, so that no desk waits for another's transaction to end: a gap stays where a
    transaction failed, and a later number may be committed earlier. On SQLite, which has one writer at a time, it belongs to
    the transaction, and there are no gaps.
    """
    return next_numbers(letter, day, 1)[0]


def next_numbers(letter: str, day: date, count: int) -> list[str]:
    """The next `count` numbers of a series, as `next_number` gives one."""
    beside = database.on_postgresql()
    take = database.rows_beside if beside else database.rows
    ((last,),) = take(
        "INSERT INTO number_series (letter, day, last) VALUES (?, ?, ?)"
        " ON CONFLICT (letter, day) DO UPDATE SET last = number_series.last + excluded.last RETURNING last",
        (letter, day if beside else day.isoformat(), count),
    )
    return [f"{letter}-{day:%y%m%d}-{place:03d}" for place in range(last - count + 1, last + 1)]


def numbers_of(wanted: Mapping[str, tuple[str, date]]) -> dict[str, str]:
    """A number for each key, of the series of its letter and day; those of one series follow the order of `wanted`."""
    series: dict[tuple[str, date], list[str]] = {}
    for key, letter_and_day in wanted.items():
        series.setdefault(letter_and_day, []).append(key)
    numbers: dict[str, str] = {}
    for (letter, day), keys in sorted(series.items()):
        numbers |= zip(keys, next_numbers(letter, day, len(keys)), strict=True)
    return numbers
