"""The one database of this process: opened by URL, used through short connections and explicit transactions.

SQLite serves one machine; PostgreSQL serves many. Connections are kept per thread and never open by themselves,
so a query on the wrong thread fails at once instead of freezing a screen. A desk asks on two threads only, so these kept
connections are its pool: no more than the door's two, one for numbers (`rows_beside`) and one that listens for changes.
"""

from __future__ import annotations

import select
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import peewee

from models import turns, upkeep
from models.errors import DomainError, Fault

BUSY_TIMEOUT_SECONDS = 3
"""How long a write waits for other ones' locks before a person is told."""
_STEP_SECONDS = 0.1
"""So long SQLite itself waits for a lock before it is asked anew: it looks the more rarely the longer one waits."""

STATEMENT_SECONDS = 30
"""After this time a PostgreSQL server gives up a statement, so that no desk waits on one for ever."""
SILENCE_SECONDS = 10
"""How long a desk waits on a network that says nothing at all before it takes the server for gone."""

MOST_VALUES = 32_766
"""Values that one statement may hold on SQLite; PostgreSQL takes twice as many."""
KEPT_CACHE_KB = 512
"""So much of an SQLite file each kept connection has in memory of its own, not SQLite's 2 MB: the system has it for all desks."""

database = peewee.DatabaseProxy()
_beside: Any = None
_generation = 0


class Table(peewee.Model):
    """Base of every table: bound to the process's database."""

    if TYPE_CHECKING:
        id: peewee.AutoField[int]

    class Meta:
        database = database
        legacy_table_names = False
        only_save_dirty = True

    @classmethod
    def add(cls, **values: Any) -> int:
        """Adds a row and returns its id: as `insert`, whose statement is built anew each time, for what is saved all day."""
        fields, defaults = cls._meta.fields, cls._meta.defaults
        row = {field.name: default() if callable(default) else default for field, default in defaults.items()} | values
        ((row_id,),) = rows(_adding(cls, tuple(row)), tuple(fields[name].db_value(value) for name, value in row.items()))
        return int(row_id)


@cache
def _adding(table: type[Table], names: tuple[str, ...]) -> str:
    """The statement that adds a row with these fields."""
    columns = ", ".join(f'"{table._meta.fields[name].column_name}"' for name in names)
    marks = ", ".join("?" for _name in names)
    return f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({marks}) RETURNING id'


def is_postgresql(url: str) -> bool:
    """Whether `url` names a PostgreSQL server."""
    return url.startswith(("postgresql://", "postgres://"))


def sqlite_path(url: str) -> Path:
    """The file that an SQLite URL (`sqlite:///relative`, `sqlite:////absolute`) or a bare path names."""
    return Path(unquote(url.removeprefix("sqlite:///"))) if url.startswith("sqlite:///") else Path(url)


def open(url: str) -> None:
    """Makes `url` the database of this process; connects nothing yet."""
    global _beside, _generation
    close()
    _generation += 1
    database.initialize(_postgresql(url) if is_postgresql(url) else _sqlite(sqlite_path(url)))
    _beside = _postgresql(url) if is_postgresql(url) else None


def generation() -> int:
    """Which database of this process is open: another number for each that was opened, for what is known of one only."""
    return _generation


def _sqlite(path: Path) -> peewee.SqliteDatabase:
    return peewee.SqliteDatabase(
        str(path),
        autoconnect=False,
        lock_type="IMMEDIATE",
        timeout=BUSY_TIMEOUT_SECONDS,
        returning_clause=True,
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "temp_store": "memory",
            "wal_autocheckpoint": upkeep.LOG_PAGES,
        },
    )


def _postgresql(url: str) -> peewee.PostgresqlDatabase:
    parts = urlsplit(url)
    settings: dict[str, Any] = {
        "host": unquote(parts.hostname) if parts.hostname else None,
        "port": parts.port,
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "connect_timeout": BUSY_TIMEOUT_SECONDS,
        "tcp_user_timeout": SILENCE_SECONDS * 1000,
        "keepalives_idle": SILENCE_SECONDS,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "application_name": "workstation",
        "options": f"-c statement_timeout={STATEMENT_SECONDS * 1000} -c lock_timeout={BUSY_TIMEOUT_SECONDS * 1000}"
        " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC",
        **dict(parse_qsl(parts.query)),
    }
    return peewee.PostgresqlDatabase(
        parts.path.lstrip("/"),
        autoconnect=False,
        prefer_psycopg3=True,
        **{name: value for name, value in settings.items() if value is not None},
    )


def close() -> None:
    """Closes this thread's connections, if there are any."""
    if database.obj is not None and not database.is_closed():
        database.close()
    if _beside is not None and not _beside.is_closed():
        _beside.close()


