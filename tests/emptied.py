"""A PostgreSQL database that one test after another finds as the migrations leave it, without being made anew each time.

To make a database takes the server a hundred times as long as to delete what a test has written. So rows are deleted and
sequences set back where rows are all that a test has changed; where it has changed more, a new database takes the place.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import psycopg

MOST_PAGES = 10
"""A larger table is not emptied but made anew: up to here the planner takes a table that nobody has analysed for ten pages,
so that deleted rows change no plan."""

_STRUCTURE = "SELECT " + ", ".join(
    f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {catalogue})"
    for catalogue in (
        *(
            f"pg_{name}"
            for name in ("class", "attribute", "attrdef", "constraint", "index", "trigger", "rewrite", "proc", "type")
        ),
        *(f"pg_{name}" for name in ("namespace", "extension", "statistic", "event_trigger", "default_acl", "policy")),
        "pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
        "pg_database WHERE datname = current_database()",
    )
)
"""What any change of more than rows moves: each row of a catalogue bears the transaction that wrote it."""

_WRITTEN = (
    "SELECT relname, pg_relation_size(oid) / current_setting('block_size')::int FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname"
)
_COUNTED = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"


class EmptiedDatabase:
    """One database of a worker, as the template is, each time that somebody begins with it."""

    def __init__(self, server: str, url_of: Callable[[str], str], template: str) -> None:
        self._server = server
        self._url_of = url_of
        self._template = template
        self._name: str | None = None
        self._structure: object = None
        self._given: dict[str, object] = {}
        self._counted: dict[str, int] = {}

    def fresh(self) -> str:
        """The URL of the database, with the template's rows and no others, and nobody connected to it."""
        if self._name is None or not self._emptied(self._name):
            self._replace()
        assert self._name is not None
        return self._url_of(self._name)

    def drop(self) -> None:
        """Takes the database away, whoever is connected to it."""
        if self._name is not None:
            self._on_server(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
            self._name = None

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(statement)

    def _replace(self) -> None:
        self.drop()
        name = f"site_{uuid.uuid4().hex[:12]}"
        self._on_server(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY file_copy")
        self._name = name
        with _Owner(self._url_of(name)) as owner:
            self._structure = owner.ask(_STRUCTURE)
            self._given = {table: owner.rows_of(table) for table, _pages in owner.ask(_WRITTEN)}
            self._counted = dict(owner.ask(_COUNTED))

    def _emptied(self, name: str) -> bool:
        """Whether the database could be made as it was, by deleting rows and setting back sequences alone."""
        try:
            with _Owner(self._url_of(name)) as owner:
                owner.send_others_away()
                if owner.ask(_STRUCTURE) != self._structure:
                    return False
                written = dict(owner.ask(_WRITTEN))
                if any(owner.rows_of(table) != rows for table, rows in self._given.items()):
                    return False
                owner.delete([table for table in written if table not in self._given])
                owner.count_anew(self._counted)
                return max(written.values(), default=0) <= MOST_PAGES
        except psycopg.Error:
            return False


class _Owner:
    """A connection that triggers and foreign keys don't stop, so that also what is kept for ever can be deleted."""

    def __init__(self, url: str) -> None:
        options = "-c session_replication_role=replica -c lock_timeout=2000 -c default_transaction_read_only=off"
        self._connection = psycopg.connect(url, autocommit=True, options=options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """The answer of one statement."""
        return self._connection.execute(statement.encode()).fetchall()

    def rows_of(self, table: str) -> object:
        """The rows of a small table, whatever their order."""
        return self.ask(f'SELECT array_agg(t::text ORDER BY t::text) FROM "{table}" t')

    def send_others_away(self) -> None:
        """Ends what a test may have left connected, and waits until it has gone."""
        self.ask(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    def delete(self, tables: Sequence[str]) -> None:
        """Deletes every row of these tables."""
        if tables:
            self._connection.execute("; ".join(f'DELETE FROM "{table}"' for table in tables).encode())

    def count_anew(self, counted: Mapping[str, int]) -> None:
        """Sets every sequence to where it stood: at the number last given, or before the first."""
        for sequence, number in self.ask(_COUNTED):
            if counted.get(sequence) != number:
                self._connection.execute("SELECT setval(%s, %s, %s)", (sequence, counted.get(sequence, 1), sequence in counted))
