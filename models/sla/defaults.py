"""The policies that a new site starts with; figures by the regulations of after-sales departments, see each line."""

from __future__ import annotations

from models import database
from models.events.tables import Subject
from models.i18n import N_, _
from models.people.permissions import Actor, Permission
from models.sla.official import china_calendar
from models.sla.policies import LadderStepDraft, PolicyDraft, TargetDraft, adopt_calendar, adopt_policy
from models.sla.tables import ClockKind, Priority, Relation

CALENDAR_NAME = N_("Service hours")
TICKET_POLICY_NAME = N_("Ticket targets")
CALLBACK_POLICY_NAME = N_("Callback targets")
COMPLAINT_POLICY_NAME = N_("Complaint targets")

CONSULTATION = "consultation"
COMPLAINT = "complaint"
RETURN = "return"

_HOUR = 60

LADDER = (
    LadderStepDraft(75, Relation.OWNER, 15),
    LadderStepDraft(100, Relation.OWNER, 15),
    LadderStepDraft(100, Relation.SUPERVISOR, 30),
    LadderStepDraft(125, Relation.MANAGER, 30),
    LadderStepDraft(150, Relation.GENERAL_MANAGER, 60),
)
"""Nearly due: the person responsible; breached: the supervisor too; a quarter over: the manager; half over: the top."""


def _urgent(category: str | None) -> tuple[TargetDraft, ...]:
    """An urgent problem, round the clock: contact 30 min, reply 2 h, solution 24 h."""
    return tuple(
        TargetDraft(kind, minutes=minutes, category=category, priority=Priority.URGENT, round_the_clock=True)
        for kind, minutes in (
            (ClockKind.CONTACT, 30),
            (ClockKind.FIRST_RESPONSE, 2 * _HOUR),
            (ClockKind.RESOLUTION, 24 * _HOUR),
        )
    )


def _general() -> tuple[TargetDraft, ...]:
    """Any other problem, in opening hours: reply 4 h when high, else 12 h; solution in 2, 3 or 5 working days."""
    rows = ((Priority.HIGH, 4, 2), (Priority.MEDIUM, 12, 3), (Priority.LOW, 12, 5))
    return tuple(
        target
        for priority, reply_hours, days in rows
        for target in (
            TargetDraft(ClockKind.FIRST_RESPONSE, minutes=reply_hours * _HOUR, priority=priority),
            TargetDraft(ClockKind.RESOLUTION, working_days=days, priority=priority),
        )
    )


TICKET_TARGETS: tuple[TargetDraft, ...] = (
    *_urgent(None),
    *_general(),
    # A consultation is answered within 4 h, a complex one within 2 working days.
    *_urgent(CONSULTATION),
    TargetDraft(ClockKind.FIRST_RESPONSE, minutes=4 * _HOUR, category=CONSULTATION),
    TargetDraft(ClockKind.RESOLUTION, working_days=2, category=CONSULTATION),
    # A return or refund is decided within 2 working days.
    TargetDraft(ClockKind.RESOLUTION, working_days=2, category=RETURN),
    # A complaint: first reply 12 h, closed in 10 working days; an urgent one: contact 30 min, closed in 5 working days.
    *_urgent(COMPLAINT)[:2],
    TargetDraft(ClockKind.RESOLUTION, working_days=5, category=COMPLAINT, priority=Priority.URGENT),
    TargetDraft(ClockKind.FIRST_RESPONSE, minutes=12 * _HOUR, category=COMPLAINT),
    TargetDraft(ClockKind.RESOLUTION, working_days=10, category=COMPLAINT),
)

CALLBACK_TARGETS = (TargetDraft(ClockKind.CALLBACK, working_days=2),)
"""A served customer is called back within 2 working days."""

COMPLAINT_TARGETS = (
    # First reply 12 h, plan in 3 working days, closed in 10, followed up within 2 after the customer was told.
    TargetDraft(ClockKind.FIRST_RESPONSE, minutes=12 * _HOUR),
    TargetDraft(ClockKind.PLAN, working_days=3),
    TargetDraft(ClockKind.RESOLUTION, working_days=10),
    TargetDraft(ClockKind.FOLLOW_UP, working_days=2),
    # Urgent: a named person speaks to the customer within 30 min, plan in 24 h, closed in 5 working days.
    TargetDraft(ClockKind.CONTACT, minutes=30, priority=Priority.URGENT, round_the_clock=True),
    TargetDraft(ClockKind.FIRST_RESPONSE, minutes=2 * _HOUR, priority=Priority.URGENT, round_the_clock=True),
    TargetDraft(ClockKind.PLAN, minutes=24 * _HOUR, priority=Priority.URGENT, round_the_clock=True),
    TargetDraft(ClockKind.RESOLUTION, working_days=5, priority=Priority.URGENT),
    # Each level of escalation has its own time to move the case on.
    *(
        TargetDraft(ClockKind.LEVEL, working_days=days, category=f"level_{level}")
        for level, days in ((1, 3), (2, 3), (3, 3), (4, 5))
    ),
    *(
        TargetDraft(
            ClockKind.LEVEL, minutes=hours * _HOUR, category=f"level_{level}", priority=Priority.URGENT, round_the_clock=True
        )
        for level, hours in ((1, 4), (2, 8), (3, 24), (4, 48))
    ),
)


def install_default_policies(*, actor: Actor) -> None:
    """Adopts the calendar and the policies of a new site, named in the present language; safe to repeat.

    Raises DomainError(NOT_ALLOWED).
    """
    actor.require(Permission.EDIT_POLICIES)
    with database.transaction():
        if database.rows("SELECT 1 FROM policy LIMIT 1"):
            return
        calendar = _(CALENDAR_NAME)
        adopt_calendar(calendar, china_calendar(calendar), actor=actor)
        for name, subject, targets in (
            (_(TICKET_POLICY_NAME), Subject.TICKET, TICKET_TARGETS),
            (_(CALLBACK_POLICY_NAME), Subject.CALLBACK, CALLBACK_TARGETS),
            (_(COMPLAINT_POLICY_NAME), Subject.COMPLAINT, COMPLAINT_TARGETS),
        ):
            adopt_policy(PolicyDraft(name, subject, calendar, targets, LADDER), actor=actor)
