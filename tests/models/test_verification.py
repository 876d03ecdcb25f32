"""The event log's chains: what was changed, taken away or erased shows, at the first row."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import database
from models.events import verification
from models.events.anchors import Anchors
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


def test_what_was_cut_off_a_chain_s_end_shows_at_the_next_check(log: None, tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    first = Anchors(folder)
    assert (verify_log(anchors=first).broken, first.known) == (None, False)
    first.keep()
    with database.transaction():
        record(Subject.TICKET, 2, "noted", actor=SYSTEM)
        record(Subject.TICKET, 3, "noted", actor=SYSTEM)
    grown = Anchors(folder)
    assert (verify_log(anchors=grown).broken, grown.known) == (None, True)
    grown.keep()
    for condition, missing in (
        ("subject_id = 2 AND position >= 4", (Subject.TICKET, 2, 4)),
        ("subject = 'ticket' AND subject_id = 1", (Subject.TICKET, 1, 1)),
        ("subject = 'ticket'", (Subject.TICKET, 1, 1)),
    ):
        _cut_off(condition)
        again = Anchors(folder)
        broken = verify_log(anchors=again).broken
        again.drop()
        assert broken is not None
        assert (broken.subject, broken.subject_id, broken.position, broken.reason) == (*missing, verification.CUT_OFF)
        assert verify_log().broken is None


def test_a_log_written_anew_is_another_one_than_at_the_last_check(log: None, tmp_path: Path) -> None:
    anchors = Anchors(tmp_path / "anchors")
    verify_log(anchors=anchors)
    anchors.keep()
    _cut_off("subject = 'call'")
    with database.transaction():
        for number in range(5):
            record(Subject.CALL, 1, "noted", actor=SYSTEM, number=number)
    broken = verify_log(anchors=Anchors(tmp_path / "anchors")).broken
    assert broken is not None
    assert (broken.subject, broken.position, broken.reason) == (Subject.CALL, 4, verification.REWRITTEN)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "anchors").rglob("*")}
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "anchors").stat().st_mode & 0o777 == 0o700


def _cut_off(condition: str) -> None:
    """Deletes events as somebody with the whole database in hand could."""
    with database.transaction():
        if database.on_postgresql():
            database.execute("ALTER TABLE event DISABLE TRIGGER event_never_changes")
        else:
            database.execute("DROP TRIGGER IF EXISTS event_never_goes")
        database.execute(f"DELETE FROM event_detail WHERE event_id IN (SELECT id FROM event WHERE {condition})")
        database.execute(f"DELETE FROM event WHERE {condition}")
