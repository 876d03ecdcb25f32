"""Planned interviews (电话访谈计划): customers picked by product, region, level or last contact, spread over days and people."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import lcm
from uuid import uuid4

from models import clock, database
from models.callbacks.schedule import next_half_day, working_days_later, zone_of
from models.callbacks.tables import Callback, CallbackKind, InterviewPlan
from models.customers.tables import CustomerLevel
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.fields import to_stored
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.sight import present
from models.sla.operations import set_clock
from models.sla.tables import ClockKind
from models.text import long_text, required

MOST_CUSTOMERS = 2000


@dataclass(frozen=True)
class InterviewCriteria:
    """Which customers to interview: empty fits all; `silent_days` means no call or ticket for so many days.

    `model_ids` are products of which they own one at least.
    """

    model_ids: tuple[int, ...] = ()
    region_ids: tuple[int, ...] = ()
    level: CustomerLevel | None = None
    silent_days: int | None = None


@dataclass(frozen=True)
class InterviewDraft:
    """A round of interviews: up to `customers` of them, shared out evenly over `days` working days and among `staff_ids`."""

    name: str
    about: str
    criteria: InterviewCriteria
    customers: int
    days: int
    staff_ids: tuple[int, ...]


@dataclass(frozen=True)
class Interviewee:
    """A customer to be interviewed: `number` is the first of the file."""

    customer_id: int
    number: str
    region_id: int | None


def matching_customers(criteria: InterviewCriteria, *, limit: int = MOST_CUSTOMERS) -> list[Interviewee]:
    """The customers that fit, longest known first; who has no number or an open interview is left out."""
    conditions = [
        "c.status = 'active'",
        "EXISTS (SELECT 1 FROM contact_number h WHERE h.customer_id = c.id)",
        "NOT EXISTS (SELECT 1 FROM callback b WHERE b.customer_id = c.id AND b.kind = 'interview' AND b.status = 'open')",
    ]
    values: list[object] = []
    if criteria.model_ids:
        owns = "EXISTS (SELECT 1 FROM owned_product o WHERE o.customer_id = c.id AND o.model_id IN ({}))"
        conditions.append(owns.format(_marks(criteria.model_ids)))
        values += criteria.model_ids
    if criteria.region_ids:
        conditions.append(f"c.region_id IN ({_marks(criteria.region_ids)})")
        values += criteria.region_ids
    if criteria.level is not None:
        conditions.append("c.level = ?")
        values.append(criteria.level.value)
    if criteria.silent_days is not None:
        since = to_stored(clock.now() - timedelta(days=criteria.silent_days))
        conditions.append("NOT EXISTS (SELECT 1 FROM call k WHERE k.customer_id = c.id AND k.offered_at >= ?)")
        conditions.append("NOT EXISTS (SELECT 1 FROM ticket t WHERE t.customer_id = c.id AND t.opened_at >= ?)")
        values += [since, since]
    near, own = present().condition("c.region_id")
    found = database.rows(
        "SELECT c.id, (SELECT n.number FROM contact_number n WHERE n.customer_id = c.id ORDER BY n.position, n.id LIMIT 1),"
        " c.region_id"
        f" FROM customer c WHERE {' AND '.join(conditions)}{near} ORDER BY c.id LIMIT ?",
        (*values, *own, limit),
    )
    return [Interviewee(*row) for row in found]


def _marks(ids: tuple[int, ...]) -> str:
    return ", ".join("?" for _id in ids)


def plan_interviews(draft: InterviewDraft, *, actor: Actor) -> int:
    """Makes the callbacks of a round of interviews and returns how many there are.

    Raises DomainError: NOT_ALLOWED, MISSING (name, what to ask, people), INVALID (days, number of customers, nobody fits).
    """
    actor.require(Permission.PLAN_INTERVIEWS)
    name, about = required(draft.name, InterviewPlan.name), long_text(draft.about)
    if not about:
        raise DomainError(Fault.MISSING, field=InterviewPlan.about.verbose_name)
    if not draft.staff_ids:
        raise DomainError(Fault.MISSING, field=N_("Responsible"))
    if not 1 <= draft.days <= 60 or not 1 <= draft.customers <= MOST_CUSTOMERS:
        reason = f"1-60, 1-{MOST_CUSTOMERS}"
        raise DomainError(Fault.INVALID, field=N_("Days and customers"), value=f"{draft.days}, {draft.customers}", reason=reason)
    with database.transaction():
        chosen = matching_customers(draft.criteria, limit=draft.customers)
        if not chosen:
            raise DomainError(Fault.INVALID, field=N_("Customers"), value="0", reason=N_("nobody fits"))
        plan_id: int = InterviewPlan.insert(
            name=name,
            about=about,
            criteria=json.dumps(asdict(draft.criteria), default=lambda value: value.value),
            created_at=clock.now(),
            created_by=actor.staff_id,
        ).execute()
        mornings = [working_days_later(clock.now(), day) for day in range(draft.days)]
        for position, one in enumerate(chosen):
            planned = next_half_day(mornings[position % draft.days], zone_of(one.customer_id))
            owner_id = draft.staff_ids[_turn(position, draft.days, len(draft.staff_ids))]
            _make(plan_id, one, owner_id, planned, about, actor)
        return len(chosen)


def _turn(position: int, days: int, people: int) -> int:
    """Whose turn it is: each in turn, one place further after each round of days and people, so that nobody has one day only."""
    return (position + position // lcm(days, people)) % people


def _make(plan_id: int, one: Interviewee, owner_id: int, planned: datetime, about: str, actor: Actor) -> None:
    now = clock.now()
    callback_id: int = Callback.insert(
        client_uuid=str(uuid4()),
        kind=CallbackKind.INTERVIEW,
        plan=plan_id,
        customer=one.customer_id,
        number=one.number,
        region=one.region_id,
        owner=owner_id,
        subject_text=about,
        due_at=planned,
        created_at=now,
    ).execute()
    kind = CallbackKind.INTERVIEW
    record(Subject.CALLBACK, callback_id, "arisen", actor=actor, kind_of=kind, due_at=planned, owner_to=owner_id)
    set_clock(Subject.CALLBACK, callback_id, ClockKind.CALLBACK, started_at=now, due_at=working_days_later(planned, 1))
