"""The change feed: whether anybody has committed since one looked last, without asking a single table.

A change says only that something changed. Which rows did is found by reading what is shown again: event ids don't commit
in order on PostgreSQL, so following them would miss some.
"""

from __future__ import annotations

import sqlite3
from typing import Protocol

from models.database import is_postgresql, sqlite_path
from models.errors import DomainError, Fault
from models.events.operations import CHANGE_CHANNEL


class Changes(Protocol):
    """One kept connection that hears of commits, this process's own ones too."""

    @property
    def socket(self) -> int | None:
        """The file descriptor that becomes readable on a change; None where one has to look."""

    def changed(self) -> bool:
        """Whether something was committed since the last call. Raises DomainError(DATABASE_AWAY)."""

    def close(self) -> None:
        """Lets the connection go."""


class SqliteChanges:
    """Looks at SQLite's `data_version`, which moves with every commit of another connection (4 µs a look)."""

    def __init__(self, url: str) -> None:
        try:
            address = f"{sqlite_path(url).resolve().as_uri()}?mode=rw"
            self._connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            self._version = self._look()
        except sqlite3.Error as error:
            raise DomainError(Fault.DATABASE_AWAY) from error

    @property
    def socket(self) -> int | None:
        """SQLite tells nobody; one has to look."""
        return None

    def _look(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def changed(self) -> bool:
        """Whether another connection committed since the last call. Raises DomainError(DATABASE_AWAY)."""
        try:
            version = self._look()
        except sqlite3.Error as error:
            raise DomainError(Fault.DATABASE_AWAY) from error
        before, self._version = self._version, version
        return version != before

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
            self._connection.execute(f"LISTEN {CHANGE_CHANNEL}")
        except psycopg.Error as error:
            raise DomainError(Fault.DATABASE_AWAY) from error

    @property
    def socket(self) -> int | None:
        """The socket on which the server announces."""
        return self._connection.fileno()

    def changed(self) -> bool:
        """Whether something was announced since the last call. Raises DomainError(DATABASE_AWAY)."""
        try:
            return bool(list(self._connection.notifies(timeout=0)))
        except (self._lost, OSError) as error:
            raise DomainError(Fault.DATABASE_AWAY) from error

    def close(self) -> None:
        """Lets the connection go."""
        self._connection.close()


def watch(url: str) -> Changes:
    """A kept connection that hears of commits in the database at `url`. Raises DomainError(DATABASE_AWAY)."""
    return PostgresqlChanges(url) if is_postgresql(url) else SqliteChanges(url)
