"""Numbers that people read over the telephone: a letter, the day, and a short running number, as in T-261118-004."""

from __future__ import annotations

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
    """The next number of `letter`'s series for `day` (the site's own day).

    Unique; rising within a day; a gap stays where the transaction that took a number failed. Taken in one short statement,
    so call it as late in a transaction as possible.
    """
    return next_numbers(letter, day, 1)[0]


def next_numbers(letter: str, day: date, count: int) -> list[str]:
    """The next `count` numbers of a series, as `next_number` gives one."""
    ((last,),) = database.rows(
        "INSERT INTO number_series (letter, day, last) VALUES (?, ?, ?)"
        " ON CONFLICT (letter, day) DO UPDATE SET last = number_series.last + excluded.last RETURNING last",
        (letter, day if database.on_postgresql() else day.isoformat(), count),
    )
    return [f"{letter}-{day:%y%m%d}-{place:03d}" for place in range(last - count + 1, last + 1)]
