"""Policies: which target, calendar and ladder a record's clocks get. Versions are only ever added."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.i18n import _
from models.people.permissions import Actor, Permission
from models.sla.calendar import ROUND_THE_CLOCK, BusinessCalendar, CalendarDefinition
from models.sla.calendar_forms import calendar_from_json, to_json
from models.sla.tables import Calendar, ClockKind, LadderStep, Policy, Priority, Relation, Target


@dataclass(frozen=True)
class TargetDraft:
    """A time to keep: `minutes` (of opening hours, or round the clock) or `working_days`, exactly one of them.

    An empty category or priority fits all.
    """

    clock: ClockKind
    minutes: int | None = None
    working_days: int | None = None
    category: str | None = None
    priority: Priority | None = None
    round_the_clock: bool = False


@dataclass(frozen=True)
class LadderStepDraft:
    """Who is told at `percent` of the time, and after how many minutes unacknowledged it climbs one level."""

    percent: int
    relation: Relation
    acknowledge_minutes: int = 15


@dataclass(frozen=True)
class PolicyDraft:
    """A new version of the policy `name`; `calendar` names the calendar whose present version it counts in."""

    name: str
    subject: Subject
    calendar: str | None
    targets: tuple[TargetDraft, ...]
    ladder: tuple[LadderStepDraft, ...] = ()
    pausing_reasons: tuple[str, ...] = ("customer",)
    warn_percent: int = 75


@dataclass(frozen=True)
class AppliedTarget:
    """The target that a policy in force has for one clock of a record, with all that is needed to count it."""

    id: int
    kind: ClockKind
    minutes: int | None
    working_days: int | None
    round_the_clock: bool
    policy_id: int
    policy_name: str
    policy_version: int
    calendar_id: int | None
    calendar_version: int | None
    calendar: BusinessCalendar
    warn_percent: int
    pausing_reasons: tuple[str, ...]


def adopt_calendar(name: str, definition: CalendarDefinition, *, actor: Actor) -> int:
    """Adds a version of the calendar `name` and returns its number; policies take it with their own next version.

    Raises DomainError: NOT_ALLOWED, CALENDAR_INVALID, EMPTY_CALENDAR where it doesn't open within EMPTY_DAYS from now.
    """
    actor.require(Permission.EDIT_POLICIES)
    named = CalendarDefinition(**{**vars(definition), "name": name})
    BusinessCalendar(named).next_opening(clock.now())
    with database.transaction():
        database.serialise("calendar")
        version = 1 + _last_version("calendar", name)
        calendar_id: int = Calendar.insert(
            name=name, version=version, definition=to_json(named), created_at=clock.now()
        ).execute()
        record(Subject.POLICY, calendar_id, "calendar_adopted", actor=actor, name=name, version=version)
    return version


def adopt_policy(draft: PolicyDraft, *, actor: Actor) -> int:
    """Adds a version of a policy, puts it in force in place of the last one, and returns its number.

    Clocks that run keep the version they were started with until they are recomputed.
    Raises DomainError: NOT_ALLOWED, NO_CALENDAR, TARGET_NOT_POSITIVE, POLICY_INVALID, EMPTY_CALENDAR, TARGET_TOO_LONG.
    """
    actor.require(Permission.EDIT_POLICIES)
    with database.transaction():
        database.serialise("policy")
        calendar_id, calendar = _present_calendar(draft.calendar) if draft.calendar else (None, None)
        _check(draft, calendar)
        version = 1 + _last_version("policy", draft.name)
        Policy.update(current=False).where(Policy.name == draft.name, Policy.current).execute()
        policy_id: int = Policy.insert(
            name=draft.name,
            version=version,
            subject=draft.subject,
            calendar=calendar_id,
            pausing_reasons=json.dumps(draft.pausing_reasons),
            warn_percent=draft.warn_percent,
            created_at=clock.now(),
        ).execute()
        Target.insert_many([{"policy": policy_id, **vars(target)} for target in draft.targets]).execute()
        if draft.ladder:
            LadderStep.insert_many([{"policy": policy_id, **vars(step)} for step in draft.ladder]).execute()
        record(Subject.POLICY, policy_id, "policy_adopted", actor=actor, name=draft.name, version=version)
    return version


def _last_version(table: str, name: str) -> int:
    ((version,),) = database.rows(f"SELECT COALESCE(MAX(version), 0) FROM {table} WHERE name = ?", (name,))
    return int(version)


def newest_calendar(name: str) -> tuple[int, str]:
    """The id and the stored definition of a calendar's newest version. Raises DomainError(NOT_FOUND)."""
    found = database.rows("SELECT id, definition FROM calendar WHERE name = ? ORDER BY version DESC LIMIT 1", (name,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=name)
    return found[0][0], found[0][1]


def _present_calendar(name: str) -> tuple[int, BusinessCalendar]:
    calendar_id, definition = newest_calendar(name)
    return calendar_id, calendar_from_json(definition)


def _check(draft: PolicyDraft, calendar: BusinessCalendar | None) -> None:
    """Refuses what could not be computed later: it is the person who writes a policy that must hear of it."""
    if not draft.targets:
        raise DomainError(Fault.POLICY_INVALID, policy=draft.name, problem=_("it has no targets."))
    if not 1 <= draft.warn_percent <= 99:
        raise DomainError(Fault.POLICY_INVALID, policy=draft.name, problem=_("the warning must lie between 1 and 99 %."))
    for step in draft.ladder:
        if step.percent <= 0 or step.acknowledge_minutes <= 0:
            problem = _("the steps of its ladder and their minutes must be above zero.")
            raise DomainError(Fault.POLICY_INVALID, policy=draft.name, problem=problem)
    for target in draft.targets:
        if (target.minutes is None) == (target.working_days is None):
            problem = _("the target of {what} needs either minutes or working days.").format(what=target.clock.label)
            raise DomainError(Fault.POLICY_INVALID, policy=draft.name, problem=problem)
        if (target.minutes or target.working_days or 0) <= 0:
            raise DomainError(Fault.TARGET_NOT_POSITIVE, what=target.clock.label_id)
        hours = _hours(target.round_the_clock, calendar, draft.name)
        if target.working_days is not None:
            hours.add_days(clock.now(), target.working_days)
        else:
            hours.add(clock.now(), timedelta(minutes=target.minutes or 0))


def _hours(round_the_clock: bool, calendar: BusinessCalendar | None, policy: str) -> BusinessCalendar:
    """What a target counts in. Raises DomainError(NO_CALENDAR) for opening hours of no calendar."""
    if round_the_clock:
        return ROUND_THE_CLOCK
    if calendar is None:
        raise DomainError(Fault.NO_CALENDAR, policy=policy)
    return calendar


_TARGETS = (
    "SELECT t.id, t.clock, t.minutes, t.working_days, t.round_the_clock, p.id, p.name, p.version, p.warn_percent,"
    " p.pausing_reasons, p.calendar_id, c.version, c.definition"
    " FROM target t JOIN policy p ON p.id = t.policy_id LEFT JOIN calendar c ON c.id = p.calendar_id"
    " WHERE p.current AND p.subject = ? AND (t.category IS NULL OR t.category = ?)"
    " AND (t.priority IS NULL OR t.priority = ?)"
    " ORDER BY t.category IS NULL, t.priority IS NULL, p.id DESC, t.id DESC"
)


def targets_for(subject: Subject, category: str | None, priority: Priority | None) -> dict[ClockKind, AppliedTarget]:
    """The targets in force for a record, by clock; the most exact wins, and a category is more exact than a priority.

    Raises DomainError(NO_CALENDAR) for a target in opening hours whose policy has no calendar.
    """
    found: dict[ClockKind, AppliedTarget] = {}
    word = priority.value if priority else None
    for row in database.rows(_TARGETS, (subject.value, category, word)):
        id_, kind_word, minutes, days, all_day, policy_id, name, version, warn, reasons, *of_calendar = row
        calendar_id, calendar_version, definition = of_calendar
        kind = ClockKind(kind_word)
        if kind not in found:
            calendar = _hours(bool(all_day), calendar_from_json(definition) if definition else None, name)
            found[kind] = AppliedTarget(
                id=id_,
                kind=kind,
                minutes=minutes,
                working_days=days,
                round_the_clock=bool(all_day),
                policy_id=policy_id,
                policy_name=name,
                policy_version=version,
                calendar_id=calendar_id,
                calendar_version=calendar_version,
                calendar=calendar,
                warn_percent=warn,
                pausing_reasons=tuple(json.loads(reasons)),
            )
    return {kind: found[kind] for kind in ClockKind if kind in found}


def current_policy_id(subject: Subject) -> int | None:
    """The newest policy in force for a kind of record: it says who is told of a due time that came from elsewhere."""
    found = database.rows("SELECT MAX(id) FROM policy WHERE current AND subject = ?", (subject.value,))
    return found[0][0] if found else None


def calendar_of(subject: Subject) -> BusinessCalendar | None:
    """The opening hours that the newest policy for a kind of record counts in; None where there is no such policy."""
    found = database.rows(
        "SELECT c.definition FROM policy p JOIN calendar c ON c.id = p.calendar_id WHERE p.current AND p.subject = ?"
        " ORDER BY p.id DESC LIMIT 1",
        (subject.value,),
    )
    return calendar_from_json(found[0][0]) if found else None
