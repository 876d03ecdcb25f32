"""The table of open records: what is so now, no history; a server that went down may come back without it."""

from __future__ import annotations

import peewee

from models.database import Table
from models.fields import UtcDateTimeField, reference
from models.people.tables import DeskSession


class OpenRecord(Table):
    """A record that a desk has open, by the desk's session; it counts only as long as the desk is heard of.

    `subject` is a `Subject` by its word; the database doesn't check it, because a row outlives no desk.
    """

    session = reference(DeskSession)
    subject = peewee.CharField(max_length=24)
    subject_id = peewee.IntegerField()
    since = UtcDateTimeField()
    editing = peewee.BooleanField()

    class Meta:
        table_name = "open_record"
        indexes = ((("subject", "subject_id", "session"), True), (("session",), False))
