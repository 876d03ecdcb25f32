"""The change feed hears every other connection's commit, once, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from select import select

import pytest

from models import database
from models.changes import Changes, watch
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from tests.halves import on_sqlite


@pytest.fixture
def changes(site_database: str) -> Iterator[Changes]:
    listening = watch(site_database)
    yield listening
    listening.close()


def _event() -> None:
    with database.transaction():
        record(Subject.SITE, 1, "opened", actor=SYSTEM)


def _announced(changes: Changes, seconds: float) -> bool:
    """Waits until the server has announced something; SQLite announces nothing, its change is there at once."""
    return changes.socket is None or bool(select([changes.socket], [], [], seconds)[0])


def test_a_commit_is_heard_once(changes: Changes) -> None:
    assert not changes.heard().changed
    _event()
    assert _announced(changes, 10)
    assert changes.heard().changed == {Subject.SITE}
    assert not changes.heard().changed


def test_many_commits_are_no_more_changes_than_commits(changes: Changes) -> None:
    for _number in range(5):
        _event()
    heard = 0
    while _announced(changes, 0.5) and changes.heard().changed:
        heard += 1
    assert 1 <= heard <= 5
    assert not changes.heard().changed


def test_what_was_rolled_back_is_not_heard(changes: Changes) -> None:
    def fails() -> None:
        with database.transaction():
            record(Subject.SITE, 1, "opened", actor=SYSTEM)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not changes.heard().changed


def test_a_database_that_is_not_there_is_away(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        watch(f"sqlite:///{tmp_path / 'none.db'}")
    assert refused.value.fault is Fault.DATABASE_AWAY


@on_sqlite  # PostgreSQL has no file of ours
def test_another_file_in_the_place_of_the_site_s_is_noticed(changes: Changes, site_database: str) -> None:
    path = database.sqlite_path(site_database)
    assert not changes.heard().changed
    path.rename(path.with_name("aside.db"))
    with pytest.raises(DomainError) as refused:
        changes.heard()
    assert refused.value.fault is Fault.DATABASE_AWAY
