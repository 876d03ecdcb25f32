"""The life cycle of a ticket as one table: which move may be made from which state, and where it leads.

A reply never sets work back: only from NEW does it move the ticket on (to ACCEPTED). A simple question may be resolved
from any open state. A ticket on hold can be answered, claimed and assigned without ending the hold. Only RESOLVED and
CLOSED tickets reopen; a cancelled one stays cancelled.
"""

from __future__ import annotations

from models.choices import Choice
from models.i18n import N_
from models.people.permissions import Permission
from models.tickets.tables import TicketStatus


class Move(Choice):
    """One step in the life of a ticket; the label completes "You may not do this: …"."""

    RESPOND = "respond", N_("reply to the customer")
    CLAIM = "claim", N_("claim a ticket")
    ASSIGN = "assign", N_("assign a ticket")
    START = "start", N_("start work")
    HOLD = "hold", N_("put on hold")
    RESUME = "resume", N_("resume work")
    OFFER = "offer", N_("offer for acceptance")
    ACCEPT = "accept", N_("record the customer's acceptance")
    REWORK = "rework", N_("send back for rework")
    RESOLVE = "resolve", N_("resolve a ticket")
    REOPEN = "reopen", N_("reopen a ticket")
    CLOSE = "close", N_("close a ticket")
    CANCEL = "cancel", N_("cancel a ticket")


TRANSITIONS: dict[TicketStatus, dict[Move, TicketStatus]] = {
    TicketStatus.NEW: {
        Move.RESPOND: TicketStatus.ACCEPTED,
        Move.CLAIM: TicketStatus.ASSIGNED,
        Move.ASSIGN: TicketStatus.ASSIGNED,
        Move.START: TicketStatus.IN_PROGRESS,
        Move.HOLD: TicketStatus.ON_HOLD,
        Move.RESOLVE: TicketStatus.RESOLVED,
        Move.CANCEL: TicketStatus.CANCELLED,
    },
    TicketStatus.ACCEPTED: {
        Move.RESPOND: TicketStatus.ACCEPTED,
        Move.CLAIM: TicketStatus.ASSIGNED,
        Move.ASSIGN: TicketStatus.ASSIGNED,
        Move.START: TicketStatus.IN_PROGRESS,
        Move.HOLD: TicketStatus.ON_HOLD,
        Move.RESOLVE: TicketStatus.RESOLVED,
        Move.CANCEL: TicketStatus.CANCELLED,
    },
    TicketStatus.ASSIGNED: {
        Move.RESPOND: TicketStatus.ASSIGNED,
        Move.CLAIM: TicketStatus.ASSIGNED,
        Move.ASSIGN: TicketStatus.ASSIGNED,
        Move.START: TicketStatus.IN_PROGRESS,
        Move.HOLD: TicketStatus.ON_HOLD,
        Move.OFFER: TicketStatus.AWAITING_ACCEPTANCE,
        Move.RESOLVE: TicketStatus.RESOLVED,
        Move.CANCEL: TicketStatus.CANCELLED,
    },
    TicketStatus.IN_PROGRESS: {
        Move.RESPOND: TicketStatus.IN_PROGRESS,
        Move.CLAIM: TicketStatus.IN_PROGRESS,
        Move.ASSIGN: TicketStatus.ASSIGNED,
        Move.HOLD: TicketStatus.ON_HOLD,
        Move.OFFER: TicketStatus.AWAITING_ACCEPTANCE,
        Move.RESOLVE: TicketStatus.RESOLVED,
        Move.CANCEL: TicketStatus.CANCELLED,
    },
    TicketStatus.ON_HOLD: {
        Move.RESPOND: TicketStatus.ON_HOLD,
        Move.CLAIM: TicketStatus.ON_HOLD,
        Move.ASSIGN: TicketStatus.ON_HOLD,
        Move.HOLD: TicketStatus.ON_HOLD,
        Move.RESUME: TicketStatus.IN_PROGRESS,
        Move.RESOLVE: TicketStatus.RESOLVED,
        Move.CANCEL: TicketStatus.CANCELLED,
    },
    TicketStatus.AWAITING_ACCEPTANCE: {
        Move.RESPOND: TicketStatus.AWAITING_ACCEPTANCE,
        Move.CLAIM: TicketStatus.AWAITING_ACCEPTANCE,
        Move.ASSIGN: TicketStatus.AWAITING_ACCEPTANCE,
        Move.HOLD: TicketStatus.ON_HOLD,
        Move.ACCEPT: TicketStatus.RESOLVED,
        Move.REWORK: TicketStatus.IN_PROGRESS,
        Move.RESOLVE: TicketStatus.RESOLVED,
        Move.CANCEL: TicketStatus.CANCELLED,
    },
    TicketStatus.RESOLVED: {
        Move.REOPEN: TicketStatus.IN_PROGRESS,
        Move.CLOSE: TicketStatus.CLOSED,
    },
    TicketStatus.CLOSED: {
        Move.REOPEN: TicketStatus.IN_PROGRESS,
    },
    TicketStatus.CANCELLED: {},
}

OPEN_STATUSES = frozenset(status for status in TicketStatus if Move.CANCEL in TRANSITIONS[status])
"""The states in which somebody still has to do something; `Ticket.open` says the same of each row."""

ENDED = frozenset({TicketStatus.CLOSED, TicketStatus.CANCELLED})
"""The states in which what was taken down is corrected no more."""

TAKES_OWNERSHIP = frozenset({Move.START, Move.HOLD, Move.RESUME, Move.OFFER, Move.RESOLVE, Move.REOPEN})
"""Moves whose actor becomes responsible where nobody was: work in hand always has a name."""

MOVE_PERMISSIONS: dict[Move, Permission] = {
    **dict.fromkeys(Move, Permission.WORK_ON_TICKET),
    Move.ASSIGN: Permission.ASSIGN_TICKET,
    Move.CANCEL: Permission.CANCEL_TICKET,
}


def allowed(status: TicketStatus) -> set[Move]:
    """The moves that the table knows from `status`."""
    return set(TRANSITIONS[status])
