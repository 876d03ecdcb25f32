"""The event log's chains: what was changed, taken away or erased shows, at the first row."""

from __future__ import annotations

import pytest

from models import database
from models.events import verification
from models.events.operations import record
from models.events.tables import Subject
from models.events.verification import verify_log
from models.people.permissions import SYSTEM


@pytest.fixture
def log(site_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three records with four events each, read two at a time."""
    monkeypatch.setattr(verification, "PAGE", 2)
    with database.transaction():
        for number in range(4):
            for subject, subject_id in ((Subject.TICKET, 1), (Subject.TICKET, 2), (Subject.CALL, 1)):
                record(subject, subject_id, "noted", actor=SYSTEM, number=number)


def _tamper(statement: str) -> None:
    with database.transaction():
        if database.on_postgresql():
            database.execute("ALTER TABLE event DISABLE TRIGGER event_never_changes")
        else:
            database.execute("DROP TRIGGER event_never_changes")
            database.execute("DROP TRIGGER event_never_goes")
        database.execute(statement)


def test_an_untouched_log_is_sound(log: None) -> None:
    found = verify_log()
    assert (found.events, found.erased, found.broken) == (12, 0, None)


@pytest.mark.parametrize(("column", "value"), [("kind", "'cancelled'"), ("at", "at + 1"), ("digest", "'0'"), ("chain", "'0'")])
def test_a_changed_event_is_named(log: None, column: str, value: str) -> None:
    _tamper(f"UPDATE event SET {column} = {value} WHERE subject = 'ticket' AND subject_id = 1 AND position = 3")
    broken = verify_log().broken
    assert broken is not None
    assert (broken.subject, broken.subject_id, broken.position) == (Subject.TICKET, 1, 3)


def test_a_missing_event_shows_at_the_next_one(log: None) -> None:
    _tamper("DELETE FROM event_detail WHERE event_id IN (SELECT id FROM event WHERE subject_id = 2 AND position = 2)")
    with database.transaction():
        database.execute("DELETE FROM event WHERE subject_id = 2 AND position = 2")
    broken = verify_log().broken
    assert broken is not None
    assert (broken.subject_id, broken.position, broken.reason) == (2, 3, verification.MISSING_BEFORE)


def test_changed_facts_are_named_and_erased_ones_are_counted(log: None) -> None:
    with database.transaction():
        database.execute(
            "UPDATE event_detail SET salt = '', body = '' WHERE event_id IN (SELECT id FROM event WHERE subject = 'call')"
        )
    found = verify_log()
    assert (found.events, found.erased, found.broken) == (12, 4, None)
    with database.transaction():
        database.execute(
            "UPDATE event_detail SET body = '{}' WHERE event_id IN"
            " (SELECT id FROM event WHERE subject = 'ticket' AND subject_id = 2 AND position = 4)"
        )
    broken = verify_log().broken
    assert broken is not None
    assert (broken.subject_id, broken.position, broken.reason) == (2, 4, verification.FACTS_CHANGED)
