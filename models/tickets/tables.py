"""Tables of the tickets: the work that customers wait for."""

from __future__ import annotations

import peewee

from models.choices import Choice
from models.clock import NEVER
from models.customers.tables import Contact, Customer
from models.database import Table
from models.fields import (
    EnumField,
    OptionalEnumField,
    OptionalUtcDateTimeField,
    UtcDateTimeField,
    optional_reference,
    reference,
)
from models.i18n import N_
from models.people.tables import Staff, Team
from models.products.tables import OwnedProduct
from models.site.tables import Region
from models.sla.tables import Priority, SlaState


class Channel(Choice):
    """By which way a customer came."""

    HOTLINE = "hotline", N_("Hotline")
    EMAIL = "email", N_("E-mail")
    CHAT = "chat", N_("Online chat")
    COUNTER = "counter", N_("Counter")
    WEB = "web", N_("Web form")
    INTERNAL = "internal", N_("Internal")


class Grade(Choice):
    """How serious or how urgent something is, as the caller sees it."""

    CRITICAL = "critical", N_("Critical")
    HIGH = "high", N_("High")
    MEDIUM = "medium", N_("Medium")
    LOW = "low", N_("Low")


class TicketStatus(Choice):
    """Where a ticket stands; which change may follow which is in `life_cycle.py`."""

    NEW = "new", N_("New")
    ACCEPTED = "accepted", N_("Accepted")
    ASSIGNED = "assigned", N_("Assigned")
    IN_PROGRESS = "in_progress", N_("In progress")
    ON_HOLD = "on_hold", N_("On hold")
    AWAITING_ACCEPTANCE = "awaiting_acceptance", N_("Awaiting acceptance")
    RESOLVED = "resolved", N_("Resolved")
    CLOSED = "closed", N_("Closed")
    CANCELLED = "cancelled", N_("Cancelled")


class HoldReason(Choice):
    """What a ticket on hold waits for; the policy says which of them stop the clock."""

    CUSTOMER = "customer", N_("Waiting for the customer")
    PARTS = "parts", N_("Waiting for parts")
    APPROVAL = "approval", N_("Waiting for approval")
    THIRD_PARTY = "third_party", N_("Waiting for a third party")


class NoteKind(Choice):
    """For whom a note was written."""

    INTERNAL = "internal", N_("Internal note")
    REPLY = "reply", N_("Reply to the customer")
    SOLUTION = "solution", N_("Solution")


class Category(Table):
    """What a caller wants; built-in ones are named by the catalogues, a site's own by its name."""

    code = peewee.CharField(max_length=24, unique=True)
    name = peewee.CharField(max_length=60, verbose_name=N_("Category"))
    needs_product = peewee.BooleanField(default=False)
    position = peewee.SmallIntegerField(default=0)
    active = peewee.BooleanField(default=True)

    class Meta:
        table_name = "category"


PRIORITY_RANK = "CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END"
"""The order of priorities as a number, the most pressing first; the database itself keeps it beside the word."""


