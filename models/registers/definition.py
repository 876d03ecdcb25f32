"""What a register is: its name, its columns, where its rows come from, and by what they are narrowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.choices import Choice
from models.customers.phone import masked
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.fields import day_from_stored, from_stored
from models.i18n import N_, _
from models.paging import Order
from models.people.sight import present
from models.site.days import Days
from models.site.exports import ExportKind
from models.sla.tables import ClockKind, Verdict
from models.tickets.categories import BUILT_IN
from models.values import Duration, Instant, Value, Yuan

SECOND = 1_000_000
"""Microseconds."""
_CATEGORIES = frozenset(label for label, _needs_product in BUILT_IN.values())

Shown = Callable[[Any], Value]
"""Makes what a column shows out of what the database answers, which is never None here."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, how many narrow characters it takes on paper, and how its value is made.

    `sql` is an expression over the register's table `t` and its joins; a register that is computed has none.
    """

    label: str
    width: int
    sql: str = ""
    shown: Shown = str


def text(label: str, width: int, sql: str) -> Column:
    """Words as they are."""
    return Column(label, width, sql)


def count(label: str, sql: str, width: int = 8) -> Column:
    """A whole number."""
    return Column(label, width, sql, int)


def moment(label: str, sql: str) -> Column:
    """A stored moment, to the minute."""
    return Column(label, 16, sql, from_stored)


def instant(label: str, sql: str) -> Column:
    """A stored moment, to the second."""
    return Column(label, 19, sql, lambda value: Instant(from_stored(value)))


def day(label: str, sql: str) -> Column:
    """A day."""
    return Column(label, 11, sql, day_from_stored)


def span(label: str, sql: str) -> Column:
    """A length of time in microseconds; one that a wrong clock made negative is none."""
    return Column(label, 9, sql, lambda value: Duration(max(0, value // SECOND)))


def amount(label: str, sql: str) -> Column:
    """An amount in fen."""
    return Column(label, 12, sql, Yuan)


def number(label: str, sql: str) -> Column:
    """A telephone number with four digits hidden; `sql` may hold its extension behind a comma."""
    return Column(label, 15, sql, lambda value: masked(*value.split(",")) if value.strip(",") else "")


def choice(label: str, width: int, sql: str, choices: type[Choice]) -> Column:
    """A state by its word, shown in the reader's language."""
    return Column(label, width, sql, lambda word: choices(word).label)


def flag(label: str, width: int, sql: str) -> Column:
    """Yes or no."""
    return Column(label, width, sql, lambda value: _("yes") if value else _("no"))


def category(label: str, sql: str) -> Column:
    """A category's name; the built-in ones are translated."""
    return Column(label, 10, sql, lambda name: _(name) if name in _CATEGORIES else str(name))


def verdict(label: str, subject: Subject, kind: ClockKind) -> Column:
    """The verdict on the newest clock of a kind that the row's record has."""
    newest = (
        f"(SELECT v.verdict FROM clock v WHERE v.subject = '{subject.value}' AND v.subject_id = t.id"
        f" AND v.kind = '{kind.value}' AND v.current)"
    )
    return choice(label, 9, newest, Verdict)


def customer(sql: str = "c.name") -> Column:
    """Whom a row is about."""
    return text(N_("Customer"), 14, sql)


Row = tuple[Value, ...]


@dataclass(frozen=True)
class Listed:
    """Rows of one table `t`, or of a statement in brackets, read page by page in an order that an index serves.

    The alias `p` is taken: `paging.page` calls the rows of a page so.

    `period` is the column of `t` that holds the moment by which a row belongs to a period; None lists what there is now.
    `overdue_too` takes in what belongs to earlier days as well.
    `region` and `person` are conditions on `t` with one mark each; without one the register can't be narrowed so.
    """

    table: str
    order: Order
    joins: str = ""
    period: str | None = None
    overdue_too: bool = False
    conditions: tuple[str, ...] = ()
    region: str | None = "t.region_id = ?"
    person: str | None = None
    page: int = 2_000


@dataclass(frozen=True)
class Computed:
    """A few rows that are counted over the whole period at once."""

    rows: Callable[[Selection], Sequence[Row]]
    region: bool = True
    period: bool = True


@dataclass(frozen=True)
class Register:
    """One form: what it holds in a sentence, its columns, its rows, and who signs it."""

    kind: ExportKind
    about: str
    columns: tuple[Column, ...]
    source: Listed | Computed
    signatures: tuple[str, ...] = (N_("Compiled by"), N_("Checked by"))

    @property
    def by_period(self) -> bool:
        """Whether its rows belong to days; otherwise it says what stands now."""
        return bool(self.source.period)

    @property
    def by_region(self) -> bool:
        """Whether it can be narrowed to one region."""
        return bool(self.source.region)

    @property
    def by_person(self) -> bool:
        """Whether it can be narrowed to one person."""
        return isinstance(self.source, Listed) and self.source.person is not None


@dataclass(frozen=True)
class Selection:
    """A register over some days, of one person where one is named."""

    register: Register
    days: Days
    person_id: int | None = None

    def __post_init__(self) -> None:
        """Raises DomainError(INVALID) for a region or person where the register knows none."""
        wrong = (
            (self.days.region is not None and not self.register.by_region, N_("Region")),
            (self.person_id is not None and not self.register.by_person, N_("Staff member")),
        )
        for cannot, field in wrong:
            if cannot:
                reason = N_("this register does not know it")
                raise DomainError(Fault.INVALID, field=field, value=self.register.kind.label, reason=reason)

    @property
    def region_id(self) -> int | None:
        """The region whose rows it holds: the one that is named, and for who sees one region only always that one."""
        return present().narrowed(self.days.region_id)

    @property
    def told(self) -> str:
        """The days and the region as a heading says them; a register without days says what stands now."""
        return self.days.told if self.register.by_period else _(", ").join((_("as it stands now"), self.days.region_told))
