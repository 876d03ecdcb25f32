"""The list of callbacks: views and pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from models import clock, paging
from models.callbacks.tables import AttemptOutcome, CallbackKind, CallbackStatus
from models.callbacks.word_filter import word_conditions
from models.choices import Choice
from models.customers.phone import masked
from models.customers.tables import CustomerLevel
from models.fields import flag_from_stored, from_stored, optional_from_stored, to_stored
from models.i18n import N_
from models.paging import AtLeast, Key, Listing, Order, Scope
from models.people.sight import present, present_in
from models.periods import day_of
from models.site.queries import site
from models.sla.tables import SlaState


class CallbackView(Choice):
    """What the list shows; the digits 1 to 7 pick one; all but DISSATISFIED and ENDED hold what is open."""

    DUE = "due", N_("Due")
    TODAY = "today", N_("Today")
    PROMISED = "promised", N_("Promised")
    COMPLAINTS = "complaints", N_("Complaints")
    DISSATISFIED = "dissatisfied", N_("Dissatisfied")
    ALL = "all", N_("All")
    ENDED = "ended", N_("Past")


FILTERED = 20_000
"""Words are looked for in so many of the callbacks that ended last: each is tested, some 2 microseconds."""
COUNTED = 2_000
"""So many ended callbacks are counted; the list goes on after them."""


@dataclass(frozen=True)
class CallbackQuery:
    """Which rows: a view, of what is mine or anyone's unless `everybody` is set, of one region where it is given.

    `text` narrows them to those that fit each of its words.
    """

    view: CallbackView
    staff_id: int | None = None
    region_id: int | None = None
    everybody: bool = False
    text: str = ""


@dataclass(frozen=True)
class CallbackRow:
    """One callback as the list shows it; `last_outcome` is the last attempt's, None before the first.

    `done_at` is when it ended, None while it is open. `key` is its place in both orders at once: due, ended (0 while open), id.
    """

    id: int
    kind: CallbackKind
    status: CallbackStatus
    due_at: datetime
    done_at: datetime | None
    sla: SlaState
    customer_name: str
    customer_level: CustomerLevel | None
    number: str
    record_number: str
    owner_name: str
    owner_id: int | None
    attempts: int
    last_at: datetime | None
    last_outcome: AttemptOutcome | None
    warranty_card: bool | None
    service_sheet: bool | None
    signature: bool | None
    satisfied: bool | None
    version: int
    ticket_id: int | None
    complaint_id: int | None
    key: Key


_DUE_FIRST = Order(("due_at", "id"), (0, 2))
_NEWEST_FIRST = Order(("done_at", "id"), (1, 2), falling=True)
_LISTING = Listing(
    "callback",
    "t.id, t.kind, t.status, t.due_at, t.sla, c.name, c.level, t.number, COALESCE(k.number, x.number), s.name, t.owner_id,"
    " t.attempts, a.at, a.outcome, t.warranty_card, t.service_sheet, t.signature, y.satisfied, t.version,"
    " t.ticket_id, t.complaint_id, t.done_at",
    " LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN ticket k ON k.id = t.ticket_id"
    " LEFT JOIN complaint x ON x.id = t.complaint_id LEFT JOIN staff s ON s.id = t.owner_id"
    " LEFT JOIN survey y ON y.callback_id = t.id"
    " LEFT JOIN callback_attempt a ON a.id = (SELECT MAX(l.id) FROM callback_attempt l WHERE l.callback_id = t.id)",
)
_OPEN = "t.status = 'open'"
_ENDED = "t.done_at IS NOT NULL"
_LATELY = (
    "t.done_at >= COALESCE((SELECT n.done_at FROM callback n WHERE n.done_at IS NOT NULL"
    " ORDER BY n.done_at DESC, n.id DESC LIMIT 1 OFFSET ?), 0)"
)


def _scope(query: CallbackQuery) -> Scope:
    if query.view is CallbackView.ENDED:
        return _ended(query)
    conditions, values = _view(query.view)
    if not query.everybody and query.staff_id is not None:
        conditions, values = (*conditions, "(t.owner_id IS NULL OR t.owner_id = ?)"), (*values, query.staff_id)
    if query.region_id is not None:
        conditions, values = (*conditions, "(t.region_id IS NULL OR t.region_id = ?)"), (*values, query.region_id)
    for condition, word_values in word_conditions(query.text):
        conditions, values = (*conditions, condition), (*values, *word_values)
    return Scope(_DUE_FIRST, conditions, values, within=present().alternatives("t.region_id"))


def _ended(query: CallbackQuery) -> Scope:
    """What is over, however much that is: one index walk for each region, or for each owner, that may be seen."""
    within = present_in(query.region_id).alternatives("t.region_id")
    prefix = "region_id" if within else ""
    conditions: tuple[str, ...] = (_ENDED,)
    values: tuple[object, ...] = ()
    if not query.everybody and query.staff_id is not None:
        if within:
            conditions, values = (*conditions, "(t.owner_id IS NULL OR t.owner_id = ?)"), (query.staff_id,)
        else:
            within = (("t.owner_id = ?", (query.staff_id,)), ("t.owner_id IS NULL", ()))
            prefix = "owner_id"
    words = word_conditions(query.text)
    if words:
        conditions, values = (*conditions, _LATELY), (*values, FILTERED - 1)
    for condition, word_values in words:
        conditions, values = (*conditions, condition), (*values, *word_values)
    return Scope(_NEWEST_FIRST, conditions, values, prefix, within)


def _view(view: CallbackView) -> tuple[tuple[str, ...], tuple[object, ...]]:
    now = clock.now()
    match view:
        case CallbackView.DUE:
            return (_OPEN, "t.due_at <= ?"), (to_stored(now),)
        case CallbackView.TODAY:
            return (_OPEN, "t.due_at < ?"), (day_of(now, site().zone).stored[1],)
        case CallbackView.PROMISED:
            return (_OPEN, "t.kind = 'promise'"), ()
        case CallbackView.COMPLAINTS:
            return (_OPEN, "t.kind = 'complaint'"), ()
        case CallbackView.DISSATISFIED:
            return ("t.id IN (SELECT callback_id FROM survey WHERE NOT satisfied AND at >= ?)",), (_month_ago(now),)
        case _:
            return (_OPEN,), ()


def _month_ago(now: datetime) -> int:
    return to_stored(now - timedelta(days=31))


def callback_page(
    query: CallbackQuery, *, after: Key | None = None, before: Key | None = None, offset: int | None = None, limit: int
) -> list[CallbackRow]:
    """Up to `limit` rows, the longest due first, of ENDED the newest; see `paging.page`."""
    found = paging.page(_LISTING, _scope(query), after=after, before=before, offset=offset, limit=limit)
    return [_row(row) for row in found]


def callback_count(query: CallbackQuery) -> int:
    """How many rows the query has; AtLeast so many of ENDED, which only grows."""
    scope = _scope(query)
    if query.view is not CallbackView.ENDED or query.text:
        return paging.count(_LISTING, scope)
    found, _fitting = paging.look(_LISTING, scope, (_ENDED, ()), COUNTED)
    return found if found < COUNTED else AtLeast(found)


def callback_rank(query: CallbackQuery, key: Key) -> int:
    """How many of the query's rows stand before `key`."""
    return paging.rank(_LISTING, _scope(query), key)


