"""Opening a ticket: what a desk or an import hands in, checked and written with its clocks in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import clock, database
from models.customers.queries import OpenAccount, open_account
from models.customers.tables import CustomerLevel
from models.errors import DomainError, Fault
from models.events.operations import record_first
from models.events.tables import Subject
from models.i18n import N_
from models.numbering import next_number
from models.people.permissions import Actor, Permission
from models.site.queries import site
from models.sla.operations import start_under
from models.sla.policies import targets_for
from models.sla.queries import summary_at_start
from models.sla.tables import Priority
from models.text import long_text
from models.tickets import search_row
from models.tickets.priority import proposed_priority
from models.tickets.tables import Channel, Grade, Ticket


@dataclass(frozen=True)
class TicketDraft:
    """A ticket to be opened; `priority` None means as proposed, `opened_at` None means now.

    `client_uuid` names it for good: the same draft handed in twice opens one ticket.
    """

    client_uuid: str
    category_id: int
    problem: str
    customer_id: int | None = None
    contact_id: int | None = None
    contact_number: str = ""
    owned_product_id: int | None = None
    channel: Channel = Channel.HOTLINE
    region_id: int | None = None
    team_id: int | None = None
    severity: Grade = Grade.MEDIUM
    urgency: Grade = Grade.MEDIUM
    priority: Priority | None = None
    opened_at: datetime | None = None
    external_key: str | None = None


@dataclass(frozen=True)
class OpenedTicket:
    """A ticket that was just opened, or had been by the same draft."""

    id: int
    number: str


def open_ticket(draft: TicketDraft, *, actor: Actor) -> OpenedTicket:
    """Opens a ticket and starts every clock that the policy has a target for.

    Raises DomainError: NOT_ALLOWED, MISSING (problem), NOT_FOUND (category, customer, the customer's product).
    """
    actor.require(Permission.OPEN_TICKET)
    problem = long_text(draft.problem)
    if not problem:
        raise DomainError(Fault.MISSING, field=Ticket.problem.verbose_name)
    with database.transaction():
        database.serialise(draft.client_uuid)
        known = database.rows("SELECT id, number FROM ticket WHERE client_uuid = ?", (draft.client_uuid,))
        if known:
            return OpenedTicket(*known[0])
        return _open(draft, problem, actor)


def _open(draft: TicketDraft, problem: str, actor: Actor) -> OpenedTicket:
    account = open_account(draft.customer_id, actor)
    category, level = _checked(draft, account)
    opened_at = draft.opened_at or clock.now()
    priority = draft.priority or proposed_priority(draft.severity, draft.urgency, level)
    targets = targets_for(Subject.TICKET, category, priority)
    next_due_at, sla = summary_at_start(targets, opened_at)
    number = next_number("T", opened_at.astimezone(site().zone).date())
    ticket_id = Ticket.add(
        number=number,
        client_uuid=draft.client_uuid,
        customer=account.customer_id,
        contact=draft.contact_id,
        contact_number=draft.contact_number,
        owned_product=draft.owned_product_id,
        category=draft.category_id,
        channel=draft.channel,
        region=draft.region_id or account.region_id or actor.region_id,
        team=draft.team_id,
        severity=draft.severity,
        urgency=draft.urgency,
        priority=priority,
        problem=problem,
        opened_at=opened_at,
        opened_by=actor.staff_id,
        next_due_at=next_due_at,
        sla=sla,
        external_key=draft.external_key,
    )
    record_first(
        Subject.TICKET,
        ticket_id,
        "opened",
        actor=actor,
        number=number,
        priority=priority,
        category=category,
        channel=draft.channel,
    )
    start_under(Subject.TICKET, ticket_id, targets, started_at=opened_at, actor=actor)
    search_row.write(ticket_id)
    return OpenedTicket(ticket_id, number)


def _checked(draft: TicketDraft, account: OpenAccount) -> tuple[str, CustomerLevel | None]:
    """The category's code and the customer's level. Raises DomainError(NOT_FOUND), also for a product of somebody else."""
    category = database.rows("SELECT code FROM category WHERE id = ? AND active", (draft.category_id,))
    if not category:
        raise DomainError(Fault.NOT_FOUND, what=N_("Category"))
    if account.customer_id is None:
        return category[0][0], None
    ((level,),) = database.rows("SELECT level FROM customer WHERE id = ?", (account.customer_id,))
    if draft.owned_product_id is not None:
        owner = database.rows("SELECT customer_id FROM owned_product WHERE id = ?", (draft.owned_product_id,))
        if not owner or owner[0][0] != account.customer_id:
            raise DomainError(Fault.NOT_FOUND, what=N_("Product"))
    return category[0][0], CustomerLevel(level)
