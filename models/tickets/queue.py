"""The ticket queue: views, orders, pages by key in both directions, ranks and counts.

Each statement is built once per (view, order, direction) and served by one of the queue's indexes; customer, product,
owner and clocks are joined to the rows of the page only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from models import database, paging
from models.choices import Choice
from models.customers.tables import CustomerLevel
from models.fields import from_stored, optional_from_stored
from models.i18n import N_
from models.paging import Key, Listing, Order, Scope
from models.people.sight import present
from models.sla.tables import Priority, SlaState, Verdict
from models.tickets.tables import HoldReason, TicketStatus
from models.tickets.total import RunningTotal
from models.tickets.word_plan import Found, count_beside, found

PROBLEM_LENGTH = 200
ROWS_KEPT = 512


class QueueView(Choice):
    """What a list shows; the digits 1 to 8 pick one."""

    MINE = "mine", N_("Mine")
    UNASSIGNED = "unassigned", N_("Unassigned")
    DUE_SOON = "due_soon", N_("Due soon")
    OVERDUE = "overdue", N_("Overdue")
    WAITING_FOR_CUSTOMER = "waiting_for_customer", N_("Waiting for the customer")
    WAITING_FOR_PARTS = "waiting_for_parts", N_("Waiting for parts")
    TEAM = "team", N_("Team")
    ALL = "all", N_("All")


class QueueSort(Choice):
    """In which order a list stands; the view of all tickets is always newest first."""

    NEXT_DUE = "next_due", N_("Next due")
    NEWEST = "newest", N_("Newest")
    PRIORITY = "priority", N_("Priority")


@dataclass(frozen=True)
class QueueQuery:
    """Which rows in which order.

    `staff_id` says whose MINE it is. TEAM shows the team's open tickets, the region's where there is no team, every open
    one where there is neither. `text` holds words that must all fit: digits a ticket or telephone number, Latin letters
    a number, a model or a customer's pinyin, anything else a part of a name or of the problem.
    """

    view: QueueView
    sort: QueueSort = QueueSort.NEXT_DUE
    text: str = ""
    staff_id: int | None = None
    team_id: int | None = None
    region_id: int | None = None


@dataclass(frozen=True)
class ClockCell:
    """One clock as a list shows it; without a target there is neither due time nor verdict. `stopped_at`: it runs no more."""

    due_at: datetime | None
    verdict: Verdict | None
    paused: bool
    stopped_at: datetime | None = None


@dataclass(frozen=True)
class QueueRow:
    """One ticket as a list shows it; `next_due_at` is NEVER where nothing is due.

    `key` is its place in every order at once: due, opened, priority rank, id.
    """

    id: int
    number: str
    priority: Priority
    status: TicketStatus
    hold_reason: HoldReason | None
    sla: SlaState
    customer_name: str
    customer_level: CustomerLevel | None
    product_code: str
    problem: str
    owner_name: str
    owner_id: int | None
    next_due_at: datetime
    response: ClockCell
    resolution: ClockCell
    opened_at: datetime
    version: int
    key: Key


_ORDERS = {
    QueueSort.NEXT_DUE: Order(("next_due_at", "id"), (0, 3)),
    QueueSort.NEWEST: Order(("opened_at", "id"), (1, 3), falling=True),
    QueueSort.PRIORITY: Order(("priority_rank", "next_due_at", "id"), (2, 0, 3)),
}

_LISTING = Listing(
    "ticket",
    "t.id, t.number, t.priority, t.status, t.hold_reason, t.sla, c.name, c.level, m.code,"
    f" substr(t.problem, 1, {PROBLEM_LENGTH}), s.name, t.owner_id, t.next_due_at,"
    " r.due_at, r.verdict, r.paused_at, r.stopped_at, f.due_at, f.verdict, f.paused_at, f.stopped_at,"
    " t.opened_at, t.version, t.priority_rank",
    " LEFT JOIN customer c ON c.id = t.customer_id"
    " LEFT JOIN owned_product o ON o.id = t.owned_product_id LEFT JOIN product_model m ON m.id = o.model_id"
    " LEFT JOIN staff s ON s.id = t.owner_id"
    " LEFT JOIN clock r ON r.subject = 'ticket' AND r.subject_id = t.id AND r.kind = 'first_response' AND r.current"
    " LEFT JOIN clock f ON f.subject = 'ticket' AND f.subject_id = t.id AND f.kind = 'resolution' AND f.current",
)


def _found(query: QueueQuery) -> Found:
    return found(_LISTING, _scope(query), query.text)


def _scope(query: QueueQuery) -> Scope:
    """The rows of a view in its order, whatever words are typed."""
    prefix, condition, values = _view(query)
    conditions = ("t.open", condition) if condition else (() if query.view is QueueView.ALL else ("t.open",))
    sort = QueueSort.NEWEST if query.view is QueueView.ALL else query.sort
    within = present().alternatives("t.region_id")
    return Scope(_ORDERS[sort], conditions, values, prefix or ("region_id" if within else ""), within)


def _view(query: QueueQuery) -> tuple[str, str, tuple[object, ...]]:
    """The column that a view holds fast, the condition on it, and its values.

    Words of ours stand in the condition itself: PostgreSQL keeps one plan then, and makes none anew for each word.
    """
    match query.view:
        case QueueView.MINE:
            return "owner_id", "t.owner_id = ?", (query.staff_id,)
        case QueueView.UNASSIGNED:
            return "owner_id", "t.owner_id IS NULL", ()
        case QueueView.DUE_SOON:
            return "sla", f"t.sla = '{SlaState.WARNED.value}'", ()
        case QueueView.OVERDUE:
            return "sla", f"t.sla = '{SlaState.BREACHED.value}'", ()
        case QueueView.WAITING_FOR_CUSTOMER:
            return "hold_reason", f"t.hold_reason = '{HoldReason.CUSTOMER.value}'", ()
        case QueueView.WAITING_FOR_PARTS:
            return "hold_reason", f"t.hold_reason = '{HoldReason.PARTS.value}'", ()
        case QueueView.TEAM if query.team_id is not None:
            return "team_id", "t.team_id = ?", (query.team_id,)
        case QueueView.TEAM if query.region_id is not None:
            return "region_id", "t.region_id = ?", (query.region_id,)
        case _:
            return "", "", ()


def queue_page(
    query: QueueQuery, *, after: Key | None = None, before: Key | None = None, offset: int | None = None, limit: int
) -> list[QueueRow]:
    """Up to `limit` rows in the query's order: those after a row's key, those just before one, or those from `offset` on.

    Without any of them the first page; `before=END` is the last page. The row of the key itself is not among them.
    """
    rows = paging.page(_LISTING, _found(query).scope, after=after, before=before, offset=offset, limit=limit)
    return [_row(row) for row in rows]


def statement(
    query: QueueQuery, *, key: Key | None, backward: bool, offset: int = 0, limit: int
) -> tuple[str, tuple[object, ...]]:
    """A page's statement with `?` marks and its values, as it is run; `key` None or END begins at the end of the list."""
    return paging.statement(_LISTING, _found(query).scope, key=key, backward=backward, offset=offset, limit=limit)


