"""The event log can only grow, and its chain shows what was tampered with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Event

import peewee
import pytest

from models import database
from models.events.operations import record
from models.events.queries import timeline
from models.events.tables import Subject
from models.events.verification import verify_log
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


def test_every_name_is_free_for_a_fact(site_database: str) -> None:
    facts = {"at": "here", "first": True, "subject": "it", "subject_id": 3, "kind": "lamp", "moment": "then"}
    with database.transaction():
        record(Subject.SITE, 1, "opened", actor=SYSTEM, **facts)
    assert timeline(Subject.SITE, 1)[0].facts == facts


def test_those_who_write_at_once_without_locking_the_record_stand_in_one_chain(site_database: str) -> None:
    desks, events = 4, 5
    begin = Barrier(desks)

    def desk(number: int) -> None:
        with database.connection():
            for count in range(events):
                begin.wait()
                with database.transaction():
                    record(Subject.SITE, 1, "counted", actor=SYSTEM, desk=number, count=count)
                    record(Subject.SITE, 1, "counted again", actor=SYSTEM, desk=number, count=count)

    with ThreadPoolExecutor(desks) as together:
        list(together.map(desk, range(desks)))
    assert len(timeline(Subject.SITE, 1)) == 2 * desks * events
    assert verify_log().broken is None


def test_who_comes_second_waits_for_the_first_and_goes_on_if_it_rolls_back(site_database: str) -> None:
    wrote, ended = Event(), Event()

    def rolls_back() -> None:
        with database.connection(), suppress(RuntimeError), database.transaction():
            record(Subject.SITE, 1, "never", actor=SYSTEM)
            wrote.set()
            ended.wait(0.2)
            raise RuntimeError

    with ThreadPoolExecutor(1) as other:
        first = other.submit(rolls_back)
        wrote.wait()
        with database.transaction():
            record(Subject.SITE, 1, "opened", actor=SYSTEM)
        first.result()
    assert [row.kind for row in timeline(Subject.SITE, 1)] == ["opened"]
    assert verify_log().broken is None


def test_an_event_goes_with_its_transaction(site_database: str) -> None:
    def fails_half_way() -> None:
        with database.transaction():
            record(Subject.SITE, 1, "opened", actor=SYSTEM)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_half_way()
    assert timeline(Subject.SITE, 1) == []
