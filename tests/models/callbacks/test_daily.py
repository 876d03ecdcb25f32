"""The daily sheet: today as it stands, a past day as it stood, whatever became of its callbacks since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from models import clock
from models.callbacks.daily import DailySheet, daily_sheet
from models.callbacks.operations import (
    Answers,
    CallbackDraft,
    excuse,
    hand_over,
    promise_callback,
    record_attempt,
    record_result,
    take_on,
)
from models.callbacks.tables import AttemptOutcome
from models.callbacks.tasks import release_unmade
from models.clock import FakeClock
from tests.models.complaints.company import Company, open_callback

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai."""


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    fake_clock.at = MONDAY
    return Company()


def promised(company: Company, due_at: datetime, *, mine: bool = False) -> int:
    owner_id = company.callback_agent.staff_id if mine else None
    draft = CallbackDraft(str(uuid4()), due_at, customer_id=company.customer_id, number="+8613800002046", owner_id=owner_id)
    return promise_callback(draft, actor=company.site.agent)


def counts(sheets: list[DailySheet]) -> dict[str, tuple[int, int, int, int]]:
    """Due, done, reached and satisfied by name; everybody's under an empty one."""
    return {sheet.name: (sheet.due, sheet.done, sheet.reached, sheet.satisfied) for sheet in sheets}


def test_a_past_day_is_as_it_was_at_its_end(company: Company, fake_clock: FakeClock) -> None:
    agent = company.callback_agent
    hour = timedelta(hours=1)
    reached, unanswered = promised(company, MONDAY + hour), promised(company, MONDAY + hour, mine=True)
    left, taken_later = promised(company, MONDAY + 2 * hour), promised(company, MONDAY + 3 * hour)
    excused, released = promised(company, MONDAY + 2 * hour), promised(company, MONDAY + 4 * hour, mine=True)
    promised(company, MONDAY + timedelta(days=1, hours=1))
    fake_clock.at = MONDAY + 2 * hour
    record_result(reached, Answers(satisfied=True, result=5), actor=agent)
    record_attempt(unanswered, AttemptOutcome.NO_ANSWER, actor=agent)
    fake_clock.at = MONDAY + 5 * hour
    as_it_stood = counts(daily_sheet())
    assert as_it_stood == {"": (6, 2, 1, 1), "刘洋": (3, 2, 1, 1)}

    fake_clock.at = MONDAY + timedelta(days=1)
    assert set(release_unmade()) == {released, unanswered}
    take_on(taken_later, actor=agent)
    record_result(left, Answers(satisfied=False), actor=agent)
    excuse(excused, "顾客出国", actor=company.site.supervisor)
    record_attempt(taken_later, AttemptOutcome.BUSY, actor=agent)
    fake_clock.at = MONDAY + timedelta(days=2)
    record_result(unanswered, Answers(satisfied=True), actor=agent)
    assert counts(daily_sheet(MONDAY)) == as_it_stood


def test_a_past_day_knows_to_whom_a_callback_was_handed_over(company: Company, fake_clock: FakeClock) -> None:
    callback_id = promised(company, MONDAY + timedelta(hours=1))
    hand_over(callback_id, company.callback_agent.staff_id or 0, actor=company.site.supervisor)
    fake_clock.at = MONDAY + timedelta(days=1)
    assert counts(daily_sheet(MONDAY)) == {"": (1, 0, 0, 0), "刘洋": (1, 0, 0, 0)}


def test_a_day_that_has_not_come_is_as_it_is_planned(company: Company, fake_clock: FakeClock) -> None:
    callback = open_callback("ticket_id", company.served_ticket())
    assert counts(daily_sheet(MONDAY))[""] == (0, 0, 0, 0)
    assert counts(daily_sheet(MONDAY + timedelta(days=1)))[""] == (1, 0, 0, 0)
    fake_clock.at = MONDAY + timedelta(days=1, hours=8)
    record_attempt(callback, AttemptOutcome.ANOTHER_TIME, next_at=clock.now() + timedelta(hours=18), actor=company.callback_agent)
    fake_clock.at = MONDAY + timedelta(days=3)
    assert counts(daily_sheet(MONDAY + timedelta(days=1)))[""] == (1, 1, 0, 0)
    assert counts(daily_sheet(MONDAY + timedelta(days=2)))[""] == (1, 0, 0, 0)
