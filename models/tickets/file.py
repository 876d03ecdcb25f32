"""One ticket with all that belongs to it, as its screen shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.customers.phone import masked
from models.customers.tables import CustomerLevel
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.fields import from_stored, optional_from_stored
from models.i18n import N_
from models.people.sight import present
from models.products.queries import OwnedProductRow, owned_product
from models.sla.queries import ClockRow, clocks
from models.sla.tables import Priority, SlaState
from models.tickets.categories import category_name
from models.tickets.life_cycle import Move, allowed
from models.tickets.tables import Channel, Grade, HoldReason, TicketStatus


@dataclass(frozen=True)
class TicketCustomer:
    """What a ticket's head shows of its customer."""

    id: int
    name: str
    level: CustomerLevel
    region_name: str
    city: str


@dataclass(frozen=True)
class TicketFile:
    """A ticket whole; numbers are masked, names and entitlements are those of today.

    `moves` are what its state allows, whoever asks: the permissions are in `life_cycle.MOVE_PERMISSIONS`.
    """

    id: int
    number: str
    version: int
    status: TicketStatus
    open: bool
    hold_reason: HoldReason | None
    priority: Priority
    severity: Grade
    urgency: Grade
    sla: SlaState
    next_due_at: datetime
    category_id: int
    category_code: str
    category_name: str
    channel: Channel
    problem: str
    solution: str
    cancel_reason: str
    customer: TicketCustomer | None
    contact_id: int | None
    contact_name: str
    contact_number_masked: str
    product: OwnedProductRow | None
    region_id: int | None
    region_name: str
    team_id: int | None
    team_name: str
    owner_id: int | None
    owner_name: str
    opened_at: datetime
    opened_by_name: str
    responded_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopen_count: int
    rework_count: int
    merged_into_id: int | None
    merged_into_number: str
    clocks: tuple[ClockRow, ...]
    moves: frozenset[Move]


_HEAD = (
    "SELECT t.number, t.version, t.status, t.open, t.hold_reason, t.priority, t.severity, t.urgency, t.sla, t.next_due_at,"
    " t.category_id, k.code AS category_code, k.name AS category_name, t.channel, t.problem, t.solution, t.cancel_reason,"
    " t.customer_id, c.name AS customer_name, c.level, cr.name AS customer_region, c.city, t.contact_id, n.name AS contact_name,"
    " t.contact_number, t.owned_product_id, t.region_id, r.name AS region_name, t.team_id, g.name AS team_name, t.owner_id,"
    " s.name AS owner_name, t.opened_at, b.name AS opened_by_name, t.responded_at, t.resolved_at, t.closed_at, t.reopen_count,"
    " t.rework_count, t.merged_into_id, i.number AS merged_into_number"
    " FROM ticket t JOIN category k ON k.id = t.category_id LEFT JOIN customer c ON c.id = t.customer_id"
    " LEFT JOIN region cr ON cr.id = c.region_id LEFT JOIN contact n ON n.id = t.contact_id"
    " LEFT JOIN region r ON r.id = t.region_id LEFT JOIN team g ON g.id = t.team_id LEFT JOIN staff s ON s.id = t.owner_id"
    " LEFT JOIN staff b ON b.id = t.opened_by_id LEFT JOIN ticket i ON i.id = t.merged_into_id WHERE t.id = ?"
)


def ticket_file(ticket_id: int) -> TicketFile:
    """The ticket whole. Raises DomainError(NOT_FOUND or OTHER_REGION)."""
    found = database.named_rows(_HEAD, (ticket_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Ticket"))
    row = found[0]
    present().require(row["region_id"])
    status = TicketStatus(row["status"])
    moves = allowed(status) - ({Move.CLAIM} if row["owner_id"] is not None else set())
    return TicketFile(
        id=ticket_id,
        number=row["number"],
        version=row["version"],
        status=status,
        open=bool(row["open"]),
        hold_reason=HoldReason(row["hold_reason"]) if row["hold_reason"] else None,
        priority=Priority(row["priority"]),
        severity=Grade(row["severity"]),
        urgency=Grade(row["urgency"]),
        sla=SlaState(row["sla"]),
        next_due_at=from_stored(row["next_due_at"]),
        category_id=row["category_id"],
        category_code=row["category_code"],
        category_name=category_name(row["category_code"], row["category_name"]),
        channel=Channel(row["channel"]),
        problem=row["problem"],
        solution=row["solution"],
        cancel_reason=row["cancel_reason"],
        customer=_customer(row),
        contact_id=row["contact_id"],
        contact_name=row["contact_name"] or "",
        contact_number_masked=masked(row["contact_number"]) if row["contact_number"] else "",
        product=None if row["owned_product_id"] is None else owned_product(row["owned_product_id"]),
        region_id=row["region_id"],
        region_name=row["region_name"] or "",
        team_id=row["team_id"],
        team_name=row["team_name"] or "",
        owner_id=row["owner_id"],
        owner_name=row["owner_name"] or "",
        opened_at=from_stored(row["opened_at"]),
        opened_by_name=row["opened_by_name"] or "",
        responded_at=optional_from_stored(row["responded_at"]),
        resolved_at=optional_from_stored(row["resolved_at"]),
        closed_at=optional_from_stored(row["closed_at"]),
        reopen_count=row["reopen_count"],
        rework_count=row["rework_count"],
        merged_into_id=row["merged_into_id"],
        merged_into_number=row["merged_into_number"] or "",
        clocks=tuple(clocks(Subject.TICKET, ticket_id)),
        moves=frozenset(moves),
    )


def note_texts(ids: Sequence[int]) -> dict[int, str]:
    """The texts of some notes by their ids."""
    marks = ", ".join("?" for _id in ids)
    return dict(database.rows(f"SELECT id, text FROM ticket_note WHERE id IN ({marks})", tuple(ids)))


def _customer(row: database.NamedRow) -> TicketCustomer | None:
    if row["customer_id"] is None:
        return None
    level = CustomerLevel(row["level"])
    return TicketCustomer(row["customer_id"], row["customer_name"], level, row["customer_region"] or "", row["city"])
