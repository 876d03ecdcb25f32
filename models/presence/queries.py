"""Who else has a record open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import clock, database
from models.events.tables import Subject
from models.fields import from_stored, to_stored
from models.people.permissions import Actor
from models.presence.operations import STALE_AFTER


@dataclass(frozen=True)
class OtherDesk:
    """Another desk that has a record open, since when (UTC), whether something is typed there, whether it is one's own."""

    name: str
    editing: bool
    since: datetime
    own: bool


def others_at(subject: Subject, subject_id: int, *, besides: Actor) -> tuple[OtherDesk, ...]:
    """The desks that have a record open `besides` that of one person, who came first first.

    Desks that nothing was heard of lately don't count.
    """
    found = database.rows(
        "SELECT s.name, o.editing, o.since, s.id FROM open_record o JOIN desk_session d ON d.id = o.session_id"
        " JOIN staff s ON s.id = d.staff_id WHERE o.subject = ? AND o.subject_id = ? AND o.session_id <> ?"
        " AND d.ended_at IS NULL AND d.seen_at >= ? ORDER BY o.since, o.id",
        (subject.value, subject_id, besides.session_id or 0, to_stored(clock.now() - STALE_AFTER)),
    )
    return tuple(
        OtherDesk(name, bool(editing), from_stored(since), staff_id == besides.staff_id)
        for name, editing, since, staff_id in found
    )
