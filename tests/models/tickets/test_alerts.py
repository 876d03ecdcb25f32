"""The alerts of a person's tickets, as every desk reads them after every commit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.clock import FakeClock
from models.sla.queries import open_alerts
from models.sla.sweep import sweep
from models.tickets.operations import assign
from tests.models.builders import SmallSite, small_site, ticket
from tests.models.statements import statements


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def test_many_alerts_are_named_in_as_many_statements_as_one(site: SmallSite, fake_clock: FakeClock) -> None:
    agent = site.agent.staff_id or 0
    asked = []
    numbers = set()
    for count in (1, 4):
        for _one in range(count):
            opened = ticket()
            assign(opened.id, agent, actor=site.supervisor)
            numbers.add(opened.number)
        fake_clock.advance(timedelta(days=7))
        sweep()
        with statements() as seen:
            alerts = open_alerts(agent, (), None)
        assert {alert.label for alert in alerts} == numbers
        asked.append(len(seen))
    assert asked[0] == asked[1]
