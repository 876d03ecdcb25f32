"""The numbered migrations make exactly what the tables say, and what Peewee can't say beside it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import database
from models.schema import TABLES

_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_POSTGRESQL = (
    "SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default,"
    " generation_expression) FROM information_schema.columns WHERE table_schema = 'public'"
    " UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    " UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace"
)


def _structure(url: str) -> dict[str, str]:
    """Every object of a database by its name, as the engine itself describes it."""
    database.open(url)
    with database.connection():
        found = database.rows(_POSTGRESQL if database.on_postgresql() else _SQLITE)
    return {name: " ".join(text.split()).replace("( ", "(").replace(" )", ")") for name, text in found}


@pytest.fixture
def tables_alone(database_url: str, tmp_path: Path) -> Iterator[str]:
    """An empty database of the same engine that only the tables were made in."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'alone.db'}"
        _create(url)
        yield url
        return
    import psycopg

    name = f"alone_{uuid.uuid4().hex[:12]}"
    before, after = database_url.split("?", 1)
    server = f"{before.rsplit('/', 1)[0]}/postgres?{after}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = f"{before.rsplit('/', 1)[0]}/{name}?{after}"
    _create(url)
    yield url
    database.close()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _create(url: str) -> None:
    database.open(url)
    with database.connection(), database.transaction():
        database.database.create_tables(TABLES, safe=False)


def test_the_migrations_make_what_the_tables_say(database_url: str, tables_alone: str) -> None:
    said, made = _structure(tables_alone), _structure(database_url)
    assert {name: made.get(name) for name in said} == said


def test_no_column_is_made_that_no_table_knows(database_url: str, tables_alone: str) -> None:
    said, made = _structure(tables_alone), _structure(database_url)
    own = {table._meta.table_name for table in TABLES}  # type: ignore[attr-defined]
    unknown = [name for name in made if "." in name and name.split(".")[0] in own and name not in said]
    assert unknown == []
