"""Tables of the callbacks: calls that were promised to a customer."""

from __future__ import annotations

import peewee

from models.calls.tables import Call
from models.choices import Choice
from models.clock import NEVER
from models.customers.tables import Customer
from models.database import Table
from models.fields import EnumField, OptionalUtcDateTimeField, UtcDateTimeField, optional_reference, reference
from models.i18n import N_
from models.people.tables import Staff
from models.site.tables import Region
from models.sla.tables import SlaState
from models.tickets.tables import Ticket


class CallbackStatus(Choice):
    """Whether a callback still has to be made."""

    OPEN = "open", N_("Open")
    REACHED = "reached", N_("Reached")
    GIVEN_UP = "given_up", N_("Given up")


class AttemptOutcome(Choice):
    """What one attempt to reach the customer came to."""

    REACHED = "reached", N_("Reached")
    NO_ANSWER = "no_answer", N_("No answer")
    BUSY = "busy", N_("Busy")
    REFUSED = "refused", N_("Refused")
    WRONG_NUMBER = "wrong_number", N_("Wrong number")
    SWITCHED_OFF = "switched_off", N_("Switched off")
    ANOTHER_TIME = "another_time", N_("Asked for another time")


class Callback(Table):
    """A call that somebody owes a customer at a set time; without an owner anyone may make it."""

    client_uuid = peewee.CharField(max_length=36, unique=True)
    customer = optional_reference(Customer, verbose_name=N_("Customer"))
    number = peewee.CharField(max_length=24, default="", verbose_name=N_("Call back at"))
    ticket = optional_reference(Ticket, verbose_name=N_("Ticket"))
    call = optional_reference(Call)
    region = optional_reference(Region)
    owner = optional_reference(Staff, verbose_name=N_("Responsible"))
    subject_text = peewee.TextField(default="", verbose_name=N_("What about"))
    status = EnumField(CallbackStatus, default=CallbackStatus.OPEN)
    due_at = UtcDateTimeField(verbose_name=N_("Due at"))
    next_due_at = UtcDateTimeField(default=NEVER)
    sla = EnumField(SlaState, default=SlaState.NONE)
    created_at = UtcDateTimeField()
    done_at = OptionalUtcDateTimeField()
    done_reason = peewee.CharField(max_length=240, default="", verbose_name=N_("Reason"))
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "callback"
        indexes = ((("customer", "due_at"), False),)


Callback.add_index(Callback.due_at, Callback.id, where=(Callback.status == CallbackStatus.OPEN), name="callback_open_due")


class CallbackAttempt(Table):
    """One attempt to make a callback; rows are only ever added."""

    callback = reference(Callback, index=True)
    at = UtcDateTimeField()
    agent = optional_reference(Staff)
    outcome = EnumField(AttemptOutcome)
    comment = peewee.CharField(max_length=500, default="", verbose_name=N_("Comment"))
    next_at = OptionalUtcDateTimeField()

    class Meta:
        table_name = "callback_attempt"
