"""Alerts: who is told at a step of the ladder, who acknowledged it, and whom an unacknowledged one climbs to."""

from __future__ import annotations

from datetime import datetime, timedelta

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record, record_at
from models.events.tables import Subject
from models.fields import from_stored, to_stored
from models.i18n import N_
from models.people.permissions import SYSTEM, Actor, Permission
from models.people.sight import sight_of
from models.people.staff import holders
from models.people.tables import Role
from models.sla import subjects
from models.sla.clocks import ClockState
from models.sla.tables import Alert, ClockKind, Relation

ROLES: dict[Relation, Role] = {
    Relation.SUPERVISOR: Role.SERVICE_SUPERVISOR,
    Relation.MANAGER: Role.DEPARTMENT_MANAGER,
    Relation.GENERAL_MANAGER: Role.GENERAL_MANAGER,
}
"""The role behind each level of the ladder; the owner is a person, whatever the role."""
LEVELS = tuple(Relation)
"""From the person responsible up to the top: an unacknowledged alert climbs one."""


def raise_alerts(state: ClockState, percents: list[int], at: datetime) -> list[int]:
    """Tells the people whom the ladder names at `percents` and returns their staff ids.

    Of several steps that passed at once (after downtime) each level hears only of its highest. A person is told once of a
    step; a role that nobody holds gets the alert itself, so that it can still climb.
    """
    if state.policy_id is None:
        return []
    steps = database.rows(
        "SELECT percent, relation, acknowledge_minutes FROM ladder_step WHERE policy_id = ?", (state.policy_id,)
    )
    highest: dict[Relation, tuple[int, int]] = {}
    for percent, relation, minutes in sorted(steps):
        if percent in percents:
            highest[Relation(relation)] = (percent, minutes)
    told: list[int] = []
    for relation in LEVELS:
        if relation in highest:
            percent, minutes = highest[relation]
            _supersede(state.id, relation, percent, at)
            told += _tell(state, percent, relation, minutes, at, state.due_at or at, None) or []
    return told


def _supersede(clock_id: int, relation: Relation, percent: int, at: datetime) -> None:
    """A later step takes the place of what the same level has not acknowledged yet."""
    database.execute(
        "UPDATE alert SET withdrawn_at = ?, climbs_at = NULL WHERE clock_id = ? AND relation = ? AND percent < ?"
        " AND acknowledged_at IS NULL AND withdrawn_at IS NULL",
        (to_stored(at), clock_id, relation.value, percent),
    )


def _tell(
    state: ClockState, percent: int, relation: Relation, minutes: int, at: datetime, due_at: datetime, climbed_from: int | None
) -> list[int] | None:
    """Writes one level's alerts and returns whom they name; the minutes to acknowledge count in the clock's own hours.

    A record without an owner concerns the supervisor at once. None where the level, or all its people, were told of the step
    for this due time already; where a new target moved it, they are told anew.
    """
    adapter = subjects.adapter(state.subject)
    people: list[int] = []
    if relation is Relation.OWNER:
        owner = adapter.owner_id(state.subject_id)
        if owner is None:
            relation = Relation.SUPERVISOR
        else:
            people = [owner]
    if relation is not Relation.OWNER:
        people = holders(ROLES[relation], adapter.region_id(state.subject_id))
    known = database.rows(
        "SELECT staff_id, relation FROM alert WHERE clock_id = ? AND percent = ? AND due_at = ?",
        (state.id, percent, to_stored(due_at)),
    )
    if any(word == relation.value for _staff, word in known):
        return None
    told_before = {staff for staff, _word in known}
    fresh: list[int | None] = [person for person in people if person not in told_before]
    if not fresh and people:
        return None
    climbs_at = None if relation is LEVELS[-1] else state.course.calendar.add(at, timedelta(minutes=minutes))
    for position, person in enumerate(fresh or [None]):
        Alert.add(
            clock=state.id,
            subject=state.subject,
            subject_id=state.subject_id,
            percent=percent,
            relation=relation,
            staff=person,
            role=ROLES.get(relation),
            due_at=due_at,
            raised_at=at,
            climbs_at=climbs_at if position == 0 else None,
            climbed_from=climbed_from,
        )
    return [person for person in fresh if person is not None]


