"""Tables of the callbacks: calls that were promised to a customer."""

from __future__ import annotations

import peewee

from models.calls.tables import Call
from models.choices import Choice
from models.clock import NEVER
from models.complaints.tables import Complaint
from models.customers.tables import Customer
from models.database import Table
from models.fields import EnumField, OptionalUtcDateTimeField, UtcDateTimeField, optional_reference, reference
from models.i18n import N_
from models.people.tables import Staff
from models.site.tables import Region
from models.sla.tables import SlaState
from models.tickets.tables import Ticket


class CallbackKind(Choice):
    """What a callback arises from."""

    PROMISE = "promise", N_("Promised")
    SATISFACTION = "satisfaction", N_("Satisfaction")
    COMPLAINT = "complaint", N_("Complaint follow-up")
    INTERVIEW = "interview", N_("Interview")


class CallbackStatus(Choice):
    """Whether a callback still has to be made, and how it ended; every ending but REACHED has a reason on record."""

    OPEN = "open", N_("Open")
    REACHED = "reached", N_("Reached")
    REFUSED = "refused", N_("Refused by the customer")
    UNREACHABLE = "unreachable", N_("Unreachable")
    EXCUSED = "excused", N_("Closed with a reason")
    WITHDRAWN = "withdrawn", N_("No longer needed")


class HalfDay(Choice):
    """Attempts count on different halves of a day."""

    MORNING = "morning", N_("morning")
    AFTERNOON = "afternoon", N_("afternoon")


class AttemptOutcome(Choice):
    """What one attempt to reach the customer came to."""

    REACHED = "reached", N_("Reached")
    NO_ANSWER = "no_answer", N_("No answer")
    BUSY = "busy", N_("Busy")
    REFUSED = "refused", N_("Refused")
    WRONG_NUMBER = "wrong_number", N_("Wrong number")
    SWITCHED_OFF = "switched_off", N_("Switched off")
    ANOTHER_TIME = "another_time", N_("Asked for another time")


class InterviewPlan(Table):
    """A planned round of interviews (电话访谈计划); `criteria` is the JSON of how its customers were picked."""

    name = peewee.CharField(max_length=80, verbose_name=N_("Interview plan"))
    about = peewee.TextField(verbose_name=N_("What to ask"))
    criteria = peewee.TextField()
    created_at = UtcDateTimeField()
    created_by = optional_reference(Staff)

    class Meta:
        table_name = "interview_plan"


class Callback(Table):
    """A call that somebody owes a customer at a set time; without an owner anyone may make it.

    `due_at` is when it is to be made next; the clock keeps its own target, which no postponing moves. Empty checks were not
    made yet.
    """

    client_uuid = peewee.CharField(max_length=36, unique=True)
    kind = EnumField(CallbackKind, default=CallbackKind.PROMISE, verbose_name=N_("Kind"))
    round = peewee.SmallIntegerField(default=1)
    customer = optional_reference(Customer, verbose_name=N_("Customer"))
    number = peewee.CharField(max_length=24, default="", verbose_name=N_("Call back at"))
    ticket = optional_reference(Ticket, verbose_name=N_("Ticket"))
    call = optional_reference(Call)
    complaint = optional_reference(Complaint, verbose_name=N_("Complaint"))
    plan = optional_reference(InterviewPlan)
    region = optional_reference(Region)
    owner = optional_reference(Staff, verbose_name=N_("Responsible"))
    subject_text = peewee.TextField(default="", verbose_name=N_("What about"))
    status = EnumField(CallbackStatus, default=CallbackStatus.OPEN)
    due_at = UtcDateTimeField(verbose_name=N_("Due at"))
    warranty_card = peewee.BooleanField(null=True, verbose_name=N_("Warranty card"))
    service_sheet = peewee.BooleanField(null=True, verbose_name=N_("Service sheet"))
    signature = peewee.BooleanField(null=True, verbose_name=N_("Signature"))
    attempts = peewee.SmallIntegerField(default=0)
    next_due_at = UtcDateTimeField(default=NEVER)
    sla = EnumField(SlaState, default=SlaState.NONE)
    created_at = UtcDateTimeField()
    done_at = OptionalUtcDateTimeField()
    done_reason = peewee.CharField(max_length=240, default="", verbose_name=N_("Reason"))
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "callback"
        indexes = ((("customer", "due_at"), False), (("ticket",), False), (("complaint",), False))
        constraints = [
            peewee.Check("status IN ('open', 'reached') OR done_reason <> ''", name="callback_ended_with_reason"),
            peewee.Check("(status = 'open') = (done_at IS NULL)", name="callback_open_until_done"),
        ]


# A partial index serves only statements that repeat its condition to the letter: `WHERE status = 'open'`.
_OPEN = "status = 'open'"
Callback.add_index(Callback.due_at, Callback.id, where=peewee.SQL(_OPEN), name="callback_open_due")
Callback.add_index(Callback.kind, Callback.due_at, Callback.id, where=peewee.SQL(_OPEN), name="callback_open_kind")
Callback.add_index(Callback.owner, Callback.due_at, Callback.id, where=peewee.SQL(_OPEN), name="callback_open_owner")
_PERSONAL = "status = 'open' AND owner_id IS NOT NULL"
Callback.add_index(Callback.due_at, where=peewee.SQL(_PERSONAL), name="callback_open_personal")
_ENDED = "done_at IS NOT NULL"
Callback.add_index(Callback.done_at, Callback.id, where=peewee.SQL(_ENDED), name="callback_ended")
Callback.add_index(Callback.region, Callback.done_at, Callback.id, where=peewee.SQL(_ENDED), name="callback_ended_region")
Callback.add_index(Callback.owner, Callback.done_at, Callback.id, where=peewee.SQL(_ENDED), name="callback_ended_owner")


class CallbackAttempt(Table):
    """One attempt to make a callback; rows are only ever added."""

    callback = reference(Callback, index=True)
    at = UtcDateTimeField()
    agent = optional_reference(Staff)
    outcome = EnumField(AttemptOutcome)
    half_day = EnumField(HalfDay)
    day = peewee.DateField()
    comment = peewee.CharField(max_length=500, default="", verbose_name=N_("Comment"))
    next_at = OptionalUtcDateTimeField()

    class Meta:
        table_name = "callback_attempt"


def _score(name: str) -> peewee.Field[int | None]:
    """A score from 1 (very dissatisfied) to 5 (very satisfied), empty where the customer gave none."""
    return peewee.SmallIntegerField(null=True, verbose_name=name)


class Survey(Table):
    """What a customer said when reached; `satisfied` decides what follows."""

    callback = reference(Callback, unique=True)
    satisfied = peewee.BooleanField(verbose_name=N_("Satisfied"))
    result = _score(N_("Result"))
    timeliness = _score(N_("Timeliness"))
    attitude = _score(N_("Attitude"))
    quality = _score(N_("Quality"))
    fee = _score(N_("Fee"))
    comment = peewee.CharField(max_length=500, default="", verbose_name=N_("Comment"))
    at = UtcDateTimeField()
    agent = optional_reference(Staff)

    class Meta:
        table_name = "survey"
        indexes = ((("at",), False),)
        constraints = [
            peewee.Check(f"{column} IS NULL OR {column} BETWEEN 1 AND 5")
            for column in ("result", "timeliness", "attitude", "quality", "fee")
        ]
