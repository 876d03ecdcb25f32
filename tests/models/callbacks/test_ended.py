"""The callbacks that are over: the newest first, by pages, with how they came out, none of another region."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models import database
from models.callbacks import queue
from models.callbacks.operations import Answers, excuse, record_attempt, record_result
from models.callbacks.queue import CallbackQuery, CallbackView, callback_count, callback_page, callback_rank
from models.callbacks.tables import AttemptOutcome, CallbackStatus
from models.clock import FakeClock
from models.paging import END, AtLeast
from models.people.permissions import SYSTEM
from models.people.sight import seeing
from models.site.operations import add_region, change_setting
from models.site.settings import SettingName
from tests.models.complaints.company import Company, open_callback

ENDED = CallbackQuery(CallbackView.ENDED, everybody=True)


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    fake_clock.at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    return Company()


@pytest.fixture
def over(company: Company, fake_clock: FakeClock) -> list[int]:
    """The newest first: excused, refused, dissatisfied, satisfied, half an hour apart; a fifth is still open."""
    ids = [open_callback("ticket_id", company.served_ticket()) for _number in range(5)]
    fake_clock.advance(timedelta(minutes=30))
    record_result(ids[3], Answers(satisfied=True), actor=company.callback_agent)
    fake_clock.advance(timedelta(minutes=30))
    record_result(ids[2], Answers(satisfied=False), actor=company.callback_agent)
    fake_clock.advance(timedelta(minutes=30))
    record_attempt(ids[1], AttemptOutcome.REFUSED, "不愿再被打扰", actor=company.callback_agent)
    fake_clock.advance(timedelta(minutes=30))
    excuse(ids[0], "顾客出国", actor=company.site.supervisor)
    return ids[:4]


def _ids(query: CallbackQuery = ENDED) -> list[int]:
    return [row.id for row in callback_page(query, limit=9)]


def test_the_newest_stand_first_with_how_they_came_out(over: list[int], fake_clock: FakeClock) -> None:
    rows = callback_page(ENDED, limit=9)
    assert [(row.id, row.status, row.satisfied) for row in rows] == [
        (over[0], CallbackStatus.EXCUSED, None),
        (over[1], CallbackStatus.REFUSED, None),
        (over[2], CallbackStatus.REACHED, False),
        (over[3], CallbackStatus.REACHED, True),
    ]
    assert [row.done_at for row in rows] == [fake_clock.at - timedelta(minutes=30 * number) for number in range(4)]
    assert callback_page(ENDED, after=rows[1].key, limit=1) == [rows[2]]
    assert callback_page(ENDED, before=rows[2].key, limit=1) == [rows[1]]
    assert callback_page(ENDED, before=END, limit=2) == rows[2:]
    assert (callback_count(ENDED), callback_rank(ENDED, rows[3].key)) == (4, 3)


def test_words_and_owners_narrow_them(over: list[int], company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    me, other = company.callback_agent.staff_id, company.site.agent.staff_id
    with database.transaction():
        database.execute("UPDATE callback SET owner_id = ? WHERE id = ?", (me, over[2]))
        database.execute("UPDATE callback SET owner_id = ? WHERE id = ?", (other, over[1]))
    mine = replace(ENDED, everybody=False, staff_id=me)
    assert (_ids(mine), callback_count(mine)) == ([over[0], over[2], over[3]], 3)
    for query, found in ((ENDED, [over[2]]), (mine, [over[2]])):
        narrowed = replace(query, text="刘洋 李建国")
        assert (_ids(narrowed), callback_count(narrowed)) == (found, 1)
    monkeypatch.setattr(queue, "FILTERED", 2)
    assert _ids(replace(ENDED, text="李建国")) == over[:2], "only the last ones are looked through"
    monkeypatch.setattr(queue, "COUNTED", 3)
    assert isinstance(callback_count(ENDED), AtLeast)


def test_another_regions_are_out_of_sight(over: list[int], company: Company) -> None:
    east, west = add_region("E", "华东", actor=SYSTEM), add_region("W", "华西", actor=SYSTEM)
    with database.transaction():
        database.execute("UPDATE callback SET region_id = ? WHERE id IN (?, ?)", (east, over[0], over[3]))
        database.execute("UPDATE callback SET region_id = ? WHERE id = ?", (west, over[1]))
    assert _ids() == over
    assert _ids(replace(ENDED, region_id=west)) == over[1:3]
    change_setting(SettingName.REGION_LIMITS, True, actor=SYSTEM)
    with seeing(replace(company.callback_agent, region_id=east)):
        seen = [over[0], over[2], over[3]]
        assert (_ids(), callback_count(ENDED)) == (seen, 3)
        rows = callback_page(replace(ENDED, region_id=west), limit=9)
        assert [row.id for row in rows] == seen
        assert callback_rank(ENDED, rows[2].key) == 2
        mine = replace(ENDED, everybody=False, staff_id=company.callback_agent.staff_id, text="李建国")
        assert _ids(mine) == seen
