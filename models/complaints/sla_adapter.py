"""What the clocks ask of a complaint, the summary they write on it, and how it rises when nobody acknowledges."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from models import database
from models.complaints.escalation import rise_unacknowledged
from models.events.tables import Subject
from models.fields import to_stored
from models.sla.subjects import register
from models.sla.tables import SlaState


class ComplaintAdapter:
    """Speaks for complaints to the service-level engine."""

    def owner_id(self, complaint_id: int, /) -> int | None:
        """The staff member who owns the case at its present level."""
        return self._column("owner_id", complaint_id)

    def region_id(self, complaint_id: int, /) -> int | None:
        """The region whose supervisors are told."""
        return self._column("region_id", complaint_id)

    def label(self, complaint_id: int, /) -> str:
        """The complaint's number."""
        return self.labels((complaint_id,)).get(complaint_id, "")

    def labels(self, complaint_ids: Collection[int], /) -> Mapping[int, str]:
        """The numbers of several complaints, in one question."""
        marks = ", ".join("?" * len(complaint_ids))
        return dict(database.rows(f"SELECT id, number FROM complaint WHERE id IN ({marks})", tuple(complaint_ids)))

    def unacknowledged(self, complaint_id: int, raised_at: datetime, /) -> None:
        """The case rises one level."""
        rise_unacknowledged(complaint_id, raised_at)

    def write_summary(self, complaint_id: int, next_due_at: datetime, state: SlaState, /) -> None:
        """Keeps what the clocks say on the case; no change of a person's, so its version stays."""
        database.execute(
            "UPDATE complaint SET next_due_at = ?, sla = ? WHERE id = ?", (to_stored(next_due_at), state.value, complaint_id)
        )

    def _column(self, name: str, complaint_id: int) -> int | None:
        found = database.rows(f"SELECT {name} FROM complaint WHERE id = ?", (complaint_id,))
        return found[0][0] if found else None


register(Subject.COMPLAINT, ComplaintAdapter())
