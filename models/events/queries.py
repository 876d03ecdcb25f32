"""Reading the event log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.fields import from_stored


@dataclass(frozen=True)
class EventRow:
    """One line of a timeline; `position` is its place in the record's own log. Without `facts` personal data was erased."""

    id: int
    position: int
    at: datetime
    actor_id: int | None
    actor_name: str
    kind: str
    facts: Mapping[str, Any]


def changed_by(subject: Subject, subject_id: int) -> str:
    """The name of whoever wrote a record's newest event; empty for the system itself."""
    found = database.rows(
        "SELECT s.name FROM event e LEFT JOIN staff s ON s.id = e.actor_id"
        " WHERE e.subject = ? AND e.subject_id = ? ORDER BY e.position DESC LIMIT 1",
        (subject.value, subject_id),
    )
    return (found[0][0] or "") if found else ""


def events_of(subject: Subject, subject_id: int) -> int:
    """How many events a record's timeline has: by that a record without a version of its own is known to be unchanged."""
    ((last,),) = database.rows(
        "SELECT max(position) FROM event WHERE subject = ? AND subject_id = ?", (subject.value, subject_id)
    )
    return last or 0


def require_events(subject: Subject, subject_id: int, expected: int | None, *, what: str) -> None:
    """Raises DomainError(STALE) where the timeline has grown since it had the events that are expected; None passes.

    To be asked once nobody else can change what is about to be written.
    """
    if expected is not None and events_of(subject, subject_id) != expected:
        raise DomainError(Fault.STALE, what=what, who=changed_by(subject, subject_id))


def timeline(subject: Subject, subject_id: int, *, limit: int = 500, after: int = 0) -> list[EventRow]:
    """A record's events, newest first: those with a position above `after`.

    A record's events become visible in the order of their positions, so nothing comes in below a position that was read.
    """
    found = database.rows(
        "SELECT e.id, e.position, e.at, e.actor_id, s.name, e.kind, d.body FROM event e"
        " LEFT JOIN staff s ON s.id = e.actor_id LEFT JOIN event_detail d ON d.event_id = e.id"
        " WHERE e.subject = ? AND e.subject_id = ? AND e.position > ? ORDER BY e.position DESC LIMIT ?",
        (subject.value, subject_id, after, limit),
    )
    return [
        EventRow(id_, position, from_stored(at), actor_id, name or "", kind, json.loads(body) if body else {})
        for id_, position, at, actor_id, name, kind, body in found
    ]


@dataclass(frozen=True)
class Touch:
    """Who changed something, and when (UTC); nobody's name is the system's."""

    who: str
    at: datetime


@dataclass(frozen=True)
class Touches:
    """Who changed which field of a record last, as far as its events name their fields; `last` is the newest event's."""

    fields: Mapping[str, Touch]
    last: Touch | None

    def of(self, field: str) -> Touch | None:
        """Who changed a field; whoever wrote the newest event, where none names the field."""
        return self.fields.get(field, self.last)


def touches(
    subject: Subject,
    subject_id: int,
    *,
    after: int = 0,
    limit: int = 50,
    kind: str = "",
    having: Mapping[str, object] | None = None,
) -> Touches:
    """Who changed the fields of a record last, of its newest events with a position above `after`.

    Where a record's timeline tells of its parts too, `kind` and what the facts must be (`having`) say which events count.
    """
    found = database.rows(
        "SELECT e.kind, e.at, s.name, d.body FROM event e LEFT JOIN staff s ON s.id = e.actor_id"
        " LEFT JOIN event_detail d ON d.event_id = e.id WHERE e.subject = ? AND e.subject_id = ? AND e.position > ?"
        " ORDER BY e.position DESC LIMIT ?",
        (subject.value, subject_id, after, limit),
    )
    every = [(word, Touch(name or "", from_stored(at)), json.loads(body) if body else {}) for word, at, name, body in found]
    wanted = (having or {}).items()
    told = [(touch, facts) for word, touch, facts in every if kind in ("", word) and wanted <= facts.items()]
    fields: dict[str, Touch] = {}
    for touch, facts in told:
        for field in _named_fields(facts):
            fields.setdefault(field, touch)
    return Touches(fields, told[0][0] if told else None)


def _named_fields(facts: Mapping[str, Any]) -> Iterator[str]:
    """The columns that an event's facts name: by themselves, with what they became, or in a list of changes."""
    for name, value in facts.items():
        yield name.removesuffix("_to")
        if name in ("changes", "after") and isinstance(value, dict):
            yield from value
