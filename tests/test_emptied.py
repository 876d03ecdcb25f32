"""The database that tests have in turn is, for each of them, the one that the migrations make."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from models import database
from models.people.permissions import SYSTEM
from models.site.operations import add_region
from tests.emptied import EmptiedDatabase
from tests.models import builders


def _contents(url: str) -> dict[str, Any]:
    """Every row of every table, and every number that a sequence has given."""
    with psycopg.connect(url) as look:
        tables = [name for (name,) in look.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()]
        found: dict[str, Any] = {name: look.execute(f'SELECT * FROM "{name}"'.encode()).fetchall() for name in sorted(tables)}
        found["numbers"] = look.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename").fetchall()
    return found


def test_what_a_test_has_written_is_gone_for_the_next_one(emptied_database: EmptiedDatabase) -> None:
    url = emptied_database.fresh()
    before = _contents(url)
    assert [name for name, rows in before.items() if rows and name != "numbers"] == ["schema_migration"]
    database.open(url)
    with database.connection():
        builders.small_site()
        builders.ticket()
    with psycopg.connect(url) as failed:
        failed.execute("INSERT INTO region (code, name, active) VALUES ('X', 'X', true)")
        failed.rollback()
    assert _contents(url)["event"]
    left = psycopg.connect(url)
    left.execute("LOCK TABLE ticket")
    assert emptied_database.fresh() == url
    assert _contents(url) == before
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    with database.connection():
        assert add_region("HD", "华东", actor=SYSTEM) == 1
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE event DISABLE TRIGGER event_never_changes",
        "DROP INDEX ticket_region_id_opened_at_id",
        "CREATE TABLE another (id integer)",
        "ANALYZE schema_migration",
        "UPDATE schema_migration SET name = '0000_other' WHERE name = '0001_initial'",
        "INSERT INTO region (code, name, active) SELECT 'R' || n, 'R' || n, true FROM generate_series(1, 3000) n",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 65536', current_database()); END $$",
    ],
)
def test_where_more_than_rows_was_changed_a_new_one_takes_the_place(emptied_database: EmptiedDatabase, statement: str) -> None:
    url = emptied_database.fresh()
    before = _contents(url)
    with psycopg.connect(url, autocommit=True) as changing:
        changing.execute(statement.encode())
    following = emptied_database.fresh()
    assert following != url
    assert _contents(following) == before
