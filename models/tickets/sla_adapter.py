"""What the clocks ask of a ticket, and the summary that they write on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from models import database
from models.events.tables import Subject
from models.fields import to_stored
from models.sla.subjects import register
from models.sla.tables import SlaState


class TicketAdapter:
    """Speaks for tickets to the service-level engine."""

    def owner_id(self, ticket_id: int, /) -> int | None:
        """The staff member who is responsible."""
        return self._column("owner_id", ticket_id)

    def region_id(self, ticket_id: int, /) -> int | None:
        """The region whose supervisors are told."""
        return self._column("region_id", ticket_id)

    def label(self, ticket_id: int, /) -> str:
        """The ticket's number."""
        return self.labels((ticket_id,)).get(ticket_id, "")

    def labels(self, ticket_ids: Collection[int], /) -> Mapping[int, str]:
        """The numbers of several tickets, in one question."""
        marks = ", ".join("?" * len(ticket_ids))
        return dict(database.rows(f"SELECT id, number FROM ticket WHERE id IN ({marks})", tuple(ticket_ids)))

    def write_summary(self, ticket_id: int, next_due_at: datetime, state: SlaState, /) -> None:
        """Keeps what the clocks say on the ticket; no change of a person's, so its version stays."""
        database.execute(
            "UPDATE ticket SET next_due_at = ?, sla = ? WHERE id = ?", (to_stored(next_due_at), state.value, ticket_id)
        )

    def unacknowledged(self, ticket_id: int, raised_at: datetime, /) -> None:
        """A ticket has no level of its own; the alert climbs without it."""

    def _column(self, name: str, ticket_id: int) -> int | None:
        found = database.rows(f"SELECT {name} FROM ticket WHERE id = ?", (ticket_id,))
        return found[0][0] if found else None


register(Subject.TICKET, TicketAdapter())
