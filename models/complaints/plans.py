"""Plans: drafted, submitted, approved by the level that their grade and amount need, carried out measure by measure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import clock, database
from models.callbacks.tasks import follow_up_complaint
from models.complaints import levels
from models.complaints.changes import changing, priority_of, refuse, require_open, stepping, write, write_step
from models.complaints.escalation import enter, rise
from models.complaints.stages import Step
from models.complaints.tables import Complaint, Measure, Notice, Plan, PlanState, Remedy, Trigger
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.site.queries import site
from models.sla.operations import restart_clock, start_clocks, stop_clock
from models.sla.tables import ClockKind
from models.text import long_text, optional, required

REJECTIONS_THAT_ESCALATE = 2


@dataclass(frozen=True)
class PlanDraft:
    """How a case is to be put right; `compensation` is in fen, `measures` are (what, who) with who optional."""

    remedy: Remedy
    description: str
    department: str
    responsible_id: int
    deadline: datetime
    measures: tuple[tuple[str, int | None], ...]
    compensation: int = 0


def draft_plan(complaint_id: int, draft: PlanDraft, *, actor: Actor, expected_version: int | None = None) -> int:
    """Writes a plan, in place of one that was only drafted, and returns its id.

    Raises MISSING (description, department, measures), INVALID (a deadline that has passed, a negative compensation).
    """
    description = long_text(draft.description)
    if not description:
        raise DomainError(Fault.MISSING, field=Plan.description.verbose_name)
    department = required(draft.department, Plan.department)
    measures = [(required(text, Measure.text), staff_id) for text, staff_id in draft.measures]
    if not measures:
        raise DomainError(Fault.MISSING, field=Measure.text.verbose_name)
    if draft.compensation < 0:
        reason = N_("it can't be negative")
        raise DomainError(Fault.INVALID, field=Plan.compensation.verbose_name, value=draft.compensation, reason=reason)
    now = clock.now()
    if draft.deadline <= now:
        reason = N_("it has passed already")
        raise DomainError(Fault.INVALID, field=Plan.deadline.verbose_name, value=site().told(draft.deadline), reason=reason)
    with stepping(complaint_id, Step.DRAFT_PLAN, actor=actor, expected_version=expected_version) as case:
        _discard_draft(case)
        plan_id: int = Plan.insert(
            complaint=case.id,
            remedy=draft.remedy,
            description=description,
            department=department,
            responsible=draft.responsible_id,
            deadline=draft.deadline,
            compensation=draft.compensation,
            drafted_by=actor.staff_id,
            drafted_at=now,
        ).execute()
        for text, staff_id in measures:
            Measure.insert(plan=plan_id, text=text, responsible=staff_id).execute()
        write_step(
            case, Step.DRAFT_PLAN, "plan_drafted", actor=actor, plan=plan_id, remedy=draft.remedy, compensation=draft.compensation
        )
        return plan_id


def _discard_draft(case: Complaint) -> None:
    drafted = [
        row_id for (row_id,) in database.rows("SELECT id FROM plan WHERE complaint_id = ? AND state = 'drafted'", (case.id,))
    ]
    for plan_id in drafted:
        database.execute("DELETE FROM measure WHERE plan_id = ?", (plan_id,))
        database.execute("DELETE FROM plan WHERE id = ?", (plan_id,))


def submit_plan(complaint_id: int, *, actor: Actor, expected_version: int | None = None) -> int:
    """Submits the drafted plan and returns the level that must approve it; a case below that level goes up to it.

    Raises MISSING without a drafted plan.
    """
    with stepping(complaint_id, Step.SUBMIT_PLAN, actor=actor, expected_version=expected_version) as case:
        plan = _plan(case, PlanState.DRAFTED)
        needed = levels.level_for(case.grade, plan.compensation)
        Plan.update(state=PlanState.SUBMITTED).where(Plan.id == plan.id).execute()
        write_step(case, Step.SUBMIT_PLAN, "plan_submitted", actor=actor, plan=plan.id, needed_level=needed)
        stop_clock(Subject.COMPLAINT, case.id, ClockKind.PLAN, at=clock.now(), actor=actor)
        while case.level < needed:
            enter(case, case.level + 1, Trigger.OVER_LIMIT, "", owner_id=None, actor=actor)
        return needed


def _plan(case: Complaint, state: PlanState) -> Plan:
    """The latest plan in that state: a case that came back keeps the approved plan of its earlier round. Raises MISSING."""
    plan: Plan | None = Plan.select().where(Plan.complaint == case.id, Plan.state == state).order_by(Plan.id.desc()).first()
    if plan is None:
        raise DomainError(Fault.MISSING, field=N_("Plan"))
    return plan


def approve_plan(complaint_id: int, note: str = "", *, actor: Actor, expected_version: int | None = None) -> None:
    """Approves the submitted plan: only by a level that its grade and amount allow, and not by who drafted it.

    At the top level there is nobody else, so there the drafter may. Raises NOT_ALLOWED, OVER_LIMIT, OWN_PLAN.
    """
    with stepping(complaint_id, Step.APPROVE, actor=actor, expected_version=expected_version) as case:
        plan = _plan(case, PlanState.SUBMITTED)
        level = _deciding_level(case, plan, actor)
        _decide(plan, PlanState.APPROVED, level, optional(note, Plan.decision_reason), actor)
        write_step(
            case, Step.APPROVE, "plan_approved", actor=actor, values={"rejections": 0}, plan=plan.id, level=level, text=note
        )


def reject_plan(complaint_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Rejects the submitted plan with a reason; the second rejection raises the case one level. Raises REASON_NEEDED."""
    with stepping(complaint_id, Step.REJECT, actor=actor, expected_version=expected_version) as case:
        plan = _plan(case, PlanState.SUBMITTED)
        level = _deciding_level(case, plan, actor)
        why = optional(reason, Plan.decision_reason)
        if not why:
            raise DomainError(Fault.REASON_NEEDED, operation=Step.REJECT.label_id)
        _decide(plan, PlanState.REJECTED, level, why, actor)
        rejections = case.rejections + 1
        write_step(
            case,
            Step.REJECT,
            "plan_rejected",
            actor=actor,
            values={"rejections": rejections},
            plan=plan.id,
            level=level,
            reason=why,
        )
        if rejections % REJECTIONS_THAT_ESCALATE == 0:
            rise(case, Trigger.REJECTION, why, actor=actor)


