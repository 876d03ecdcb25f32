"""Who else has a record open: shown at once, gone with the desk however it ended, and no event of anybody's."""

from __future__ import annotations

from datetime import timedelta
from select import select

import pytest

from models import database
from models.changes import Changes, watch
from models.clock import FakeClock
from models.events.tables import Subject
from models.i18n import Language
from models.people.operations import add_staff, keep_session, sign_in_os_user, sign_out
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role
from models.presence.operations import STALE_AFTER, Opened, show_open
from models.presence.queries import others_at
from models.site.operations import change_setting, found_site
from models.site.settings import SettingName

TICKET = Opened(Subject.TICKET, 7)
EDITED = Opened(Subject.TICKET, 7, editing=True)


@pytest.fixture
def desks(site_database: str, fake_clock: FakeClock) -> tuple[Actor, Actor]:
    """Two people who are signed in."""
    found_site("华东中心", language=Language.CHINESE)
    for number, name in (("8012", "张敏"), ("8101", "王工")):
        add_staff(number, name, {Role.PHONE_AGENT}, password=None, os_user=number, actor=SYSTEM)
    return _signed_in("8012"), _signed_in("8101")


def _signed_in(number: str) -> Actor:
    actor = sign_in_os_user(number, desk=f"desk of {number}")
    assert actor is not None
    return actor


def _seen_by(actor: Actor) -> list[tuple[str, bool]]:
    return [(other.name, other.editing) for other in others_at(Subject.TICKET, 7, besides=actor)]


def _rows() -> int:
    ((count,),) = database.rows("SELECT count(*) FROM open_record")
    return int(count)


def test_others_see_what_is_open_and_edited_oneself_does_not(desks: tuple[Actor, Actor], fake_clock: FakeClock) -> None:
    mine, other = desks
    show_open({TICKET, Opened(Subject.CUSTOMER, 7)}, actor=other)
    assert (_seen_by(mine), _seen_by(other)) == ([("王工", False)], [])
    show_open({TICKET, EDITED}, actor=other)
    assert _seen_by(mine) == [("王工", True)]
    assert others_at(Subject.CUSTOMER, 7, besides=mine) == ()
    fake_clock.advance(timedelta(seconds=1))
    show_open({TICKET}, actor=_signed_in("8012"))
    assert [(desk.name, desk.own) for desk in others_at(Subject.TICKET, 7, besides=mine)] == [("王工", False), ("张敏", True)]
    show_open((), actor=other)
    assert _seen_by(mine) == [("张敏", False)]


def test_a_desk_that_is_gone_has_nothing_open(desks: tuple[Actor, Actor], fake_clock: FakeClock) -> None:
    mine, other = desks
    show_open({EDITED}, actor=other)
    fake_clock.advance(STALE_AFTER)
    keep_session(mine)
    assert _seen_by(mine) == [("王工", True)]
    fake_clock.advance(timedelta(seconds=1))
    assert _seen_by(mine) == []
    assert _rows() == 1
    show_open({TICKET}, actor=mine)
    assert _rows() == 1
    keep_session(other)
    show_open({EDITED}, actor=other)
    assert _seen_by(mine) == [("王工", True)]


def test_signing_out_and_being_taken_over_leave_nothing_open(desks: tuple[Actor, Actor]) -> None:
    mine, other = desks
    show_open({TICKET}, actor=other)
    sign_out(other)
    assert (_seen_by(mine), _rows()) == ([], 0)
    again = _signed_in("8101")
    show_open({TICKET}, actor=again)
    change_setting(SettingName.SECOND_SIGN_IN, False, actor=SYSTEM)
    _signed_in("8101")
    assert (_seen_by(mine), _rows()) == ([], 0)


def test_nobody_at_the_desk_shows_nothing(desks: tuple[Actor, Actor]) -> None:
    show_open({TICKET}, actor=SYSTEM)
    assert _rows() == 0


def test_it_is_heard_apart_from_changes_and_only_where_something_differs(site_database: str, desks: tuple[Actor, Actor]) -> None:
    mine, other = desks
    events = database.rows("SELECT count(*) FROM event")
    changes = watch(site_database)
    try:
        show_open({EDITED, Opened(Subject.CALLBACK, 3)}, actor=other)
        assert _heard(changes) == (False, {(Subject.TICKET, 7), (Subject.CALLBACK, 3)})
        show_open({TICKET, Opened(Subject.CALLBACK, 3)}, actor=other)
        assert _heard(changes) == (False, {(Subject.TICKET, 7)})
        show_open({TICKET, Opened(Subject.CALLBACK, 3)}, actor=other)
        keep_session(mine)
        assert _heard(changes, seconds=0.1) == (False, set())
    finally:
        changes.close()
    assert database.rows("SELECT count(*) FROM event") == events


def _heard(changes: Changes, *, seconds: float = 10) -> tuple[bool, set[tuple[Subject, int]]]:
    """What is heard within some time; a server announces all of a transaction at once."""
    if changes.socket is not None and not select([changes.socket], [], [], seconds)[0]:
        return False, set()
    heard = changes.heard()
    return bool(heard.changed), set(heard.opened)
