"""The board at a desk: what it shows, what its keys do from a cell, and what a wall screen does not show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from models import clock, database
from models.messages.queries import unseen_messages
from models.people.permissions import WALL_SCREEN
from models.people.queries import agent_state
from models.people.tables import AgentState
from models.tickets.queries import QueueQuery, QueueView, queue_page
from screens.board.rows import grade
from screens.board.screen import BoardScreen
from screens.board.tickets import BoardTickets
from screens.desk import DeskApp
from screens.queue.screen import QueueScreen
from screens.themes import Look
from tests.screens.a_morning import Morning, settled
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


async def _on_board(desk: DeskApp, pilot: Pilot[None], part: str) -> BoardScreen:
    """The board, read, with the focus on one of its parts."""
    await pilot.press("f8")
    await wait_for_text(desk, pilot, "Repair")
    screen = desk.screen
    assert isinstance(screen, BoardScreen)
    screen.query_one(f"#{part}").focus()
    await settled(pilot)
    return screen


async def test_f8_shows_queues_people_alerts_and_figures(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        await _on_board(desk, pilot, "queues")
        for text in ("Service level 20s", "张敏", "Break", "Queue", "Told", "Calls by hour", "whole site"):
            await wait_for_text(desk, pilot, text)


async def test_an_agent_has_no_board(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.agent) as (desk, pilot):
        await pilot.press("f8")
        await settled(pilot)
        assert not isinstance(desk.screen, BoardScreen)


async def test_enter_on_a_queue_lists_its_tickets_and_many_are_assigned_at_once(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        await _on_board(desk, pilot, "queues")
        await pilot.press("enter")
        await settled(pilot)
        screen = desk.screen
        assert isinstance(screen, BoardTickets)
        await wait_for_text(desk, pilot, "T-2611")
        await pilot.press("space", "space", "a")
        await wait_for_text(desk, pilot, "Type to narrow")
        await pilot.press(*"8012", "enter")
        await wait_for_text(desk, pilot, "2 tickets: assigned to 张敏")
        mine = await another_desk(queue_page, QueueQuery(QueueView.MINE, staff_id=at_work.site.agent.staff_id), limit=50)
        assert len(mine) >= 2
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(desk.screen, BoardScreen)


async def test_a_message_reaches_the_agents_desk_and_takes_no_key(open_desk: OpenDesk, at_work: Morning) -> None:
    agent_id = at_work.site.agent.staff_id or 0
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        screen = await _on_board(desk, pilot, "agents")
        rows = screen.table("agents")
        while rows.row is None or rows.row.line.staff_id != agent_id:
            await pilot.press("down")
        await pilot.press("m")
        await wait_for_text(desk, pilot, "Message to 张敏")
        await pilot.press(*"call 4711", "enter")
        await wait_for_text(desk, pilot, "Sent to 张敏")
    assert [message.text for message in await another_desk(unseen_messages, agent_id)] == ["call 4711"]
    async with open_desk(QueueScreen, actor=at_work.site.agent) as (desk, pilot):
        focused = desk.focused
        await wait_for_text(desk, pilot, "李主管: call 4711")
        assert desk.focused is focused
    assert await another_desk(unseen_messages, agent_id) == []


async def test_a_forgotten_break_is_ended_from_the_board(open_desk: OpenDesk, at_work: Morning) -> None:
    agent_id = at_work.site.agent.staff_id or 0
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        screen = await _on_board(desk, pilot, "agents")
        rows = screen.table("agents")
        while rows.row is None or rows.row.line.staff_id != agent_id:
            await pilot.press("down")
        await pilot.press("t", "1")
        await wait_for_text(desk, pilot, "张敏: Available")
    assert (await another_desk(agent_state, agent_id))[0] is AgentState.AVAILABLE


async def test_alerts_are_acknowledged_and_their_tickets_opened(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        screen = await _on_board(desk, pilot, "alerts")
        table = screen.table("alerts")
        assert table.row is not None
        first = table.row.line
        assert first.waiting_ids
        await pilot.press("g")
        await wait_for_text(desk, pilot, "seen")
        assert await another_desk(
            lambda: database.rows("SELECT acknowledged_at IS NOT NULL FROM alert WHERE id = ?", (first.waiting_ids[0],))
        ) in ([(1,)], [(True,)])


async def test_f1_on_a_figure_says_how_it_is_counted(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        await _on_board(desk, pilot, "figures")
        await pilot.press("f1")
        await wait_for_text(desk, pilot, "Calls answered within 20 s")
        await pilot.press("escape", "right", "f1")
        await wait_for_text(desk, pilot, "Calls that ended without an answer")


async def test_queues_by_team_and_region(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        await _on_board(desk, pilot, "queues")
        await pilot.press("c")
        await wait_for_text(desk, pilot, "queues by Team")
        await pilot.press("c")
        await wait_for_text(desk, pilot, "queues by Region")
        await pilot.press("r", "2")
        await wait_for_text(desk, pilot, "whole site", gone=True)


async def test_a_refresh_moves_neither_cursor_nor_focus(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor) as (desk, pilot):
        screen = await _on_board(desk, pilot, "queues")
        await pilot.press("down", "down")
        row = screen.table("queues").row
        desk.database_changed()
        await settled(pilot)
        assert screen.table("queues").row == row
        assert screen.table("queues").has_focus


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_wall_screen_shows_no_name_and_does_nothing(open_desk: OpenDesk, at_work: Morning, size: tuple[int, int]) -> None:
    names = await another_desk(
        lambda: [name for (name,) in database.rows("SELECT name FROM customer UNION SELECT name FROM staff")]
    )
    async with open_desk(actor=WALL_SCREEN, size=size) as (desk, pilot):
        await wait_for_text(desk, pilot, "维修")
        await settled(pilot)
        assert isinstance(desk.screen, BoardScreen)
        shown = text_of(desk)
        assert [name for name in names if name in shown] == []
        assert "8012" in shown
        for key in ("f4", "f5", "f3", "f12", "enter", "escape", "g", "a", "m", "ctrl+g"):
            await pilot.press(key)
            await settled(pilot)
            assert isinstance(desk.screen, BoardScreen)


async def test_plain_borders_give_the_counts_themselves(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor, look=Look(ascii_borders=True)) as (desk, pilot):
        await _on_board(desk, pilot, "queues")
        assert not set("▁▂▃▄▅▆▇█") & set(text_of(desk))


def test_limits_have_a_mark_each(small_site: SmallSite) -> None:
    with clock.fixed(clock.now()):
        since = [clock.now() - timedelta(minutes=minutes) for minutes in (4, 5, 10, 25)]
        assert [grade(moment, (5, 10, 20)) for moment in since] == [0, 1, 2, 3]
        assert grade(None, (5, 10, 20)) == 0


async def test_a_desk_may_open_at_the_board_for_whoever_may_see_it(open_desk: OpenDesk, at_work: Morning) -> None:
    async with open_desk(actor=at_work.site.supervisor, opens_board=True) as (desk, pilot):
        await settled(pilot)
        assert isinstance(desk.screen, BoardScreen)
    async with open_desk(actor=at_work.site.agent, opens_board=True) as (desk, pilot):
        await settled(pilot)
        assert not isinstance(desk.screen, BoardScreen)