def climb(alert_id: int, state: ClockState, at: datetime) -> list[int] | None:
    """Tells the level above an alert that nobody acknowledged; the caller has claimed it.

    Returns whom it told; None where nobody is above, or where the level above was told of the same step already: its own
    alert climbs by itself.
    """
    ((percent, word, due),) = database.rows("SELECT percent, relation, due_at FROM alert WHERE id = ?", (alert_id,))
    level = LEVELS.index(Relation(word))
    for relation in LEVELS[level + 1 :]:
        told_already = database.rows(
            "SELECT 1 FROM alert WHERE clock_id = ? AND percent = ? AND relation = ? AND due_at = ?",
            (state.id, percent, relation.value, due),
        )
        if told_already:
            return None
        told = _tell(state, percent, relation, _minutes(state, relation), at, from_stored(due), alert_id)
        if told is not None:
            record_at(
                at,
                state.subject,
                state.subject_id,
                "alert_climbed",
                actor=SYSTEM,
                clock=state.kind,
                percent=percent,
                relation=relation,
                told=told,
            )
            return told
    return None


def _minutes(state: ClockState, relation: Relation) -> int:
    """How long a level has to acknowledge what climbed to it: as its own step of the ladder says, else 30 minutes."""
    found = database.rows(
        "SELECT MIN(acknowledge_minutes) FROM ladder_step WHERE policy_id = ? AND relation = ?",
        (state.policy_id, relation.value),
    )
    return found[0][0] or 30


def withdraw(clock_id: int, at: datetime, *, above: int = 0, below: int | None = None) -> None:
    """Takes back the open alerts of a clock whose percent is above `above` and, if given, below `below`; stops all climbing.

    A breach stays to be acknowledged after the clock has ended; a warning that has come true in time does not.
    """
    moment = to_stored(at)
    database.execute(
        "UPDATE alert SET withdrawn_at = ?, climbs_at = NULL WHERE clock_id = ? AND percent > ? AND percent < ?"
        " AND acknowledged_at IS NULL AND withdrawn_at IS NULL",
        (moment, clock_id, above, 32_000 if below is None else below),
    )
    if above == 0:
        database.execute("UPDATE alert SET climbs_at = NULL WHERE clock_id = ? AND climbs_at IS NOT NULL", (clock_id,))


def raise_again(state: ClockState, percents: list[int], at: datetime) -> None:
    """Gives back the alerts of a clock whose due time came back by a change of target, unless somebody had acknowledged them.

    The minutes to acknowledge them begin anew.
    """
    due_at = state.due_at or at
    marks = ", ".join("?" * len(percents))
    found = database.rows(
        "SELECT relation, percent, MIN(id), MAX(acknowledged_at) FROM alert WHERE clock_id = ? AND due_at = ?"
        f" AND percent IN ({marks}) GROUP BY relation, percent ORDER BY percent DESC",
        (state.id, to_stored(due_at), *percents),
    )
    given_back: set[str] = set()
    for word, percent, first_id, acknowledged_at in found:
        if word in given_back:
            continue
        given_back.add(word)
        if acknowledged_at is not None:
            continue
        given = database.execute(
            "UPDATE alert SET withdrawn_at = NULL, raised_at = ? WHERE clock_id = ? AND due_at = ? AND percent = ?"
            " AND relation = ? AND withdrawn_at IS NOT NULL",
            (to_stored(at), state.id, to_stored(due_at), percent, word),
        )
        relation = Relation(word)
        if given and relation is not LEVELS[-1]:
            climbs_at = state.course.calendar.add(at, timedelta(minutes=_minutes(state, relation)))
            database.execute("UPDATE alert SET climbs_at = ? WHERE id = ?", (to_stored(climbs_at), first_id))


