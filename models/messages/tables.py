"""Table of the messages that colleagues send to each other's desks."""

from __future__ import annotations

import peewee

from models.database import Table
from models.fields import OptionalUtcDateTimeField, UtcDateTimeField, optional_reference, reference
from models.i18n import N_
from models.people.tables import Staff


class Message(Table):
    """A message to one person; `seen_at` is when a desk of theirs first showed it. Rows stay as the record of what was said."""

    sender = optional_reference(Staff)
    recipient = reference(Staff)
    text = peewee.CharField(max_length=240, verbose_name=N_("Message"))
    sent_at = UtcDateTimeField()
    seen_at = OptionalUtcDateTimeField()

    class Meta:
        table_name = "message"


Message.add_index(Message.recipient, Message.id, where=Message.seen_at.is_null(), name="message_unseen")
