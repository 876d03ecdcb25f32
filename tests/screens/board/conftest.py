"""The board's Friday: people are at work."""

from __future__ import annotations

import pytest

from models.people.operations import set_agent_state
from models.people.tables import AgentState
from tests.screens.a_morning import Morning
from tests.screens.elsewhere import elsewhere


@pytest.fixture
def at_work(morning: Morning) -> Morning:
    """A Friday's tickets, and two people at work."""
    elsewhere(set_agent_state, AgentState.BREAK, actor=morning.site.agent)
    elsewhere(set_agent_state, AgentState.AVAILABLE, actor=morning.site.supervisor)
    return morning
