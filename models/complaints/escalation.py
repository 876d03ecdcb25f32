"""Escalation level by level: each step names the new owner, restarts that level's own target and tells why.

By itself a case rises when a warning or breach stays unacknowledged, when a plan is rejected twice, when its compensation
is over the level's limit, and when the customer is dissatisfied; by hand with a reason. It comes down only by the level that
has it.
"""

from __future__ import annotations

from datetime import datetime

from models import clock, database
from models.complaints import levels
from models.complaints.changes import changing, priority_of, refuse, require_open, take, write
from models.complaints.tables import Complaint, LevelSpan, Trigger
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import SYSTEM, Actor, Permission
from models.sla.alerts import tell_owner
from models.sla.operations import restart_clock
from models.sla.tables import ClockKind
from models.text import optional


def escalate(
    complaint_id: int,
    level: int,
    reason: str,
    *,
    owner_id: int | None = None,
    actor: Actor,
    expected_version: int | None = None,
) -> None:
    """Raises a case by hand, to the next level and no further; without `owner_id` the least loaded of that level gets it.

    Raises DomainError: REASON_NEEDED, NOT_POSSIBLE_NOW at the top or for a level that isn't the next one, NOT_FOUND for an
    owner who isn't at work here, OTHER_LEVEL for one who doesn't stand at that level, and as `changing`.
    """
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor, expected_version=expected_version) as case:
        require_open(case, N_("escalate a complaint"))
        if level != case.level + 1 or level > levels.TOP:
            refuse(case, N_("escalate a complaint"))
        rise(case, Trigger.BY_HAND, _reason(reason, N_("escalate a complaint")), owner_id=owner_id, actor=actor)


def step_down(complaint_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Returns a case to the level below; only the level that has it may, with a reason.

    Raises DomainError: REASON_NEEDED, NOT_ALLOWED for another level, NOT_POSSIBLE_NOW at the lowest one.
    """
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor, expected_version=expected_version) as case:
        require_open(case, N_("return a complaint to the level below"))
        why = _reason(reason, N_("return a complaint to the level below"))
        if levels.level_of(actor) != case.level:
            raise DomainError(Fault.NOT_ALLOWED, operation=N_("return a complaint to the level below"))
        if case.level == levels.AGENT:
            refuse(case, N_("return a complaint to the level below"))
        enter(case, case.level - 1, Trigger.STEPPED_DOWN, why, owner_id=None, actor=actor)


def hand_over(complaint_id: int, staff_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Gives a case to a colleague at the same level, who is told; that level's time runs on.

    Raises DomainError: NOT_ALLOWED, NOT_POSSIBLE_NOW for a closed case, NOT_FOUND for one who isn't at work here, OTHER_LEVEL
    for one who doesn't stand at the case's level, STALE.
    """
    with changing(complaint_id, Permission.ASSIGN_TICKET, actor=actor, expected_version=expected_version) as case:
        require_open(case, N_("hand over a complaint"))
        _require_holder(staff_id, case.level)
        _give(case, staff_id, actor)


def take_over(complaint_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Makes the actor the owner of a case at the level where he stands; that level's time runs on.

    Raises DomainError: NOT_ALLOWED for another level, NOT_POSSIBLE_NOW for a closed case or one that is his, STALE.
    """
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor, expected_version=expected_version) as case:
        require_open(case, N_("take over a complaint"))
        if actor.staff_id is None or levels.level_of(actor) != case.level:
            raise DomainError(Fault.NOT_ALLOWED, operation=N_("take over a complaint"))
        if case.owner == actor.staff_id:
            refuse(case, N_("take over a complaint"))
        _give(case, actor.staff_id, actor)


def _give(case: Complaint, staff_id: int, actor: Actor) -> None:
    before, told = case.owner, [] if staff_id == actor.staff_id else [staff_id]
    LevelSpan.update(owner=staff_id).where(LevelSpan.complaint == case.id, LevelSpan.ended_at.is_null()).execute()
    write(case, "handed_over", actor=actor, values={"owner": staff_id}, owner_from=before, owner_to=staff_id, told=told)
    for colleague in told:
        tell_owner(Subject.COMPLAINT, case.id, ClockKind.LEVEL, colleague)


def escalate_one_level(complaint_id: int, reason: str, *, actor: Actor) -> None:
    """Raises a case by hand to the level above whichever it is at; the least loaded there gets it. Raises as `escalate`."""
    actor.require(Permission.WORK_ON_COMPLAINT)
    with database.transaction():
        escalate(complaint_id, take(complaint_id).level + 1, reason, actor=actor)


def rise(case: Complaint, trigger: Trigger, reason: str = "", *, owner_id: int | None = None, actor: Actor) -> None:
    """Raises a locked case by one level; at the top it stays there and begins that level's time again."""
    enter(case, min(case.level + 1, levels.TOP), trigger, reason, owner_id=owner_id, actor=actor)


def rise_unacknowledged(complaint_id: int, raised_at: datetime) -> None:
    """A warning or breach of `raised_at` was acknowledged by nobody in time: the case rises by itself.

    A case that changed its level after the alert was raised stays where it is: the new owner's own time is running.
    Called in the sweep's transaction.
    """
    case = take(complaint_id)
    if case.open and case.level < levels.TOP and present_span(case).started_at < raised_at:
        rise(case, Trigger.TARGET, actor=SYSTEM)


def enter(case: Complaint, level: int, trigger: Trigger, reason: str, *, owner_id: int | None, actor: Actor) -> None:
    """Ends the case's present span, opens one at `level` with its owner, who is told, and restarts that level's own clock."""
    now = clock.now()
    owner = owner_id if owner_id is not None else levels.owner_at(level, case.region)
    if owner_id is not None:
        _require_holder(owner_id, level)
    LevelSpan.update(ended_at=now).where(LevelSpan.complaint == case.id, LevelSpan.ended_at.is_null()).execute()
    LevelSpan.insert(
        complaint=case.id, level=level, owner=owner, trigger=trigger, reason=reason, started_at=now, by=actor.staff_id
    ).execute()
    told = [owner] if owner is not None and owner != actor.staff_id else []
    write(
        case,
        "level_changed",
        actor=actor,
        values={"level": level, "owner": owner},
        level_from=case.level,
        level_to=level,
        owner_from=case.owner,
        owner_to=owner,
        trigger=trigger,
        reason=reason,
        told=told,
    )
    restart_clock(
        Subject.COMPLAINT,
        case.id,
        ClockKind.LEVEL,
        category=level_category(level),
        priority=priority_of(case),
        at=now,
        actor=actor,
    )
    for staff_id in told:
        tell_owner(Subject.COMPLAINT, case.id, ClockKind.LEVEL, staff_id)


def present_span(case: Complaint) -> LevelSpan:
    """The span that the case is in."""
    span: LevelSpan = LevelSpan.get(LevelSpan.complaint == case.id, LevelSpan.ended_at.is_null())
    return span


def level_category(level: int) -> str:
    """The word under which the policies keep a level's own target."""
    return f"level_{level}"


def _reason(text: str, operation: str) -> str:
    why = optional(text, LevelSpan.reason)
    if not why:
        raise DomainError(Fault.REASON_NEEDED, operation=operation)
    return why


def _require_holder(staff_id: int, level: int) -> None:
    """Only who stands at a level can own a case there: its targets and its limit of compensation are that level's."""
    found = database.rows("SELECT name FROM staff WHERE id = ? AND active", (staff_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
    if not levels.stands_at(staff_id, level):
        raise DomainError(Fault.OTHER_LEVEL, name=found[0][0], level=levels.titled(level))
