"""Signing in: who may, how guessing is slowed and locked, and what the log keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.i18n import Language
from models.people import operations as people
from models.people.permissions import SYSTEM, Actor
from models.people.queries import actor_of, agent_state, staff_id_of
from models.people.staff import sessions
from models.people.tables import AgentState, Role
from models.site.operations import change_setting, found_site
from models.site.settings import SettingName

PASSWORD = "correct horse"


@pytest.fixture
def agent_id(site_database: str, fake_clock: FakeClock) -> int:
    found_site("华东中心", language=Language.CHINESE)
    return people.add_staff("8012", "张敏", [Role.PHONE_AGENT], password=PASSWORD, actor=SYSTEM)


def _fault(call: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value


def _fail(password: str = "wrong guess", number: str = "8012") -> DomainError:
    return _fault(lambda: people.sign_in(number, password, desk="a"))


def test_the_right_password_opens_a_session_and_an_available_span(agent_id: int, fake_clock: FakeClock) -> None:
    actor = people.sign_in(" 8012 ", PASSWORD, desk="desk-1")
    assert (actor.staff_id, actor.name, actor.roles, actor.language) == (
        agent_id,
        "张敏",
        frozenset({Role.PHONE_AGENT}),
        Language.CHINESE,
    )
    assert sessions() == {agent_id: ("desk-1",)}
    assert agent_state(agent_id) == (AgentState.AVAILABLE, fake_clock.at)
    assert [row.kind for row in timeline(Subject.STAFF, agent_id)] == ["state", "signed_in", "added"]


@pytest.mark.parametrize("number", ["8012", "9999"])
def test_wrong_password_and_unknown_number_are_refused_alike(agent_id: int, number: str) -> None:
    assert _fail(number=number).fault is Fault.SIGN_IN_REFUSED


def test_the_delay_grows_with_each_failure_and_ends(agent_id: int, fake_clock: FakeClock) -> None:
    waits = []
    for _attempt in range(5):
        error = _fail()
        assert error.fault is Fault.SIGN_IN_REFUSED
        waiting = 0
        while (delayed := _fail()).fault is Fault.SIGN_IN_DELAYED:
            waiting = int(str(delayed.facts["seconds"]))
            break
        else:
            continue
        waits.append(waiting)
        fake_clock.advance(timedelta(seconds=waiting))
    assert waits == sorted(waits)
    assert waits[0] >= 2


def test_a_delayed_attempt_is_refused_even_with_the_right_password(agent_id: int, fake_clock: FakeClock) -> None:
    for _attempt in range(3):
        _fail()
    assert _fail(PASSWORD).fault is Fault.SIGN_IN_DELAYED
    fake_clock.advance(timedelta(seconds=2))
    assert people.sign_in("8012", PASSWORD, desk="a").staff_id == agent_id


def test_a_clock_set_back_never_makes_the_delay_longer_than_it_was(agent_id: int, fake_clock: FakeClock) -> None:
    for _attempt in range(3):
        _fail()
    fake_clock.advance(timedelta(hours=-1))
    assert _fail().facts["seconds"] == 2


def _lock_out(clock: FakeClock) -> None:
    for _attempt in range(8):
        _fail()
        clock.advance(timedelta(minutes=6))


def test_too_many_failures_lock_until_a_supervisor_lifts_it(agent_id: int, fake_clock: FakeClock) -> None:
    _lock_out(fake_clock)
    assert _fail(PASSWORD).fault is Fault.SIGN_IN_LOCKED
    supervisor = actor_of(people.add_staff("9001", "李主管", [Role.SERVICE_SUPERVISOR], password=None, actor=SYSTEM))
    people.unlock_sign_in(agent_id, actor=supervisor)
    assert people.sign_in("8012", PASSWORD, desk="a").staff_id == agent_id
    kinds = [row.kind for row in timeline(Subject.STAFF, agent_id)]
    assert kinds.count("sign_in_failed") == 8
    assert kinds.count("sign_in_locked") == 1
    assert "sign_in_unlocked" in kinds


def test_an_agent_may_not_lift_a_lock(agent_id: int, fake_clock: FakeClock) -> None:
    _lock_out(fake_clock)
    assert _fault(lambda: people.unlock_sign_in(agent_id, actor=actor_of(agent_id))).fault is Fault.NOT_ALLOWED
    assert _fail(PASSWORD).fault is Fault.SIGN_IN_LOCKED


def test_a_success_forgets_the_failures(agent_id: int) -> None:
    for _round in range(3):
        _fail()
        _fail()
        people.sign_in("8012", PASSWORD, desk="a")
    assert staff_id_of("8012") == agent_id


def test_who_left_can_not_sign_in(agent_id: int) -> None:
    people.edit_staff(agent_id, active=False, actor=SYSTEM)
    assert _fail(PASSWORD).fault is Fault.SIGN_IN_REFUSED


def test_a_bound_user_of_the_machine_signs_in_without_a_password(agent_id: int) -> None:
    people.edit_staff(agent_id, os_user="zhangmin", actor=SYSTEM)
    actor = people.sign_in_os_user("zhangmin", desk="a")
    assert actor is not None
    assert actor.staff_id == agent_id
    assert people.sign_in_os_user("nobody", desk="a") is None
    assert people.sign_in_os_user("", desk="a") is None


def test_unlocking_a_desk_takes_the_same_persons_password(agent_id: int) -> None:
    actor = people.sign_in("8012", PASSWORD, desk="a")
    assert _fault(lambda: people.unlock("wrong guess", actor=actor)).fault is Fault.SIGN_IN_REFUSED
    people.unlock(PASSWORD, actor=actor)
    assert sessions() == {agent_id: ("a",)}


def test_signing_out_of_the_last_desk_ends_in_offline(agent_id: int) -> None:
    first, second = (people.sign_in("8012", PASSWORD, desk=desk) for desk in "ab")
    people.sign_out(first)
    assert agent_state(agent_id)[0] is AgentState.AVAILABLE
    people.sign_out(second)
    people.sign_out(second)
    assert agent_state(agent_id)[0] is AgentState.OFFLINE


def test_a_desk_that_was_killed_neither_holds_its_persons_state_nor_keeps_them_from_going_offline(
    agent_id: int, fake_clock: FakeClock
) -> None:
    killed = people.sign_in("8012", PASSWORD, desk="a")
    people.set_agent_state(AgentState.ON_CALL, actor=killed)
    fake_clock.advance(timedelta(minutes=1))
    again = people.sign_in("8012", PASSWORD, desk="a")
    assert agent_state(agent_id)[0] is AgentState.ON_CALL
    fake_clock.advance(timedelta(minutes=2))
    later = people.sign_in("8012", PASSWORD, desk="a")
    assert agent_state(agent_id) == (AgentState.AVAILABLE, fake_clock.at)
    people.sign_out(later)
    assert agent_state(agent_id)[0] is AgentState.OFFLINE
    assert people.keep_session(again)


def test_a_site_may_allow_one_desk_at_a_time(agent_id: int) -> None:
    change_setting(SettingName.SECOND_SIGN_IN, False, actor=SYSTEM)
    first, second = (people.sign_in("8012", PASSWORD, desk=desk) for desk in "ab")
    assert [people.keep_session(first), people.keep_session(second)] == [False, True]


class TestPasswords:
    def test_the_first_password_must_be_changed(self, agent_id: int) -> None:
        actor = people.sign_in("8012", PASSWORD, desk="a")
        assert people.must_change_password(actor)
        people.change_password(PASSWORD, "another horse", actor=actor)
        assert not people.must_change_password(actor)
        assert _fail(PASSWORD).fault is Fault.SIGN_IN_REFUSED
        assert people.sign_in("8012", "another horse", desk="a").staff_id == agent_id

    def test_changing_takes_the_old_one(self, agent_id: int) -> None:
        actor = people.sign_in("8012", PASSWORD, desk="a")
        error = _fault(lambda: people.change_password("wrong guess", "another horse", actor=actor))
        assert error.fault is Fault.SIGN_IN_REFUSED
        assert people.sign_in("8012", PASSWORD, desk="a").staff_id == agent_id

    @pytest.mark.parametrize(
        "weak",
        [
            "",
            "short7!",
            "aaaaaaaa",
            "12345678",
            "87654321",
            "password1",
            "80128012",
            "Qwerty12",
            "张敏张敏张敏张敏",
            "x" * 200,
            PASSWORD,
        ],
    )
    def test_weak_ones_are_refused(self, agent_id: int, weak: str) -> None:
        actor = people.sign_in("8012", PASSWORD, desk="a")
        error = _fault(lambda: people.change_password(PASSWORD, weak, actor=actor))
        assert error.fault is Fault.WEAK_PASSWORD
        assert not weak or weak not in error.message()

    def test_the_administration_gives_a_new_first_password(self, agent_id: int, fake_clock: FakeClock) -> None:
        _lock_out(fake_clock)
        people.set_password(agent_id, "fresh start!", actor=SYSTEM)
        assert people.must_change_password(people.sign_in("8012", "fresh start!", desk="a"))


def test_the_language_is_the_persons_own(agent_id: int) -> None:
    people.set_language(Language.ENGLISH, actor=actor_of(agent_id))
    assert actor_of(agent_id).language is Language.ENGLISH


def _spans(staff_id: int) -> list[tuple[str, bool]]:
    from models import database

    return [
        (state, open_)
        for state, open_ in database.rows(
            "SELECT state, ended_at IS NULL FROM agent_state_span WHERE staff_id = ? ORDER BY id", (staff_id,)
        )
    ]


def test_exactly_one_state_span_is_open(agent_id: int, fake_clock: FakeClock) -> None:
    actor: Actor = people.sign_in("8012", PASSWORD, desk="a")
    since = fake_clock.advance(timedelta(minutes=5))
    assert people.set_agent_state(AgentState.BREAK, "lunch", actor=actor) == since
    fake_clock.advance(timedelta(minutes=5))
    assert people.set_agent_state(AgentState.BREAK, "lunch", actor=actor) == since
    assert _spans(agent_id) == [("available", False), ("break", True)]


def test_a_span_never_ends_before_it_began(agent_id: int, fake_clock: FakeClock) -> None:
    actor = people.sign_in("8012", PASSWORD, desk="a")
    began = fake_clock.at
    fake_clock.advance(timedelta(hours=-1))
    assert people.set_agent_state(AgentState.AWAY, actor=actor) == began