def connect_kept() -> None:
    """Makes sure that this thread has a connection that answers; one that the server has dropped meanwhile is opened anew.

    To be called before a call that may not fail for a server that was only restarted. An SQLite file that has gone is not
    made again, and one that was replaced is opened anew. Raises DomainError(DATABASE_AWAY).
    """
    with translated_errors():
        if not database.is_closed() and not _answers():
            close()
        if not database.is_closed():
            return
        if not on_postgresql():
            _used.file = (_generation, file_identity(Path(database.database)))
            if _used.file[1] is None:
                raise DomainError(Fault.DATABASE_AWAY)
        database.connect()
        if not on_postgresql():
            database.execute_sql(f"PRAGMA cache_size = -{KEPT_CACHE_KB}")


FileIdentity = tuple[int, int]


def file_identity(path: Path) -> FileIdentity | None:
    """Which file stands at `path`, None where there is none: SQLite goes on writing into one that was moved or replaced."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _LastUse(threading.local):
    file: tuple[int, FileIdentity | None] | None = None


_used = _LastUse()


def _answers() -> bool:
    """Whether this thread's connection still works: a server is asked where something came from it that nobody asked for.

    That is its farewell, or the system's word that nothing is heard of it any more (`keepalives_idle`). To ask each time would
    be one more answer to wait for before every save.
    """
    if not on_postgresql():
        before, _used.file = _used.file, (_generation, file_identity(Path(database.database)))
        return before is None or before[0] != _generation or before == _used.file
    if not _something_came(database.connection().fileno()):
        return True
    try:
        database.execute_sql("SELECT 1")
    except peewee.PeeweeException:
        return False
    return True


def _something_came(socket: int) -> bool:
    """Whether there is anything to read from a socket, or it is closed; waits for nothing."""
    looked = select.poll()
    looked.register(socket, select.POLLIN)
    return bool(looked.poll(0))


def on_postgresql() -> bool:
    """Whether this process's database is PostgreSQL."""
    return isinstance(database.obj, peewee.PostgresqlDatabase)


@contextmanager
def connection() -> Iterator[None]:
    """Holds this thread's connection open for a block; a connection that was open before stays open.

    Raises DomainError(DATABASE_AWAY) where the database can't be reached.
    """
    with translated_errors():
        opened = database.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened:
            database.close()


@contextmanager
def transaction() -> Iterator[None]:
    """All of a block or nothing of it; on SQLite it takes the write lock at its start, so it can't fail half-way for a lock.

    Inside another transaction it is a part of that one. Raises DomainError(DATABASE_BUSY) where the lock isn't had in time.
    """
    with translated_errors():
        if database.in_transaction():
            yield
        else:
            with ExitStack() as stack:
                _begin(stack)
                yield
            if not on_postgresql():
                upkeep.soon(database.database)


def _begin(stack: ExitStack) -> None:
    """Begins a transaction; on SQLite it waits for its turn among the writers, and in short steps where others hold the lock."""
    if on_postgresql():
        stack.enter_context(database.atomic())
        return
    end = time.monotonic() + BUSY_TIMEOUT_SECONDS
    stack.enter_context(turns.turn(database.database, BUSY_TIMEOUT_SECONDS - _STEP_SECONDS))
    database.execute_sql(f"PRAGMA busy_timeout = {round(1000 * min(_STEP_SECONDS, BUSY_TIMEOUT_SECONDS))}")
    try:
        while True:
            try:
                stack.enter_context(database.atomic())
                return
            except peewee.OperationalError as error:
                if _passing_fault(error) is not Fault.DATABASE_BUSY or time.monotonic() >= end:
                    raise
    finally:
        database.execute_sql(f"PRAGMA busy_timeout = {round(1000 * BUSY_TIMEOUT_SECONDS)}")


