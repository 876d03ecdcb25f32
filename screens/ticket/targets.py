"""Which tickets a command works on, and which commands their states allow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from models.sla.tables import Priority
from models.tickets.life_cycle import ENDED, OPEN_STATUSES, Move, allowed
from models.tickets.queue import QueueRow
from models.tickets.tables import TicketStatus

if TYPE_CHECKING:
    from models.tickets.file import TicketFile


@dataclass(frozen=True)
class Standing:
    """What decides which commands a ticket allows."""

    status: TicketStatus
    owned: bool

    def may(self, move: Move) -> bool:
        """Whether the life cycle allows a move from here."""
        return move in allowed(self.status) and not (move is Move.CLAIM and self.owned)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN_STATUSES


@dataclass(frozen=True)
class Target:
    """One ticket as the person had it before their eyes when they pressed the key."""

    id: int
    number: str
    version: int
    status: TicketStatus
    priority: Priority
    owned: bool
    customer_name: str
    owner_id: int | None = None
    owner_name: str = ""
    category_id: int | None = None
    category_name: str = ""
    """A list's row doesn't say the category."""

    @classmethod
    def of(cls, ticket: QueueRow | TicketFile) -> Target:
        """The ticket of a list's row or of its file."""
        return cls(
            ticket.id,
            ticket.number,
            ticket.version,
            ticket.status,
            ticket.priority,
            ticket.owner_id is not None,
            _customer_name(ticket),
            ticket.owner_id,
            ticket.owner_name,
            None if isinstance(ticket, QueueRow) else ticket.category_id,
            "" if isinstance(ticket, QueueRow) else ticket.category_name,
        )

    def set_as(self, name: str) -> tuple[object, str]:
        """What the `priority`, `owner` or `category` was when the person saw it, and how it is called."""
        match name:
            case "priority":
                return self.priority, self.priority.label
            case "owner":
                return self.owner_id, self.owner_name
        return self.category_id, self.category_name


@lru_cache(maxsize=64)
def standing(status: TicketStatus, owned: bool) -> Standing:
    """How a ticket stands; there are few ways, and one is asked for at each step of a cursor."""
    return Standing(status, owned)


def _customer_name(ticket: QueueRow | TicketFile) -> str:
    if isinstance(ticket, QueueRow):
        return ticket.customer_name
    return ticket.customer.name if ticket.customer else ""


MOVES: dict[str, Move] = {
    "ticket_claim": Move.CLAIM,
    "ticket_assign": Move.ASSIGN,
    "ticket_respond": Move.RESPOND,
    "ticket_start": Move.START,
    "ticket_hold": Move.HOLD,
    "ticket_resume": Move.RESUME,
    "ticket_offer": Move.OFFER,
    "ticket_accept": Move.ACCEPT,
    "ticket_rework": Move.REWORK,
    "ticket_resolve": Move.RESOLVE,
    "ticket_reopen": Move.REOPEN,
    "ticket_close": Move.CLOSE,
    "ticket_cancel": Move.CANCEL,
}
"""The step in a ticket's life that an action takes."""

NEED_OPEN = frozenset({"ticket_priority", "ticket_category", "ticket_contacted", "ticket_merge", "ticket_escalate"})


NEED_ONE_NOT_ENDED = frozenset({"ticket_correct"})


def possible(action: str, standing: frozenset[Standing], one: bool) -> bool:
    """Whether an action makes sense for at least one of the tickets; the operation behind it checks each again."""
    if action in MOVES:
        return any(ticket.may(MOVES[action]) for ticket in standing)
    if action in NEED_OPEN:
        return any(ticket.open for ticket in standing)
    if action in NEED_ONE_NOT_ENDED:
        return one and all(ticket.status not in ENDED for ticket in standing)
    return bool(standing)
