"""The list of complaints: views, pages by key, counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database, paging
from models.choices import Choice
from models.complaints.tables import ComplaintClass, ComplaintGrade, Stage
from models.customers.tables import CustomerLevel
from models.fields import from_stored
from models.i18n import N_
from models.paging import Key, Listing, Order, Scope
from models.people.sight import present
from models.sla.tables import SlaState
from models.text import folded_line


class ComplaintView(Choice):
    """What the list shows; the digits 1 to 6 pick one."""

    MINE = "mine", N_("Mine")
    OPEN = "open", N_("Open")
    OVERDUE = "overdue", N_("Overdue")
    AWAITING_APPROVAL = "awaiting_approval", N_("Awaiting approval")
    HIGH_LEVEL = "high_level", N_("Level 3 and 4")
    ALL = "all", N_("All")


@dataclass(frozen=True)
class ComplaintQuery:
    """Which rows; `staff_id` says whose MINE it is, `region_id` limits to a region where it is given."""

    view: ComplaintView
    staff_id: int | None = None
    region_id: int | None = None


@dataclass(frozen=True)
class ComplaintRow:
    """One case as the list shows it; `next_due_at` is NEVER where nothing is due."""

    id: int
    number: str
    complaint_class: ComplaintClass
    grade: ComplaintGrade
    urgent: bool
    stage: Stage
    level: int
    customer_name: str
    customer_level: CustomerLevel | None
    content: str
    owner_id: int | None
    owner_name: str
    sla: SlaState
    next_due_at: datetime
    opened_at: datetime
    version: int
    key: Key


_NEXT_DUE = Order(("next_due_at", "id"), (0, 2))
_NEWEST = Order(("opened_at", "id"), (1, 2), falling=True)
_LISTING = Listing(
    "complaint",
    "t.id, t.number, t.complaint_class, t.grade, t.urgent, t.stage, t.level, c.name, c.level, substr(t.content, 1, 200),"
    " t.owner_id, s.name, t.sla, t.next_due_at, t.opened_at, t.version",
    " LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN staff s ON s.id = t.owner_id",
)


def _scope(query: ComplaintQuery) -> Scope:
    order, conditions, values = _view(query)
    if query.region_id is not None:
        conditions, values = (*conditions, "(t.region_id IS NULL OR t.region_id = ?)"), (*values, query.region_id)
    return Scope(order, conditions, values, within=present().alternatives("t.region_id"))


def _view(query: ComplaintQuery) -> tuple[Order, tuple[str, ...], tuple[object, ...]]:
    match query.view:
        case ComplaintView.MINE:
            return _NEXT_DUE, ("t.open", "t.owner_id = ?"), (query.staff_id,)
        case ComplaintView.OPEN:
            return _NEXT_DUE, ("t.open",), ()
        case ComplaintView.OVERDUE:
            return _NEXT_DUE, ("t.open", "t.sla = 'breached'"), ()
        case ComplaintView.AWAITING_APPROVAL:
            return _NEXT_DUE, ("t.open", "t.stage = 'approval'"), ()
        case ComplaintView.HIGH_LEVEL:
            return _NEXT_DUE, ("t.open", "t.level >= 3"), ()
        case _:
            return _NEWEST, (), ()


def complaint_page(
    query: ComplaintQuery, *, after: Key | None = None, before: Key | None = None, offset: int | None = None, limit: int
) -> list[ComplaintRow]:
    """Up to `limit` rows, the next due first (all cases: the newest first); see `paging.page`."""
    found = paging.page(_LISTING, _scope(query), after=after, before=before, offset=offset, limit=limit)
    return [_row(row) for row in found]


def complaint_count(query: ComplaintQuery) -> int:
    """How many rows the query has."""
    return paging.count(_LISTING, _scope(query))


def complaint_rank(query: ComplaintQuery, key: Key) -> int:
    """How many of the query's rows stand before `key`."""
    return paging.rank(_LISTING, _scope(query), key)


def complaint_rows(ids: Sequence[int]) -> list[ComplaintRow]:
    """These cases as the list shows them."""
    return [_row(row) for row in paging.by_ids(_LISTING, ids, present().alternatives("t.region_id"))]


_SPOKEN_NUMBER = re.compile(r"C-?(\d{6})-?(\d{1,5})")


def complaint_of_number(text: str) -> list[ComplaintRow]:
    """The case whose number is typed in full, in any case or width and with or without its hyphens; else nothing."""
    spoken = _SPOKEN_NUMBER.fullmatch(folded_line(text).upper().replace(" ", ""))
    if spoken is None:
        return []
    number = f"C-{spoken[1]}-{int(spoken[2]):03d}"
    return complaint_rows([id_ for (id_,) in database.rows("SELECT id FROM complaint WHERE number = ?", (number,))])


def complaint_view_counts(query: ComplaintQuery) -> dict[ComplaintView, int]:
    """How many rows each view has for the person of `query`."""
    return {view: complaint_count(ComplaintQuery(view, query.staff_id, query.region_id)) for view in ComplaintView}


def _row(found: tuple[Any, ...]) -> ComplaintRow:
    id_, number, class_, grade, urgent, stage, level, customer, customer_level, content, owner_id, owner, *rest = found
    sla, due, opened, version = rest
    return ComplaintRow(
        id=id_,
        number=number,
        complaint_class=ComplaintClass(class_),
        grade=ComplaintGrade(grade),
        urgent=bool(urgent),
        stage=Stage(stage),
        level=level,
        customer_name=customer or "",
        customer_level=CustomerLevel(customer_level) if customer_level else None,
        content=content,
        owner_id=owner_id,
        owner_name=owner or "",
        sla=SlaState(sla),
        next_due_at=from_stored(due),
        opened_at=from_stored(opened),
        version=version,
        key=(due, opened, id_),
    )
