"""What belongs to a case is seen from both sides, and a case changes hands within its level."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.clock import FakeClock
from models.complaints.closing import merge_complaints
from models.complaints.escalation import escalate, escalate_one_level, hand_over, step_down, take_over
from models.complaints.finding import complain_for_customer
from models.complaints.operations import ComplaintDraft, add_evidence, link
from models.complaints.plans import approve_plan
from models.complaints.queries import complaint_file, complaint_timeline, complaints_of
from models.complaints.records import linkable, record_numbered
from models.complaints.tables import Complaint, ComplaintClass, EvidenceKind, LevelSpan
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.people.tables import Role
from models.sla.alert_queries import open_alerts
from models.sla.alerts import acknowledge_record
from models.sla.sweep import sweep
from tests.models.builders import staff, ticket
from tests.models.complaints.company import Company


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    return Company()


def _numbers(rows: object) -> list[str]:
    return [row.number for row in rows]  # type: ignore[attr-defined]


def test_what_is_linked_shows_on_both_sides(company: Company, tmp_path: Path) -> None:
    agent = company.site.agent
    case, other = company.open_case(), company.open_case()
    problem = ticket(customer_id=company.customer_id)
    assert set(_numbers(linkable(case))) == {problem.number, complaint_file(other).number}
    link(case, Subject.TICKET, problem.id, actor=agent)
    link(case, Subject.TICKET, problem.id, actor=agent)
    link(case, Subject.COMPLAINT, other, actor=agent)
    assert _numbers(complaint_file(case).links) == [problem.number, complaint_file(other).number]
    assert _numbers(complaint_file(other).links) == [complaint_file(case).number]
    assert [number for _id, number, _stage in complaints_of(Subject.TICKET, problem.id)] == [complaint_file(case).number]
    assert [event.kind for event in timeline(Subject.TICKET, problem.id)].count("complaint_linked") == 1
    assert problem.number in [row.detail for row in complaint_timeline(case)]
    assert linkable(case) == []
    with pytest.raises(DomainError) as itself:
        link(case, Subject.COMPLAINT, case, actor=agent)
    assert itself.value.fault is Fault.NOT_POSSIBLE_NOW


def test_a_record_that_is_evidence_belongs_to_the_case(company: Company) -> None:
    case = company.open_case()
    problem = ticket(customer_id=company.customer_id)
    subject, ticket_id = record_numbered(problem.number.lower(), label="Record")
    add_evidence(case, EvidenceKind.TICKET, "上次维修", subject=subject, subject_id=ticket_id, actor=company.site.agent)
    assert _numbers(complaint_file(case).links) == [problem.number]


def test_a_double_and_the_customers_other_records_show_on_the_case_that_is_kept(company: Company) -> None:
    kept, gone = company.open_case(), company.open_case()
    problem = ticket(customer_id=company.customer_id)
    merge_complaints(kept, gone, "重复登记", actor=company.site.supervisor)
    file = complaint_file(kept)
    assert _numbers(file.doubles) == [complaint_file(gone).number]
    assert _numbers(file.of_customer) == [problem.number]


def test_a_case_is_opened_for_a_customer_who_wrote(company: Company) -> None:
    draft = ComplaintDraft(client_uuid="c", complaint_class=ComplaintClass.FEE, content="多收上门费")
    opened = complain_for_customer(company.customer_id, draft, actor=company.site.agent)
    assert complaint_file(opened.id).customer_name == "李建国"


def test_a_case_changes_hands_within_its_level(company: Company) -> None:
    case = company.open_case()
    colleague = staff("8013", "赵磊", Role.PHONE_AGENT)
    hand_over(case, colleague.staff_id or 0, actor=company.site.supervisor)
    assert complaint_file(case).owner_name == "赵磊"
    assert [alert.subject_id for alert in open_alerts(colleague.staff_id or 0, colleague.roles, None)] == [case], "told at once"
    take_over(case, actor=company.site.agent)
    assert complaint_file(case).owner_name == "张敏"
    assert LevelSpan.select().where(LevelSpan.complaint == case).count() == 1
    for wrong, fault in ((company.site.supervisor, Fault.NOT_ALLOWED), (company.site.agent, Fault.NOT_POSSIBLE_NOW)):
        with pytest.raises(DomainError) as refused:
            take_over(case, actor=wrong)
        assert refused.value.fault is fault
    escalate_one_level(case, "顾客要求", actor=company.site.agent)
    assert Complaint.get_by_id(case).level == 2
    with pytest.raises(DomainError) as below:
        hand_over(case, colleague.staff_id or 0, actor=company.site.supervisor)
    assert below.value.message() == "赵磊 does not stand at level 2 Service supervisor, where the case is. Nothing was changed."
    with pytest.raises(DomainError) as above:
        escalate(case, 3, "顾客要求", owner_id=colleague.staff_id, actor=company.site.supervisor)
    assert above.value.fault is Fault.OTHER_LEVEL
    assert Complaint.get_by_id(case).owner == company.site.supervisor.staff_id


def test_only_the_level_that_has_a_case_returns_it_and_with_a_reason(company: Company) -> None:
    case = company.open_case()
    escalate_one_level(case, "顾客要求", actor=company.site.agent)
    for who, reason, fault in (
        (company.manager, "下级可办", Fault.NOT_ALLOWED),
        (company.site.agent, "下级可办", Fault.NOT_ALLOWED),
        (company.site.supervisor, "  ", Fault.REASON_NEEDED),
    ):
        with pytest.raises(DomainError) as refused:
            step_down(case, reason, actor=who)
        assert refused.value.fault is fault
    step_down(case, "下级可办", actor=company.site.supervisor)
    assert Complaint.get_by_id(case).level == 1
    with pytest.raises(DomainError) as lowest:
        step_down(case, "再下", actor=company.site.agent)
    assert lowest.value.fault is Fault.NOT_POSSIBLE_NOW


@pytest.mark.parametrize(("yuan", "level"), [(0, 2), (500, 2), (501, 3), (5000, 3), (5001, 4)])
def test_the_amount_decides_who_approves(company: Company, yuan: int, level: int) -> None:
    case = company.open_case()
    company.to_plan(case)
    assert company.submit(case, yuan) == level
    leaders = {2: company.site.supervisor, 3: company.manager, 4: company.general_manager}
    for below in range(2, level):
        with pytest.raises(DomainError) as refused:
            approve_plan(case, actor=leaders[below])
        assert refused.value.fault is Fault.OVER_LIMIT
    approve_plan(case, actor=leaders[level])


def test_whoever_is_addressed_acknowledges_all_alerts_of_a_case_at_once(company: Company, fake_clock: FakeClock) -> None:
    case, agent = company.open_case(), company.site.agent
    assert acknowledge_record(Subject.COMPLAINT, case, actor=agent) == 0
    fake_clock.advance(timedelta(days=6))
    while sweep().more:
        continue
    with pytest.raises(DomainError) as refused:
        acknowledge_record(Subject.COMPLAINT, case, actor=company.callback_agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    assert acknowledge_record(Subject.COMPLAINT, case, actor=company.site.supervisor) > 1
    assert open_alerts(agent.staff_id or 0, agent.roles, agent.region_id) == []
