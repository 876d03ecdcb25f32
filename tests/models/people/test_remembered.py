"""The password that a desk remembers opens its lock without the database, as slowly after failures as the database would."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.i18n import Language
from models.people.operations import add_staff, change_password
from models.people.permissions import SYSTEM, Actor
from models.people.queries import actor_of
from models.people.remembered import RememberedPassword
from models.people.tables import Role
from models.site.operations import change_setting, found_site
from models.site.settings import SettingName

PASSWORD, NEW = "kept-secret-1", "other-secret-2"


@pytest.fixture
def agent(site_database: str, fake_clock: FakeClock) -> Actor:
    found_site("华东中心", language=Language.CHINESE)
    change_setting(SettingName.SIGN_IN_ATTEMPTS, 5, actor=SYSTEM)
    return actor_of(add_staff("8012", "张敏", {Role.PHONE_AGENT}, password=PASSWORD, own_password=True, actor=SYSTEM))


def _fault(remembered: RememberedPassword, password: str) -> Fault | None:
    try:
        remembered.require(password)
    except DomainError as refused:
        return refused.fault
    return None


def test_it_is_the_password_of_the_last_time_it_was_learnt(agent: Actor) -> None:
    remembered = RememberedPassword()
    assert _fault(remembered, PASSWORD) is Fault.DATABASE_AWAY
    remembered.learn(agent)
    assert _fault(remembered, PASSWORD) is None
    change_password(PASSWORD, NEW, actor=agent)
    assert _fault(remembered, PASSWORD) is None
    remembered.learn(agent)
    assert (_fault(remembered, PASSWORD), _fault(remembered, NEW)) == (Fault.SIGN_IN_REFUSED, None)


def test_it_is_slower_after_each_failure_and_ends(agent: Actor, fake_clock: FakeClock) -> None:
    remembered = RememberedPassword()
    remembered.learn(agent)
    remembered.failed()
    assert [_fault(remembered, "wrong") for _again in range(2)] == [Fault.SIGN_IN_REFUSED] * 2
    assert _fault(remembered, PASSWORD) is Fault.SIGN_IN_DELAYED
    fake_clock.advance(timedelta(seconds=2))
    assert _fault(remembered, "wrong") is Fault.SIGN_IN_REFUSED
    fake_clock.advance(timedelta(seconds=3))
    assert _fault(remembered, PASSWORD) is Fault.SIGN_IN_DELAYED
    remembered.learn(agent)
    fake_clock.advance(timedelta(seconds=1))
    assert _fault(remembered, "wrong") is Fault.SIGN_IN_LOCKED
    fake_clock.advance(timedelta(days=1))
    assert _fault(remembered, PASSWORD) is Fault.SIGN_IN_LOCKED


def test_a_right_password_forgives(agent: Actor) -> None:
    remembered = RememberedPassword()
    remembered.learn(agent)
    for _round in range(3):
        assert _fault(remembered, "wrong") is Fault.SIGN_IN_REFUSED
        assert _fault(remembered, PASSWORD) is None


def test_who_has_no_password_is_let_in(agent: Actor) -> None:
    remembered = RememberedPassword()
    remembered.learn(actor_of(add_staff("8101", "王工", {Role.TECHNICIAN}, password=None, os_user="wang", actor=SYSTEM)))
    assert _fault(remembered, "") is None
