"""Writing the event log; every operation that changes a record calls `record` in its own transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime
from enum import Enum
from typing import Any, cast

from models import clock, database
from models.events.tables import Subject
from models.fields import to_stored
from models.people.permissions import Actor

CHANGE_CHANNEL = "workstation_changes"


def record(
    subject: Subject, subject_id: int, kind: str, *, actor: Actor, at: datetime | None = None, first: bool = False, **facts: Any
) -> int:
    """Adds one event to a record's timeline and returns its id; must run inside the transaction of what it tells of.

    `first` says that the record was made in this transaction, so there is no chain to look for.
    `facts` are kept as JSON: enumerations by their word, moments in ISO format, UTC.
    """
    moment = at or clock.now()
    salt = secrets.token_hex(16)
    body = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_plain_value)
    digest = hashlib.sha256(f"{salt}{body}".encode()).hexdigest()
    position, previous = (1, "") if first else _end_of_chain(subject, subject_id)
    chain = chained(previous, subject.value, subject_id, position, to_stored(moment), actor.staff_id, kind, digest)
    ((event_id,),) = database.rows(
        "INSERT INTO event (subject, subject_id, position, at, actor_id, kind, digest, chain)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (subject.value, subject_id, position, to_stored(moment), actor.staff_id, kind, digest, chain),
    )
    database.execute("INSERT INTO event_detail (event_id, salt, body) VALUES (?, ?, ?)", (event_id, salt, body))
    if database.on_postgresql():
        database.execute("SELECT pg_notify(?, ?)", (CHANGE_CHANNEL, f"{subject.value}:{subject_id}"))
    return cast(int, event_id)


def chained(
    previous: str, subject: str, subject_id: int, position: int, at: int, actor_id: int | None, kind: str, digest: str
) -> str:
    """The chain after an event whose columns are given as they are stored; `previous` is empty for a record's first."""
    link = f"{previous}|{subject}|{subject_id}|{position}|{at}|{actor_id or ''}|{kind}|{digest}"
    return hashlib.sha256(link.encode()).hexdigest()


def _end_of_chain(subject: Subject, subject_id: int) -> tuple[int, str]:
    """The position that the next event of a record takes, and the chain so far."""
    last = database.rows(
        "SELECT position, chain FROM event WHERE subject = ? AND subject_id = ? ORDER BY position DESC LIMIT 1",
        (subject.value, subject_id),
    )
    return (last[0][0] + 1, last[0][1]) if last else (1, "")


def _plain_value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be kept in an event")
