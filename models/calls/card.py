"""Everything a desk shows of a caller while the greeting is still being said, read in a few short statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database
from models.callbacks.queries import CustomerCallback, callbacks_of
from models.callbacks.tables import CallbackKind, CallbackStatus
from models.calls.tables import Direction, Ending
from models.choices import Choice
from models.complaints.tables import ComplaintClass, Stage
from models.customers.phone import PhoneNumber, masked
from models.customers.queries import CustomerFile, customer_file
from models.fields import from_stored
from models.i18n import N_
from models.people.sight import present
from models.products.queries import OwnedProductRow, owned_products
from models.sla.tables import SlaState
from models.tickets.categories import COMPLAINT, category_name
from models.tickets.tables import TicketStatus

MOST_HISTORY = 50


class HistoryKind(Choice):
    """What a line of a customer's history is."""

    TICKET = "ticket", N_("Ticket")
    CALL = "call", N_("Call")
    CALLBACK = "callback", N_("Callback")
    COMPLAINT = "complaint", N_("Complaint")


@dataclass(frozen=True)
class HistoryRow:
    """One thing that happened between a customer and the company; `ticket_id` is where Enter leads, if anywhere.

    `state` is a TicketStatus, an Ending (None for a call that was never finished), a CallbackStatus or a Stage; `due_at`
    only where something is still due.
    """

    kind: HistoryKind
    id: int
    at: datetime
    number: str
    category_name: str
    state: TicketStatus | Ending | CallbackStatus | Stage | None
    open: bool
    sla: SlaState
    due_at: datetime | None
    text: str
    ticket_id: int | None
    owned_product_id: int | None
    direction: Direction | None = None


@dataclass(frozen=True)
class CallerCard:
    """A caller at a glance; `calling_from` is the masked number of this call, empty where there is none.

    `callbacks` are the promised ones that still have to be made, the earliest first; `history` holds the newest 50 lines,
    newest first, of callbacks those that the customer knows of; `open_complaints` counts open cases, and open tickets of the
    category complaint that belong to none.
    """

    customer: CustomerFile
    products: tuple[OwnedProductRow, ...]
    open_tickets: tuple[HistoryRow, ...]
    history: tuple[HistoryRow, ...]
    callbacks: tuple[CustomerCallback, ...]
    open_complaints: int
    calling_from: str


def caller_card(customer_id: int, *, caller: PhoneNumber | None = None) -> CallerCard:
    """All that the intake screen shows of a customer. Raises DomainError(NOT_FOUND)."""
    customer = customer_file(customer_id)
    open_tickets, complaining = _open_tickets(customer_id)
    complaints = _complaints(customer_id)
    callbacks = callbacks_of(customer_id, limit=MOST_HISTORY)
    told = [row for row in callbacks if row.kind is CallbackKind.PROMISE or row.attempts or row.status is CallbackStatus.REACHED]
    newest = [*_tickets(customer_id), *_calls(customer_id), *(_callback(row) for row in told), *complaints]
    newest.sort(key=lambda row: row.at, reverse=True)
    return CallerCard(
        customer=customer,
        products=tuple(owned_products(customer_id)),
        open_tickets=tuple(open_tickets),
        history=tuple(newest[:MOST_HISTORY]),
        callbacks=tuple(
            row for row in reversed(callbacks) if row.status is CallbackStatus.OPEN and row.kind is CallbackKind.PROMISE
        ),
        open_complaints=complaining + sum(row.open for row in complaints),
        calling_from=masked(caller.number, caller.extension) if caller is not None and caller.number else "",
    )


_TICKETS = (
    "SELECT t.id, t.opened_at, t.number, k.code, k.name, t.status, t.open, t.sla, t.next_due_at, substr(t.problem, 1, 200),"
    " t.owned_product_id FROM ticket t JOIN category k ON k.id = t.category_id WHERE t.customer_id = ?"
)


def _tickets(customer_id: int) -> list[HistoryRow]:
    near, own = present().condition("t.region_id")
    found = database.rows(f"{_TICKETS}{near} ORDER BY t.opened_at DESC, t.id DESC LIMIT ?", (customer_id, *own, MOST_HISTORY))
    return [_ticket(row) for row in found]