def acknowledge(alert_id: int, *, actor: Actor) -> None:
    """The person addressed (or who leads: may assign tickets) has seen an alert; it climbs no further.

    Colleagues who were told of the same step need not acknowledge it any more. Safe to repeat.
    Raises DomainError: NOT_ALLOWED, NOT_FOUND.
    """
    actor.require(Permission.ACKNOWLEDGE_ALERT)
    with database.transaction():
        found = database.rows("SELECT subject, subject_id FROM alert WHERE id = ?", (alert_id,))
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=N_("The alert"))
        subject, subject_id = Subject(found[0][0]), found[0][1]
        subjects.hold_record(subject, subject_id)
        sight_of(actor).require(subjects.adapter(subject).region_id(subject_id))
        alert = Alert.get_by_id(alert_id)
        if not _may_acknowledge(actor, alert.staff, alert.role):
            raise DomainError(Fault.NOT_ALLOWED, operation=Permission.ACKNOWLEDGE_ALERT.label)
        if alert.acknowledged_at is not None or alert.withdrawn_at is not None:
            return
        now = clock.now()
        Alert.update(acknowledged_at=now, acknowledged_by=actor.staff_id, climbs_at=None).where(Alert.id == alert_id).execute()
        Alert.update(withdrawn_at=now, climbs_at=None).where(
            Alert.clock == alert.clock,
            Alert.percent == alert.percent,
            Alert.relation == alert.relation,
            Alert.acknowledged_at.is_null(),
            Alert.withdrawn_at.is_null(),
        ).execute()
        kind = "told_acknowledged" if alert.percent == TOLD_PERCENT else "alert_acknowledged"
        record(subject, subject_id, kind, actor=actor, percent=alert.percent, relation=alert.relation)


def _may_acknowledge(actor: Actor, staff_id: int | None, role: Role | None) -> bool:
    """Whether an alert is addressed to the actor, by name or, where it names nobody, by role; who leads may take any."""
    return actor.may(Permission.ASSIGN_TICKET) or staff_id == actor.staff_id or (staff_id is None and role in actor.roles)


def acknowledge_record(subject: Subject, subject_id: int, *, actor: Actor) -> int:
    """The actor has seen every alert of a record that he may acknowledge; returns how many waited.

    Raises DomainError(NOT_ALLOWED) where alerts wait and none of them is his.
    """
    actor.require(Permission.ACKNOWLEDGE_ALERT)
    with database.transaction():
        waiting = database.rows(
            "SELECT id, staff_id, role FROM alert WHERE subject = ? AND subject_id = ? AND acknowledged_at IS NULL"
            " AND withdrawn_at IS NULL ORDER BY id",
            (subject.value, subject_id),
        )
        his = [id_ for id_, staff_id, role in waiting if _may_acknowledge(actor, staff_id, None if role is None else Role(role))]
        if waiting and not his:
            raise DomainError(Fault.NOT_ALLOWED, operation=Permission.ACKNOWLEDGE_ALERT.label)
        for alert_id in his:
            acknowledge(alert_id, actor=actor)
        return len(his)


TOLD_PERCENT = 0
"""The step of an alert that no clock raised: somebody has to hear of the record, whatever its times."""


def _put(subject: Subject, subject_id: int, clock_id: int, due_at: int | None, relation: Relation, staff_id: int | None) -> None:
    """An alert that no clock raised, for one person or, where there is none, for who has the relation's role."""
    now = clock.now()
    Alert.add(
        clock=clock_id,
        subject=subject,
        subject_id=subject_id,
        percent=TOLD_PERCENT,
        relation=relation,
        staff=staff_id,
        role=ROLES.get(relation),
        due_at=now if due_at is None else due_at,
        raised_at=now,
    )