def _deciding_level(case: Complaint, plan: Plan, actor: Actor) -> int:
    """The level at which the actor decides on a plan. Raises DomainError: NOT_ALLOWED, OVER_LIMIT, OWN_PLAN."""
    level = levels.level_of(actor)
    if level < levels.GRADE_LEVELS[case.grade]:
        raise DomainError(Fault.NOT_ALLOWED, operation=Permission.APPROVE_PLAN.label)
    needed = levels.level_for(case.grade, plan.compensation)
    if level < needed:
        raise DomainError(Fault.OVER_LIMIT, level=levels.name(needed))
    if plan.drafted_by == actor.staff_id and level < levels.TOP:
        raise DomainError(Fault.OWN_PLAN, level=levels.titled(needed))
    return level


def _decide(plan: Plan, state: PlanState, level: int, reason: str, actor: Actor) -> None:
    Plan.update(
        state=state, decided_by=actor.staff_id, decided_level=level, decided_at=clock.now(), decision_reason=reason
    ).where(Plan.id == plan.id).execute()


def tick_measure(complaint_id: int, measure_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Records that one measure of the approved plan was carried out, and by whom. Raises NOT_FOUND."""
    with stepping(complaint_id, Step.TICK_MEASURE, actor=actor, expected_version=expected_version) as case:
        plan = _plan(case, PlanState.APPROVED)
        measure: Measure | None = Measure.get_or_none(Measure.id == measure_id, Measure.plan == plan.id)
        if measure is None:
            raise DomainError(Fault.NOT_FOUND, what=Measure.text.verbose_name)
        if measure.done_at is not None:
            refuse(case, Step.TICK_MEASURE.label_id)
        Measure.update(done_at=clock.now(), done_by=actor.staff_id).where(Measure.id == measure_id).execute()
        write_step(case, Step.TICK_MEASURE, "measure_done", actor=actor, text=measure.text)


def give_notice(complaint_id: int, department: str, text: str, *, actor: Actor) -> None:
    """Gives a department notice of how a case is handled (处理通知单). Raises MISSING."""
    to, said = required(department, Notice.department), long_text(text)
    if not said:
        raise DomainError(Fault.MISSING, field=Notice.text.verbose_name)
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor) as case:
        require_open(case, N_("give notice"))
        Notice.insert(complaint=case.id, department=to, text=said, given_at=clock.now(), given_by=actor.staff_id).execute()
        write(case, "notice_given", actor=actor, values={}, department=to)


def tell_customer(complaint_id: int, text: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Records that the customer was told the result; every measure must be done. The follow-up call arises by itself.

    Raises MISSING (what was told), MEASURES_OPEN.
    """
    said = long_text(text)
    if not said:
        raise DomainError(Fault.MISSING, field=N_("What the customer was told"))
    with stepping(complaint_id, Step.TELL_CUSTOMER, actor=actor, expected_version=expected_version) as case:
        plan = _plan(case, PlanState.APPROVED)
        ((undone,),) = database.rows("SELECT count(*) FROM measure WHERE plan_id = ? AND done_at IS NULL", (plan.id,))
        if undone:
            raise DomainError(Fault.MEASURES_OPEN, count=undone)
        now = clock.now()
        write_step(case, Step.TELL_CUSTOMER, "customer_told", actor=actor, values={"told_at": now}, text=said)
        _start_following_up(case, now, actor)
        follow_up_complaint(case.id, actor=actor)


def _start_following_up(case: Complaint, at: datetime, actor: Actor) -> None:
    """The follow-up's clock: a case that came back gets a new one, the verdict of its earlier round stands."""
    category, priority = case.grade.value, priority_of(case)
    if case.rounds > 1:
        restart_clock(Subject.COMPLAINT, case.id, ClockKind.FOLLOW_UP, category=category, priority=priority, at=at, actor=actor)
    else:
        kinds = (ClockKind.FOLLOW_UP,)
        start_clocks(Subject.COMPLAINT, case.id, category=category, priority=priority, started_at=at, kinds=kinds, actor=actor)
