"""A desk's own small SQLite file on this machine: each write reaches the disk, and damage costs as little as possible."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from models import set_aside
from models.errors import DomainError, Fault

BUSY_SECONDS = 3

Row = tuple[object, ...]


@dataclass(frozen=True)
class Structure:
    """One table of such a file; each has a `body` and its `checksum`, the first `keys` columns name a row."""

    table: str
    columns: tuple[str, ...]
    create: str
    keys: int = 1

    @property
    def keep(self) -> str:
        """The statement that writes a row over the one of the same name."""
        return (
            f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({', '.join('?' for _name in self.columns)})"
            f" ON CONFLICT ({', '.join(self.columns[: self.keys])}) DO UPDATE SET "
            + ", ".join(f"{name} = excluded.{name}" for name in self.columns[self.keys :])
        )

    def whole(self, row: Sequence[object]) -> bool:
        """Whether a row is as it was written."""
        named = dict(zip(self.columns, row, strict=True))
        body = named["body"]
        return isinstance(body, str) and named["checksum"] == checksum(body)


@dataclass(frozen=True)
class SetAside:
    """What could not be read and where it lies now: so many `rows` (None where nobody can tell), and how many were `kept`."""

    path: Path
    rows: int | None
    kept: int


Readable = Mapping[str, Callable[[str], bool]]
"""By table: whether a body that is as it was written can be read by this version of the program."""


class JournalFile:
    """The file `path` with the tables of `structures`, opened; only its owner can read it.

    What can't be read is set aside beside it for KEEP_DAYS, for a person to look at; `set_aside` says what that was. Raises
    DomainError(JOURNAL_AWAY) where the file can't be opened at all.
    """

    def __init__(self, path: Path, structures: Sequence[Structure], readable: Readable, *, run: str) -> None:
        self._path = path
        self._structures = structures
        self._run = run
        self.set_aside: tuple[SetAside, ...] = ()
        with told():
            set_aside.drop_old(path)
            self.connection = self._open()
            self._set_unreadable_rows_aside(readable)

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except _NoJournal:
            pass
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "") not in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
                raise
        damaged = set_aside.damaged_path(self._path, self._run)
        self._path.rename(damaged)
        set_aside.stamp(damaged)
        connection = self._connect()
        kept = 0
        for structure in self._structures:
            rows = _still_readable(damaged, structure)
            connection.executemany(structure.keep, rows)
            kept += len(rows)
        self.set_aside = (SetAside(damaged, None, kept),)
        return connection

    def _connect(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        self._path.chmod(0o600)
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            for structure in self._structures:
                connection.execute(structure.create)
                if tuple(row[1] for row in connection.execute(f"PRAGMA table_info({structure.table})")) != structure.columns:
                    raise _NoJournal
            if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise _NoJournal
        except (sqlite3.DatabaseError, _NoJournal):
            connection.close()
            raise
        return connection

    def _set_unreadable_rows_aside(self, readable: Readable) -> None:
        """Rows that are torn, changed by hand or of another kind go to a text file, so that they are told of once."""
        torn: list[tuple[Structure, Row]] = []
        kept = 0
        for structure in self._structures:
            reads, body = readable[structure.table], structure.columns.index("body")
            for row in self.connection.execute(f"SELECT {', '.join(structure.columns)} FROM {structure.table}"):
                if structure.whole(row) and reads(row[body]):
                    kept += 1
                else:
                    torn.append((structure, row))
        if not torn:
            return
        path = set_aside.unreadable_path(self._path, self._run)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8", errors="backslashreplace") as file:
            for structure, row in torn:
                file.write("".join(f"{name}: {value}\n" for name, value in zip(structure.columns, row, strict=True)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        set_aside.stamp(path)
        for structure, row in torn:
            named = " AND ".join(f"{name} IS ?" for name in structure.columns)
            self.connection.execute(f"DELETE FROM {structure.table} WHERE {named}", row)
        self.set_aside = (*self.set_aside, SetAside(path, len(torn), kept))


class _NoJournal(Exception):
    """A file that SQLite can read, but whose table is damaged, another program's or another version's."""


def _still_readable(damaged: Path, structure: Structure) -> list[Row]:
    """The whole rows of a damaged file, read from both ends up to where it is broken."""
    found: dict[Row, Row] = {}
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError):
            connection = sqlite3.connect(f"file:{damaged}?mode=ro&immutable=1", uri=True)
            try:
                columns = ", ".join(structure.columns)
                for row in connection.execute(f"SELECT {columns} FROM {structure.table} ORDER BY rowid {order}"):
                    if structure.whole(row):
                        found[row[: structure.keys]] = row
            finally:
                connection.close()
    return list(found.values())


@contextmanager
def told() -> Iterator[None]:
    """Turns what the file system and SQLite say into DomainError(JOURNAL_AWAY) with the reason that the system gave."""
    try:
        yield
    except OSError as error:
        raise DomainError(Fault.JOURNAL_AWAY, reason=error.strerror or type(error).__name__) from error
    except sqlite3.Error as error:
        raise DomainError(Fault.JOURNAL_AWAY, reason=getattr(error, "sqlite_errorname", type(error).__name__)) from error


def checksum(body: str) -> str:
    """What shows later that a body is as it was written."""
    return hashlib.sha256(body.encode()).hexdigest()
