"""What the screen of the registers asks: which register, which days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models.choices import Choice
from models.errors import DomainError, Fault
from models.i18n import N_, Language, _, in_language
from models.pinyin import pinyin
from models.registers.catalogue import REGISTERS
from models.registers.definition import Register
from screens.dialogs.narrowing import ChooseLine
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key


@dataclass(frozen=True)
class RegisterLine:
    """A register at a place of the list."""

    place: int
    register: Register
    findable: str

    @property
    def id(self) -> int:
        """The place."""
        return self.place

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.place,)


def register_lines() -> tuple[RegisterLine, ...]:
    """Every register, found by its Chinese or English name or by pinyin; asked on the door's thread, where pinyin may load."""
    lines = []
    for place, register in enumerate(REGISTERS.values()):
        chinese = in_language(register.kind.label_id, Language.CHINESE)
        words = (chinese, register.kind.label_id, register.kind.value, *pinyin(chinese))
        lines.append(RegisterLine(place, register, " ".join(words).casefold()))
    return tuple(lines)


class ChooseRegister(ChooseLine[RegisterLine]):
    """Picks a register; gives its place in the catalogue."""

    COLUMNS = (
        Column(N_("Register"), 31, lambda line: Cell(line.register.kind.label)),
        Column(N_("What it holds"), 20, lambda line: Cell(_(line.register.about), Tone.MUTED), grows=True),
    )
    PLACEHOLDER = N_("Name or pinyin of the register")
    NOTHING = N_("No register fits.")


class Span(Choice):
    """The days that are asked for most often, and any others."""

    TODAY = "today", N_("Today")
    YESTERDAY = "yesterday", N_("Yesterday")
    THIS_WEEK = "this_week", N_("This week")
    LAST_WEEK = "last_week", N_("Last week")
    THIS_MONTH = "this_month", N_("This month")
    LAST_MONTH = "last_month", N_("Last month")
    OTHER = "other", N_("Other days")


def days_of(span: Span, today: date) -> tuple[date, date]:
    """The first and the last day of a span, weeks from Monday; OTHER has no days of its own and gives today."""
    monday = today - timedelta(days=today.weekday())
    first_of_month = today.replace(day=1)
    last_month_end = first_of_month - timedelta(days=1)
    return {
        Span.YESTERDAY: (today - timedelta(days=1),) * 2,
        Span.THIS_WEEK: (monday, monday + timedelta(days=6)),
        Span.LAST_WEEK: (monday - timedelta(days=7), monday - timedelta(days=1)),
        Span.THIS_MONTH: (first_of_month, (first_of_month + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
        Span.LAST_MONTH: (last_month_end.replace(day=1), last_month_end),
    }.get(span, (today, today))


_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def written_days(text: str) -> tuple[date, date]:
    """One day or two, such as 2026-11-01 2026-11-30, with anything between them. Raises DomainError(INVALID)."""
    found = _DAY.findall(text.replace("/", "-").replace(".", "-"))
    try:
        days = [date(*(int(part) for part in day.split("-"))) for day in found]
    except ValueError:
        days = []
    if len(days) not in (1, 2):
        raise DomainError(
            Fault.INVALID, field=N_("Period"), value=text, reason=N_("one or two days such as 2026-11-21 are needed")
        )
    return days[0], days[-1]
