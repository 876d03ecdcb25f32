"""What the clocks ask of a callback, and the summary that they write on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from models import database
from models.events.tables import Subject
from models.fields import from_stored, to_stored
from models.sla.subjects import register
from models.sla.tables import SlaState


class CallbackAdapter:
    """Speaks for callbacks to the service-level engine."""

    def owner_id(self, callback_id: int, /) -> int | None:
        """The staff member who promised to call; None where anybody may."""
        return self._column("owner_id", callback_id)

    def region_id(self, callback_id: int, /) -> int | None:
        """The region whose supervisors are told."""
        return self._column("region_id", callback_id)

    def label(self, callback_id: int, /) -> str:
        """The customer's name and the promised time, since a callback has no number of its own."""
        return self.labels((callback_id,)).get(callback_id, "")

    def labels(self, callback_ids: Collection[int], /) -> Mapping[int, str]:
        """As `label`, of several callbacks in one question."""
        marks = ", ".join("?" * len(callback_ids))
        found = database.rows(
            "SELECT b.id, c.name, b.due_at, (SELECT timezone FROM site) FROM callback b"
            f" LEFT JOIN customer c ON c.id = b.customer_id WHERE b.id IN ({marks})",
            tuple(callback_ids),
        )
        return {
            id_: f"{name or '-'} {from_stored(due_at).astimezone(ZoneInfo(zone or 'UTC')):%m-%d %H:%M}"
            for id_, name, due_at, zone in found
        }

    def write_summary(self, callback_id: int, next_due_at: datetime, state: SlaState, /) -> None:
        """Keeps what the clock says on the callback."""
        database.execute(
            "UPDATE callback SET next_due_at = ?, sla = ? WHERE id = ?", (to_stored(next_due_at), state.value, callback_id)
        )

    def unacknowledged(self, callback_id: int, raised_at: datetime, /) -> None:
        """A callback has no level of its own; the alert climbs without it."""

    def _column(self, name: str, callback_id: int) -> int | None:
        found = database.rows(f"SELECT {name} FROM callback WHERE id = ?", (callback_id,))
        return found[0][0] if found else None


register(Subject.CALLBACK, CallbackAdapter())
