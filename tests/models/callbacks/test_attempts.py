"""Attempts on different half-days, papers, promises that nobody kept, interviews, the daily sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from models.callbacks.daily import daily_sheet
from models.callbacks.due import due_promises
from models.callbacks.operations import (
    Answers,
    CallbackDraft,
    check_papers,
    excuse,
    promise_callback,
    record_attempt,
    record_result,
    take_on,
)
from models.callbacks.queue import CallbackQuery, CallbackView, callback_page
from models.callbacks.schedule import callable_at, half_day, is_quiet, next_half_day
from models.callbacks.tables import AttemptOutcome, Callback, CallbackStatus, HalfDay
from models.callbacks.tasks import end, next_release_at, release_unmade
from models.callbacks.timeline import callback_timeline
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from models.periods import day_of
from models.reports.definitions import Figure
from models.reports.queries import figures
from models.site.operations import add_region, change_setting
from models.site.settings import SettingName
from models.tickets.operations import reopen, resolve
from models.tickets.tables import Ticket
from tests.models.builders import customer, ticket
from tests.models.complaints.company import Company, open_callback

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    fake_clock.at = MONDAY_MORNING
    return Company()


def test_every_resolved_ticket_is_called_back_on_the_next_working_day(company: Company) -> None:
    callback = Callback.get_by_id(open_callback("ticket_id", company.served_ticket()))
    assert callback.due_at == MONDAY_MORNING + timedelta(days=1)
    assert callback.next_due_at > callback.due_at


def test_a_customer_without_a_number_leaves_a_recorded_reason(company: Company) -> None:
    opened = ticket(actor=company.site.agent, customer_id=customer("无号码"))
    resolve(opened.id, "已处理", actor=company.site.technician)
    callback = Callback.get(Callback.ticket == opened.id)
    assert (callback.status, bool(callback.done_reason)) == (CallbackStatus.UNREACHABLE, True)


def test_three_half_days_without_an_answer_end_as_unreachable(company: Company, fake_clock: FakeClock) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    seen = []
    for _attempt in range(3):
        seen.append(half_day(fake_clock.at, SHANGHAI))
        state = record_attempt(callback_id, AttemptOutcome.NO_ANSWER, message="已发短信", actor=company.callback_agent)
        fake_clock.at = Callback.get_by_id(callback_id).due_at
    assert state is CallbackStatus.UNREACHABLE
    assert len(set(seen)) == 3
    assert Callback.get_by_id(callback_id).attempts == 3


@pytest.mark.parametrize("outcome", [AttemptOutcome.REFUSED, AttemptOutcome.WRONG_NUMBER])
def test_an_attempt_that_ends_a_callback_counts_too(company: Company, outcome: AttemptOutcome) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    record_attempt(callback_id, outcome, actor=company.callback_agent)
    (row,) = callback_page(CallbackQuery(CallbackView.ENDED, everybody=True), limit=9)
    assert (row.last_outcome, row.attempts) == (outcome, 1)
    assert figures(day_of(MONDAY_MORNING, SHANGHAI)).values[Figure.CALLBACK_COVERAGE] == 1


def test_attempts_on_one_half_day_count_once(company: Company) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    for _attempt in range(4):
        assert record_attempt(callback_id, AttemptOutcome.BUSY, actor=company.callback_agent) is CallbackStatus.OPEN


def test_a_quiet_hour_is_refused_as_next_time(company: Company) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    night = datetime(2026, 11, 23, 23, 30, tzinfo=SHANGHAI)
    with pytest.raises(DomainError) as refused:
        record_attempt(callback_id, AttemptOutcome.ANOTHER_TIME, next_at=night, actor=company.callback_agent)
    assert refused.value.fault is Fault.INVALID
    assert refused.value.facts["value"] == "2026-11-23 23:30"
    assert Callback.get_by_id(callback_id).attempts == 0


def test_the_customers_own_zone_decides_what_is_quiet() -> None:
    moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    zones = {"Asia/Shanghai": False, "Europe/Berlin": True}
    assert {name: half_day(moment, ZoneInfo(name))[1] for name in zones} == dict.fromkeys(zones, HalfDay.MORNING)


@pytest.mark.parametrize(("zone", "quiet"), [("Asia/Shanghai", False), ("Europe/Berlin", True)])
def test_quiet_hours_are_the_customers(company: Company, zone: str, quiet: bool) -> None:
    assert is_quiet(MONDAY_MORNING, ZoneInfo(zone)) is quiet


def test_no_callback_is_planned_for_the_night(company: Company, fake_clock: FakeClock) -> None:
    night = datetime(2026, 11, 23, 23, 30, tzinfo=SHANGHAI)
    assert callable_at(night, SHANGHAI) == datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
    assert callable_at(MONDAY_MORNING, SHANGHAI) == MONDAY_MORNING


def test_the_next_half_day_skips_the_weekend(company: Company) -> None:
    friday_afternoon = datetime(2026, 11, 27, 15, 30, tzinfo=SHANGHAI)
    assert next_half_day(friday_afternoon, SHANGHAI) == datetime(2026, 11, 30, 10, 0, tzinfo=SHANGHAI)


def test_a_reopened_ticket_is_called_back_after_the_next_resolution(company: Company) -> None:
    ticket_id = company.served_ticket()
    first = open_callback("ticket_id", ticket_id)
    reopen(ticket_id, "又坏了", actor=company.site.agent)
    assert Callback.get_by_id(first).status is CallbackStatus.WITHDRAWN
    resolve(ticket_id, "已换新", actor=company.site.technician)
    assert Callback.get_by_id(open_callback("ticket_id", ticket_id)).round == 2


def test_a_personal_callback_nobody_made_becomes_anyones_once(company: Company, fake_clock: FakeClock) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    take_on(callback_id, actor=company.callback_agent)
    fake_clock.at = Callback.get_by_id(callback_id).due_at + timedelta(minutes=29)
    assert release_unmade() == []
    assert next_release_at() == fake_clock.at + timedelta(minutes=1)
    fake_clock.advance(timedelta(minutes=2))
    assert (release_unmade(), release_unmade()) == ([callback_id], [])
    assert next_release_at() is None
    assert Callback.get_by_id(callback_id).owner is None


def test_only_who_may_closes_a_callback_unmade_and_only_with_a_reason(company: Company) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    with pytest.raises(DomainError) as refused:
        excuse(callback_id, "顾客出国", actor=company.callback_agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    with pytest.raises(DomainError) as unreasoned:
        excuse(callback_id, "", actor=company.manager)
    assert unreasoned.value.fault is Fault.REASON_NEEDED
    excuse(callback_id, "顾客出国", actor=company.manager)
    assert Callback.get_by_id(callback_id).status is CallbackStatus.EXCUSED


def test_the_list_and_the_daily_sheet_tell_the_days_work(company: Company, fake_clock: FakeClock) -> None:
    made, missed = (open_callback("ticket_id", company.served_ticket()) for _ticket in range(2))
    fake_clock.advance(timedelta(days=1, hours=1))
    due = callback_page(CallbackQuery(CallbackView.DUE, company.callback_agent.staff_id), limit=10)
    assert {row.id for row in due} == {made, missed}
    check_papers(made, warranty_card=True, service_sheet=True, signature=False, actor=company.callback_agent)
    record_result(made, Answers(satisfied=True, result=5), actor=company.callback_agent)
    record_attempt(missed, AttemptOutcome.NO_ANSWER, actor=company.callback_agent)
    whole = daily_sheet()[0]
    assert (whole.done, whole.reached, whole.satisfied, whole.satisfaction) == (2, 1, 1, 1.0)


def test_what_a_customer_said_may_be_longer_than_a_reason(company: Company) -> None:
    said = "师傅迟到两小时。灯仍然闪烁。" * 30
    agent = company.callback_agent
    ticket_id = company.served_ticket()
    record_result(open_callback("ticket_id", ticket_id), Answers(satisfied=False, comment=said), actor=agent)
    assert Ticket.get_by_id(ticket_id).open
    refused = open_callback("ticket_id", company.served_ticket())
    record_attempt(refused, AttemptOutcome.REFUSED, said, actor=agent)
    assert Callback.get_by_id(refused).done_reason == said[:238] + ".."
    assert said in {row.detail for row in callback_timeline(refused)}


def test_a_callback_that_was_just_made_is_not_withdrawn(company: Company) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    record_result(callback_id, Answers(satisfied=True), actor=company.callback_agent)
    end(callback_id, CallbackStatus.WITHDRAWN, "工单重开", actor=company.site.technician)
    assert Callback.get_by_id(callback_id).status is CallbackStatus.REACHED
    assert "withdrawn" not in {event.facts.get("status") for event in timeline(Subject.CALLBACK, callback_id)}


def test_ones_own_promise_is_announced_whatever_its_region_as_far_as_it_is_seen(company: Company, fake_clock: FakeClock) -> None:
    east, west = (add_region(code, code, actor=SYSTEM) for code in "EW")
    agent = replace(company.callback_agent, region_id=east)
    mine, anyones, theirs = (
        CallbackDraft(str(uuid4()), MONDAY_MORNING + timedelta(hours=1), company.customer_id, region_id=west, owner_id=owner)
        for owner in (agent.staff_id, None, company.site.agent.staff_id)
    )
    promised = [promise_callback(draft, actor=SYSTEM) for draft in (mine, anyones, theirs)]
    fake_clock.advance(timedelta(hours=2))
    assert [row.id for row in due_promises(agent).due] == promised[:1]
    assert [row.id for row in due_promises(replace(agent, region_id=west)).due] == promised[:2]
    change_setting(SettingName.REGION_LIMITS, True, actor=SYSTEM)
    assert due_promises(agent).due == ()


def test_the_message_left_another_way_stands_on_the_timeline(company: Company) -> None:
    callback_id = open_callback("ticket_id", company.served_ticket())
    outcome = AttemptOutcome.WRONG_NUMBER
    record_attempt(callback_id, outcome, "已停机", message="短信:请回电热线", actor=company.callback_agent)
    (ended,) = [row for row in callback_timeline(callback_id) if "短信:请回电热线" in row.detail]
    assert ended.detail.startswith("已停机\n")
