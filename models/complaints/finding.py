"""Cases opened from the record that they are about."""

from __future__ import annotations

from dataclasses import replace

from models import database
from models.complaints.operations import ComplaintDraft, OpenedComplaint, open_complaint
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.tickets.tables import Channel


def complain_for_customer(customer_id: int, draft: ComplaintDraft, *, actor: Actor) -> OpenedComplaint:
    """Opens a case of a customer who wrote or came: number and region are those of the file.

    Raises DomainError as `open_complaint`, and NOT_FOUND.
    """
    actor.require(Permission.OPEN_COMPLAINT)
    with database.transaction():
        numbers = database.rows(
            "SELECT number FROM contact_number WHERE customer_id = ? ORDER BY position, id LIMIT 1", (customer_id,)
        )
        number = numbers[0][0] if numbers else ""
        return open_complaint(replace(draft, customer_id=customer_id, contact_number=number), actor=actor)


def complain_about_ticket(ticket_id: int, draft: ComplaintDraft, *, actor: Actor) -> OpenedComplaint:
    """Opens a case from a ticket: customer, product and number are the ticket's, and the two are linked.

    Raises DomainError as `open_complaint`, and NOT_FOUND.
    """
    actor.require(Permission.OPEN_COMPLAINT)
    with database.transaction():
        found = database.rows(
            "SELECT customer_id, contact_id, contact_number, owned_product_id, channel, region_id FROM ticket WHERE id = ?",
            (ticket_id,),
        )
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=N_("Ticket"))
        customer_id, contact_id, contact_number, owned_product_id, channel, region_id = found[0]
        sight_of(actor).require(region_id)
        whole = replace(
            draft,
            customer_id=customer_id,
            contact_id=contact_id,
            contact_number=contact_number,
            owned_product_id=owned_product_id,
            channel=Channel(channel),
            region_id=region_id,
            links=((Subject.TICKET, ticket_id), *draft.links),
        )
        return open_complaint(whole, actor=actor)
