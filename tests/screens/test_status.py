"""The figures of the status line: what is read after a change, knowing those before, is what reading everything finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import clock, database
from models.callbacks.operations import CallbackDraft, promise_callback
from models.clock import FakeClock
from models.events.tables import Subject
from models.messages.operations import send_message
from models.people.states import set_agent_state
from models.people.tables import AgentState
from models.sla.sweep import sweep
from models.tickets.operations import assign
from screens.status import read_figures
from tests.models.builders import SmallSite, small_site, ticket


def _own_ticket(site: SmallSite) -> int:
    opened = ticket(actor=site.agent).id
    assign(opened, site.agent.staff_id or 0, actor=site.supervisor)
    return opened


def _late(_site: SmallSite) -> None:
    assert sweep(as_of=clock.now() + timedelta(days=30)).flags


def _promised(site: SmallSite) -> None:
    promise_callback(
        CallbackDraft(
            "promise",
            clock.now() - timedelta(minutes=1),
            number="+8613800000001",
            owner_id=site.agent.staff_id,
            promised_at=clock.now() - timedelta(hours=1),
        ),
        actor=site.agent,
    )


HAPPENINGS: dict[str, Callable[[SmallSite], object]] = {
    "a ticket is handed over": _own_ticket,
    "a target is missed": _late,
    "a callback is promised": _promised,
    "another state begins": lambda site: set_agent_state(AgentState.BREAK, actor=site.agent),
    "a message comes": lambda site: send_message(site.agent.staff_id or 0, "请回电", actor=site.supervisor),
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_only_what_may_have_changed_is_read_and_nothing_is_missed(
    site_database: str, fake_clock: FakeClock, happening: str
) -> None:
    site = small_site()
    _own_ticket(site)
    known = read_figures(site.agent)
    ((last,),) = database.rows("SELECT max(id) FROM event")
    HAPPENINGS[happening](site)
    found = database.rows("SELECT DISTINCT subject FROM event WHERE id > ?", (last,))
    figures = read_figures(site.agent, frozenset(Subject(word) for (word,) in found), known)
    assert figures == read_figures(site.agent) != known
