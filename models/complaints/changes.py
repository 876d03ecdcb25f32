"""The frame of every change to a complaint: lock, permission, stage and version checked, then row and event together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models import database
from models.complaints.stages import TRANSITIONS, Step, missing
from models.complaints.tables import Complaint
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import changed_by
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.sla.tables import Priority

STEP_PERMISSIONS: dict[Step, Permission] = {
    **dict.fromkeys(Step, Permission.WORK_ON_COMPLAINT),
    Step.APPROVE: Permission.APPROVE_PLAN,
    Step.REJECT: Permission.APPROVE_PLAN,
    Step.SATISFIED: Permission.MAKE_CALLBACK,
    Step.DISSATISFIED: Permission.MAKE_CALLBACK,
    Step.CLOSE_BY_DECISION: Permission.CLOSE_COMPLAINT,
    Step.MERGE: Permission.CLOSE_COMPLAINT,
}


def take(complaint_id: int) -> Complaint:
    """The case, kept from others until the transaction ends. Raises DomainError(NOT_FOUND)."""
    if not database.lock_row("complaint", complaint_id):
        raise DomainError(Fault.NOT_FOUND, what=N_("Complaint"))
    return Complaint.get_by_id(complaint_id)


@contextmanager
def changing(
    complaint_id: int, permission: Permission, *, actor: Actor, expected_version: int | None = None
) -> Iterator[Complaint]:
    """A transaction around one change of one case.

    Raises DomainError: NOT_ALLOWED, NOT_FOUND, OTHER_REGION, or STALE where `expected_version` is not the case's.
    """
    actor.require(permission)
    with database.transaction():
        case = take(complaint_id)
        sight_of(actor).require(case.region)
        if expected_version is not None and expected_version != case.version:
            who = changed_by(Subject.COMPLAINT, complaint_id) or N_("the system")
            raise DomainError(Fault.STALE, what=case.number, who=who)
        yield case


@contextmanager
def stepping(complaint_id: int, step: Step, *, actor: Actor, expected_version: int | None = None) -> Iterator[Complaint]:
    """As `changing`, for a step of `stages.py`; raises NOT_POSSIBLE_NOW too where the table has no such step."""
    permission = STEP_PERMISSIONS[step]
    with changing(complaint_id, permission, actor=actor, expected_version=expected_version) as case:
        if step not in TRANSITIONS[case.stage]:
            refuse(case, step.label_id)
        yield case


def refuse(case: Complaint, operation: str) -> None:
    """Raises DomainError(NOT_POSSIBLE_NOW) naming the case, its stage and the operation (marked for translation)."""
    raise DomainError(Fault.NOT_POSSIBLE_NOW, what=case.number, state=case.stage.label_id, operation=operation)


def require_open(case: Complaint, operation: str) -> None:
    """Raises DomainError(NOT_POSSIBLE_NOW) for a case that is closed."""
    if not case.open:
        refuse(case, operation)


def write_step(
    case: Complaint, step: Step, kind: str, *, actor: Actor, values: dict[str, Any] | None = None, **facts: Any
) -> None:
    """Brings the case where `step` leads, with an event that holds both stages.

    Raises DomainError(MISSING) where a column that the step needs is still empty.
    """
    before, after = case.stage, TRANSITIONS[case.stage][step]
    for column, value in (values or {}).items():
        setattr(case, column, value)
    lacking = missing(case, step)
    if lacking is not None:
        raise DomainError(Fault.MISSING, field=lacking)
    write(case, kind, actor=actor, values={**(values or {}), "stage": after}, stage_from=before, stage_to=after, **facts)


def write(case: Complaint, kind: str, *, actor: Actor, values: dict[str, Any], **facts: Any) -> None:
    """Writes columns of the case, raises its version by one and records the event; `case` has the new values after."""
    for column, value in values.items():
        setattr(case, column, value)
    case.version += 1
    Complaint.update(**values, version=case.version).where(Complaint.id == case.id).execute()
    record(Subject.COMPLAINT, case.id, kind, actor=actor, **facts)


def priority_of(case: Complaint) -> Priority:
    """The priority under which the policies look up a case's targets: urgent or not, the grade is the category."""
    return Priority.URGENT if case.urgent else Priority.MEDIUM
