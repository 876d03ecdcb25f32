"""What happened to a ticket, as sentences in the reader's language."""

from __future__ import annotations

from typing import Any

from models import database
from models.customers.phone import masked
from models.events.tables import Subject
from models.i18n import N_
from models.telling import Language, TimelineRow, told_timeline
from models.tickets.categories import category_name
from models.tickets.file import note_texts
from models.tickets.tables import Channel, HoldReason, Ticket, TicketStatus

__all__ = ["TimelineRow", "ticket_timeline"]

_SENTENCES: dict[str, str] = {
    "opened": N_("Opened the ticket ({channel}, priority {priority})"),
    "imported": N_("Brought in from another system"),
    "claimed": N_("Took the ticket"),
    "assigned": N_("Assigned the ticket to {owner_to}"),
    "handed_over": N_("Handed the ticket over: team {team_from} -> {team_to}"),
    "breach_noticed": N_("The other system noticed that a target was missed"),
    "responded": N_("Replied to the customer ({channel})"),
    "contacted": N_("Spoke to the customer"),
    "started": N_("Began the work"),
    "held": N_("Put the ticket on hold: {reason}"),
    "resumed": N_("Ended the hold: {reason}"),
    "offered": N_("Offered the work for acceptance"),
    "accepted": N_("Recorded the customer's acceptance"),
    "reworked": N_("Sent the work back for rework"),
    "resolved": N_("Resolved the ticket"),
    "reopened": N_("Reopened the ticket"),
    "closed": N_("Closed the ticket"),
    "closed_with_complaint": N_("Closed the ticket with the complaint {number}"),
    "cancelled": N_("Cancelled the ticket"),
    "merged": N_("Merged the ticket into {into}"),
    "absorbed": N_("Took in the double {number}"),
    "noted": N_("Wrote a note"),
    "priority_changed": N_("Changed the priority: {priority_from} -> {priority_to}"),
    "edited": N_("Corrected the ticket"),
    "category_changed": N_("Changed the category: {category_from} -> {category_to}"),
}
LONGEST_TOLD = 120
"""Of a longer problem, before and after, only so many characters are told; the event keeps it whole."""

_HOLD_REASONS = frozenset(reason.value for reason in HoldReason)


def _category(code: Any) -> str:
    found = database.rows("SELECT name FROM category WHERE code = ?", (code,))
    return category_name(code, found[0][0]) if found else str(code)


def _reason(value: Any) -> str:
    return HoldReason(value).label if value in _HOLD_REASONS else str(value)


def _team(team_id: Any) -> str:
    found = database.rows("SELECT name FROM team WHERE id = ?", (team_id,))
    return str(found[0][0]) if found else str(team_id)


def _contact(contact_id: Any) -> str:
    found = database.rows("SELECT name FROM contact WHERE id = ?", (contact_id,))
    return str(found[0][0] or "-") if found else "-"


def _product(owned_product_id: Any) -> str:
    found = database.rows(
        "SELECT m.code, m.name, o.serial_number FROM owned_product o JOIN product_model m ON m.id = o.model_id WHERE o.id = ?",
        (owned_product_id,),
    )
    return " ".join(part for part in found[0] if part) if found else "-"


def _shortened(text: Any) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= LONGEST_TOLD else f"{line[:LONGEST_TOLD]}.."


_CORRECTED = (Ticket.contact, Ticket.contact_number, Ticket.owned_product, Ticket.problem)
_EDITED = {
    "contact": _contact,
    "contact_number": lambda number: masked(str(number)) if number else "-",
    "owned_product": _product,
    "problem": _shortened,
}

_LANGUAGE = Language(
    subject=Subject.TICKET,
    sentences=_SENTENCES,
    choices={"status_from": TicketStatus, "status_to": TicketStatus, "channel": Channel},
    words={
        **_EDITED,
        "category_from": _category,
        "category_to": _category,
        "reason": _reason,
        "team_from": _team,
        "team_to": _team,
    },
    texts={
        "held": "text",
        "reworked": "reason",
        "reopened": "reason",
        "cancelled": "reason",
        "priority_changed": "reason",
    },
    labels={column.name: column.verbose_name for column in _CORRECTED},
    unsaid=frozenset({"sla_paused", "sla_resumed"}),
)


def ticket_timeline(ticket_id: int, *, limit: int = 500, after: int = 0) -> list[TimelineRow]:
    """A ticket's history, newest first: every event with the text of its note; a hold is told once, not for its clocks again.

    Only what came in behind the position `after`, where the rest is known.
    """
    return told_timeline(_LANGUAGE, ticket_id, notes=note_texts, limit=limit, after=after)
