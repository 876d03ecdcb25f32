"""The board's keys from each kind of cell: a queue, an agent, an alert, something due, the complaints as a whole."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock, database
from models.callbacks.tables import Callback
from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.tables import ComplaintClass
from models.messages.queries import unseen_messages
from models.people.operations import set_agent_state
from models.people.tables import AgentState, Role
from screens.board.screen import BoardScreen
from tests.models import builders
from tests.screens.a_morning import Morning, settled
from tests.screens.conftest import OpenDesk, SmallSite, wait_for_text
from tests.screens.elsewhere import another_desk, elsewhere


@pytest.fixture
def morning(morning: Morning) -> Morning:
    """A Friday's tickets, a manager, a case, a callback that is due, and one agent at work."""
    elsewhere(_fill, morning.site)
    return morning


def _fill(site: SmallSite) -> None:
    builders.staff("8000", "陈经理", Role.DEPARTMENT_MANAGER)
    set_agent_state(AgentState.BREAK, actor=site.agent)
    draft = ComplaintDraft(
        client_uuid=str(uuid4()),
        complaint_class=ComplaintClass.PRODUCT_QUALITY,
        content="还是闪烁",
        customer_id=builders.customer("周敏"),
    )
    open_complaint(draft, actor=site.agent)
    now = clock.now()
    Callback.insert(client_uuid=str(uuid4()), number="13800002046", due_at=now - timedelta(hours=1), created_at=now).execute()


async def test_every_key_works_from_every_kind_of_cell(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(actor=morning.site.supervisor, size=(80, 24), opens_board=True) as (desk, pilot):
        await wait_for_text(desk, pilot, "Repair")
        screen = desk.screen
        assert isinstance(screen, BoardScreen)

        screen.table("queues").focus()
        await settled(pilot)
        await pilot.press("l")
        await wait_for_text(desk, pilot, "Which tickets?")
        await pilot.press("end", "enter")
        await wait_for_text(desk, pilot, "Why must the next level")
        await pilot.press(*"again", "f2")
        await wait_for_text(desk, pilot, "escalated")

        await pilot.press("end", "up", "p")
        await wait_for_text(desk, pilot, "Which complaints?")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Edit the register")
        await pilot.press("escape", "a")
        await wait_for_text(desk, pilot, "Which complaints?")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Nobody else stands at this level.")

        screen.table("agents").focus()
        await settled(pilot)
        await pilot.press("down", "g")
        await wait_for_text(desk, pilot, "Acknowledge 2 alerts?")
        await pilot.press("y")
        await wait_for_text(desk, pilot, "Acknowledge 2 alerts?", gone=True)

        screen.table("due").focus()
        await settled(pilot)
        await pilot.press("a")
        await wait_for_text(desk, pilot, "Who is to take it?")
        await pilot.press(*"8012", "enter")
        await wait_for_text(desk, pilot, "assigned to 张敏")

        screen.table("alerts").focus()
        await settled(pilot)
        await pilot.press("m")
        await wait_for_text(desk, pilot, "Message to 王工")
        await pilot.press(*"now", "enter")
        await wait_for_text(desk, pilot, "Sent to 王工")
    engineer_id = morning.engineer.staff_id or 0
    assert [message.text for message in await another_desk(unseen_messages, engineer_id)] == ["now"]
    assert await another_desk(database.rows, "SELECT owner_id FROM callback") == [(morning.site.agent.staff_id,)]
    kinds = "'passed_on', 'alert_acknowledged', 'told_acknowledged'"
    done = f"SELECT kind, count(*) FROM event WHERE kind IN ({kinds}) GROUP BY kind ORDER BY kind"
    assert await another_desk(database.rows, done) == [
        ("alert_acknowledged", 1),
        ("passed_on", 1),
        ("told_acknowledged", 1),
    ]
