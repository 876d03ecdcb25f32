"""Reading the event log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database
from models.events.tables import Subject
from models.fields import from_stored


@dataclass(frozen=True)
class EventRow:
    """One line of a timeline; `facts` are empty where personal data was erased."""

    id: int
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


def timeline(subject: Subject, subject_id: int, *, limit: int = 500) -> list[EventRow]:
    """A record's events, newest first."""
    found = database.rows(
        "SELECT e.id, e.at, e.actor_id, s.name, e.kind, d.body FROM event e"
        " LEFT JOIN staff s ON s.id = e.actor_id LEFT JOIN event_detail d ON d.event_id = e.id"
        " WHERE e.subject = ? AND e.subject_id = ? ORDER BY e.position DESC LIMIT ?",
        (subject.value, subject_id, limit),
    )
    return [
        EventRow(id_, from_stored(at), actor_id, name or "", kind, json.loads(body) if body else {})
        for id_, at, actor_id, name, kind, body in found
    ]
