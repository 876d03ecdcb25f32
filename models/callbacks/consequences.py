"""What follows from what a customer said: nothing more, the ticket reopened, a complaint opened or sent back one level up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from models import database
from models.callbacks.tables import Callback, CallbackKind
from models.choices import Choice
from models.complaints import levels
from models.complaints.closing import confirm_satisfied, send_back, settled_tickets
from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.tables import ComplaintClass
from models.events.tables import Subject
from models.i18n import N_, _
from models.people.permissions import Actor
from models.people.sight import present
from models.sla.alerts import tell_owner, tell_supervisors
from models.sla.tables import ClockKind
from models.text import fitted
from models.tickets.operations import close, reopen
from models.tickets.tables import Ticket


class ConsequenceKind(Choice):
    """The ways on from a callback."""

    NOTHING = "nothing", N_("Nothing more to do")
    CLOSE_TICKET = "close_ticket", N_("The ticket is closed")
    REOPEN_TICKET = "reopen_ticket", N_("The ticket is reopened")
    OPEN_COMPLAINT = "open_complaint", N_("A complaint is opened")
    CLOSE_COMPLAINT = "close_complaint", N_("The complaint is closed, confirmed by the customer")
    SEND_BACK_COMPLAINT = "send_back_complaint", N_("The complaint goes back to the investigation, one level up")


@dataclass(frozen=True)
class Consequence:
    """What will happen, to which record and to whom; shown before it does. `with_it` are the tickets that close with a case."""

    kind: ConsequenceKind
    number: str = ""
    owner_name: str = ""
    level: int = 0
    with_it: str = ""

    def describe(self) -> str:
        """One sentence in the reader's language."""
        match self.kind:
            case ConsequenceKind.REOPEN_TICKET:
                text = _("{number} is reopened to {owner}, the supervisor is told, and the customer is called again after it.")
            case ConsequenceKind.OPEN_COMPLAINT:
                text = _("A complaint is opened at level {level} ({name}), owned by {owner}.")
            case ConsequenceKind.SEND_BACK_COMPLAINT:
                text = _("{number} goes back to the investigation at level {level} ({name}), owned by {owner}.")
            case ConsequenceKind.CLOSE_COMPLAINT if self.with_it:
                text = _("{number} is closed, confirmed by the customer, and {tickets} with it.")
            case ConsequenceKind.CLOSE_COMPLAINT | ConsequenceKind.CLOSE_TICKET:
                text = _("{number} is closed, confirmed by the customer.")
            case _:
                return self.kind.label
        return text.format(
            number=self.number,
            owner=self.owner_name or _("nobody yet"),
            level=self.level,
            name=levels.name(self.level) if self.level else "",
            tickets=self.with_it,
        )


def consequence_of(callback_id: int, *, satisfied: bool, complain: bool = False) -> Consequence:
    """What follows from a callback: a dissatisfied customer's ticket reopens the first time, then a complaint is opened.

    `complain` opens a complaint at once.
    """
    ((kind_word, round_, ticket_number, status, owner, complaint_id, complaint_number, level, region_id),) = database.rows(
        "SELECT b.kind, b.round, t.number, t.status, s.name, c.id, c.number, c.level, b.region_id FROM callback b"
        " LEFT JOIN ticket t ON t.id = b.ticket_id LEFT JOIN staff s ON s.id = t.owner_id"
        " LEFT JOIN complaint c ON c.id = b.complaint_id WHERE b.id = ?",
        (callback_id,),
    )
    kind = CallbackKind(kind_word)
    if kind is CallbackKind.COMPLAINT:
        if satisfied:
            with_it = ", ".join(number for _id, number in settled_tickets(complaint_id, present()))
            return Consequence(ConsequenceKind.CLOSE_COMPLAINT, complaint_number, with_it=with_it)
        up = min(level + 1, levels.TOP)
        return Consequence(ConsequenceKind.SEND_BACK_COMPLAINT, complaint_number, _name(levels.owner_at(up, region_id)), up)
    if satisfied:
        if kind is CallbackKind.SATISFACTION and status == "resolved":
            return Consequence(ConsequenceKind.CLOSE_TICKET, ticket_number)
        return Consequence(ConsequenceKind.NOTHING)
    if complain or kind is not CallbackKind.SATISFACTION or round_ > 1 or status not in ("resolved", "closed"):
        level = levels.SUPERVISOR
        return Consequence(ConsequenceKind.OPEN_COMPLAINT, "", _name(levels.owner_at(level, region_id)), level)
    return Consequence(ConsequenceKind.REOPEN_TICKET, ticket_number, owner or "")


def _name(staff_id: int | None) -> str:
    found = database.rows("SELECT name FROM staff WHERE id = ?", (staff_id,)) if staff_id is not None else []
    return found[0][0] if found else ""


def follow(callback: Callback, consequence: Consequence, comment: str, *, actor: Actor) -> None:
    """Does what was shown, in the transaction of the callback's result."""
    said = comment or _("The customer was dissatisfied at the callback.")
    match consequence.kind:
        case ConsequenceKind.CLOSE_TICKET if callback.ticket is not None:
            close(callback.ticket, actor=actor)
        case ConsequenceKind.REOPEN_TICKET if callback.ticket is not None:
            reopen(callback.ticket, fitted(said, Ticket.cancel_reason), actor=actor)
            _tell_of_reopened(callback.ticket, actor)
        case ConsequenceKind.OPEN_COMPLAINT:
            _complain(callback, consequence, said, actor)
        case ConsequenceKind.CLOSE_COMPLAINT if callback.complaint is not None:
            confirm_satisfied(callback.complaint, actor=actor)
        case ConsequenceKind.SEND_BACK_COMPLAINT if callback.complaint is not None:
            send_back(callback.complaint, said, actor=actor)
        case _:
            return


def _tell_of_reopened(ticket_id: int, actor: Actor) -> None:
    """Tells the supervisors, and who is responsible."""
    told = tell_supervisors(Subject.TICKET, ticket_id)
    ((owner_id,),) = database.rows("SELECT owner_id FROM ticket WHERE id = ?", (ticket_id,))
    if owner_id not in (None, actor.staff_id, *told):
        tell_owner(Subject.TICKET, ticket_id, ClockKind.RESOLUTION, owner_id)


def _complain(callback: Callback, consequence: Consequence, said: str, actor: Actor) -> None:
    links = [(Subject.CALLBACK, callback.id)]
    if callback.ticket is not None:
        links.append((Subject.TICKET, callback.ticket))
    draft = ComplaintDraft(
        client_uuid=str(uuid4()),
        complaint_class=ComplaintClass.REPEATED_FAILURE if callback.round > 1 else ComplaintClass.OTHER,
        content=said,
        customer_id=callback.customer,
        contact_number=callback.number,
        owned_product_id=_product(callback.ticket),
        region_id=callback.region,
        links=tuple(links),
        level=consequence.level,
    )
    open_complaint(draft, actor=actor)


def _product(ticket_id: int | None) -> int | None:
    found = database.rows("SELECT owned_product_id FROM ticket WHERE id = ?", (ticket_id,)) if ticket_id is not None else []
    return found[0][0] if found else None