def tell_owner(subject: Subject, subject_id: int, kind: ClockKind, staff_id: int) -> bool:
    """Tells a person that a record is theirs now; the alert hangs on the running clock of `kind`. False where none runs."""
    running = database.rows(
        "SELECT id, due_at FROM clock WHERE subject = ? AND subject_id = ? AND kind = ? AND current AND stopped_at IS NULL",
        (subject.value, subject_id, kind.value),
    )
    for clock_id, due_at in running:
        _put(subject, subject_id, clock_id, due_at, Relation.OWNER, staff_id)
    return bool(running)


def tell_supervisors(subject: Subject, subject_id: int) -> list[int]:
    """Tells the supervisors of a record's region that it needs their eyes, and returns whom; they acknowledge it as any alert.

    The alert hangs on the record's running resolution clock; a record without one has only its timeline to tell.
    """
    found = database.rows(
        "SELECT id, due_at FROM clock WHERE subject = ? AND subject_id = ? AND kind = 'resolution' AND current",
        (subject.value, subject_id),
    )
    if not found:
        return []
    clock_id, due_at = found[0]
    told = holders(ROLES[Relation.SUPERVISOR], subjects.adapter(subject).region_id(subject_id))
    for staff_id in told:
        _put(subject, subject_id, clock_id, due_at, Relation.SUPERVISOR, staff_id)
    record(subject, subject_id, "supervisors_told", actor=SYSTEM, told=told)
    return told


def pass_on(subject: Subject, subject_id: int, reason: str, *, actor: Actor) -> list[int]:
    """Tells the level above the actor and all who were told of a record, by hand and with a reason; returns whom it told.

    What the levels below have not acknowledged stays theirs but climbs no further.
    Raises DomainError: NOT_ALLOWED, REASON_NEEDED, and NOT_POSSIBLE_NOW for a record without a running clock and at the top.
    """
    actor.require(Permission.ACKNOWLEDGE_ALERT)
    operation = N_("escalate")
    if not reason.strip():
        raise DomainError(Fault.REASON_NEEDED, operation=operation)
    with database.transaction():
        subjects.hold_record(subject, subject_id)
        adapter = subjects.adapter(subject)
        sight_of(actor).require(adapter.region_id(subject_id))
        running = database.rows(
            "SELECT id, kind, due_at FROM clock WHERE subject = ? AND subject_id = ? AND current AND stopped_at IS NULL"
            " AND verdict <> 'cancelled' ORDER BY due_at IS NULL, due_at, id LIMIT 1",
            (subject.value, subject_id),
        )
        label = adapter.label(subject_id)
        if not running:
            raise DomainError(Fault.NOT_POSSIBLE_NOW, what=label, state=N_("without a running clock"), operation=operation)
        ((clock_id, kind, due_at),) = running
        relation = _above(subject, subject_id, actor)
        if relation is None:
            raise DomainError(Fault.NOT_POSSIBLE_NOW, what=label, state=N_("at the highest level"), operation=operation)
        people = holders(ROLES[relation], adapter.region_id(subject_id))
        database.execute("UPDATE alert SET climbs_at = NULL WHERE clock_id = ? AND climbs_at IS NOT NULL", (clock_id,))
        told: list[int | None] = [*people]
        for person in told or [None]:
            _put(subject, subject_id, clock_id, due_at, relation, person)
        record(
            subject, subject_id, "passed_on", actor=actor, clock=ClockKind(kind), relation=relation, told=people, reason=reason
        )
        return people


def _above(subject: Subject, subject_id: int, actor: Actor) -> Relation | None:
    """The level above the actor's own and above all that were told of a record's present clocks; None at the top."""
    found = database.rows(
        "SELECT DISTINCT a.relation FROM alert a JOIN clock k ON k.id = a.clock_id"
        " WHERE k.subject = ? AND k.subject_id = ? AND k.current AND a.withdrawn_at IS NULL",
        (subject.value, subject_id),
    )
    reached = {Relation(word) for (word,) in found} | {relation for relation, role in ROLES.items() if role in actor.roles}
    highest = max((LEVELS.index(relation) for relation in reached), default=0)
    return LEVELS[highest + 1] if highest + 1 < len(LEVELS) else None
