"""Correcting what was taken down when a ticket was opened: who to call back and where, which product, what is wrong.

A phone agent mishears and mistypes; what stood there before stays on the timeline. The category has an operation of its own,
since the targets go by it; they go by nothing that is corrected here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from models import database
from models.callbacks.tasks import follow_number
from models.customers.queries import ContactRow, customer_file, open_account
from models.customers.typed_number import typed_number
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.products.queries import OwnedProductRow, owned_products
from models.text import long_text
from models.tickets import search_row
from models.tickets.changes import Taken, changing, refuse, write
from models.tickets.file import TicketFile, ticket_file
from models.tickets.life_cycle import ENDED
from models.tickets.tables import Ticket

_COLUMNS = {
    "contact": "contact_id",
    "contact_number": "contact_number",
    "owned_product": "owned_product_id",
    "problem": "problem",
}


class TicketChanges(TypedDict, total=False):
    """What `edit_ticket` may be told, by the columns' names; what is not named stays.

    `contact_number` is a number as people write it, whole, or empty for none.
    """

    contact: int | None
    contact_number: str
    owned_product: int | None
    problem: str


@dataclass(frozen=True)
class Editable:
    """A ticket with what its customer offers to choose from; `renumbered` is the version that changed its number last, or 0."""

    file: TicketFile
    contacts: tuple[ContactRow, ...]
    products: tuple[OwnedProductRow, ...]
    renumbered: int


def editable(ticket_id: int) -> Editable:
    """What a form for correcting a ticket shows. Raises DomainError(NOT_FOUND or OTHER_REGION)."""
    file = ticket_file(ticket_id)
    versions = (
        event.facts.get("version", 0)
        for event in timeline(Subject.TICKET, ticket_id)
        if event.kind == "edited" and Ticket.contact_number.name in (event.facts.get("after") or {})
    )
    renumbered = next(versions, 0)
    if file.customer is None:
        return Editable(file, (), (), renumbered)
    contacts = customer_file(file.customer.id).contacts
    return Editable(file, contacts, tuple(owned_products(file.customer.id)), renumbered)


def edit_ticket(ticket_id: int, *, actor: Actor, expected_version: int | None = None, **changes: Unpack[TicketChanges]) -> None:
    """Corrects what is named of a ticket that is neither closed nor cancelled; an open callback for it follows the number.

    Raises DomainError: NOT_ALLOWED, NOT_FOUND (also for a contact or product that isn't the customer's), OTHER_REGION, STALE,
    ACCOUNT_CLOSED, NOT_POSSIBLE_NOW, MISSING (problem), or INVALID for a number that is masked or has no digits.
    """
    actor.require(Permission.WORK_ON_TICKET)
    with database.transaction():
        # The customer before the ticket: the order in which the closing of an account locks them.
        for (customer_id,) in database.rows("SELECT customer_id FROM ticket WHERE id = ?", (ticket_id,)):
            open_account(customer_id, actor)
        with changing(ticket_id, Permission.WORK_ON_TICKET, actor=actor, expected_version=expected_version) as ticket:
            if ticket.status in ENDED:
                refuse(ticket, N_("correct a ticket"))
            _edit(ticket, _clean(changes), actor)


def _clean(changes: TicketChanges) -> dict[str, Any]:
    values: dict[str, Any] = dict(changes)
    if "problem" in values:
        values["problem"] = long_text(values["problem"])
        if not values["problem"]:
            raise DomainError(Fault.MISSING, field=Ticket.problem.verbose_name)
    if "contact_number" in values:
        field = Ticket.contact_number.verbose_name
        values["contact_number"] = typed_number(values["contact_number"], field=field).number
    return values


def _edit(ticket: Taken, values: dict[str, Any], actor: Actor) -> None:
    """Writes what differs with its event, and makes the ticket findable by its new words."""
    if not values:
        return
    columns = [_COLUMNS[name] for name in values]
    (standing,) = database.rows(f"SELECT {', '.join(columns)} FROM ticket WHERE id = ?", (ticket.id,))
    before = {name: was for name, was in zip(values, standing, strict=True) if was != values[name]}
    if not before:
        return
    after = {name: values[name] for name in before}
    _require_customers_own("contact", after.get("contact"), ticket, N_("Contact"))
    _require_customers_own("owned_product", after.get("owned_product"), ticket, N_("Product"))
    with search_row.rewriting(ticket.id):
        write(ticket, "edited", actor=actor, values=after, before=before, after=after, version=ticket.version + 1)
    if "contact_number" in after:
        follow_number(ticket.id, before["contact_number"], after["contact_number"], actor=actor)


def _require_customers_own(table: str, row_id: int | None, ticket: Taken, label: str) -> None:
    if row_id is None:
        return
    found = database.rows(f"SELECT customer_id FROM {table} WHERE id = ?", (row_id,))
    if not found or found[0][0] is None or found[0][0] != ticket.customer_id:
        raise DomainError(Fault.NOT_FOUND, what=label)
