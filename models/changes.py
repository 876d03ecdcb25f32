"""The change feed: whether anybody has committed since one looked last, without asking for a record.

A change says only what kinds of record changed. Which rows did is found by reading what is shown again: event ids don't commit
in order on PostgreSQL, so following them would miss some. Every change that a screen may show writes an event; a commit
without one (a sign of life, a number drawn, a message noted as seen) is no change. Which records were opened or left at some
desk is told apart, because it concerns only desks that show the same record.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Protocol

from models.database import file_identity, is_postgresql, sqlite_path
from models.errors import DomainError, Fault
from models.events.operations import CHANGE_CHANNEL
from models.events.tables import EVERYTHING, RecordKey, Subject
from models.presence.operations import PRESENCE_CHANNEL

MOST_EVENTS = 1000
"""The screen waits while the kinds of so many events are read: 0.3 ms."""


@dataclass(frozen=True)
class Heard:
    """What happened since one listened last: the kinds of record that changed, and which were opened, left or taken to edit."""

    changed: frozenset[Subject] = frozenset()
    opened: frozenset[RecordKey] = frozenset()


class Changes(Protocol):
    """One kept connection that hears of commits, this process's own ones too."""

    @property
    def socket(self) -> int | None:
        """The file descriptor that becomes readable on a change; None where one has to look."""

    def heard(self) -> Heard:
        """What was committed since the last call. Raises DomainError(DATABASE_AWAY)."""

    def close(self) -> None:
        """Lets the connection go."""


_Marks = tuple[int, frozenset[tuple[str, int, int, int]]]


class SqliteChanges:
    """Looks at SQLite's `data_version`, which moves with every commit of another connection (4 µs a look).

    Only when it moved is it asked what for: for an event (one writer at a time, so ids follow the commits), for an open record.
    """

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url).resolve()
        self._file = file_identity(self._path)
        try:
            address = f"{self._path.as_uri()}?mode=rw"
            self._connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            self._version = self._look()
            self._event, self._open = self._marks()
        except sqlite3.Error as error:
            raise DomainError(Fault.DATABASE_AWAY) from error

    @property
    def socket(self) -> int | None:
        """SQLite tells nobody; one has to look."""
        return None

    def _look(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _marks(self) -> _Marks:
        """The newest event, and every record that is open at a desk: as many rows as there are desks, more or less."""
        (event,) = self._connection.execute("SELECT max(id) FROM event").fetchone()
        opened = self._connection.execute("SELECT subject, subject_id, session_id, editing FROM open_record").fetchall()
        return event or 0, frozenset(opened)

    def _changed_between(self, before: int, now: int) -> frozenset[Subject]:
        """The kinds of record that have newer events; after an import nobody looks through all of them."""
        if not 0 <= now - before <= MOST_EVENTS:
            return EVERYTHING
        found = self._connection.execute("SELECT DISTINCT subject FROM event WHERE id > ?", (before,)).fetchall()
        return frozenset(Subject(word) for (word,) in found)

    def heard(self) -> Heard:
        """What other connections committed since the last call. Raises DomainError(DATABASE_AWAY), for another file too."""
        if file_identity(self._path) != self._file:
            raise DomainError(Fault.DATABASE_AWAY)
        try:
            version = self._look()
            if version == self._version:
                return Heard()
            event, opened = self._marks()
            changed = self._changed_between(self._event, event)
        except sqlite3.Error as error:
            raise DomainError(Fault.DATABASE_AWAY) from error
        differing = opened ^ self._open
        heard = Heard(changed, frozenset((Subject(row[0]), row[1]) for row in differing))
        self._version, self._event, self._open = version, event, opened
        return heard

    def close(self) -> None:
        """Lets the connection go."""
        self._connection.close()


class PostgresqlChanges:
    """Listens for what every recorded event announces within its own transaction."""

    def __init__(self, url: str) -> None:
        import psycopg

        self._lost: type[Exception] = psycopg.Error
        try:
            self._connection = psycopg.connect(url, autocommit=True, connect_timeout=3)
            for channel in (CHANGE_CHANNEL, PRESENCE_CHANNEL):
                self._connection.execute(f"LISTEN {channel}")
        except psycopg.Error as error:
            raise DomainError(Fault.DATABASE_AWAY) from error

    @property
    def socket(self) -> int | None:
        """The socket on which the server announces."""
        return self._connection.fileno()

    def heard(self) -> Heard:
        """What was announced since the last call. Raises DomainError(DATABASE_AWAY)."""
        try:
            told = list(self._connection.notifies(timeout=0))
        except (self._lost, OSError) as error:
            raise DomainError(Fault.DATABASE_AWAY) from error
        opened = (notice.payload.split(":") for notice in told if notice.channel == PRESENCE_CHANNEL)
        keys = frozenset((Subject(word), int(subject_id)) for word, subject_id in opened)
        changed = frozenset(Subject(notice.payload.partition(":")[0]) for notice in told if notice.channel == CHANGE_CHANNEL)
        return Heard(changed, keys)

    def close(self) -> None:
        """Lets the connection go."""
        self._connection.close()


def watch(url: str) -> Changes:
    """A kept connection that hears of commits in the database at `url`. Raises DomainError(DATABASE_AWAY)."""
    return PostgresqlChanges(url) if is_postgresql(url) else SqliteChanges(url)
