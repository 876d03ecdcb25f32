"""The seam between the clocks and the records they belong to; a room of records registers itself here.

The engine knows no tickets: what it needs of a record, and what it writes back to it, goes through an adapter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

from models import database
from models.events.tables import Subject
from models.fields import to_stored
from models.sla.tables import SlaState


class SubjectAdapter(Protocol):
    """What the engine asks of one kind of record, and the summary that it writes on it."""

    def owner_id(self, subject_id: int, /) -> int | None:
        """The staff member who is responsible, if there is one."""

    def region_id(self, subject_id: int, /) -> int | None:
        """The region whose supervisors are told."""

    def label(self, subject_id: int, /) -> str:
        """How people call the record: its number."""

    def region_ids(self, subject_ids: Collection[int], /) -> Mapping[int, int | None]:
        """As `region_id`, of one or more records in one question; one that is not there is left out."""

    def labels(self, subject_ids: Collection[int], /) -> Mapping[int, str]:
        """As `label`, of one or more records in one question; one that is not there is left out."""

    def write_summary(self, subject_id: int, next_due_at: datetime, state: SlaState, /) -> None:
        """Keeps the next due time (`clock.NEVER` if there is none) and the state on the record, for lists."""

    def unacknowledged(self, subject_id: int, raised_at: datetime, /) -> None:
        """A warning or breach of `raised_at` was acknowledged by nobody in time; called in the sweep's transaction."""


class RecordAdapter:
    """Speaks for the records of a table with the usual columns: number, owner, region, and the summary of the clocks."""

    def __init__(self, subject: Subject) -> None:
        """`subject`'s word is its table's name."""
        self._table = subject.value

    def owner_id(self, subject_id: int, /) -> int | None:
        """The staff member who is responsible."""
        return self._of("owner_id", (subject_id,)).get(subject_id)

    def region_id(self, subject_id: int, /) -> int | None:
        """The region whose supervisors are told."""
        return self.region_ids((subject_id,)).get(subject_id)

    def region_ids(self, subject_ids: Collection[int], /) -> Mapping[int, int | None]:
        """The regions of several records, in one question."""
        return self._of("region_id", subject_ids)

    def label(self, subject_id: int, /) -> str:
        """How people call the record."""
        return self.labels((subject_id,)).get(subject_id, "")

    def labels(self, subject_ids: Collection[int], /) -> Mapping[int, str]:
        """The numbers of several records, in one question."""
        return self._of("number", subject_ids)

    def write_summary(self, subject_id: int, next_due_at: datetime, state: SlaState, /) -> None:
        """Keeps what the clocks say on the record; no change of a person's, so its version stays."""
        said = (to_stored(next_due_at), state.value)
        database.execute(
            f"UPDATE {self._table} SET next_due_at = ?, sla = ? WHERE id = ? AND (next_due_at <> ? OR sla <> ?)",
            (*said, subject_id, *said),
        )

    def unacknowledged(self, subject_id: int, raised_at: datetime, /) -> None:
        """Such a record has no level of its own; the alert climbs without it."""

    def _of(self, column: str, subject_ids: Collection[int]) -> dict[int, Any]:
        marks = ", ".join("?" * len(subject_ids))
        return dict(database.rows(f"SELECT id, {column} FROM {self._table} WHERE id IN ({marks})", tuple(subject_ids)))


_adapters: dict[Subject, SubjectAdapter] = {}


def register(subject: Subject, adapter: SubjectAdapter) -> None:
    """Makes `adapter` speak for the records of `subject` in this process."""
    _adapters[subject] = adapter


_ROOMS = {
    Subject.TICKET: "models.tickets.sla_adapter",
    Subject.CALLBACK: "models.callbacks.sla_adapter",
    Subject.COMPLAINT: "models.complaints.sla_adapter",
}
"""Where each kind of record registers itself, by name: the rooms stand above the engine, which may not import them."""


def adapter(subject: Subject) -> SubjectAdapter:
    """Who speaks for the records of `subject`; LookupError where no room does."""
    if subject not in _adapters and subject in _ROOMS:
        import_module(_ROOMS[subject])
    return _adapters[subject]


def hold_record(subject: Subject, subject_id: int) -> None:
    """Waits for and keeps the record's row until the transaction ends.

    People change a record first and its clocks after; the sweep comes from the clocks, so it takes the record by this
    first and never waits crosswise. SQLite has one writer and needs none of it. A subject's word is its table's name.
    """
    if database.on_postgresql():
        database.rows(f'SELECT 1 FROM "{subject.value}" WHERE id = ? FOR NO KEY UPDATE', (subject_id,))