class Ticket(Table):
    """A customer's problem from its first word to its acceptance.

    `next_due_at` and `sla` repeat what the ticket's clocks say, for lists that are sorted by them; the clocks decide.
    `version` rises by one with each change that a person makes; `priority_rank` is written by the database.
    """

    number = peewee.CharField(max_length=16, unique=True, verbose_name=N_("Ticket number"))
    client_uuid = peewee.CharField(max_length=36, unique=True)
    customer = optional_reference(Customer, verbose_name=N_("Customer"))
    contact = optional_reference(Contact, verbose_name=N_("Contact"))
    contact_number = peewee.CharField(max_length=24, default="", verbose_name=N_("Call back at"))
    owned_product = optional_reference(OwnedProduct, verbose_name=N_("Product"))
    category = reference(Category, verbose_name=N_("Category"))
    channel = EnumField(Channel, default=Channel.HOTLINE, verbose_name=N_("Channel"))
    region = optional_reference(Region, verbose_name=N_("Region"))
    team = optional_reference(Team, verbose_name=N_("Team"))
    owner = optional_reference(Staff, verbose_name=N_("Responsible"))
    severity = EnumField(Grade, default=Grade.MEDIUM, verbose_name=N_("Severity"))
    urgency = EnumField(Grade, default=Grade.MEDIUM, verbose_name=N_("Urgency"))
    priority = EnumField(Priority, default=Priority.MEDIUM, verbose_name=N_("Priority"))
    status = EnumField(TicketStatus, default=TicketStatus.NEW, verbose_name=N_("Status"))
    hold_reason = OptionalEnumField(HoldReason, verbose_name=N_("Waiting for"))
    problem = peewee.TextField(verbose_name=N_("Problem"), help_text=N_("What is wrong, in the caller's words"))
    solution = peewee.TextField(default="", verbose_name=N_("Solution"))
    cancel_reason = peewee.CharField(max_length=240, default="", verbose_name=N_("Reason"))
    opened_at = UtcDateTimeField()
    opened_by = optional_reference(Staff)
    responded_at = OptionalUtcDateTimeField()
    resolved_at = OptionalUtcDateTimeField()
    closed_at = OptionalUtcDateTimeField()
    reopen_count = peewee.SmallIntegerField(default=0)
    rework_count = peewee.SmallIntegerField(default=0)
    open = peewee.BooleanField(default=True)
    next_due_at = UtcDateTimeField(default=NEVER)
    sla = EnumField(SlaState, default=SlaState.NONE)
    merged_into = optional_reference("self")
    external_key = peewee.CharField(max_length=80, null=True, unique=True)
    version = peewee.IntegerField(default=1)
    priority_rank = peewee.SmallIntegerField(null=True, constraints=[peewee.SQL(f"GENERATED ALWAYS AS ({PRIORITY_RANK}) STORED")])

    class Meta:
        table_name = "ticket"
        indexes = (
            (("customer", "opened_at"), False),
            (("owned_product", "opened_at"), False),
            (("opened_at", "id"), False),
            (("resolved_at", "id"), False),
            (("region", "opened_at", "id"), False),
        )


# A partial index serves only statements that repeat its condition to the letter: `WHERE open`.
# Each queue view has one column that is the same in all its rows; each order has its own columns after it.
QUEUE_PREFIXES: tuple[str, ...] = ("", "owner_id", "team_id", "region_id", "sla", "hold_reason")
QUEUE_ORDERS: dict[str, tuple[str, ...]] = {
    "due": ("next_due_at", "id"),
    "newest": ("opened_at", "id"),
    "priority": ("priority_rank", "next_due_at", "id"),
}
for _prefix in QUEUE_PREFIXES:
    for _order, _columns in QUEUE_ORDERS.items():
        _name = "_".join(part for part in ("ticket_open", _prefix.removesuffix("_id"), _order) if part)
        _listed = ", ".join((_prefix, *_columns) if _prefix else _columns)
        Ticket.add_index(peewee.SQL(f'CREATE INDEX {_name} ON ticket ({_listed}) WHERE "open"'))

# For who sees one region only: each view's column within the region, so that others' tickets are neither walked nor counted.
for _prefix in ("owner_id", "sla", "hold_reason"):
    _name = f"ticket_open_region_{_prefix.removesuffix('_id')}"
    Ticket.add_index(peewee.SQL(f'CREATE INDEX {_name} ON ticket (region_id, {_prefix}, next_due_at, id) WHERE "open"'))

Ticket.add_index(
    peewee.SQL(
        'CREATE INDEX ticket_board ON ticket (category_id, team_id, region_id, status, sla, opened_at, "open") WHERE "open"'
    )
)
# The board counts all open tickets at once: from this index alone, without a look at their rows.


class TicketNote(Table):
    """Something written about a ticket; never changed after."""

    ticket = reference(Ticket)
    kind = EnumField(NoteKind, default=NoteKind.INTERNAL)
    text = peewee.TextField(verbose_name=N_("Note"))
    author = optional_reference(Staff)
    at = UtcDateTimeField()

    class Meta:
        table_name = "ticket_note"
        indexes = ((("ticket", "at"), False),)
