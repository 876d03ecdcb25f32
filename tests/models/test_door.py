"""The door through which screens ask: what it says when the database goes away, and how it finds it again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from models import database
from models.database import sqlite_path
from models.door import Door
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from tests.halves import on_postgresql, on_sqlite


@pytest.fixture
def door() -> Iterator[Door]:
    opened = Door()
    yield opened
    opened.close()


def _write() -> None:
    with database.transaction():
        record(Subject.SITE, 1, "opened", actor=SYSTEM)


def _count() -> int:
    return int(database.rows("SELECT count(*) FROM event")[0][0])


async def _refused(door: Door) -> Fault:
    with pytest.raises(DomainError) as refused:
        await door.ask(_write)
    return refused.value.fault


async def test_a_restarted_server_is_found_again_without_a_word(site_database: str, door: Door) -> None:
    await door.ask(_write)
    if database.on_postgresql():
        database.rows(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    await door.ask(_write)
    assert await door.ask(_count) == 2


@on_postgresql  # SQLite has no server
async def test_a_server_that_goes_in_the_middle_of_a_call_leaves_nothing_half_written(site_database: str, door: Door) -> None:
    def write_and_lose() -> None:
        with database.transaction():
            record(Subject.SITE, 1, "opened", actor=SYSTEM)
            database.rows("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DomainError) as refused:
        await door.ask(write_and_lose)
    assert refused.value.fault is Fault.DATABASE_AWAY
    assert await door.ask(_count) == 0


@on_postgresql  # SQLite has no server
async def test_a_statement_that_takes_too_long_is_busy_not_away(site_database: str, door: Door) -> None:
    def slow() -> None:
        database.rows("SET statement_timeout = 20; SELECT pg_sleep(5)::text")

    with pytest.raises(DomainError) as refused:
        await door.ask(slow)
    assert refused.value.fault is Fault.DATABASE_BUSY


async def test_a_database_that_takes_no_writing_is_away_and_comes_back(site_database: str, door: Door) -> None:
    if database.on_postgresql():
        await door.ask(database.execute, "SET default_transaction_read_only = on")
    else:
        await door.ask(database.execute, "PRAGMA query_only = 1")
    assert await _refused(door) is Fault.DATABASE_AWAY
    await door.ask(_write)
    assert await door.ask(_count) == 1


@on_sqlite  # a server's full disk is simulated nowhere
async def test_a_full_disk_is_away(site_database: str, door: Door) -> None:
    def fill() -> None:
        database.rows("PRAGMA max_page_count = 1")
        with database.transaction():
            for _number in range(2000):
                record(Subject.SITE, 1, "opened", actor=SYSTEM, text="x" * 200)

    with pytest.raises(DomainError) as refused:
        await door.ask(fill)
    assert refused.value.fault is Fault.DATABASE_AWAY
    assert await door.ask(_count) == 0


@on_sqlite  # a server has no file
async def test_a_file_that_has_gone_is_away_and_is_not_made_anew(site_database: str, door: Door) -> None:
    path = sqlite_path(site_database)
    database.close()
    elsewhere = path.rename(path.with_name("elsewhere.db"))
    assert await _refused(door) is Fault.DATABASE_AWAY
    assert not path.exists()
    elsewhere.rename(path)
    await door.ask(_write)


@on_sqlite  # PostgreSQL has no file of ours
async def test_a_file_that_was_moved_or_replaced_is_not_written_into_any_more(site_database: str, door: Door) -> None:
    path = sqlite_path(site_database)
    await door.ask(_write)
    aside, fresh = path.with_name("aside.db"), path.with_name("fresh.db")
    with sqlite3.connect(path) as source, sqlite3.connect(fresh) as target:
        source.backup(target)
    for suffix in ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    assert await _refused(door) is Fault.DATABASE_AWAY
    fresh.rename(path)
    await door.ask(_write)
    assert await door.ask(_count) == 2
    with sqlite3.connect(aside) as old:
        assert old.execute("SELECT count(*) FROM event").fetchone() == (1,)