def callback_rows(ids: Sequence[int]) -> list[CallbackRow]:
    """These callbacks as the list shows them."""
    return [_row(row) for row in paging.by_ids(_LISTING, ids, present().alternatives("t.region_id"))]


def callback_view_counts(query: CallbackQuery) -> dict[CallbackView, int]:
    """How many rows each view has for the person of `query`."""
    return {view: callback_count(replace(query, view=view)) for view in CallbackView}


def _row(found: tuple[Any, ...]) -> CallbackRow:
    id_, kind, status, due, sla, customer, level, number, record_number, owner, owner_id, attempts = found[:12]
    last_at, last, card, sheet, signature, satisfied, version, ticket_id, complaint_id, done = found[12:]
    return CallbackRow(
        id=id_,
        kind=CallbackKind(kind),
        status=CallbackStatus(status),
        due_at=from_stored(due),
        done_at=optional_from_stored(done),
        sla=SlaState(sla),
        customer_name=customer or "",
        customer_level=CustomerLevel(level) if level else None,
        number=masked(number) if number else "",
        record_number=record_number or "",
        owner_name=owner or "",
        owner_id=owner_id,
        attempts=attempts,
        last_at=optional_from_stored(last_at),
        last_outcome=AttemptOutcome(last) if last else None,
        warranty_card=flag_from_stored(card),
        service_sheet=flag_from_stored(sheet),
        signature=flag_from_stored(signature),
        satisfied=flag_from_stored(satisfied),
        version=version,
        ticket_id=ticket_id,
        complaint_id=complaint_id,
        key=(due, done or 0, id_),
    )