def queue_count(query: QueueQuery) -> int:
    """How many rows the query has; AtLeast so many for words that many tickets hold."""
    return _found(query).count(_LISTING)


def queue_rank(query: QueueQuery, key: Key) -> int:
    """How many of the query's rows stand before `key`, whether or not a row has that key."""
    return _found(query).rank(_LISTING, key)


def queue_rows(ids: Sequence[int]) -> list[QueueRow]:
    """The rows of these tickets, in the order of `ids`; one that is not there is left out."""
    by_id = {row[0]: _row(row) for row in paging.by_ids(_LISTING, ids, present().alternatives("t.region_id"))}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def view_counts(query: QueueQuery, total: RunningTotal | None = None) -> dict[QueueView, int]:
    """How many rows each view has for the person and the words of `query`; `total` spares the counting of all tickets.

    AtLeast so many where words fit many tickets.
    """
    if query.text:
        return {view: _count_with_words(query, view) for view in QueueView}
    statements: list[str] = []
    values: list[object] = []
    for view in QueueView:
        if total is not None and view is QueueView.ALL:
            statements.append("?")
            values.append(total.read(renew=True))
            continue
        scope = _found(replace(query, view=view)).scope
        statements.append(f"({paging.count_statement(_LISTING, scope)})")
        values.extend(paging.count_values(_LISTING, scope))
    ((*counts,),) = database.rows(f"SELECT {', '.join(statements)}", tuple(values))
    return dict(zip(QueueView, counts, strict=True))


def _count_with_words(query: QueueQuery, view: QueueView) -> int:
    """The view that is shown says in its tab what it says of its place; the others are looked through less far."""
    if view is query.view:
        return queue_count(query)
    return count_beside(_LISTING, _scope(replace(query, view=view)), query.text)


@lru_cache(maxsize=ROWS_KEPT)
def _row(found: tuple[Any, ...]) -> QueueRow:
    """The row; a page that is read again is made of the same rows, but for those that have changed."""
    (id_, number, priority, status, hold, sla, customer, level, product, problem, owner, owner_id, due) = found[:13]
    opened, version, rank = found[21:]
    return QueueRow(
        id=id_,
        number=number,
        priority=Priority(priority),
        status=TicketStatus(status),
        hold_reason=HoldReason(hold) if hold else None,
        sla=SlaState(sla),
        customer_name=customer or "",
        customer_level=CustomerLevel(level) if level else None,
        product_code=product or "",
        problem=problem,
        owner_name=owner or "",
        owner_id=owner_id,
        next_due_at=from_stored(due),
        response=_cell(*found[13:17]),
        resolution=_cell(*found[17:21]),
        opened_at=from_stored(opened),
        version=version,
        key=(due, opened, rank, id_),
    )


def _cell(due_at: int | None, verdict: str | None, paused_at: int | None, stopped_at: int | None) -> ClockCell:
    return ClockCell(
        due_at=optional_from_stored(due_at),
        verdict=Verdict(verdict) if verdict else None,
        paused=paused_at is not None,
        stopped_at=optional_from_stored(stopped_at),
    )
