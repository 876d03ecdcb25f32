"""What a supervisor does from a cell of the board, on both engines: escalating by hand, and handing work over."""

from __future__ import annotations

import pytest

from models.callbacks.operations import hand_over as hand_over_callback
from models.callbacks.tables import Callback
from models.callbacks.timeline import callback_timeline
from models.clock import FakeClock
from models.complaints.escalation import hand_over as hand_over_case
from models.complaints.tables import Complaint, LevelSpan
from models.complaints.timeline import complaint_timeline
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.reports.behind import case_ids, due_callback_ids, waiting_alerts
from models.reports.board import due_lines
from models.sla.alerts import acknowledge, pass_on
from models.sla.queries import open_alerts
from models.tickets.operations import resolve
from models.tickets.timeline import ticket_timeline
from tests.models.builders import ticket
from tests.models.complaints.company import Company, open_callback


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    return Company()


def test_escalating_by_hand_tells_one_level_after_the_other_until_the_top(company: Company) -> None:
    opened = ticket(actor=company.site.agent)
    reason = "客户再次来电"
    people = [company.site.supervisor, company.manager, company.general_manager]
    for above in people:
        assert pass_on(Subject.TICKET, opened.id, reason, actor=company.site.agent) == [above.staff_id]
        (alert,) = open_alerts(above.staff_id or 0, above.roles, None)
        assert alert.label == opened.number
    told = [row for row in ticket_timeline(opened.id) if "Escalated by hand" in row.what]
    assert [("General manager" in told[0].what, reason in told[0].detail), len(told)] == [(True, True), 3]
    with pytest.raises(DomainError) as refused:
        pass_on(Subject.TICKET, opened.id, reason, actor=company.site.agent)
    assert refused.value.fault is Fault.NOT_POSSIBLE_NOW
    waiting = waiting_alerts(Subject.TICKET, [opened.id])
    assert len(waiting) == 3
    acknowledge(waiting[0], actor=company.site.supervisor)
    assert waiting_alerts(Subject.TICKET, [opened.id]) == waiting[1:]


def test_escalating_goes_above_whoever_does_it_and_needs_a_reason_and_a_running_clock(company: Company) -> None:
    opened = ticket(actor=company.site.agent)
    with pytest.raises(DomainError) as refused:
        pass_on(Subject.TICKET, opened.id, "  ", actor=company.site.supervisor)
    assert refused.value.fault is Fault.REASON_NEEDED
    assert pass_on(Subject.TICKET, opened.id, "要换整机", actor=company.site.supervisor) == [company.manager.staff_id]
    resolve(opened.id, "已更换", actor=company.site.technician)
    with pytest.raises(DomainError) as refused:
        pass_on(Subject.TICKET, opened.id, "晚了", actor=company.site.agent)
    assert refused.value.fault is Fault.NOT_POSSIBLE_NOW


def test_a_case_and_a_callback_are_handed_to_a_colleague(company: Company, fake_clock: FakeClock) -> None:
    case_id, callback_id = company.open_case(), open_callback("ticket_id", company.served_ticket())
    supervisor, other = company.site.supervisor, company.callback_agent
    hand_over_case(case_id, other.staff_id or 0, actor=supervisor)
    hand_over_callback(callback_id, other.staff_id or 0, actor=supervisor)
    assert Complaint.get_by_id(case_id).owner == LevelSpan.get(complaint=case_id).owner == other.staff_id
    assert Callback.get_by_id(callback_id).owner == other.staff_id
    assert "刘洋" in complaint_timeline(case_id)[0].what
    assert "刘洋" in callback_timeline(callback_id)[0].what
    assert (case_ids(), due_callback_ids()) == ([case_id], [])
    fake_clock.at = Callback.get_by_id(callback_id).due_at
    assert due_callback_ids() == [callback_id]
    assert [line.owner_name for line in due_lines(Subject.COMPLAINT)] == ["刘洋"]
    for deed, id_ in ((hand_over_case, case_id), (hand_over_callback, callback_id)):
        with pytest.raises(DomainError) as refused:
            deed(id_, 9999, actor=supervisor)
        assert refused.value.fault is Fault.NOT_FOUND
        with pytest.raises(DomainError) as refused:
            deed(id_, other.staff_id or 0, actor=company.site.agent)
        assert refused.value.fault is Fault.NOT_ALLOWED
