"""A customer's callbacks, as the card of a caller shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.callbacks.tables import CallbackKind, CallbackStatus
from models.customers.phone import masked
from models.fields import from_stored
from models.people.sight import present
from models.sla.tables import SlaState


@dataclass(frozen=True)
class CustomerCallback:
    """One of a customer's callbacks, after so many `attempts`."""

    id: int
    kind: CallbackKind
    number_masked: str
    ticket_id: int | None
    ticket_number: str
    about: str
    owner_name: str
    status: CallbackStatus
    due_at: datetime
    sla: SlaState
    attempts: int


def callbacks_of(customer_id: int, *, limit: int = 50) -> list[CustomerCallback]:
    """A customer's callbacks, the latest first, made or not."""
    near, own = present().condition("b.region_id")
    found = database.rows(
        "SELECT b.id, b.kind, b.number, b.ticket_id, t.number, b.subject_text, s.name, b.status, b.due_at, b.sla, b.attempts"
        " FROM callback b LEFT JOIN ticket t ON t.id = b.ticket_id LEFT JOIN staff s ON s.id = b.owner_id"
        f" WHERE b.customer_id = ?{near} ORDER BY b.due_at DESC, b.id DESC LIMIT ?",
        (customer_id, *own, limit),
    )
    return [
        CustomerCallback(
            id=id_,
            kind=CallbackKind(kind),
            number_masked=masked(number) if number else "",
            ticket_id=ticket_id,
            ticket_number=ticket or "",
            about=about,
            owner_name=owner or "",
            status=CallbackStatus(status),
            due_at=from_stored(due),
            sla=SlaState(sla),
            attempts=attempts,
        )
        for id_, kind, number, ticket_id, ticket, about, owner, status, due, sla, attempts in found
    ]
