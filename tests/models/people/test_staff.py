"""Staff as the administration and the other rooms see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from models import database
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import events_of, timeline
from models.events.tables import Subject
from models.i18n import Language
from models.people import operations as people
from models.people.permissions import SYSTEM
from models.people.queries import actor_of, agent_state, staff_id_of
from models.people.staff import assignable_staff, holders, skill_levels, skills, staff_members, teams
from models.people.tables import AgentState, Role
from models.people.teams import add_skill, add_team, edit_team, set_skills
from models.site.operations import add_region, found_site


@pytest.fixture
def east(site_database: str, fake_clock: FakeClock) -> int:
    found_site("华东中心", language=Language.CHINESE)
    return add_region("e", "华东", actor=SYSTEM)


def _fault(call: Callable[[], object]) -> Fault:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.fault


def _add(number: str, *roles: Role, **place: Any) -> int:
    return people.add_staff(number, f"员工{number}", roles or [Role.TECHNICIAN], password=None, actor=SYSTEM, **place)


@pytest.mark.parametrize(
    ("number", "name", "roles", "password", "fault"),
    [
        ("", "张敏", [Role.PHONE_AGENT], None, Fault.MISSING),
        ("8012", " ", [Role.PHONE_AGENT], None, Fault.MISSING),
        ("8012", "张敏", [], None, Fault.MISSING),
        ("1234567890123", "张敏", [Role.PHONE_AGENT], None, Fault.TOO_LONG),
        ("工号", "张敏", [Role.PHONE_AGENT], None, Fault.INVALID),
        ("8012", "张敏", [Role.PHONE_AGENT], "8012", Fault.WEAK_PASSWORD),
        ("8000", "张敏", [Role.PHONE_AGENT], None, Fault.DUPLICATE),
    ],
)
def test_who_can_not_be_taken_on(
    east: int, number: str, name: str, roles: list[Role], password: str | None, fault: Fault
) -> None:
    _add("8000")
    assert _fault(lambda: people.add_staff(number, name, roles, password=password, actor=SYSTEM)) is fault
    assert len(staff_members(inactive=True)) == 1


def test_an_actor_has_the_roles_region_team_and_language(east: int) -> None:
    team = add_team("t1", "维修组", region_id=east, actor=SYSTEM)
    id_ = _add("8012", Role.PHONE_AGENT, Role.CALLBACK_AGENT, region_id=east, team_id=team)
    actor = actor_of(id_)
    assert actor.roles == {Role.PHONE_AGENT, Role.CALLBACK_AGENT}
    assert (actor.region_id, actor.team_id, actor.language) == (east, team, Language.CHINESE)
    assert [row.name for row in teams()] == ["维修组"]


def test_editing_changes_what_is_named_and_is_on_record(east: int) -> None:
    id_ = _add("8012", Role.PHONE_AGENT)
    people.edit_staff(id_, roles=[Role.SERVICE_SUPERVISOR], region_id=east, actor=SYSTEM, expected_version=1)
    (row,) = staff_members()
    assert (row.roles, row.region_id, row.name, row.version) == (frozenset({Role.SERVICE_SUPERVISOR}), east, "员工8012", 2)
    assert timeline(Subject.STAFF, id_)[0].facts["changes"] == {
        "region_id": [None, east],
        "roles": [["phone_agent"], ["service_supervisor"]],
    }
    assert _fault(lambda: people.edit_staff(id_, name="x", actor=SYSTEM, expected_version=1)) is Fault.STALE
    assert _fault(lambda: people.edit_staff(id_, roles=[], actor=SYSTEM)) is Fault.MISSING
    assert _fault(lambda: people.edit_staff(4711, name="x", actor=SYSTEM)) is Fault.NOT_FOUND


def test_a_user_name_of_the_machine_is_bound_to_one_person(east: int) -> None:
    first, second = _add("8012", os_user="zhangmin"), _add("8013")
    assert _fault(lambda: people.edit_staff(second, os_user="zhangmin", actor=SYSTEM)) is Fault.DUPLICATE
    people.edit_staff(first, os_user=None, actor=SYSTEM)
    people.edit_staff(second, os_user="zhangmin", actor=SYSTEM)
    assert [row.os_user for row in staff_members()] == [None, "zhangmin"]


def test_who_left_is_listed_only_when_asked_for(east: int) -> None:
    id_ = _add("8012")
    people.edit_staff(id_, active=False, actor=SYSTEM)
    assert (staff_members(), staff_id_of("8012"), assignable_staff()) == ([], None, [])
    assert [row.id for row in staff_members(inactive=True)] == [id_]
    assert _fault(lambda: actor_of(id_)) is Fault.NOT_FOUND


def test_assignable_are_those_who_work_on_tickets_with_skills_and_state(east: int) -> None:
    technician = _add("8101", Role.TECHNICIAN, region_id=east)
    _add("8901", Role.FINANCE)
    elsewhere = _add("8102", Role.TECHNICIAN, region_id=add_region("w", "华西", actor=SYSTEM))
    anywhere = _add("8103", Role.SUPPORT_ENGINEER)
    led, pump = add_skill("led", "灯具", actor=SYSTEM), add_skill("pump", "水泵", actor=SYSTEM)
    set_skills(technician, {led: 1, pump: 3}, actor=SYSTEM)
    people.set_agent_state(AgentState.AVAILABLE, actor=actor_of(technician))
    assert [choice.id for choice in assignable_staff()] == [technician, elsewhere, anywhere]
    first, second = assignable_staff(region_id=east)
    assert (first.id, first.skills, first.state, first.open_tickets) == (technician, ("水泵", "灯具"), AgentState.AVAILABLE, 0)
    assert (second.id, second.state) == (anywhere, AgentState.OFFLINE)
    assert [skill.name for skill in skills()] == ["灯具", "水泵"]
    assert agent_state(anywhere) == (AgentState.OFFLINE, None)


def test_a_team_is_renamed_moved_and_taken_out_of_use_and_keeps_its_people(east: int) -> None:
    west = add_region("west", "华西", actor=SYSTEM)
    team = add_team("t1", "维修组", region_id=east, actor=SYSTEM)
    _add("8101", team_id=team)
    seen = events_of(Subject.SITE, 1)
    edit_team(team, name="维修一组", region_id=west, active=True, expected_events=seen, actor=SYSTEM)
    assert [(row.name, row.region_id, row.people) for row in teams()] == [("维修一组", west, 1)]
    late = partial(edit_team, team, name="x", region_id=None, active=True, expected_events=seen, actor=SYSTEM)
    assert _fault(late) is Fault.STALE
    edit_team(team, name="维修一组", region_id=west, active=False, actor=SYSTEM)
    assert timeline(Subject.SITE, 1)[0].facts == {"team": team, "changes": {"active": [True, False]}}
    assert (teams(), [row.active for row in teams(inactive=True)]) == ([], [False])
    assert _fault(lambda: edit_team(4711, name="x", region_id=None, active=True, actor=SYSTEM)) is Fault.NOT_FOUND


def test_a_skill_is_mastered_from_1_to_3(east: int) -> None:
    id_, led = _add("8101"), add_skill("led", "灯具", actor=SYSTEM)
    assert _fault(lambda: set_skills(id_, {led: 4}, actor=SYSTEM)) is Fault.INVALID
    assert _fault(lambda: add_skill("led", "x", actor=SYSTEM)) is Fault.DUPLICATE
    set_skills(id_, {led: 2}, expected_version=1, actor=SYSTEM)
    assert _fault(lambda: set_skills(id_, {}, expected_version=1, actor=SYSTEM)) is Fault.STALE
    assert skill_levels(id_) == {led: 2}


def test_holders_of_a_role_are_the_regions_own_else_all(east: int) -> None:
    near = _add("8001", Role.SERVICE_SUPERVISOR, region_id=east)
    far = _add("8002", Role.SERVICE_SUPERVISOR)
    assert holders(Role.SERVICE_SUPERVISOR, east) == [near]
    assert holders(Role.SERVICE_SUPERVISOR, 4711) == [near, far]
    assert holders(Role.GENERAL_MANAGER, east) == []


def test_writing_staff_again(east: int) -> None:
    draft = people.StaffDraft("8012", "张敏", frozenset({Role.PHONE_AGENT}), east, external_key="hr-1")
    moved = people.StaffDraft("8012", "张敏", frozenset({Role.CALLBACK_AGENT}), external_key="hr-1")
    wide = replace(moved, number="８０１２ ", external_key=None)
    puts = [people.put_staff(each, actor=SYSTEM) for each in (draft, draft, moved, moved, wide)]
    assert [put.outcome.value for put in puts] == ["new", "same", "changed", "same", "same"]
    assert len({put.id for put in puts}) == 1
    actor = actor_of(puts[0].id)
    assert (actor.roles, actor.region_id) == (frozenset({Role.CALLBACK_AGENT}), east)


def test_somebody_known_by_number_is_known_by_the_other_systems_key_from_then_on(east: int) -> None:
    id_ = _add("8012", Role.PHONE_AGENT)
    drafts = [
        people.StaffDraft("8012", "张敏", frozenset({Role.PHONE_AGENT}), external_key="hr-1"),
        people.StaffDraft("9012", "张敏敏", frozenset({Role.PHONE_AGENT}), external_key="hr-1"),
    ]
    assert [people.put_staff(draft, actor=SYSTEM).id for draft in drafts] == [id_, id_]
    assert (actor_of(id_).number, actor_of(id_).name) == ("9012", "张敏敏")


def test_who_has_no_password_can_not_sign_in_with_an_empty_one(east: int) -> None:
    _add("8012")
    for password in ("", "None", "null"):
        assert _fault(lambda password=password: people.sign_in("8012", password, desk="a")) is Fault.SIGN_IN_REFUSED  # type: ignore[misc]
        database.execute("UPDATE staff SET failed_sign_ins = 0")
