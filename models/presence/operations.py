"""What a desk tells of itself: which records it has open, and in which of them somebody is typing.

Nothing of it is an event: it is told to who is there, and forgotten. A desk that died is not heard of any more
(`keep_session`), so its rows count for nothing after `STALE_AFTER` and go with the next desk that writes here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from models import clock, database
from models.events.tables import RecordKey, Subject
from models.fields import to_stored
from models.people.permissions import Actor

STALE_AFTER = timedelta(seconds=90)
"""A desk that wasn't heard of for so long has died, or its line is cut: three times what passes between two signs of life."""
PRESENCE_CHANNEL = "workstation_presence"


@dataclass(frozen=True)
class Opened:
    """A record that a desk has open; `editing` where something is typed for it."""

    subject: Subject
    subject_id: int
    editing: bool = False

    @property
    def key(self) -> RecordKey:
        """The record."""
        return self.subject, self.subject_id


def show_open(records: Collection[Opened], *, actor: Actor) -> None:
    """Makes `records` what others see open at the actor's desk; writes only what differs. Without a session nothing is shown.

    A record that is named twice, once as being edited, is being edited.
    """
    if actor.session_id is None:
        return
    wanted = {record.key: record.editing for record in sorted(records, key=lambda record: record.editing)}
    if wanted == _shown(actor.session_id):
        return
    with database.transaction():
        shown = _shown(actor.session_id)
        for key in shown.keys() - wanted.keys():
            _leave(actor.session_id, key)
        for key, editing in wanted.items():
            if key not in shown:
                _enter(actor.session_id, key, editing)
            elif shown[key] != editing:
                _turn(actor.session_id, key, editing)
        _announce({key for key in shown.keys() | wanted.keys() if shown.get(key) != wanted.get(key)} | _swept())


def leave_all(session_id: int) -> None:
    """Nothing is open at a desk any more; part of the transaction that ends its session."""
    gone = _shown(session_id)
    if gone:
        database.execute("DELETE FROM open_record WHERE session_id = ?", (session_id,))
        _announce(set(gone))


def _shown(session_id: int) -> dict[RecordKey, bool]:
    found = database.rows("SELECT subject, subject_id, editing FROM open_record WHERE session_id = ?", (session_id,))
    return {(Subject(subject), subject_id): bool(editing) for subject, subject_id, editing in found}


def _enter(session_id: int, key: RecordKey, editing: bool) -> None:
    database.execute(
        "INSERT INTO open_record (session_id, subject, subject_id, since, editing) VALUES (?, ?, ?, ?, ?)",
        (session_id, key[0].value, key[1], to_stored(clock.now()), editing),
    )


def _turn(session_id: int, key: RecordKey, editing: bool) -> None:
    database.execute(
        "UPDATE open_record SET editing = ? WHERE session_id = ? AND subject = ? AND subject_id = ?",
        (editing, session_id, key[0].value, key[1]),
    )


def _leave(session_id: int, key: RecordKey) -> None:
    database.execute(
        "DELETE FROM open_record WHERE session_id = ? AND subject = ? AND subject_id = ?", (session_id, key[0].value, key[1])
    )


def _swept() -> set[RecordKey]:
    """The records of dead desks, which are gone with this."""
    found = database.rows(
        "DELETE FROM open_record WHERE session_id IN (SELECT d.id FROM desk_session d"
        " JOIN open_record o ON o.session_id = d.id WHERE d.ended_at IS NOT NULL OR d.seen_at < ?)"
        " RETURNING subject, subject_id",
        (to_stored(clock.now() - STALE_AFTER),),
    )
    return {(Subject(subject), subject_id) for subject, subject_id in found}


def _announce(keys: Collection[RecordKey]) -> None:
    """Tells desks that listen to a server which records; on SQLite they look for themselves."""
    if keys and database.on_postgresql():
        for subject, subject_id in keys:
            database.execute("SELECT pg_notify(?, ?)", (PRESENCE_CHANNEL, f"{subject.value}:{subject_id}"))
