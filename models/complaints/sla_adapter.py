"""Complaints join the service-level engine, and rise by it when nobody acknowledges."""

from __future__ import annotations

from datetime import datetime

from models.complaints.escalation import rise_unacknowledged
from models.events.tables import Subject
from models.sla.subjects import RecordAdapter, register


class ComplaintAdapter(RecordAdapter):
    """Speaks for complaints: the owner is who has the case at its present level."""

    def unacknowledged(self, subject_id: int, raised_at: datetime, /) -> None:
        """The case rises one level."""
        rise_unacknowledged(subject_id, raised_at)


register(Subject.COMPLAINT, ComplaintAdapter(Subject.COMPLAINT))
