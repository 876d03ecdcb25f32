"""The way of a dissatisfied customer: ticket, callback, complaint, plan over the limit, approval, follow-up, confirmation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import database
from models.callbacks.consequences import ConsequenceKind, consequence_of
from models.callbacks.operations import Answers, excuse, record_result
from models.clock import FakeClock
from models.complaints import levels
from models.complaints.closing import close_by_decision, send_back
from models.complaints.operations import link, record_findings, register, reply
from models.complaints.plans import approve_plan, draft_plan, reject_plan, submit_plan, tell_customer, tick_measure
from models.complaints.queries import complaint_file, complaint_timeline
from models.complaints.tables import (
    Cause,
    Complaint,
    ComplaintClass,
    ComplaintGrade,
    LevelSpan,
    Remedy,
    Responsibility,
    Stage,
    Trigger,
)
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.people.permissions import Actor
from models.sla.alert_queries import open_alerts
from models.sla.alerts import TOLD_PERCENT
from models.sla.sweep import sweep
from models.sla.tables import Verdict
from models.tickets.operations import resolve
from models.tickets.tables import Ticket, TicketStatus
from models.tickets.timeline import ticket_timeline
from tests.models.complaints.company import Company, open_callback


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    return Company()


def _waiting(actor: Actor) -> list[str]:
    """The numbers of the records that somebody was told of, whatever their clocks, and has not acknowledged."""
    alerts = open_alerts(actor.staff_id or 0, actor.roles, actor.region_id)
    return [alert.label for alert in alerts if alert.percent == TOLD_PERCENT]


def test_whoever_gets_what_a_dissatisfied_customer_leaves_is_told(company: Company) -> None:
    ticket_id = company.served_ticket()
    number = Ticket.get_by_id(ticket_id).number
    dissatisfied = Answers(satisfied=False, result=1, comment="还在闪")
    record_result(open_callback("ticket_id", ticket_id), dissatisfied, actor=company.callback_agent)
    assert (_waiting(company.site.technician), _waiting(company.site.supervisor)) == ([number], [number])
    resolve(ticket_id, "再次更换", actor=company.site.technician)
    record_result(open_callback("ticket_id", ticket_id), dissatisfied, actor=company.callback_agent)
    case = Complaint.get(Complaint.customer == company.customer_id)
    assert case.owner == company.site.supervisor.staff_id
    assert case.number in _waiting(company.site.supervisor)


def test_dissatisfied_twice_becomes_a_complaint_that_ends_confirmed(company: Company, fake_clock: FakeClock) -> None:
    ticket_id = company.served_ticket()
    first = open_callback("ticket_id", ticket_id)
    fake_clock.advance(timedelta(hours=20))
    assert consequence_of(first, satisfied=False).kind is ConsequenceKind.REOPEN_TICKET
    record_result(first, Answers(satisfied=False, result=1, comment="还在闪"), actor=company.callback_agent)
    assert Ticket.get_by_id(ticket_id).status is TicketStatus.IN_PROGRESS

    resolve(ticket_id, "再次更换", actor=company.site.technician)
    second = open_callback("ticket_id", ticket_id)
    shown = consequence_of(second, satisfied=False)
    assert (shown.kind, shown.level) == (ConsequenceKind.OPEN_COMPLAINT, levels.SUPERVISOR)
    record_result(second, Answers(satisfied=False, result=1, comment="还在闪"), shown, actor=company.callback_agent)
    case = Complaint.get(Complaint.customer == company.customer_id)
    assert (case.level, case.owner) == (levels.SUPERVISOR, company.site.supervisor.staff_id)

    register(
        case.id,
        complaint_class=ComplaintClass.REPEATED_FAILURE,
        grade=ComplaintGrade.GENERAL,
        urgent=False,
        remedy_wanted=Remedy.COMPENSATION,
        content="两次维修都没修好",
        actor=company.site.supervisor,
    )
    reply(case.id, "三个工作日内给方案", actor=company.site.supervisor)
    company.to_plan(case.id)
    assert company.submit(case.id, yuan=800) == levels.MANAGER
    case = Complaint.get_by_id(case.id)
    assert (case.stage, case.level, case.owner) == (Stage.APPROVAL, levels.MANAGER, company.manager.staff_id)
    with pytest.raises(DomainError) as refused:
        approve_plan(case.id, actor=company.site.supervisor)
    assert refused.value.fault is Fault.OVER_LIMIT

    approve_plan(case.id, actor=company.manager)
    with pytest.raises(DomainError) as early:
        tell_customer(case.id, "新灯已寄出", actor=company.site.agent)
    assert early.value.fault is Fault.MEASURES_OPEN
    ((measure_id,),) = database.rows(
        "SELECT m.id FROM measure m JOIN plan p ON p.id = m.plan_id WHERE p.complaint_id = ?", (case.id,)
    )
    tick_measure(case.id, measure_id, actor=company.site.technician)
    tell_customer(case.id, "新灯已寄出,补偿已付", actor=company.site.agent)
    follow_up = open_callback("complaint_id", case.id)
    ticket_number = Ticket.get_by_id(ticket_id).number
    assert ticket_number in consequence_of(follow_up, satisfied=True).describe()
    record_result(follow_up, Answers(satisfied=True, result=5), actor=company.callback_agent)
    closed = Ticket.get_by_id(ticket_id)
    assert (closed.status, closed.closed_at is not None) == (TicketStatus.CLOSED, True)
    assert ticket_timeline(ticket_id)[0].what == f"Closed the ticket with the complaint {case.number}"
    assert complaint_timeline(case.id)[0].what == f"Closed the ticket {ticket_number} with it"
    case = Complaint.get_by_id(case.id)
    assert (case.stage, case.open) == (Stage.CLOSED, False)
    running = database.rows(
        "SELECT kind FROM clock WHERE subject = 'complaint' AND subject_id = ? AND stopped_at IS NULL", (case.id,)
    )
    assert running == []


def test_a_ticket_that_still_waits_for_something_does_not_close_with_the_case(company: Company) -> None:
    waits_for_its_callback, unsolved, of_another_case = company.served_ticket(), company.open_ticket(), company.served_ticket()
    call_back = open_callback("ticket_id", of_another_case)
    excuse(call_back, "顾客已来电确认", actor=company.site.supervisor)
    case_id, other_case = company.open_case(), company.open_case()
    for ticket_id in (waits_for_its_callback, unsolved, of_another_case):
        link(case_id, Subject.TICKET, ticket_id, actor=company.site.agent)
    link(other_case, Subject.TICKET, of_another_case, actor=company.site.agent)
    _tell(company, case_id)
    follow_up = open_callback("complaint_id", case_id)
    shown = consequence_of(follow_up, satisfied=True)
    assert (shown.kind, shown.with_it) == (ConsequenceKind.CLOSE_COMPLAINT, "")
    record_result(follow_up, Answers(satisfied=True, result=5), shown, actor=company.callback_agent)
    assert not Complaint.get_by_id(case_id).open
    assert Ticket.select().where(Ticket.status == TicketStatus.CLOSED).count() == 0


def test_left_alone_a_case_climbs_to_the_top_one_level_at_a_time(company: Company, fake_clock: FakeClock) -> None:
    case_id = company.open_case()
    for _quarter in range(60 * 4):
        fake_clock.advance(timedelta(hours=6))
        while sweep().more:
            continue
    spans = list(LevelSpan.select().where(LevelSpan.complaint == case_id).order_by(LevelSpan.id))
    assert [span.level for span in spans] == [1, 2, 3, 4]
    assert {span.trigger for span in spans[1:]} == {Trigger.TARGET}
    owners = [span.owner for span in spans[1:]]
    above = [company.site.supervisor.staff_id, company.manager.staff_id, company.general_manager.staff_id]
    assert owners == above
    events = timeline(Subject.COMPLAINT, case_id, limit=1000)
    climbs = [event.facts for event in reversed(events) if event.kind == "level_changed"]
    assert [(facts["level_to"], facts["told"]) for facts in climbs] == [(2, above[:1]), (3, above[1:2]), (4, above[2:])]
    for kind in ("sla_warned", "sla_breached", "sla_escalated", "alert_climbed"):
        steps = [event.facts for event in events if event.kind == kind]
        once = {(facts["clock"], facts.get("round"), facts.get("percent"), facts.get("relation")) for facts in steps}
        assert steps, kind
        assert len(steps) == len(once), f"{kind} more than once"
        assert all(facts["told"] for facts in steps), f"{kind} told nobody"
    verdicts = {clock.kind: clock.verdict for clock in complaint_file(case_id).clocks if clock.current}
    assert set(verdicts.values()) == {Verdict.BREACHED}
    assert all("Told: " in row.detail for row in complaint_timeline(case_id) if row.what.startswith("Now with"))


def test_a_critical_case_starts_at_the_department_manager(company: Company) -> None:
    case = Complaint.get_by_id(company.open_case(ComplaintGrade.CRITICAL))
    assert (case.level, case.owner) == (levels.MANAGER, company.manager.staff_id)
    assert _waiting(company.manager) == [case.number]


def test_the_second_rejection_raises_the_case(company: Company) -> None:
    case_id = company.open_case()
    company.to_plan(case_id)
    for expected in (levels.SUPERVISOR, levels.MANAGER):
        company.submit(case_id)
        reject_plan(case_id, "补偿依据不足", actor=company.site.supervisor)
        assert Complaint.get_by_id(case_id).level == expected


def _told(company: Company) -> int:
    """A case whose customer was told the result."""
    case_id = company.open_case()
    _tell(company, case_id)
    return case_id


def _tell(company: Company, case_id: int) -> None:
    """Brings a case from its register to its customer, who is told the result."""
    company.to_plan(case_id)
    company.submit(case_id)
    approve_plan(case_id, actor=company.site.supervisor)
    ((measure_id,),) = database.rows("SELECT id FROM measure")
    tick_measure(case_id, measure_id, actor=company.site.agent)
    tell_customer(case_id, "已处理", actor=company.site.agent)


def test_dissatisfied_at_follow_up_goes_back_one_level_up(company: Company) -> None:
    case_id = _told(company)
    record_result(
        open_callback("complaint_id", case_id), Answers(satisfied=False, result=2, comment="不接受"), actor=company.callback_agent
    )
    case = Complaint.get_by_id(case_id)
    assert (case.stage, case.level, case.rounds, case.open) == (Stage.INVESTIGATION, levels.MANAGER, 2, True)


def test_a_long_comment_at_follow_up_is_no_obstacle(company: Company) -> None:
    case_id = _told(company)
    said = "问题依旧。态度也不好。" * 40
    record_result(open_callback("complaint_id", case_id), Answers(satisfied=False, comment=said), actor=company.callback_agent)
    assert complaint_file(case_id).levels[-1].reason == said[:238] + ".."


def test_nobody_closes_a_case_without_a_reason(company: Company) -> None:
    case_id = company.open_case()
    with pytest.raises(DomainError) as refused:
        close_by_decision(case_id, " ", actor=company.manager)
    assert refused.value.fault is Fault.REASON_NEEDED
    assert Complaint.get_by_id(case_id).open


def test_the_drafter_does_not_approve(company: Company) -> None:
    case_id = company.open_case()
    company.to_plan(case_id)
    draft_plan(case_id, company.plan(), actor=company.site.supervisor)
    submit_plan(case_id, actor=company.site.supervisor)
    with pytest.raises(DomainError) as refused:
        approve_plan(case_id, actor=company.site.supervisor)
    assert refused.value.fault is Fault.OWN_PLAN


def test_a_case_that_came_back_is_carried_out_by_its_new_plan(company: Company) -> None:
    case_id = company.open_case()
    for again in (False, True):
        if not again:
            company.to_plan(case_id)
        else:
            record_findings(case_id, "又查", Cause.REPAIR_QUALITY, Responsibility.AFTER_SALES, actor=company.site.agent)
        company.submit(case_id)
        approve_plan(case_id, actor=company.manager)
        undone = [row for plan in complaint_file(case_id).plans for row in plan.measures if row.done_at is None]
        assert len(undone) == 1
        with pytest.raises(DomainError) as early:
            tell_customer(case_id, "已换新", actor=company.site.agent)
        assert early.value.fault is Fault.MEASURES_OPEN
        tick_measure(case_id, undone[0].id, actor=company.site.agent)
        tell_customer(case_id, "已换新", actor=company.site.agent)
        if not again:
            send_back(case_id, "还是闪", actor=company.callback_agent)
    assert complaint_file(case_id).stage is Stage.FOLLOW_UP
