"""Which customers are the best (优秀) and which are at risk (危险): one rule, over the days of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.customers.phone import masked
from models.customers.tables import CustomerLevel
from models.fields import from_stored
from models.i18n import N_
from models.registers.definition import Column, Computed, Register, Row, Selection
from models.site.exports import ExportKind

BEST_SERVICES = 2
"""Tickets solved or interviews answered, without which nobody knows whether a customer is content."""
RISKY_COMPLAINTS = 2
"""Complaints in the period that make a customer one at risk, whatever else they said."""


@dataclass
class Dealings:
    """What a customer had to do with us in a period; `last_answer` is whether the newest answer was a content one."""

    tickets: int = 0
    reopened: int = 0
    complaints: int = 0
    open_complaints: int = 0
    answers: int = 0
    satisfied: int = 0
    last_answer: bool | None = None
    last_at: datetime | None = None

    @property
    def best(self) -> bool:
        """At least BEST_SERVICES tickets or answers, at least one answer, every one of them satisfied, nothing complained of or
        reopened."""
        served = self.tickets + self.answers >= BEST_SERVICES
        return served and self.answers > 0 and self.satisfied == self.answers and not self.complaints and not self.reopened

    @property
    def at_risk(self) -> bool:
        """RISKY_COMPLAINTS complaints, or one that is still open, or dissatisfied at the newest answer."""
        return self.complaints >= RISKY_COMPLAINTS or self.open_complaints > 0 or self.last_answer is False

    @property
    def risk(self) -> tuple[int, int, int]:
        """The order of those at risk: open complaints weigh most, then complaints, then answers that were not content."""
        return (self.open_complaints, self.complaints, self.answers - self.satisfied)


def dealings(selection: Selection) -> dict[int, Dealings]:
    """What each active customer did in the period, by customer id; the rule's only source."""
    period = selection.days.period.stored
    region_id = selection.region_id
    where, region = ("", ()) if region_id is None else (" AND c.region_id = ?", (region_id,))
    found: dict[int, Dealings] = {}
    tickets = (
        "SELECT c.id, t.opened_at, t.reopen_count FROM ticket t JOIN customer c ON c.id = t.customer_id"
        f" WHERE t.opened_at >= ? AND t.opened_at < ? AND c.status = 'active'{where} ORDER BY t.opened_at"
    )
    for id_, at, reopened in database.rows(tickets, (*period, *region)):
        one = found.setdefault(id_, Dealings())
        one.tickets += 1
        one.reopened += reopened
        one.last_at = from_stored(at)
    complaints = (
        'SELECT c.id, t.opened_at, t."open" FROM complaint t JOIN customer c ON c.id = t.customer_id'
        f" WHERE t.opened_at >= ? AND t.opened_at < ? AND c.status = 'active' AND t.merged_into_id IS NULL{where}"
    )
    for id_, at, still_open in database.rows(complaints, (*period, *region)):
        one = found.setdefault(id_, Dealings())
        one.complaints += 1
        one.open_complaints += bool(still_open)
        one.last_at = max(filter(None, (one.last_at, from_stored(at))))
    answers = (
        "SELECT c.id, t.at, t.satisfied FROM survey t JOIN callback b ON b.id = t.callback_id"
        " JOIN customer c ON c.id = b.customer_id"
        f" WHERE t.at >= ? AND t.at < ? AND c.status = 'active'{where} ORDER BY t.at, t.id"
    )
    for id_, at, satisfied in database.rows(answers, (*period, *region)):
        one = found.setdefault(id_, Dealings())
        one.answers += 1
        one.satisfied += bool(satisfied)
        one.last_answer = bool(satisfied)
        one.last_at = max(filter(None, (one.last_at, from_stored(at))))
    return found


def _best(selection: Selection) -> list[Row]:
    ranked = [(id_, one) for id_, one in dealings(selection).items() if one.best]
    return _rows(sorted(ranked, key=lambda pair: (-pair[1].answers, -pair[1].tickets, pair[0])))


def _at_risk(selection: Selection) -> list[Row]:
    ranked = [(id_, one) for id_, one in dealings(selection).items() if one.at_risk]
    return _rows(sorted(ranked, key=lambda pair: (*(-part for part in pair[1].risk), pair[0])))


_ID_BATCH = 500


def _rows(ranked: list[tuple[int, Dealings]]) -> list[Row]:
    """The customers' names and numbers beside what they did."""
    known: dict[int, tuple[str, str, str | None, str | None]] = {}
    for start in range(0, len(ranked), _ID_BATCH):
        ids = tuple(id_ for id_, _one in ranked[start : start + _ID_BATCH])
        for id_, *file in database.rows(
            "SELECT c.id, c.name, c.level, r.name, (SELECT n.number FROM contact_number n WHERE n.customer_id = c.id"
            " ORDER BY n.position, n.id LIMIT 1) FROM customer c LEFT JOIN region r ON r.id = c.region_id"
            f" WHERE c.id IN ({', '.join('?' * len(ids))})",
            ids,
        ):
            name, level, region, telephone = file
            known[id_] = (name, level, region, telephone)
    rows: list[Row] = []
    for id_, one in ranked:
        name, level, region, telephone = known[id_]
        counts = (one.tickets, one.reopened, one.complaints, one.open_complaints, one.answers, one.satisfied)
        shown = masked(telephone) if telephone else None
        rows.append((name, CustomerLevel(level).label, region, shown, *counts, one.last_at))
    return rows


_COLUMNS = (
    Column(N_("Customer name"), 20),
    Column(N_("Level"), 8),
    Column(N_("Region"), 12),
    Column(N_("Telephone"), 16),
    *(Column(label, 9) for label in (N_("Tickets"), N_("Times reopened"), N_("Complaints made"), N_("Still open"))),
    *(Column(label, 9) for label in (N_("Answers"), N_("Satisfied"))),
    Column(N_("Last dealt with"), 17),
)
_SIGN = (N_("Compiled by"), N_("Supervisor"))

BEST = Register(
    ExportKind.BEST_CUSTOMERS,
    N_("Who was served at least twice in these days, was satisfied each time they were asked, and had nothing to complain of."),
    _COLUMNS,
    Computed(_best),
    _SIGN,
)
AT_RISK = Register(
    ExportKind.AT_RISK_CUSTOMERS,
    N_("Who complained twice in these days, has a complaint open, or was dissatisfied when last asked; the gravest first."),
    _COLUMNS,
    Computed(_at_risk),
    _SIGN,
)
