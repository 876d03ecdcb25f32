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
    """One event of a record that came from elsewhere; `at` None means now."""

    kind: str
    at: datetime | None
    facts: Mapping[str, Any]


def record_lives(subject: Subject, lives: Mapping[int, Sequence[Happened]], *, actor: Actor) -> None:
    """All events of records that were made in this transaction, each record's in their order; there is no chain to look for."""
    now = clock.now()
    entries: dict[tuple[int, int], _Entry] = {}
    events: list[tuple[object, ...]] = []
    for subject_id, life in lives.items():
        previous = ""
        for position, event in enumerate(life, 1):
            entry = _Entry(subject, subject_id, event.kind, event.at or now, actor, event.facts)
            entries[subject_id, position] = entry
            events.append(entry.linked(position, previous))
            previous = entry.chain
    found = database.insert_rows("event", _COLUMNS, events, ending="RETURNING subject_id, position, id")
    details = [(event_id, *entries[subject_id, position].detail) for subject_id, position, event_id in found]
    database.insert_rows("event_detail", _DETAIL_COLUMNS, details)
    if database.on_postgresql():
        said = [f"{subject.value}:{subject_id}" for subject_id in lives]
        database.rows("SELECT pg_notify(?, said)::text FROM unnest(?::text[]) said", (CHANGE_CHANNEL, said))


class _Entry:
    """An event on its way into the log: what it says, and where in the record's chain it goes."""

    def __init__(
        self, subject: Subject, subject_id: int, kind: str, moment: datetime, actor: Actor, facts: Mapping[str, Any]
    ) -> None:
        self._subject, self._subject_id, self._kind, self._actor = subject, subject_id, kind, actor
        self.chain = ""
        """The record's chain with this event, once it is written."""
        self._at = to_stored(moment)
        salt, body = secrets.token_hex(16), _FACTS.encode(facts)
        self.detail = (salt, body)
        """The event's facts and their salt, as they are stored beside it."""
        self._digest = hashlib.sha256(f"{salt}{body}".encode()).hexdigest()

    def write(self, place: tuple[int, str]) -> int:
        """Writes the event, its facts and the announcement; returns the event's id.

        Where another transaction has taken the place in the chain meanwhile (two that lock no row of the record), the event
        waits until that one has ended and goes behind it.
        """
        while (event_id := self._inserted(*place)) is None:
            place = _end_of_chain(self._subject, self._subject_id)
        return event_id

    def linked(self, position: int, previous: str) -> tuple[object, ...]:
        """The event's row at a place in the record's chain."""
        subject, actor_id = self._subject.value, self._actor.staff_id
        self.chain = chained(previous, subject, self._subject_id, position, self._at, actor_id, self._kind, self._digest)
        return subject, self._subject_id, position, self._at, actor_id, self._kind, self._digest, self.chain

    def _inserted(self, position: int, previous: str) -> int | None:
        """The event's id; None where the place is taken, and nothing is written then."""
        event = self.linked(position, previous)
        if database.on_postgresql():
            announced = (CHANGE_CHANNEL, f"{self._subject.value}:{self._subject_id}")
            found = database.rows(_WHOLE_ENTRY, (*event, *self.detail, *announced))
        else:
            found = database.rows(_EVENT, event)
            if found:
                database.execute(f"{_DETAIL} VALUES (?, ?, ?)", (found[0][0], *self.detail))
        return cast(int, found[0][0]) if found else None


_COLUMNS = ("subject", "subject_id", "position", "at", "actor_id", "kind", "digest", "chain")
_DETAIL_COLUMNS = ("event_id", "salt", "body")
_EVENT = (
    f"INSERT INTO event ({', '.join(_COLUMNS)})"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subject, subject_id, position) DO NOTHING RETURNING id"
)
_DETAIL = f"INSERT INTO event_detail ({', '.join(_DETAIL_COLUMNS)})"
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


_FACTS = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_plain_value)
