"""What can be asked about callbacks: a customer's, and those that are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database
from models.callbacks.tables import AttemptOutcome, CallbackKind, CallbackStatus
from models.customers.phone import masked
from models.fields import from_stored
from models.people.sight import present
from models.sla.tables import SlaState


@dataclass(frozen=True)
class CallbackRow:
    """A callback as a list shows it; `last_outcome` is that of the newest of its `attempts`."""

    id: int
    kind: CallbackKind
    customer_id: int | None
    customer_name: str
    number_masked: str
    ticket_id: int | None
    ticket_number: str
    about: str
    owner_id: int | None
    owner_name: str
    status: CallbackStatus
    due_at: datetime
    sla: SlaState
    attempts: int
    last_outcome: AttemptOutcome | None
    version: int


_ROWS = (
    "SELECT b.id, b.kind, b.customer_id, c.name, b.number, b.ticket_id, t.number, b.subject_text, b.owner_id, s.name,"
    " b.status, b.due_at, b.sla, b.attempts,"
    " (SELECT a.outcome FROM callback_attempt a WHERE a.callback_id = b.id ORDER BY a.id DESC LIMIT 1), b.version"
    " FROM callback b LEFT JOIN customer c ON c.id = b.customer_id LEFT JOIN ticket t ON t.id = b.ticket_id"
    " LEFT JOIN staff s ON s.id = b.owner_id"
)


def callbacks_of(customer_id: int, *, limit: int = 50) -> list[CallbackRow]:
    """A customer's callbacks, the latest first, made or not."""
    near, own = present().condition("b.region_id")
    found = database.rows(
        f"{_ROWS} WHERE b.customer_id = ?{near} ORDER BY b.due_at DESC, b.id DESC LIMIT ?", (customer_id, *own, limit)
    )
    return [_row(row) for row in found]


def _row(found: tuple[Any, ...]) -> CallbackRow:
    (id_, kind, customer_id, customer, number, ticket_id, ticket, about) = found[:8]
    (owner_id, owner, status, due, sla, attempts, last, version) = found[8:]
    return CallbackRow(
        id=id_,
        kind=CallbackKind(kind),
        customer_id=customer_id,
        customer_name=customer or "",
        number_masked=masked(number) if number else "",
        ticket_id=ticket_id,
        ticket_number=ticket or "",
        about=about,
        owner_id=owner_id,
        owner_name=owner or "",
        status=CallbackStatus(status),
        due_at=from_stored(due),
        sla=SlaState(sla),
        attempts=attempts,
        last_outcome=AttemptOutcome(last) if last else None,
        version=version,
    )
