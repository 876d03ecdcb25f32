"""A new first password, another role or place and leaving end a person's sign-ins; nobody's work is forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.people import operations as people
from models.people.permissions import SYSTEM, Actor
from models.people.queries import agent_state, is_bound_to_os_user, other_desks
from models.people.staff import sessions
from models.people.tables import AgentState, Role
from models.reports.behind import open_work
from models.site.operations import add_region, change_setting
from models.site.settings import SettingName
from models.tickets.operations import claim
from tests.models.builders import small_site, ticket

PASSWORD, OTHER = "correct-horse-7", "another-horse-8"


@pytest.fixture
def person(site_database: str, fake_clock: FakeClock) -> Actor:
    """Somebody at two desks at once."""
    small_site()
    people.add_staff("9001", "赵宁", [Role.TECHNICIAN], password=PASSWORD, own_password=True, actor=SYSTEM)
    people.sign_in("9001", PASSWORD, desk="hall:1")
    return people.sign_in("9001", PASSWORD, desk="hall:2")


def _fault(call: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value


def test_who_is_signed_in_twice_is_shown(person: Actor) -> None:
    assert other_desks(person) == ["hall:1"]
    assert sessions()[person.staff_id or 0] == ("hall:1", "hall:2")


@pytest.mark.parametrize("change", ["password", "roles", "region", "leaving"])
def test_what_ends_every_sign_in(person: Actor, change: str) -> None:
    id_ = person.staff_id or 0
    people.edit_staff(id_, name="赵宁宁", os_user="zhao", actor=SYSTEM)
    assert people.keep_session(person)
    match change:
        case "password":
            people.set_password(id_, OTHER, actor=SYSTEM)
        case "roles":
            people.edit_staff(id_, roles=[Role.INSPECTOR], actor=SYSTEM)
        case "region":
            people.edit_staff(id_, region_id=add_region("e", "华东", actor=SYSTEM), actor=SYSTEM)
        case _:
            people.edit_staff(id_, active=False, actor=SYSTEM)
    assert (people.keep_session(person), sessions()) == (False, {})
    assert agent_state(id_)[0] is AgentState.OFFLINE
    (ended,) = [event.facts for event in timeline(Subject.STAFF, id_) if event.kind == "sessions_ended"]
    assert ended["sessions"] == 2


def test_who_left_signs_in_no_more_and_leaves_a_list_of_open_work(person: Actor) -> None:
    id_ = person.staff_id or 0
    opened = ticket()
    claim(opened.id, actor=person)
    people.edit_staff(id_, active=False, os_user="zhao", actor=SYSTEM)
    assert _fault(lambda: people.sign_in("9001", PASSWORD, desk="x")).fault is Fault.SIGN_IN_REFUSED
    assert (people.sign_in_os_user("zhao", desk="x"), is_bound_to_os_user("zhao")) == (None, False)
    assert _fault(lambda: people.unlock(PASSWORD, actor=person)).fault is Fault.SIGN_IN_REFUSED
    assert (open_work(id_).tickets, open_work(id_).empty) == ((opened.number,), False)
    people.edit_staff(id_, active=True, actor=SYSTEM)
    assert people.sign_in("9001", PASSWORD, desk="x").staff_id == id_
    bound = people.sign_in_os_user("zhao", desk="x")
    assert (bound.staff_id if bound else None, is_bound_to_os_user("zhao"), is_bound_to_os_user("")) == (id_, True, False)


def test_the_last_administrator_stays_one(person: Actor) -> None:
    admin = people.add_staff("1001", "管理", [Role.ADMINISTRATOR], password=None, actor=SYSTEM)
    for change in ({"active": False}, {"roles": [Role.FINANCE]}):
        assert _fault(lambda change=change: people.edit_staff(admin, actor=SYSTEM, **change)).fault is Fault.INVALID  # type: ignore[misc]
    people.edit_staff(person.staff_id or 0, roles=[Role.ADMINISTRATOR], actor=SYSTEM)
    people.edit_staff(admin, active=False, actor=SYSTEM)


def test_pairs_of_settings_keep_their_order(person: Actor) -> None:
    refused = _fault(lambda: change_setting(SettingName.CALL_TO_HOUR, 9, actor=SYSTEM))
    assert (refused.fault, "9" in refused.message()) == (Fault.INVALID, True)
    assert _fault(lambda: change_setting(SettingName.CALL_FROM_HOUR, 22, actor=SYSTEM)).fault is Fault.INVALID
    assert _fault(lambda: change_setting(SettingName.COMPENSATION_LIMIT_AGENT, 501, actor=SYSTEM)).fault is Fault.INVALID
    change_setting(SettingName.COMPENSATION_LIMIT_AGENT, 500, actor=SYSTEM)
    change_setting(SettingName.CALL_FROM_HOUR, 8, actor=SYSTEM)
