"""Which case a command works on, and which commands its stage, its level and the person's role allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.complaints import levels
from models.complaints.queries import ComplaintFile, ComplaintRow
from models.complaints.stages import Step, steps
from models.complaints.tables import ComplaintGrade, Stage
from models.people.permissions import Actor


@dataclass(frozen=True)
class Case:
    """One case as the person had it before their eyes when they pressed the key."""

    id: int
    number: str
    version: int
    stage: Stage
    level: int
    grade: ComplaintGrade
    customer_name: str
    owner_id: int | None

    @classmethod
    def of(cls, case: ComplaintRow | ComplaintFile) -> Case:
        """The case of a list's row or of its file."""
        return cls(case.id, case.number, case.version, case.stage, case.level, case.grade, case.customer_name, case.owner_id)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.stage is not Stage.CLOSED


STEPS: dict[str, Step] = {
    "case_reply": Step.REPLY,
    "case_investigate": Step.INVESTIGATE,
    "case_find": Step.FIND,
    "case_plan": Step.DRAFT_PLAN,
    "case_submit": Step.SUBMIT_PLAN,
    "case_approve": Step.APPROVE,
    "case_reject": Step.REJECT,
    "case_tick": Step.TICK_MEASURE,
    "case_tell": Step.TELL_CUSTOMER,
    "case_close": Step.CLOSE_BY_DECISION,
    "case_withdraw": Step.WITHDRAW,
    "case_merge": Step.MERGE,
}
"""The step in a case's life that an action takes."""

NEED_OPEN = frozenset(
    {"case_contacted", "case_register", "case_evidence", "case_notice", "case_ask_time", "case_hand_over", "case_link"}
)


ON_MANY = frozenset({"case_menu", "case_escalate", "case_acknowledge", "case_hand_over", "case_take_over"})
"""What can be done to several cases at once; what asks for something of its own from each is done to one at a time."""


def possible(action: str, cases: Sequence[Case], actor: Actor) -> bool:
    """Whether an action makes sense for a case, or for one of several, and the person's level; its operation checks again."""
    if len(cases) > 1 and action not in ON_MANY:
        return False
    return any(_possible(action, case, actor) for case in cases)


def _possible(action: str, case: Case, actor: Actor) -> bool:
    level = levels.level_of(actor)
    if action in ("case_approve", "case_reject") and level < levels.GRADE_LEVELS[case.grade]:
        return False
    if action in STEPS:
        return STEPS[action] in steps(case.stage)
    match action:
        case "case_escalate":
            return case.open
        case "case_take_over":
            return case.open and level == case.level and case.owner_id != actor.staff_id
        case "case_step_down":
            return case.open and levels.AGENT < case.level == level
        case "case_decide_time":
            return case.open and level >= min(case.level + 1, levels.TOP)
    return case.open or action not in NEED_OPEN
