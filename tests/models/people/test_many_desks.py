"""Several desks at the same moment: one open state span, and no more guesses than one after the other."""

from __future__ import annotations

from collections import Counter

import pytest

from models import database
from models.clock import FakeClock
from models.errors import Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.i18n import Language
from models.people import operations as people
from models.people.permissions import SYSTEM
from models.people.queries import actor_of
from models.people.tables import AgentState, Role
from models.site.operations import found_site
from tests.models.many_desks import DESKS, at_once


@pytest.fixture
def agent_id(site_database: str, fake_clock: FakeClock) -> int:
    found_site("华东中心", language=Language.CHINESE)
    return people.add_staff("8012", "张敏", [Role.PHONE_AGENT], password="correct horse", actor=SYSTEM)


def test_one_state_span_is_open_however_many_desks_change_it(agent_id: int) -> None:
    actor = actor_of(agent_id)
    states = [AgentState.AVAILABLE, AgentState.BREAK, AgentState.AWAY]
    at_once(lambda desk: [people.set_agent_state(states[(desk + step) % 3], actor=actor) for step in range(5)])
    assert database.rows("SELECT count(*) FROM agent_state_span WHERE staff_id = ? AND ended_at IS NULL", (agent_id,)) == [(1,)]
    ((spans,),) = database.rows("SELECT count(*) FROM agent_state_span WHERE staff_id = ?", (agent_id,))
    assert Counter(row.kind for row in timeline(Subject.STAFF, agent_id))["state"] == spans


def test_guessing_at_many_desksat_once_gives_no_more_guesses(agent_id: int) -> None:
    results = Counter(at_once(lambda desk: people.sign_in("8012", f"guess number {desk}", desk=str(desk))))
    assert results == {Fault.SIGN_IN_REFUSED: 3, Fault.SIGN_IN_DELAYED: DESKS - 3}


def test_sessions_openedat_once_are_all_kept_with_one_state(agent_id: int) -> None:
    people.edit_staff(agent_id, os_user="zhangmin", actor=SYSTEM)
    at_once(lambda desk: people.sign_in_os_user("zhangmin", desk=str(desk)))
    assert database.rows("SELECT count(*) FROM desk_session WHERE ended_at IS NULL") == [(DESKS,)]
    assert database.rows("SELECT count(*) FROM agent_state_span WHERE ended_at IS NULL") == [(1,)]
