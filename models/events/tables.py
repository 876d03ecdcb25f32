"""Tables of the event log; both engines refuse UPDATE and DELETE on `event` by trigger."""

from __future__ import annotations

import peewee

from models.choices import Choice
from models.database import Table
from models.fields import EnumField, UtcDateTimeField, optional_reference, reference
from models.i18n import N_
from models.people.tables import Staff


class Subject(Choice):
    """What kinds of record have a timeline."""

    SITE = "site", N_("Site")
    STAFF = "staff", N_("Staff member")
    CUSTOMER = "customer", N_("Customer")
    PRODUCT = "product", N_("Product")
    CALL = "call", N_("Call")
    TICKET = "ticket", N_("Ticket")
    CALLBACK = "callback", N_("Callback")
    COMPLAINT = "complaint", N_("Complaint")
    POLICY = "policy", N_("Policy")


RecordKey = tuple[Subject, int]
"""A record by its kind and id."""

EVERYTHING = frozenset(Subject)
"""What may have changed where nobody knows."""


class Event(Table):
    """One thing that happened to one record; rows are only ever added.

    `chain` is the SHA-256 over the record's previous chain, this row's own columns and `digest`, so a changed or missing
    row shows. The chain is per record: one for all would make desks queue.
    """

    subject = EnumField(Subject)
    subject_id = peewee.IntegerField()
    position = peewee.IntegerField()
    at = UtcDateTimeField()
    actor = optional_reference(Staff)
    kind = peewee.CharField(max_length=40)
    digest = peewee.CharField(max_length=64)
    chain = peewee.CharField(max_length=64)

    class Meta:
        table_name = "event"
        indexes = ((("subject", "subject_id", "position"), True), (("actor", "at"), False), (("at",), False))


class EventDetail(Table):
    """The facts of an event, apart from it so that an erasure of personal data leaves the log and its chain intact.

    `salt` keeps an erased body from being guessed by its digest; an erasure empties both.
    """

    event = reference(Event, primary_key=True, on_delete="RESTRICT")
    salt = peewee.CharField(max_length=32)
    body = peewee.TextField()

    class Meta:
        table_name = "event_detail"
