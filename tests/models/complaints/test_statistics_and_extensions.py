"""More time is asked before it runs out and granted from above; the statistics count what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import database
from models.clock import FakeClock
from models.complaints.closing import merge_complaints, withdraw
from models.complaints.extensions import ask_extension, decide_extension
from models.complaints.queries import complaint_file, next_level
from models.complaints.statistics import Dimension, statistics
from models.complaints.tables import Complaint
from models.errors import DomainError, Fault
from models.sla.tables import ClockKind
from tests.conftest import START
from tests.models.complaints.company import Company


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    return Company()


def _due(case_id: int, kind: ClockKind) -> object:
    return next(clock.due_at for clock in complaint_file(case_id).clocks if clock.kind is kind and clock.current)


def test_more_time_is_granted_by_the_level_above_and_the_old_target_is_kept(company: Company, fake_clock: FakeClock) -> None:
    case_id = company.open_case()
    before = next(clock for clock in complaint_file(case_id).clocks if clock.kind is ClockKind.PLAN)
    assert before.due_at is not None
    until = before.due_at + timedelta(days=2)
    asked = ask_extension(case_id, ClockKind.PLAN, until, "等待供应商检测", actor=company.site.agent)
    with pytest.raises(DomainError) as refused:
        decide_extension(asked, granted=True, actor=company.site.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    decide_extension(asked, granted=True, actor=company.site.supervisor)
    assert _due(case_id, ClockKind.PLAN) == until
    assert complaint_file(case_id).extensions[0].old_due_at == before.due_at


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
    total, rows = statistics(Dimension.CLASS, START - timedelta(days=1), START + timedelta(days=10))
    assert (total.opened, total.closed, total.closed_in_time, total.repeats) == (2, 1, 1, 1)
    assert sum(row.opened for row in rows) == total.opened


def test_a_merged_double_hands_on_its_links_and_keeps_its_history(company: Company) -> None:
    kept, gone = company.open_case(), company.open_case()
    merge_complaints(kept, gone, "重复登记", actor=company.site.supervisor)
    assert complaint_file(gone).merged_into_number == complaint_file(kept).number
    assert database.rows("SELECT count(*) FROM event WHERE subject = 'complaint' AND subject_id = ?", (gone,))[0][0] > 2
    assert Complaint.get_by_id(kept).open


def test_who_will_have_the_case_is_known_before(company: Company) -> None:
    above = next_level(company.open_case())
    assert above is not None
    assert (above.level, above.owner_name) == (2, "李主管")
