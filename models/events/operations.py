"""Writing the event log; every operation that changes a record calls `record` in its own transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, cast

from models import clock, database
from models.events.tables import Subject
from models.fields import to_stored
from models.people.permissions import Actor

CHANGE_CHANNEL = "workstation_changes"


def record(subject: Subject, subject_id: int, kind: str, /, *, actor: Actor, **facts: Any) -> int:
    """Adds one event to a record's timeline and returns its id; must run inside the transaction of what it tells of.

    `facts` are kept as JSON: enumerations by their word, moments in ISO format, UTC. Every name but `actor` is free for one.
    """
    return record_at(clock.now(), subject, subject_id, kind, actor=actor, **facts)


def record_at(moment: datetime, subject: Subject, subject_id: int, kind: str, /, *, actor: Actor, **facts: Any) -> int:
    """As `record`, of something that happened at another moment: a breach is told as of its due time, however late it is seen."""
    return _Entry(subject, subject_id, kind, moment, actor, facts).write(_end_of_chain(subject, subject_id))


def record_first(subject: Subject, subject_id: int, kind: str, /, *, actor: Actor, **facts: Any) -> int:
    """As `record`, for a record that was made in this transaction: there is no chain to look for."""
    return _Entry(subject, subject_id, kind, clock.now(), actor, facts).write((1, ""))


@dataclass(frozen=True)
class Happened:
    """One event of a series; `at` None means now."""

    kind: str
    at: datetime | None
    facts: Mapping[str, Any]


def record_series(subject: Subject, subject_id: int, events: Sequence[Happened], *, actor: Actor) -> None:
    """All the events of a record that was made in this transaction, in their order."""
    chain = ""
    for position, event in enumerate(events, 1):
        entry = _Entry(subject, subject_id, event.kind, event.at or clock.now(), actor, event.facts)
        entry.write((position, chain))
        chain = entry.chain


class _Entry:
    """An event on its way into the log: what it says, and where in the record's chain it goes."""

    def __init__(
        self, subject: Subject, subject_id: int, kind: str, moment: datetime, actor: Actor, facts: Mapping[str, Any]
    ) -> None:
        self._subject, self._subject_id, self._kind, self._actor = subject, subject_id, kind, actor
        self.chain = ""
        """The record's chain with this event, once it is written."""
        self._at = to_stored(moment)
        self._salt = secrets.token_hex(16)
        self._body = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_plain_value)
        self._digest = hashlib.sha256(f"{self._salt}{self._body}".encode()).hexdigest()

    def write(self, place: tuple[int, str]) -> int:
        """Writes the event, its facts and the announcement; returns the event's id.

        Where another transaction has taken the place in the chain meanwhile (two that lock no row of the record), the event
        waits until that one has ended and goes behind it.
        """
        while (event_id := self._inserted(*place)) is None:
            place = _end_of_chain(self._subject, self._subject_id)
        return event_id

    def _inserted(self, position: int, previous: str) -> int | None:
        """The event's id; None where the place is taken, and nothing is written then."""
        subject, actor_id = self._subject.value, self._actor.staff_id
        self.chain = chained(previous, subject, self._subject_id, position, self._at, actor_id, self._kind, self._digest)
        event = (subject, self._subject_id, position, self._at, actor_id, self._kind, self._digest, self.chain)
        if database.on_postgresql():
            announced = (CHANGE_CHANNEL, f"{subject}:{self._subject_id}")
            found = database.rows(_WHOLE_ENTRY, (*event, self._salt, self._body, *announced))
        else:
            found = database.rows(_EVENT, event)
            if found:
                database.execute(f"{_DETAIL} VALUES (?, ?, ?)", (found[0][0], self._salt, self._body))
        return cast(int, found[0][0]) if found else None


_EVENT = (
    "INSERT INTO event (subject, subject_id, position, at, actor_id, kind, digest, chain)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subject, subject_id, position) DO NOTHING RETURNING id"
)
_DETAIL = "INSERT INTO event_detail (event_id, salt, body)"
_WHOLE_ENTRY = (
    f"WITH written AS ({_EVENT}), detail AS ({_DETAIL} SELECT id, ?, ? FROM written)"
    " SELECT id, pg_notify(?, ?)::text FROM written"
)
"""Event, facts and announcement in one statement: a server answers once and not three times, which every save waits for."""


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
