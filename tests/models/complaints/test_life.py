"""Served customers through any sequence of callbacks, complaints, time and sweeps: nobody is forgotten, no level skipped."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise

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

ONWARD: dict[Stage, tuple[int, ...]] = {
    Stage.REGISTERED: (0, 1),
    Stage.INVESTIGATION: (2,),
    Stage.PLAN: (3, 4),
    Stage.APPROVAL: (5,),
    Stage.CARRYING_OUT: (7, 8),
    Stage.FOLLOW_UP: (),
}
"""Which of the steps below bring a case on from its stage: without them few lives would get as far as a follow-up."""


class ServedCustomers(RuleBasedStateMachine):
    """Anybody tries anything at any time; what is refused changes nothing, what is done keeps the promises below."""

    company: Company
    clock: FakeClock

    def __init__(self) -> None:
        super().__init__()
        self.clock.at = max(self.clock.at, START)
        self.first = {
            table: database.rows(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")[0][0]
            for table in ("ticket", "callback", "complaint")
        }
        """What came before stays out of this run: its steps choose among their own records, and are judged by them."""
        site = self.company.site
        self.level_of = {
            actor.staff_id: levels.level_of(actor)
            for actor in (site.agent, site.supervisor, self.company.manager, self.company.general_manager)
        }
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
        for ticket_id in self._open("ticket")[which % 2 :][:1]:
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
        found = self._ids("callback", "status = 'open'")
        return [found[which % len(found)]] if found else []

    def _open(self, table: str) -> list[int]:
        return self._ids(table, "open")

    def _ids(self, table: str, condition: str) -> list[int]:
        return [
            row[0]
            for row in database.rows(f"SELECT id FROM {table} WHERE {condition} AND id >= ? ORDER BY id", (self.first[table],))
        ]

    @rule(which=st.integers(0, 3), who=st.integers(0, 5), step=st.integers(-8, 11), yuan=st.sampled_from([0, 600, 9000]))
    def work_on_a_case(self, which: int, who: int, step: int, yuan: int) -> None:
        cases = self._open("complaint")
        if not cases:
            return
        case, actor = cases[which % len(cases)], self.people[who]
        agent_id = self.company.site.agent.staff_id or 0
        newest = "SELECT m.id FROM measure m JOIN plan p ON p.id = m.plan_id WHERE m.done_at IS NULL AND p.complaint_id = ?"
        measures = [row[0] for row in database.rows(f"{newest} ORDER BY m.id DESC LIMIT 1", (case,))]
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
        onward = ONWARD[Complaint.get_by_id(case).stage] if step < 0 else (step,)
        for number in onward:
            self._try(steps[number])

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
            "SELECT id FROM ticket t WHERE status IN (?, ?) AND id >= ?"
            " AND NOT EXISTS (SELECT 1 FROM callback b WHERE b.ticket_id = t.id AND b.status <> 'withdrawn')",
            (*served, self.first["ticket"]),
        )
        assert forgotten == []
        ended = [callback for callback in self._callbacks() if callback.status is not CallbackStatus.OPEN]
        for callback in ended:
            assert callback.done_at is not None
            assert callback.status is CallbackStatus.REACHED or callback.done_reason

    @invariant()
    def no_level_is_skipped_or_left_without_its_span(self) -> None:
        for case in self._cases():
            spans = list(LevelSpan.select().where(LevelSpan.complaint == case.id).order_by(LevelSpan.id))
            assert spans[0].level == (levels.MANAGER if case.grade is ComplaintGrade.CRITICAL else spans[0].level)
            for before, after in pairwise(spans):
                at_top = before.level == after.level == levels.TOP and after.trigger in (Trigger.DISSATISFIED, Trigger.REJECTION)
                assert abs(after.level - before.level) == 1 or at_top, (before.level, after.level, after.trigger)
            assert spans[-1].level == case.level
            assert (spans[-1].ended_at is None) == case.open

    @invariant()
    def no_case_is_closed_without_confirmation_or_reason(self) -> None:
        for case in self._cases():
            assert case.open == (case.stage is not Stage.CLOSED)
            if case.open:
                continue
            confirmed = case.closing is Closing.CONFIRMED and case.told_at is not None
            assert confirmed or case.closing_reason

    @invariant()
    def no_plan_is_approved_by_the_wrong_level(self) -> None:
        grades = {case.id: case.grade for case in self._cases()}
        for plan in Plan.select().where(Plan.state == PlanState.APPROVED, Plan.complaint.in_(list(grades))):
            assert plan.decided_level >= levels.level_for(grades[plan.complaint], plan.compensation)
            assert plan.decided_level == self.level_of[plan.decided_by]
            assert plan.drafted_by != plan.decided_by or plan.decided_level == levels.TOP

    @invariant()
    def the_log_rebuilds_every_case(self) -> None:
        for case in self._cases():
            stage, level, owner = Stage.REGISTERED, case.level, case.owner
            for event in reversed(timeline(Subject.COMPLAINT, case.id)):
                if event.kind in ("opened", "level_changed"):
                    level, owner = event.facts["level_to"], event.facts["owner_to"]
                if "stage_to" in event.facts:
                    assert Stage(event.facts["stage_from"]) is stage
                    assert Stage(event.facts["stage_to"]) in TRANSITIONS[stage].values()
                    stage = Stage(event.facts["stage_to"])
            assert (stage, level, owner) == (case.stage, case.level, case.owner)

    @invariant()
    def the_log_rebuilds_every_ticket_and_callback(self) -> None:
        for ticket in Ticket.select().where(Ticket.id >= self.first["ticket"]):
            status, owner = TicketStatus.NEW, None
            for event in reversed(timeline(Subject.TICKET, ticket.id)):
                if "status_to" in event.facts:
                    assert TicketStatus(event.facts["status_from"]) is status
                    status = TicketStatus(event.facts["status_to"])
                owner = event.facts.get("owner_to", owner)
            assert (status, owner) == (ticket.status, ticket.owner)
        for callback in self._callbacks():
            told = CallbackStatus.OPEN
            for event in reversed(timeline(Subject.CALLBACK, callback.id)):
                if event.kind in ("answered", "ended"):
                    assert told is CallbackStatus.OPEN, "ended twice"
                    told = CallbackStatus.REACHED if event.kind == "answered" else CallbackStatus(event.facts["status"])
            assert told is callback.status

    def _cases(self) -> list[Complaint]:
        return list(Complaint.select().where(Complaint.id >= self.first["complaint"]))

    def _callbacks(self) -> list[Callback]:
        return list(Callback.select().where(Callback.id >= self.first["callback"]))


def test_served_customers_are_called_back_until_satisfied(site_database: str, fake_clock: FakeClock) -> None:
    """A few short lives by default; WORKSTATION_HYPOTHESIS=thorough tries as many and as long ones as a night has room for."""
    ServedCustomers.company = Company()
    ServedCustomers.clock = fake_clock
    runs, steps = (300, 60) if os.environ.get("WORKSTATION_HYPOTHESIS") == "thorough" else (12, 30)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        ServedCustomers,
        settings=settings(
            max_examples=runs if site_database.startswith("sqlite") else runs // 3,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert Ticket.select().count() + Complaint.select().count() > 0
    assert clock.now() >= START