def _open_tickets(customer_id: int) -> tuple[list[HistoryRow], int]:
    """The open tickets, newest first, and how many of them are complaints without a case."""
    near, own = present().condition("t.region_id")
    newest = " AND t.open ORDER BY t.opened_at DESC, t.id DESC LIMIT ?"
    found = database.rows(f"{_TICKETS}{near}{newest}", (customer_id, *own, MOST_HISTORY))
    complaining = {row[0] for row in found if row[3] == COMPLAINT}
    return [_ticket(row) for row in found], len(complaining - _with_case(complaining))


def _with_case(ticket_ids: set[int]) -> set[int]:
    """Which of these tickets belong to a case."""
    if not ticket_ids:
        return set()
    marks = ", ".join("?" for _id in ticket_ids)
    linked = f"SELECT subject_id FROM complaint_link WHERE subject = 'ticket' AND subject_id IN ({marks})"
    return {id_ for (id_,) in database.rows(linked, tuple(ticket_ids))}


def _complaints(customer_id: int) -> list[HistoryRow]:
    near, own = present().condition("region_id")
    found = database.rows(
        "SELECT id, opened_at, number, complaint_class, stage, open, sla, next_due_at, substr(content, 1, 200), owned_product_id"
        f" FROM complaint WHERE customer_id = ?{near} ORDER BY opened_at DESC, id DESC LIMIT ?",
        (customer_id, *own, MOST_HISTORY),
    )
    return [
        HistoryRow(
            kind=HistoryKind.COMPLAINT,
            id=id_,
            at=from_stored(opened),
            number=number,
            category_name=ComplaintClass(class_).label,
            state=Stage(stage),
            open=bool(is_open),
            sla=SlaState(sla),
            due_at=from_stored(due) if is_open and SlaState(sla) not in (SlaState.NONE, SlaState.PAUSED) else None,
            text=content,
            ticket_id=None,
            owned_product_id=owned_product_id,
        )
        for id_, opened, number, class_, stage, is_open, sla, due, content, owned_product_id in found
    ]


def _ticket(row: tuple[Any, ...]) -> HistoryRow:
    id_, opened, number, code, name, status, is_open, sla, due, problem, owned_product_id = row
    state = SlaState(sla)
    return HistoryRow(
        kind=HistoryKind.TICKET,
        id=id_,
        at=from_stored(opened),
        number=number,
        category_name=category_name(code, name),
        state=TicketStatus(status),
        open=bool(is_open),
        sla=state,
        due_at=None if state is SlaState.NONE or state is SlaState.PAUSED else from_stored(due),
        text=problem,
        ticket_id=id_,
        owned_product_id=owned_product_id,
    )


def _calls(customer_id: int) -> list[HistoryRow]:
    near, own = present().condition("l.region_id")
    found = database.rows(
        "SELECT l.id, l.offered_at, l.number, k.code, k.name, l.ending, substr(l.summary, 1, 200), l.ticket_id,"
        " l.owned_product_id, l.direction FROM call l LEFT JOIN category k ON k.id = l.category_id WHERE l.customer_id = ?"
        f"{near} ORDER BY l.offered_at DESC, l.id DESC LIMIT ?",
        (customer_id, *own, MOST_HISTORY),
    )
    return [
        HistoryRow(
            kind=HistoryKind.CALL,
            id=id_,
            at=from_stored(at),
            number=number,
            category_name=category_name(code, name) if code else "",
            state=Ending(ending) if ending else None,
            open=False,
            sla=SlaState.NONE,
            due_at=None,
            text=summary,
            ticket_id=ticket_id,
            owned_product_id=owned_product_id,
            direction=Direction(direction),
        )
        for id_, at, number, code, name, ending, summary, ticket_id, owned_product_id, direction in found
    ]


def _callback(row: CustomerCallback) -> HistoryRow:
    is_open = row.status is CallbackStatus.OPEN
    return HistoryRow(
        kind=HistoryKind.CALLBACK,
        id=row.id,
        at=row.due_at,
        number=row.ticket_number,
        category_name="",
        state=row.status,
        open=is_open,
        sla=row.sla,
        due_at=row.due_at if is_open else None,
        text=row.about,
        ticket_id=row.ticket_id,
        owned_product_id=None,
    )
