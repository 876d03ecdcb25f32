"""Served customers through any sequence of callbacks, complaints, time and sweeps: nobody is forgotten, no level skipped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models import clock, database
from models.callbacks.operations import Answers, record_attempt, record_result
from models.callbacks.tables import AttemptOutcome, Callback, CallbackStatus
from models.callbacks.tasks import release_unmade
from models.clock import FakeClock
from models.complaints import levels
from models.complaints.closing import close_by_decision, withdraw
from models.complaints.escalation import escalate, step_down
from models.complaints.operations import investigate, record_findings, reply
from models.complaints.plans import approve_plan, draft_plan, reject_plan, submit_plan, tell_customer, tick_measure
from models.complaints.stages import TRANSITIONS
from models.complaints.tables import (
    Cause,
    Closing,
    Complaint,
    ComplaintGrade,
    LevelSpan,
    Plan,
    PlanState,
    Responsibility,
    Stage,
    Trigger,
)
from models.errors import DomainError
from models.events.queries import timeline
from models.events.tables import Subject
from models.people.permissions import Actor
from models.sla.sweep import sweep
from models.tickets.operations import resolve
from models.tickets.tables import Ticket, TicketStatus
from tests.conftest import START
from tests.models.complaints.company import Company


class ServedCustomers(RuleBasedStateMachine):
    """Anybody tries anything at any time; what is refused changes nothing, what is done keeps the promises below."""

    company: Company
    clock: FakeClock

    def __init__(self) -> None:
        super().__init__()
        self.clock.at = max(self.clock.at, START)
        site = self.company.site
        self.people: list[Actor] = [
            site.agent,
            site.supervisor,
            self.company.manager,
            self.company.general_manager,
            self.company.callback_agent,
            site.technician,
        ]

    def _try(self, call: Callable[[], object]) -> None:
        """Does it, or is refused with nothing changed."""
        before = database.rows("SELECT count(*) FROM event")
        try:
            call()
        except DomainError:
            assert database.rows("SELECT count(*) FROM event") == before

    @rule()
    def serve(self) -> None:
        self.company.served_ticket()

    @rule(grade=st.sampled_from(ComplaintGrade))
    def complain(self, grade: ComplaintGrade) -> None:
        self.company.open_case(grade)

    @rule(which=st.integers(0, 5))
    def resolve_again(self, which: int) -> None:
        for (ticket_id,) in database.rows("SELECT id FROM ticket WHERE open ORDER BY id LIMIT 1 OFFSET ?", (which % 2,)):
            resolve(ticket_id, "已修复", actor=self.company.site.technician)

    @rule(which=st.integers(0, 5), satisfied=st.booleans(), who=st.integers(0, 5))
    def call_back(self, which: int, satisfied: bool, who: int) -> None:
        for callback_id in self._open_callbacks(which):
            answers = Answers(satisfied=satisfied, result=5 if satisfied else 1)
            self._try(partial(record_result, callback_id, answers, actor=self.people[who]))

    @rule(which=st.integers(0, 5), outcome=st.sampled_from([AttemptOutcome.NO_ANSWER, AttemptOutcome.REFUSED]))
    def do_not_reach(self, which: int, outcome: AttemptOutcome) -> None:
        for callback_id in self._open_callbacks(which):
            record_attempt(callback_id, outcome, actor=self.company.callback_agent)

    def _open_callbacks(self, which: int) -> list[int]:
        found = database.rows("SELECT id FROM callback WHERE status = 'open' ORDER BY id")
        return [found[which % len(found)][0]] if found else []

    @rule(which=st.integers(0, 3), who=st.integers(0, 5), step=st.integers(0, 11), yuan=st.sampled_from([0, 600, 9000]))
    def work_on_a_case(self, which: int, who: int, step: int, yuan: int) -> None:
        cases = [row[0] for row in database.rows("SELECT id FROM complaint WHERE open ORDER BY id")]
        if not cases:
            return
        case, actor = cases[which % len(cases)], self.people[who]
        agent_id = self.company.site.agent.staff_id or 0
        measures = [row[0] for row in database.rows("SELECT id FROM measure WHERE done_at IS NULL ORDER BY id DESC LIMIT 1")]
        steps: list[Callable[[], object]] = [
            lambda: reply(case, "已受理", actor=actor),
            lambda: investigate(case, (agent_id,), actor=actor),
            lambda: record_findings(case, "老化", Cause.MANUFACTURE, Responsibility.PRODUCTION, actor=actor),
            lambda: draft_plan(case, self.company.plan(yuan), actor=actor),
            lambda: submit_plan(case, actor=actor),
            lambda: approve_plan(case, actor=actor),
            lambda: reject_plan(case, "依据不足", actor=actor),
            lambda: [tick_measure(case, measure, actor=actor) for measure in measures],
            lambda: tell_customer(case, "已处理", actor=actor),
            lambda: escalate(case, Complaint.get_by_id(case).level + 1, "顾客要求", actor=actor),
            lambda: step_down(case, "下级可办", actor=actor),
            lambda: (close_by_decision if who % 2 else withdraw)(case, "无法联系", actor=actor),
        ]
        self._try(steps[step])

    @rule(minutes=st.sampled_from([5, 40, 240, 1440, 10_080]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))
        while sweep().more:
            continue
        release_unmade()
        assert release_unmade() == []

    @invariant()
    def no_served_customer_is_forgotten(self) -> None:
        served = (TicketStatus.RESOLVED.value, TicketStatus.CLOSED.value)
        forgotten = database.rows(
            "SELECT id FROM ticket t WHERE status IN (?, ?)"
            " AND NOT EXISTS (SELECT 1 FROM callback b WHERE b.ticket_id = t.id AND b.status <> 'withdrawn')",
            served,
        )
        assert forgotten == []
        assert not Callback.select().where(Callback.status != CallbackStatus.OPEN, Callback.done_at.is_null()).exists()

    @invariant()
    def no_level_is_skipped_or_left_without_its_span(self) -> None:
        for case in Complaint.select():
            spans = list(LevelSpan.select().where(LevelSpan.complaint == case.id).order_by(LevelSpan.id))
            assert spans[0].level == (levels.MANAGER if case.grade is ComplaintGrade.CRITICAL else spans[0].level)
            for before, after in pairwise(spans):
                at_top = before.level == after.level == levels.TOP and after.trigger in (Trigger.DISSATISFIED, Trigger.REJECTION)
                assert abs(after.level - before.level) == 1 or at_top, (before.level, after.level, after.trigger)
            assert spans[-1].level == case.level
            assert (spans[-1].ended_at is None) == case.open

    @invariant()
    def no_case_is_closed_without_confirmation_or_reason(self) -> None:
        for case in Complaint.select().where(Complaint.stage == Stage.CLOSED):
            confirmed = case.closing is Closing.CONFIRMED and case.told_at is not None
            assert confirmed or case.closing_reason

    @invariant()
    def no_plan_is_approved_by_the_wrong_level(self) -> None:
        for plan in Plan.select().where(Plan.state == PlanState.APPROVED):
            case = Complaint.get_by_id(plan.complaint)
            assert plan.decided_level >= levels.level_for(case.grade, plan.compensation)

    @invariant()
    def the_log_rebuilds_every_case(self) -> None:
        for case in Complaint.select():
            stage, level, owner = Stage.REGISTERED, case.level, case.owner
            for event in reversed(timeline(Subject.COMPLAINT, case.id)):
                if event.kind == "opened" or event.kind == "level_changed":
                    level, owner = event.facts["level_to"], event.facts["owner_to"]
                if "stage_to" in event.facts:
                    assert Stage(event.facts["stage_from"]) is stage
                    assert Stage(event.facts["stage_to"]) in TRANSITIONS[stage].values()
                    stage = Stage(event.facts["stage_to"])
            assert (stage, level, owner) == (case.stage, case.level, case.owner)


@pytest.mark.parametrize("examples", [12])
def test_served_customers_are_called_back_until_satisfied(site_database: str, fake_clock: FakeClock, examples: int) -> None:
    ServedCustomers.company = Company()
    ServedCustomers.clock = fake_clock
    runs = examples if site_database.startswith("sqlite") else examples // 3
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        ServedCustomers,
        settings=settings(
            max_examples=runs, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
        ),
    )
    assert Ticket.select().count() + Complaint.select().count() > 0
    assert clock.now() >= START
