"""More time is asked before it runs out and granted from above; the statistics count what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from models import clock, database
from models.clock import FakeClock
from models.complaints.closing import merge_complaints, withdraw
from models.complaints.extensions import ask_extension, decide_extension
from models.complaints.operations import ComplaintDraft, link, open_complaint
from models.complaints.plans import draft_plan, submit_plan
from models.complaints.queries import complaint_file, next_level
from models.complaints.statistics import Dimension, statistics
from models.complaints.tables import Complaint, ComplaintClass
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.periods import days
from models.reports.definitions import Figure
from models.reports.queries import figures
from models.sla.tables import ClockKind
from tests.conftest import START
from tests.models.builders import customer
from tests.models.complaints.company import Company

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    return Company()


def _due(case_id: int, kind: ClockKind) -> object:
    return next(row.due_at for row in complaint_file(case_id).clocks if row.kind is kind and row.current)


def test_more_time_is_granted_by_the_level_above_and_the_old_target_is_kept(company: Company, fake_clock: FakeClock) -> None:
    case_id = company.open_case()
    before = next(row for row in complaint_file(case_id).clocks if row.kind is ClockKind.PLAN)
    assert before.due_at is not None
    until = before.due_at + timedelta(days=2)
    asked = ask_extension(case_id, ClockKind.PLAN, until, "等待供应商检测", actor=company.site.agent)
    with pytest.raises(DomainError) as refused:
        decide_extension(asked, granted=True, actor=company.site.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    decide_extension(asked, granted=True, actor=company.site.supervisor)
    assert _due(case_id, ClockKind.PLAN) == until
    assert complaint_file(case_id).extensions[0].old_due_at == before.due_at


def test_more_time_is_not_granted_to_a_clock_that_has_ended(company: Company) -> None:
    case_id = company.open_case()
    company.to_plan(case_id)
    draft_plan(case_id, company.plan(), actor=company.site.agent)
    asked = ask_extension(case_id, ClockKind.PLAN, clock.now() + timedelta(days=60), "等待检测", actor=company.site.agent)
    submit_plan(case_id, actor=company.site.agent)
    with pytest.raises(DomainError) as refused:
        decide_extension(asked, granted=True, actor=company.manager)
    assert refused.value.fault is Fault.NOT_POSSIBLE_NOW
    decide_extension(asked, granted=False, reason="方案已提交", actor=company.manager)
    assert [row.round for row in complaint_file(case_id).clocks if row.kind is ClockKind.PLAN] == [1]


def test_more_time_is_not_asked_for_once_it_has_run_out(company: Company, fake_clock: FakeClock) -> None:
    case_id = company.open_case()
    fake_clock.advance(timedelta(days=30))
    with pytest.raises(DomainError) as refused:
        ask_extension(case_id, ClockKind.PLAN, fake_clock.at + timedelta(days=1), "忘了", actor=company.site.agent)
    assert refused.value.fault is Fault.NOT_POSSIBLE_NOW


def test_statistics_count_cases_once_with_repeats(company: Company, fake_clock: FakeClock) -> None:
    first = company.open_case()
    fake_clock.advance(timedelta(days=1))
    second, double = company.open_case(), company.open_case()
    withdraw(first, "顾客撤诉", actor=company.site.supervisor)
    merge_complaints(second, double, "重复登记", actor=company.site.supervisor)
    fake_clock.advance(timedelta(minutes=1))
    draft = ComplaintDraft(str(uuid4()), ComplaintClass.FEE, "多收上门费", customer_id=customer("另一位"))
    of_another = open_complaint(draft, actor=company.site.agent).id
    fake_clock.advance(timedelta(days=1))
    later = open_complaint(replace(draft, client_uuid=str(uuid4())), actor=company.site.agent).id
    merge_complaints(later, of_another, "重复登记", actor=company.site.supervisor)
    total, rows = statistics(Dimension.CLASS, START - timedelta(days=1), START + timedelta(days=10))
    assert (total.opened, total.closed, total.closed_in_time, total.repeats) == (3, 1, 1, 1)
    period = days(START.date() - timedelta(days=1), START.date() + timedelta(days=10), SHANGHAI)
    assert figures(period, wanted=(Figure.REPEAT_COMPLAINTS,)).values[Figure.REPEAT_COMPLAINTS] == total.repeat_rate
    assert sum(row.opened for row in rows) == total.opened


def test_a_merged_double_hands_on_its_links_and_keeps_its_history(company: Company) -> None:
    kept, gone = company.open_case(), company.open_case()
    link(gone, Subject.COMPLAINT, kept, actor=company.site.agent)
    merge_complaints(kept, gone, "重复登记", actor=company.site.supervisor)
    assert kept not in {row.subject_id for row in complaint_file(kept).links}
    assert complaint_file(gone).merged_into_number == complaint_file(kept).number
    assert database.rows("SELECT count(*) FROM event WHERE subject = 'complaint' AND subject_id = ?", (gone,))[0][0] > 2
    assert Complaint.get_by_id(kept).open


def test_who_will_have_the_case_is_known_before(company: Company) -> None:
    above = next_level(company.open_case())
    assert above is not None
    assert (above.level, above.owner_name) == (2, "李主管")
