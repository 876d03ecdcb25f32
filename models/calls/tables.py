"""Tables of the telephone registers: every inbound and outbound call leaves one row."""

from __future__ import annotations

import peewee

from models.choices import Choice
from models.customers.tables import Contact, Customer
from models.database import Table
from models.fields import EnumField, OptionalEnumField, OptionalUtcDateTimeField, UtcDateTimeField, optional_reference
from models.i18n import N_
from models.people.tables import Staff
from models.products.tables import OwnedProduct
from models.site.tables import Region
from models.tickets.tables import Category, Channel, Ticket


class Direction(Choice):
    """Who called whom."""

    INBOUND = "inbound", N_("Inbound")
    OUTBOUND = "outbound", N_("Outbound")


SERIES = {Direction.INBOUND: "I", Direction.OUTBOUND: "O"}
"""The letter with which a call's number begins."""


class Ending(Choice):
    """How a call ended; one digit each on the intake screen."""

    TICKET_OPENED = "ticket_opened", N_("Ticket opened")
    ANSWERED = "answered", N_("Answered on the call")
    ADDED_TO_TICKET = "added_to_ticket", N_("Added to a ticket")
    COMPLAINT_OPENED = "complaint_opened", N_("Complaint opened")
    CALLBACK_PROMISED = "callback_promised", N_("Callback promised")
    TRANSFERRED = "transferred", N_("Transferred")
    WRONG_NUMBER = "wrong_number", N_("Wrong number or nuisance")
    DROPPED = "dropped", N_("Dropped")


class Call(Table):
    """One call of the inbound (呼入记录表) or outbound register (呼出记录表). Durations are whole seconds."""

    number = peewee.CharField(max_length=16, unique=True, verbose_name=N_("Call number"))
    client_uuid = peewee.CharField(max_length=36, unique=True)
    direction = EnumField(Direction, default=Direction.INBOUND)
    channel = EnumField(Channel, default=Channel.HOTLINE, verbose_name=N_("Channel"))
    agent = optional_reference(Staff, verbose_name=N_("Agent"))
    caller_number = peewee.CharField(max_length=24, default="", verbose_name=N_("Caller's number"))
    caller_extension = peewee.CharField(max_length=12, default="")
    caller_name = peewee.CharField(max_length=120, default="", verbose_name=N_("Caller"))
    customer = optional_reference(Customer, verbose_name=N_("Customer"))
    contact = optional_reference(Contact)
    owned_product = optional_reference(OwnedProduct, verbose_name=N_("Product"))
    category = optional_reference(Category, verbose_name=N_("Category"))
    region = optional_reference(Region)
    ticket = optional_reference(Ticket, verbose_name=N_("Ticket"))
    ending = OptionalEnumField(Ending, verbose_name=N_("Outcome"))
    transferred_to = optional_reference(Staff, verbose_name=N_("Transferred to"))
    summary = peewee.TextField(default="", verbose_name=N_("Summary"))
    offered_at = UtcDateTimeField(verbose_name=N_("Rang at"))
    answered_at = OptionalUtcDateTimeField(verbose_name=N_("Answered at"))
    ended_at = OptionalUtcDateTimeField(verbose_name=N_("Ended at"))
    wrapped_up_at = OptionalUtcDateTimeField(verbose_name=N_("Wrapped up at"))
    hold_seconds = peewee.IntegerField(default=0, constraints=[peewee.Check("hold_seconds >= 0")])
    external_key = peewee.CharField(max_length=80, null=True, unique=True)

    class Meta:
        table_name = "call"
        indexes = (
            (("offered_at", "id"), False),
            (("customer", "offered_at"), False),
            (("agent", "offered_at"), False),
            (("ticket",), False),
        )
