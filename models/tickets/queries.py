"""What can be asked about tickets: the queue, one ticket's file and timeline, duplicates, categories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.fields import from_stored
from models.paging import END, Key
from models.people.sight import present
from models.tickets.categories import category_name
from models.tickets.file import TicketCustomer, TicketFile, ticket_file
from models.tickets.queue import (
    ClockCell,
    QueueQuery,
    QueueRow,
    QueueSort,
    QueueView,
    queue_count,
    queue_page,
    queue_rank,
    queue_rows,
    view_counts,
)
from models.tickets.tables import TicketStatus
from models.tickets.timeline import TimelineRow, ticket_timeline
from models.tickets.total import RunningTotal

__all__ = [
    "END",
    "CategoryRow",
    "ClockCell",
    "DuplicateRow",
    "Key",
    "QueueQuery",
    "QueueRow",
    "QueueSort",
    "QueueView",
    "RunningTotal",
    "TicketCustomer",
    "TicketFile",
    "TimelineRow",
    "categories",
    "open_tickets_like",
    "queue_count",
    "queue_page",
    "queue_rank",
    "queue_rows",
    "ticket_file",
    "ticket_timeline",
    "view_counts",
]


@dataclass(frozen=True)
class CategoryRow:
    """A category that a ticket can be of; `name` is in the reader's language."""

    id: int
    code: str
    name: str
    needs_product: bool


@dataclass(frozen=True)
class DuplicateRow:
    """An open ticket on the same customer and product."""

    id: int
    number: str
    status: TicketStatus
    problem: str
    owner_name: str
    opened_at: datetime


def categories() -> list[CategoryRow]:
    """The categories in use, in the site's order."""
    found = database.rows("SELECT id, code, name, needs_product FROM category WHERE active ORDER BY position, id")
    return [CategoryRow(id_, code, category_name(code, name), bool(needs)) for id_, code, name, needs in found]


def open_tickets_like(customer_id: int, owned_product_id: int | None) -> list[DuplicateRow]:
    """The customer's open tickets on the same product, newest first.

    Without a product every open ticket of the customer that names none or any, since it may be the same matter.
    """
    condition, values = ("", ()) if owned_product_id is None else (" AND t.owned_product_id = ?", (owned_product_id,))
    near, own = present().condition("t.region_id")
    found = database.rows(
        "SELECT t.id, t.number, t.status, t.problem, s.name, t.opened_at FROM ticket t LEFT JOIN staff s ON s.id = t.owner_id"
        f" WHERE t.customer_id = ? AND t.open{condition}{near} ORDER BY t.opened_at DESC, t.id DESC LIMIT 20",
        (customer_id, *values, *own),
    )
    return [
        DuplicateRow(id_, number, TicketStatus(status), problem, owner or "", from_stored(opened))
        for id_, number, status, problem, owner, opened in found
    ]
