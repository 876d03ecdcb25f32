"""Callbacks join the service-level engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from models import database
from models.events.tables import Subject
from models.fields import from_stored
from models.site.queries import site
from models.sla.subjects import RecordAdapter, register


class CallbackAdapter(RecordAdapter):
    """Speaks for callbacks: the owner is who promised to call, nobody where anyone may."""

    def labels(self, subject_ids: Collection[int], /) -> Mapping[int, str]:
        """The customer's name and the promised time of each, since a callback has no number of its own."""
        marks, zone = ", ".join("?" * len(subject_ids)), site().zone
        found = database.rows(
            f"SELECT b.id, c.name, b.due_at FROM callback b LEFT JOIN customer c ON c.id = b.customer_id WHERE b.id IN ({marks})",
            tuple(subject_ids),
        )
        return {id_: f"{name or '-'} {from_stored(due_at).astimezone(zone):%m-%d %H:%M}" for id_, name, due_at in found}


register(Subject.CALLBACK, CallbackAdapter(Subject.CALLBACK))
