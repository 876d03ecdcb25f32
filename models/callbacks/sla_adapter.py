"""What the clocks ask of a callback, and the summary that they write on it."""

from __future__ import annotations

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
        found = database.rows(
            "SELECT c.name, b.due_at, (SELECT timezone FROM site) FROM callback b"
            " LEFT JOIN customer c ON c.id = b.customer_id WHERE b.id = ?",
            (callback_id,),
        )
        if not found:
            return ""
        name, due_at, zone = found[0]
        return f"{name or '-'} {from_stored(due_at).astimezone(ZoneInfo(zone or 'UTC')):%m-%d %H:%M}"

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
