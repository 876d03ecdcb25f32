"""The event log can only grow, and its chain shows what was tampered with."""

from __future__ import annotations

import peewee
import pytest

from models import database
from models.events.operations import record
from models.events.queries import timeline
from models.events.tables import Subject
from models.people.permissions import SYSTEM


def _two_events() -> None:
    with database.transaction():
        record(Subject.SITE, 1, "opened", actor=SYSTEM, name="售后")
        record(Subject.SITE, 1, "renamed", actor=SYSTEM, name="客服")


def test_timeline_is_newest_first(site_database: str) -> None:
    _two_events()
    assert [(row.kind, row.facts["name"]) for row in timeline(Subject.SITE, 1)] == [("renamed", "客服"), ("opened", "售后")]


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_the_log_refuses_change(site_database: str, statement: str) -> None:
    _two_events()
    with pytest.raises(peewee.DatabaseError, match="append-only"), database.transaction():
        database.execute(statement)
    assert len(timeline(Subject.SITE, 1)) == 2


def test_an_event_goes_with_its_transaction(site_database: str) -> None:
    def fails_half_way() -> None:
        with database.transaction():
            record(Subject.SITE, 1, "opened", actor=SYSTEM)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_half_way()
    assert timeline(Subject.SITE, 1) == []
