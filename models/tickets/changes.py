"""The frame of every change to a ticket: lock, permission, state and version checked, then row, event and search together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from models import database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import changed_by
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.sla.tables import Priority
from models.tickets.life_cycle import MOVE_PERMISSIONS, OPEN_STATUSES, TAKES_OWNERSHIP, TRANSITIONS, Move
from models.tickets.tables import HoldReason, Ticket, TicketStatus

_COLUMNS = (
    "SELECT t.id, t.number, t.status, t.version, t.owner_id, t.hold_reason, t.priority, k.code, t.customer_id, t.solution,"
    " t.responded_at, t.reopen_count, t.rework_count, t.region_id"
    " FROM ticket t JOIN category k ON k.id = t.category_id WHERE t.id = ?"
)


@dataclass(frozen=True)
class Taken:
    """A ticket as it stands under the lock of the present transaction."""

    id: int
    number: str
    status: TicketStatus
    version: int
    owner_id: int | None
    hold_reason: HoldReason | None
    priority: Priority
    category: str
    customer_id: int | None
    solution: str
    responded: bool
    reopen_count: int
    rework_count: int
    region_id: int | None

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN_STATUSES


def take(ticket_id: int) -> Taken:
    """The ticket, kept from others until the transaction ends. Raises DomainError(NOT_FOUND)."""
    found = database.rows(_COLUMNS + database.locking("t"), (ticket_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Ticket"))
    ((id_, number, status, version, owner_id, hold, priority, category, *rest),) = found
    customer_id, solution, responded_at, reopened, reworked, region_id = rest
    return Taken(
        id=id_,
        number=number,
        status=TicketStatus(status),
        version=version,
        owner_id=owner_id,
        hold_reason=HoldReason(hold) if hold else None,
        priority=Priority(priority),
        category=category,
        customer_id=customer_id,
        solution=solution,
        responded=responded_at is not None,
        reopen_count=reopened,
        rework_count=reworked,
        region_id=region_id,
    )


@contextmanager
def changing(ticket_id: int, permission: Permission, *, actor: Actor, expected_version: int | None) -> Iterator[Taken]:
    """A transaction around one change of one ticket.

    Raises DomainError: NOT_ALLOWED, NOT_FOUND, OTHER_REGION, or STALE where `expected_version` is not the ticket's.
    """
    actor.require(permission)
    with database.transaction():
        ticket = take(ticket_id)
        sight_of(actor).require(ticket.region_id)
        if expected_version is not None and expected_version != ticket.version:
            who = changed_by(Subject.TICKET, ticket_id) or N_("the system")
            raise DomainError(Fault.STALE, what=ticket.number, who=who)
        yield ticket


@contextmanager
def moving(ticket_id: int, move: Move, *, actor: Actor, expected_version: int | None) -> Iterator[Taken]:
    """As `changing`, for a step of the life cycle; raises NOT_POSSIBLE_NOW too where the table has no such step."""
    with changing(ticket_id, MOVE_PERMISSIONS[move], actor=actor, expected_version=expected_version) as ticket:
        if move not in TRANSITIONS[ticket.status]:
            refuse(ticket, move.label_id)
        yield ticket


def refuse(ticket: Taken, operation: str) -> None:
    """Raises DomainError(NOT_POSSIBLE_NOW) naming the ticket, its state and the operation (marked for translation)."""
    raise DomainError(Fault.NOT_POSSIBLE_NOW, what=ticket.number, state=ticket.status.label_id, operation=operation)


def write_move(ticket: Taken, move: Move, kind: str, *, actor: Actor, values: dict[str, Any] | None = None, **facts: Any) -> None:
    """Brings the ticket where `move` leads, with an event that holds both states, and the owner where that changes.

    `values` are further columns; `facts` go into the event. Whoever works on a ticket that nobody is responsible for
    becomes responsible.
    """
    changes = dict(values or {})
    target = TRANSITIONS[ticket.status][move]
    if move in TAKES_OWNERSHIP and ticket.owner_id is None:
        changes.setdefault("owner", actor.staff_id)
    if changes.get("owner", ticket.owner_id) != ticket.owner_id:
        facts |= {"owner_from": ticket.owner_id, "owner_to": changes["owner"]}
    if target is not TicketStatus.ON_HOLD:
        changes["hold_reason"] = None
    changes |= {"status": target, "open": target in OPEN_STATUSES}
    write(ticket, kind, actor=actor, values=changes, status_from=ticket.status, status_to=target, **facts)


def write(ticket: Taken, kind: str, *, actor: Actor, values: dict[str, Any], **facts: Any) -> None:
    """Writes columns of the ticket, raises its version by one and records the event."""
    Ticket.update(**values, version=ticket.version + 1).where(Ticket.id == ticket.id).execute()
    record(Subject.TICKET, ticket.id, kind, actor=actor, **facts)
