"""An SQLite file that others keep busy: a write waits for its turn, and after the time that is allowed a person is told."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import database
from models.errors import DomainError, Fault
from models.people.permissions import SYSTEM
from models.site.operations import add_region

ALLOWED = 0.6


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program's connection, which holds the write lock; this process's database is open."""
    path = tmp_path / "site.db"
    shutil.copy(sqlite_template, path)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", ALLOWED)
    database.open(f"sqlite:///{path}")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with database.connection():
        connection.execute("BEGIN IMMEDIATE")
        yield connection
    connection.close()
    database.close()


def test_a_lock_that_is_not_had_in_time_is_told_soon(other: sqlite3.Connection) -> None:
    start = time.monotonic()
    with pytest.raises(DomainError) as refused:
        add_region("HD", "华东", actor=SYSTEM)
    assert refused.value.fault is Fault.DATABASE_BUSY
    assert time.monotonic() - start >= ALLOWED
    other.execute("ROLLBACK")
    add_region("HD", "华东", actor=SYSTEM)


def test_a_lock_that_comes_free_in_time_is_had(other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 60.0)
    timer = threading.Timer(0.25, other.execute, ("COMMIT",))
    timer.start()
    assert add_region("HD", "华东", actor=SYSTEM)
    timer.join()
    with pytest.raises(DomainError), database.transaction():
        raise DomainError(Fault.NOT_POSSIBLE_NOW)
    assert add_region("HB", "华北", actor=SYSTEM)


def test_what_a_person_waits_for_is_told_within_three_seconds() -> None:
    assert database.BUSY_TIMEOUT_SECONDS <= 3
