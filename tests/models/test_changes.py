"""The change feed hears every other connection's commit, once, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import database
from models.changes import Changes, watch
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import SYSTEM


@pytest.fixture
def changes(site_database: str) -> Iterator[Changes]:
    listening = watch(site_database)
    yield listening
    listening.close()


def _event() -> None:
    with database.transaction():
        record(Subject.SITE, 1, "opened", actor=SYSTEM)


def test_a_commit_is_heard_once(changes: Changes) -> None:
    assert not changes.changed()
    _event()
    assert changes.changed()
    assert not changes.changed()


def test_many_commits_are_one_change(changes: Changes) -> None:
    for _number in range(5):
        _event()
    assert changes.changed()
    assert not changes.changed()


def test_what_was_rolled_back_is_not_heard(changes: Changes) -> None:
    def fails() -> None:
        with database.transaction():
            record(Subject.SITE, 1, "opened", actor=SYSTEM)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not changes.changed()


def test_a_database_that_is_not_there_is_away(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        watch(f"sqlite:///{tmp_path / 'none.db'}")
    assert refused.value.fault is Fault.DATABASE_AWAY
