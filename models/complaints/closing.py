"""How a case ends: confirmed by the customer, by a decision with a reason, withdrawn or merged; or goes back one level up."""

from __future__ import annotations

from typing import Any

from models import clock, database
from models.callbacks.tasks import withdraw_follow_ups
from models.complaints.changes import priority_of, stepping, take, write, write_step
from models.complaints.escalation import rise
from models.complaints.stages import Step
from models.complaints.tables import Closing, Complaint, LevelSpan, Trigger
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import Actor
from models.people.sight import Sight, sight_of
from models.sla.operations import cancel_clocks, restart_clock, stop_clock
from models.sla.tables import ClockKind
from models.text import fitted, optional
from models.tickets.operations import close as close_ticket

_SETTLED = (
    "SELECT t.id, t.number FROM complaint_link l JOIN ticket t ON t.id = l.subject_id"
    " WHERE l.complaint_id = ? AND l.subject = 'ticket' AND t.status = 'resolved'"
    " AND NOT EXISTS (SELECT 1 FROM callback b WHERE b.ticket_id = t.id AND b.kind = 'satisfaction' AND b.status = 'open')"
    " AND NOT EXISTS (SELECT 1 FROM complaint_link o JOIN complaint c ON c.id = o.complaint_id"
    " WHERE o.subject = 'ticket' AND o.subject_id = t.id AND o.complaint_id <> l.complaint_id AND c.open){sight} ORDER BY t.id"
)


def settled_tickets(complaint_id: int, sight: Sight) -> list[tuple[int, str]]:
    """The tickets in sight that the customer's confirmation of a case settles too, id and number.

    They are resolved with nothing else open about them: a ticket whose own callback is still to be made, or that belongs to
    another open case, waits for that.
    """
    condition, region = sight.condition("t.region_id")
    return [(id_, number) for id_, number in database.rows(_SETTLED.format(sight=condition), (complaint_id, *region))]


def confirm_satisfied(complaint_id: int, *, actor: Actor) -> None:
    """The customer confirmed at the follow-up that the case is settled: it closes, with every clock's verdict.

    The tickets behind it that nothing else is open about close with it; both timelines tell of it.
    """
    with stepping(complaint_id, Step.SATISFIED, actor=actor) as case:
        now = clock.now()
        for kind in (ClockKind.FOLLOW_UP, ClockKind.RESOLUTION, ClockKind.LEVEL):
            stop_clock(Subject.COMPLAINT, case.id, kind, at=now, actor=actor)
        _end(case, Step.SATISFIED, Closing.CONFIRMED, "", actor)
        for ticket_id, number in settled_tickets(case.id, sight_of(actor)):
            close_ticket(ticket_id, with_complaint=case.number, actor=actor)
            record(Subject.COMPLAINT, case.id, "ticket_closed", actor=actor, number=number)


def send_back(complaint_id: int, comment: str, *, actor: Actor) -> None:
    """The customer is dissatisfied at the follow-up: back to the investigation, one level up, with new targets.

    The event has the whole comment, the level's span as much of it as it holds.
    """
    with stepping(complaint_id, Step.DISSATISFIED, actor=actor) as case:
        now = clock.now()
        for kind in (ClockKind.FOLLOW_UP, ClockKind.RESOLUTION):
            stop_clock(Subject.COMPLAINT, case.id, kind, at=now, actor=actor)
        values: dict[str, Any] = {"rounds": case.rounds + 1, "told_at": None, "rejections": 0}
        write_step(case, Step.DISSATISFIED, "sent_back", actor=actor, values=values, text=comment)
        for kind in (ClockKind.PLAN, ClockKind.RESOLUTION):
            restart_clock(
                Subject.COMPLAINT, case.id, kind, category=case.grade.value, priority=priority_of(case), at=now, actor=actor
            )
        rise(case, Trigger.DISSATISFIED, fitted(comment, LevelSpan.reason), actor=actor)


def close_by_decision(complaint_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Closes a case without the customer's confirmation, by who may decide that. Raises REASON_NEEDED."""
    _close(complaint_id, Step.CLOSE_BY_DECISION, Closing.BY_DECISION, reason, actor, expected_version)


def withdraw(complaint_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Records that the customer withdrew the complaint. Raises REASON_NEEDED."""
    _close(complaint_id, Step.WITHDRAW, Closing.WITHDRAWN, reason, actor, expected_version)


def _close(complaint_id: int, step: Step, ground: Closing, reason: str, actor: Actor, expected_version: int | None) -> None:
    with stepping(complaint_id, step, actor=actor, expected_version=expected_version) as case:
        why = _reason(reason, step)
        _end(case, step, ground, why, actor)


def _reason(text: str, step: Step) -> str:
    why = optional(text, Complaint.closing_reason)
    if not why:
        raise DomainError(Fault.REASON_NEEDED, operation=step.label_id)
    return why


def _end(case: Complaint, step: Step, ground: Closing, reason: str, actor: Actor) -> None:
    now = clock.now()
    values = {"open": False, "closing": ground, "closing_reason": reason, "closed_at": now}
    write_step(case, step, "closed", actor=actor, values=values, ground=ground, reason=reason)
    LevelSpan.update(ended_at=now).where(LevelSpan.complaint == case.id, LevelSpan.ended_at.is_null()).execute()
    cancel_clocks(Subject.COMPLAINT, case.id, at=now, actor=actor)
    withdraw_follow_ups(case.id, reason=ground.label_id, actor=actor)


def merge_complaints(keep_id: int, gone_id: int, reason: str, *, actor: Actor) -> None:
    """Closes one case into another of the same customer; links and evidence go along, its history stays where it is.

    Raises REASON_NEEDED; NOT_POSSIBLE_NOW where the two are one case, belong to different customers, or the kept one is closed.
    """
    with stepping(gone_id, Step.MERGE, actor=actor) as gone:
        kept = take(keep_id)
        sight_of(actor).require(kept.region)
        if kept.id == gone.id or kept.customer != gone.customer or not kept.open:
            raise DomainError(Fault.NOT_POSSIBLE_NOW, what=kept.number, state=kept.stage.label_id, operation=Step.MERGE.label_id)
        why = _reason(reason, Step.MERGE)
        database.execute(
            "INSERT INTO complaint_link (complaint_id, subject, subject_id, linked_at, linked_by_id)"
            " SELECT ?, subject, subject_id, linked_at, linked_by_id FROM complaint_link WHERE complaint_id = ?"
            " AND NOT (subject = 'complaint' AND subject_id = ?) ON CONFLICT DO NOTHING",
            (kept.id, gone.id, kept.id),
        )
        database.execute("UPDATE evidence SET complaint_id = ? WHERE complaint_id = ?", (kept.id, gone.id))
        _end(gone, Step.MERGE, Closing.MERGED, why, actor)
        write(gone, "merged_into", actor=actor, values={"merged_into": kept.id}, number=kept.number)
        record(Subject.COMPLAINT, kept.id, "merged_from", actor=actor, number=gone.number, reason=why)