_BUSY_SQLSTATES = ("40001", "40P01", "55P03", "57014")
"""Serialisation failure, deadlock, lock not had in time, statement given up after STATEMENT_SECONDS."""
_AWAY_SQLSTATES = ("25006", "53100")
"""Read-only server, full disk: nothing can be written though the server answers."""
_SQLITE_AWAY = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_NOTADB", "SQLITE_CORRUPT")


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turns what a driver says of locks and lost connections into a DomainError; a fault in a statement passes as it is."""
    try:
        yield
    except peewee.PeeweeException as error:
        fault = _passing_fault(error)
        if fault is None:
            raise
        raise DomainError(fault) from error


def _passing_fault(error: peewee.PeeweeException) -> Fault | None:
    """What kind of passing trouble an error is, by the code that the engine gave it; None for a fault of ours.

    SQLite ends a transaction by itself where the disk is full, so that the rollback fails as well: the first error counts.
    """
    link: BaseException | None = error
    while link is not None and (isinstance(link, peewee.PeeweeException) or _code(link)):
        code = _code(link)
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or code in _BUSY_SQLSTATES:
            return Fault.DATABASE_BUSY
        if code.startswith(_SQLITE_AWAY) or code in _AWAY_SQLSTATES:
            return Fault.DATABASE_AWAY
        link = link.__cause__ or link.__context__
    lost = on_postgresql() and isinstance(error, peewee.OperationalError | peewee.InterfaceError)
    return Fault.DATABASE_AWAY if lost else None


def _code(error: BaseException) -> str:
    return getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""


def after_commit(call: Callable[[], None]) -> None:
    """Runs `call` once the present transaction has committed; not at all if it rolls back."""
    database.after_commit(call)


def lock_row(table: str, row_id: int) -> bool:
    """Keeps others from changing one row until the transaction ends; False where there is no such row.

    On SQLite the transaction itself holds the write lock.
    """
    return bool(rows(f"SELECT 1 FROM {table} WHERE id = ?{locking(table)}", (row_id,)))


def locking(table: str) -> str:
    """What ends a SELECT whose rows of `table` (by its name or alias there) are kept from others as by `lock_row`."""
    return f" FOR UPDATE OF {table}" if on_postgresql() else ""


def prefix(column: str, beginning: str) -> tuple[str, tuple[str, str]]:
    """The condition that a text column begins so, as a range that an index can answer on both engines, and its bounds.

    On PostgreSQL the index must be made with text_pattern_ops: the usual order of texts there is the language's.
    """
    less, more = ("~<~", "~>=~") if on_postgresql() else ("<", ">=")
    return f"{column} {more} ? AND {column} {less} ?", (beginning, f"{beginning}\U0010ffff")


def prefix_order(column: str) -> str:
    """What to order by in a statement that asks for the first few rows of a `prefix`.

    Without it PostgreSQL's planner would rather read the whole table than an index for a few rows of a range.
    """
    return f"{column} USING ~<~" if on_postgresql() else column


def rows(sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    """Runs one statement written with `?` marks and returns its rows; for what runs too often to be built each time."""
    statement = sql.replace("?", "%s") if on_postgresql() else sql
    return cast("list[tuple[Any, ...]]", database.execute_sql(statement, parameters).fetchall())


def rows_often(sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    """As `rows`, for what a desk asks every second: on SQLite straight at the connection, a quarter less work.

    What goes wrong there is asked once more in the ordinary way, which says what it is.
    """
    if not on_postgresql():
        with suppress(sqlite3.Error):
            return cast("list[tuple[Any, ...]]", database.connection().execute(sql, parameters).fetchall())
    return rows(sql, parameters)


def rows_beside(sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    """As `rows`, committed at once whatever becomes of the transaction around it; on PostgreSQL only.

    Runs on a second connection of this thread, so that no other desk waits for what it locks until that transaction ends.
    Not waited for on the disk: whatever is durable later makes this durable too. Raises DomainError(DATABASE_AWAY).
    """
    if _beside is None:
        raise RuntimeError("only PostgreSQL has a connection beside the transaction")
    statement = sql.replace("?", "%s")
    with translated_errors():
        for last_try in (False, True):
            try:
                if _beside.connect(reuse_if_open=True):
                    _beside.execute_sql("SET synchronous_commit = off")
                with _beside.atomic():
                    return cast("list[tuple[Any, ...]]", _beside.execute_sql(statement, parameters).fetchall())
            except (peewee.OperationalError, peewee.InterfaceError):
                _beside.close()
                if last_try:
                    raise
    raise AssertionError


NamedRow = dict[str, Any]
"""A row by the names of its columns."""


def named_rows(sql: str, parameters: tuple[object, ...] = ()) -> list[NamedRow]:
    """As `rows`, by column name; for one wide row, where counting columns would go wrong."""
    statement = sql.replace("?", "%s") if on_postgresql() else sql
    cursor = database.execute_sql(statement, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def serialise(key: str) -> None:
    """Lets no other transaction past its own call with the same `key` until this one ends.

    For what must be done once though it may be handed in twice at the same time. SQLite has one writer and needs nothing.
    """
    if on_postgresql():
        rows("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text", (key,))


def insert_rows(
    table: str, columns: Sequence[str], values: Sequence[Sequence[object]], *, marks: str = "", ending: str = ""
) -> list[tuple[Any, ...]]:
    """Adds many rows by as few statements as there can be; returns what an `ending` RETURNING says of each, in no certain order.

    `marks` are those of one row where a mark alone doesn't say how a value is kept.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    row = f"({marks or ', '.join('?' for _column in columns)})"
    most = MOST_VALUES // len(columns)
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(values), most):
        part = values[start : start + most]
        sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * len(part))} {ending}"
        statement = sql.replace("?", "%s") if on_postgresql() else sql
        cursor = database.execute_sql(statement, tuple(chain.from_iterable(part)))
        found += cursor.fetchall() if cursor.description else ()
    return found


def execute(sql: str, parameters: tuple[object, ...] = ()) -> int:
    """Runs one changing statement written with `?` marks and returns how many rows it changed."""
    statement = sql.replace("?", "%s") if on_postgresql() else sql
    return cast(int, database.execute_sql(statement, parameters).rowcount)
