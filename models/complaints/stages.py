"""The stages of a complaint as one table: which step may be taken from which stage, where it leads, and what must stand by then.

Order and contents follow GB/T 19012-2019 clause 7: accept, track, tell, assess, investigate, respond, communicate, close.
"""

from __future__ import annotations

from models.choices import Choice
from models.complaints.tables import Complaint, Stage
from models.i18n import N_


class Step(Choice):
    """One step in a case; the label completes "You may not do this: …"."""

    REPLY = "reply", N_("reply to the complainant")
    INVESTIGATE = "investigate", N_("begin the investigation")
    FIND = "find", N_("record the findings")
    DRAFT_PLAN = "draft_plan", N_("draft a plan")
    SUBMIT_PLAN = "submit_plan", N_("submit the plan")
    APPROVE = "approve", N_("approve the plan")
    REJECT = "reject", N_("reject the plan")
    TICK_MEASURE = "tick_measure", N_("tick a measure")
    TELL_CUSTOMER = "tell_customer", N_("tell the customer the result")
    SATISFIED = "satisfied", N_("record the customer's confirmation")
    DISSATISFIED = "dissatisfied", N_("record that the customer is dissatisfied")
    CLOSE_BY_DECISION = "close_by_decision", N_("close a complaint by decision")
    WITHDRAW = "withdraw", N_("record a withdrawal")
    MERGE = "merge", N_("merge complaints")


_ENDINGS = {Step.CLOSE_BY_DECISION: Stage.CLOSED, Step.WITHDRAW: Stage.CLOSED, Step.MERGE: Stage.CLOSED}

TRANSITIONS: dict[Stage, dict[Step, Stage]] = {
    Stage.REGISTERED: {Step.REPLY: Stage.REGISTERED, Step.INVESTIGATE: Stage.INVESTIGATION, **_ENDINGS},
    Stage.INVESTIGATION: {Step.REPLY: Stage.INVESTIGATION, Step.FIND: Stage.PLAN, **_ENDINGS},
    Stage.PLAN: {
        Step.REPLY: Stage.PLAN,
        Step.FIND: Stage.PLAN,
        Step.DRAFT_PLAN: Stage.PLAN,
        Step.SUBMIT_PLAN: Stage.APPROVAL,
        **_ENDINGS,
    },
    Stage.APPROVAL: {
        Step.REPLY: Stage.APPROVAL,
        Step.APPROVE: Stage.CARRYING_OUT,
        Step.REJECT: Stage.PLAN,
        **_ENDINGS,
    },
    Stage.CARRYING_OUT: {
        Step.REPLY: Stage.CARRYING_OUT,
        Step.TICK_MEASURE: Stage.CARRYING_OUT,
        Step.TELL_CUSTOMER: Stage.FOLLOW_UP,
        **_ENDINGS,
    },
    Stage.FOLLOW_UP: {
        Step.REPLY: Stage.FOLLOW_UP,
        Step.SATISFIED: Stage.CLOSED,
        Step.DISSATISFIED: Stage.INVESTIGATION,
        **_ENDINGS,
    },
    Stage.CLOSED: {},
}

STAGE_BAR = tuple(stage for stage in Stage)
"""The stages in the order in which a case passes them."""

MANDATORY: dict[Step, tuple[str, ...]] = {
    Step.INVESTIGATE: ("complaint_class", "content", "remedy_wanted"),
    Step.FIND: ("findings", "cause", "responsibility"),
}
"""The columns that must be filled once a step is taken."""


def steps(stage: Stage) -> set[Step]:
    """The steps that the table knows from `stage`."""
    return set(TRANSITIONS[stage])


def missing(complaint: Complaint, step: Step) -> str | None:
    """The label of the first column that the step needs and the case lacks."""
    for name in MANDATORY.get(step, ()):
        if not getattr(complaint, name):
            return str(getattr(Complaint, name).verbose_name)
    return None
