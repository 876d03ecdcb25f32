"""The ladder tells the right people, each once; what nobody acknowledges climbs one level at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role, Staff
from models.site.tables import Region
from models.sla.operations import acknowledge, recompute_clocks, set_clock, stop_clock
from models.sla.queries import AlertRow, alert_counts, open_alerts
from models.sla.sweep import sweep
from models.sla.tables import ClockKind, FlagKind, Priority, Relation, Verdict
from tests.models.sla.records import HOUR, MINUTE, Records, clock_of, happened, open_record, staff

RESOLUTION, RESPONSE = ClockKind.RESOLUTION, ClockKind.FIRST_RESPONSE


@dataclass(frozen=True)
class People:
    """One person per level of the ladder, and a second supervisor."""

    owner: int
    supervisor: int
    colleague: int
    manager: int
    general_manager: int


@pytest.fixture
def people(records: Records) -> People:
    found = People(
        staff("801", Role.PHONE_AGENT),
        staff("811", Role.SERVICE_SUPERVISOR),
        staff("812", Role.SERVICE_SUPERVISOR),
        staff("821", Role.DEPARTMENT_MANAGER),
        staff("831", Role.GENERAL_MANAGER),
    )
    records.owners[1] = found.owner
    open_record(1)
    stop_clock(Subject.TICKET, 1, RESPONSE, at=records.summaries[1][0] - HOUR, actor=SYSTEM)
    return found


def _actor(staff_id: int, role: Role) -> Actor:
    return Actor(staff_id, str(staff_id), "", frozenset({role}))


def _waiting(staff_id: int) -> list[AlertRow]:
    return open_alerts(staff_id, (), None)


def _percents(staff_id: int) -> list[int]:
    return [alert.percent for alert in _waiting(staff_id)]


def test_a_warning_goes_to_the_owner_alone(people: People, opening_time: FakeClock) -> None:
    opening_time.advance(6 * HOUR)
    sweep()
    (alert,) = _waiting(people.owner)
    assert (alert.label, alert.clock_kind, alert.percent, alert.breached) == ("T-001", RESOLUTION, 75, False)
    assert _waiting(people.supervisor) == []
    assert alert_counts(people.owner, (), None) == (1, 0)
    (event,) = happened(1, "sla_warned")
    assert event.facts["told"] == [people.owner]


def test_a_breach_takes_the_place_of_the_warning_and_goes_to_the_supervisors_too(people: People, opening_time: FakeClock) -> None:
    opening_time.advance(6 * HOUR)
    sweep()
    opening_time.advance(2 * HOUR + MINUTE)
    sweep(limit=1)
    sweep()
    assert _percents(people.owner) == [100]
    assert alert_counts(people.owner, (), None) == (0, 1)
    assert 100 in _percents(people.supervisor)
    assert 100 in _percents(people.colleague)


def test_steps_that_passed_together_tell_each_level_once(people: People, opening_time: FakeClock) -> None:
    opening_time.advance(timedelta(days=2))
    sweep()
    assert {name: _percents(staff_id) for name, staff_id in vars(people).items()} == {
        "owner": [100],
        "supervisor": [100],
        "colleague": [100],
        "manager": [125],
        "general_manager": [150],
    }


def test_what_nobody_acknowledges_climbs_one_level_at_a_time(people: People, opening_time: FakeClock) -> None:
    opening_time.advance(6 * HOUR)
    sweep()
    told = []
    for minutes in (15, 30, 30, 60, 600):
        opening_time.advance(minutes * MINUTE - MINUTE / 2)
        told.append([flag.told for flag in sweep().flags if flag.kind is FlagKind.CLIMBED])
        opening_time.advance(MINUTE / 2)
        told.append([flag.told for flag in sweep().flags if flag.kind is FlagKind.CLIMBED and flag.percent == 75])
    assert told[:6] == [[], [(people.supervisor, people.colleague)], [], [(people.manager,)], [], [(people.general_manager,)]]
    assert [row.facts["relation"] for row in happened(1, "alert_climbed") if row.facts["percent"] == 75] == [
        "supervisor",
        "manager",
        "general_manager",
    ]


def test_minutes_to_acknowledge_count_in_opening_hours(records: Records, opening_time: FakeClock) -> None:
    open_record(1, at=opening_time.advance(7 * HOUR + 20 * MINUTE))
    opening_time.advance(90 * MINUTE)
    assert sweep().count(FlagKind.WARNED) == 1
    opening_time.advance(15 * HOUR + 14 * MINUTE)
    assert sweep().count(FlagKind.CLIMBED) == 0
    opening_time.advance(MINUTE)
    assert sweep().count(FlagKind.CLIMBED) == 1


def test_an_acknowledged_alert_climbs_no_further_and_spares_colleagues(people: People, opening_time: FakeClock) -> None:
    opening_time.advance(8 * HOUR + MINUTE)
    sweep()
    (seen,) = _waiting(people.supervisor)
    acknowledge(seen.id, actor=_actor(people.supervisor, Role.SERVICE_SUPERVISOR))
    assert (_waiting(people.supervisor), _waiting(people.colleague)) == ([], [])
    assert _percents(people.owner) == [100]
    acknowledge(_waiting(people.owner)[0].id, actor=_actor(people.owner, Role.PHONE_AGENT))
    opening_time.advance(50 * MINUTE)
    assert sweep().count(FlagKind.CLIMBED) == 0
    acknowledgements = happened(1, "alert_acknowledged")
    assert [row.actor_id for row in acknowledgements] == [people.supervisor, people.owner]


def test_acknowledging_twice_is_one_acknowledgement(people: People, opening_time: FakeClock) -> None:
    opening_time.advance(6 * HOUR)
    sweep()
    (alert,) = _waiting(people.owner)
    for _ in range(2):
        acknowledge(alert.id, actor=_actor(people.owner, Role.PHONE_AGENT))
    assert len(happened(1, "alert_acknowledged")) == 1


def test_who_may_acknowledge(people: People, opening_time: FakeClock) -> None:
    opening_time.advance(6 * HOUR)
    sweep()
    (alert,) = _waiting(people.owner)
    stranger = staff("802", Role.PHONE_AGENT)
    for actor in (_actor(stranger, Role.PHONE_AGENT), _actor(people.owner, Role.FINANCE)):
        with pytest.raises(DomainError) as refused:
            acknowledge(alert.id, actor=actor)
        assert refused.value.fault is Fault.NOT_ALLOWED
    acknowledge(alert.id, actor=_actor(people.supervisor, Role.SERVICE_SUPERVISOR))
    assert _waiting(people.owner) == []


def test_an_alert_that_is_not_there(records: Records) -> None:
    with pytest.raises(DomainError) as refused:
        acknowledge(4711, actor=SYSTEM)
    assert refused.value.fault is Fault.NOT_FOUND


def test_an_end_in_time_takes_the_warning_back_and_a_late_end_leaves_the_breach(
    people: People, records: Records, opening_time: FakeClock
) -> None:
    records.owners[2] = people.owner
    open_record(2)
    opening_time.advance(7 * HOUR)
    sweep()
    stop_clock(Subject.TICKET, 1, RESOLUTION, at=opening_time(), actor=SYSTEM)
    assert {(alert.label, alert.clock_kind) for alert in _waiting(people.owner)} == {
        ("T-002", RESPONSE),
        ("T-002", RESOLUTION),
    }
    stop_clock(Subject.TICKET, 2, RESPONSE, at=opening_time(), actor=SYSTEM)
    assert (RESPONSE, 100) in {(alert.clock_kind, alert.percent) for alert in _waiting(people.owner)}
    opening_time.advance(15 * MINUTE)
    assert {flag.clock for flag in sweep().flags} == {RESOLUTION}


def test_a_due_time_that_comes_back_is_told_once_and_another_one_anew(people: People, opening_time: FakeClock) -> None:
    def give(priority: Priority) -> None:
        recompute_clocks(Subject.TICKET, 1, category=None, priority=priority, actor=SYSTEM)

    give(Priority.HIGH)
    opening_time.advance(5 * HOUR)
    sweep()
    acknowledge(_waiting(people.owner)[0].id, actor=_actor(people.owner, Role.PHONE_AGENT))
    give(Priority.LOW)
    assert (_percents(people.owner), _percents(people.supervisor)) == ([], [])
    give(Priority.HIGH)
    assert (_percents(people.owner), _percents(people.supervisor), _percents(people.colleague)) == ([], [100], [100])
    assert clock_of(1, RESOLUTION).verdict is Verdict.BREACHED
    assert sweep().count(FlagKind.BREACHED) == 0
    assert len(happened(1, "sla_breached")) == 1
    opening_time.advance(HOUR / 2)
    climbed = {flag.told for flag in sweep().flags if flag.kind is FlagKind.CLIMBED}
    assert climbed == {(people.manager,), (people.general_manager,)}, "what waits climbs by minutes that began anew"
    give(Priority.LOW)
    opening_time.advance(timedelta(days=3))
    assert sweep().count(FlagKind.BREACHED) == 1
    assert (_percents(people.owner), _percents(people.supervisor)) == ([100], [100])


def test_a_promise_that_is_put_off_and_taken_back_was_broken_once(people: People, opening_time: FakeClock) -> None:
    def promise(due_at: datetime) -> None:
        set_clock(Subject.TICKET, 1, ClockKind.CALLBACK, started_at=began, due_at=due_at)

    began = opening_time.at
    promise(began + 2 * HOUR)
    opening_time.advance(3 * HOUR)
    sweep()
    promise(began + 6 * HOUR)
    promise(began + 2 * HOUR)
    sweep()
    assert clock_of(1, ClockKind.CALLBACK).verdict is Verdict.BREACHED
    assert [event.facts["clock"] for event in happened(1, "sla_breached")].count("callback") == 1


def test_a_record_without_an_owner_concerns_the_supervisors_of_its_region(
    people: People, records: Records, opening_time: FakeClock
) -> None:
    region: int = Region.insert(code="N", name="North").execute()
    Staff.update(region=region).where(Staff.id == people.colleague).execute()
    records.regions[2] = region
    open_record(2, at=opening_time.advance(HOUR))
    opening_time.advance(90 * MINUTE)
    sweep()
    assert [alert.relation for alert in _waiting(people.colleague)] == [Relation.SUPERVISOR]
    assert _waiting(people.supervisor) == []


def test_a_role_that_nobody_holds_keeps_the_alert_for_whoever_gets_it(records: Records, opening_time: FakeClock) -> None:
    open_record(1)
    opening_time.advance(90 * MINUTE)
    sweep()
    late_comer = staff("811", Role.SERVICE_SUPERVISOR)
    assert [alert.percent for alert in open_alerts(late_comer, {Role.SERVICE_SUPERVISOR}, None)] == [75]
    assert open_alerts(late_comer, {Role.PHONE_AGENT}, None) == []
