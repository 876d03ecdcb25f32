"""The queue as an agent uses it: views, filter, order, marks, and what a colleague's work does to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from models.tickets import operations
from models.tickets.queries import QueueSort, QueueView
from models.tickets.tables import TicketStatus
from screens.desk import DeskApp
from screens.queue import screen
from screens.queue.screen import QueueScreen
from tests.models import builders
from tests.screens.a_morning import HOSTILE, Morning, settled, state
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


def queue(desk: DeskApp) -> QueueScreen:
    """The screen."""
    assert isinstance(desk.screen, QueueScreen)
    return desk.screen


def under_cursor(desk: DeskApp) -> int | None:
    """The ticket under the cursor."""
    row = queue(desk).table.row
    return None if row is None else row.id


async def go_to(desk: DeskApp, pilot: Pilot[None], ticket_id: int) -> None:
    """Moves the cursor with the keys until it is on a ticket."""
    await pilot.press("home")
    while under_cursor(desk) != ticket_id:
        before = under_cursor(desk)
        await pilot.press("down")
        assert under_cursor(desk) != before, "the ticket is not in the list"


async def test_digits_and_their_full_width_twins_switch_the_view(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await settled(pilot)
        assert under_cursor(desk) == morning.mine
        await pilot.press("2")
        await settled(pilot)
        assert queue(desk).table.view.total == 2
        await pilot.press("４")
        await settled(pilot)
        assert under_cursor(desk) == morning.overdue
        await wait_for_text(desk, pilot, "8 All 5")
        await pilot.press("1")
        await settled(pilot)
        assert under_cursor(desk) == morning.mine


async def test_each_view_is_left_and_found_again_at_the_same_ticket(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await settled(pilot)
        await pilot.press("8")
        await settled(pilot)
        await go_to(desk, pilot, morning.held)
        await pilot.press("4")
        await settled(pilot)
        await pilot.press("8")
        await settled(pilot)
        assert under_cursor(desk) == morning.held


@pytest.mark.parametrize("key", ["slash", "／", "、"])
async def test_typing_filters_and_esc_clears(open_desk: OpenDesk, morning: Morning, key: str) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("8", key)
        desk.screen.query_one("#filter", Input).value = "高杆"
        await wait_for_text(desk, pilot, "1-1 / 1")
        assert under_cursor(desk) == morning.mine
        assert desk.focused is desk.screen.query_one("#filter")
        await pilot.press("escape")
        await wait_for_text(desk, pilot, "/ 5")
        assert desk.focused is queue(desk).table
        assert under_cursor(desk) == morning.mine


async def test_digits_typed_into_the_filter_are_text(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("slash", "2", "enter")
        assert desk.screen.query_one("#filter", Input).value == "2"
        assert queue(desk).view is QueueView.MINE
        assert desk.focused is queue(desk).table


async def test_another_order_keeps_the_cursor_on_its_ticket(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("7")
        await settled(pilot)
        await go_to(desk, pilot, morning.hostile)
        for sort in (QueueSort.NEWEST, QueueSort.PRIORITY, QueueSort.NEXT_DUE):
            await pilot.press("s")
            await settled(pilot)
            assert queue(desk).sort is sort
            assert under_cursor(desk) == morning.hostile


async def test_a_colleagues_work_moves_neither_cursor_nor_focus(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("8")
        await settled(pilot)
        await go_to(desk, pilot, morning.held)
        morning.at.advance(timedelta(minutes=1))
        await another_desk(builders.ticket, actor=morning.site.agent, problem="刚刚打来的")
        await another_desk(operations.claim, morning.new, actor=morning.engineer)
        desk.database_changed()
        await wait_for_text(desk, pilot, "刚刚打来的")
        assert under_cursor(desk) == morning.held
        assert desk.focused is queue(desk).table
        await wait_for_text(desk, pilot, "王工")


async def test_marks_survive_a_refresh_and_another_order(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("8")
        await settled(pilot)
        await pilot.press("space", "space")
        marked = {row.id for row in queue(desk).table.chosen()}
        await another_desk(builders.ticket, actor=morning.site.agent, problem="neu")
        desk.database_changed()
        await settled(pilot)
        await wait_for_text(desk, pilot, "2 marked")
        assert {row.id for row in queue(desk).table.chosen()} == marked
        await pilot.press("escape")
        await wait_for_text(desk, pilot, "2 marked", gone=True)


async def test_clocks_tick_without_a_question(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("8")
        await settled(pilot)
        await go_to(desk, pilot, morning.mine)
        due = queue(desk).table.row
        assert due is not None
        assert due.response.due_at is not None
        morning.at.at = due.response.due_at - timedelta(seconds=75)
        queue(desk).table.tick()
        await pilot.pause()
        assert "left 1m15s" in text_of(desk)
        morning.at.at = due.response.due_at + timedelta(minutes=3)
        queue(desk).table.tick()
        await pilot.pause()
        assert "over 0:03" in text_of(desk)


async def test_hostile_text_stays_text_and_in_its_column(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("8")
        await wait_for_text(desk, pilot, "[/]闪烁[@cl")
        assert "\x1b" not in text_of(desk)
        await pilot.press("slash")
        desk.screen.query_one("#filter", Input).value = HOSTILE[:200]
        await wait_for_text(desk, pilot, "Nothing fits the filter. Esc clears it.")
        await pilot.press("escape")
        await wait_for_text(desk, pilot, "1-5 / 5")


async def test_an_empty_view_says_what_to_do(open_desk: OpenDesk, small_site: SmallSite) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await wait_for_text(desk, pilot, "No ticket is yours. 2 shows the unassigned ones; F9 takes one.")
        await pilot.press("f9", "r", "enter", "full_stop", "down", "end")
        assert desk.screen.is_modal is False


async def test_enter_opens_and_esc_comes_back_to_the_same_row(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("8")
        await settled(pilot)
        await go_to(desk, pilot, morning.mine)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Took the ticket")
        await pilot.press("escape")
        await settled(pilot)
        assert under_cursor(desk) == morning.mine
        assert desk.focused is queue(desk).table


async def test_claim_and_first_reply_take_four_keys_beside_the_text(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(desk, pilot, morning.new)
        await pilot.press("enter", "f9", "r", *"ok", "f2")
        await wait_for_text(desk, pilot, "reply recorded")
        assert await state(morning.new) is TicketStatus.ASSIGNED


async def test_a_key_meant_for_a_row_that_has_just_left_is_not_done_to_the_next(
    open_desk: OpenDesk, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "SLIP_SECONDS", 60)
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("2")
        await settled(pilot)
        meant = under_cursor(desk)
        await another_desk(operations.claim, meant, actor=morning.engineer)
        desk.database_changed()
        await settled(pilot)
        now_there = under_cursor(desk)
        assert now_there not in (None, meant)
        await pilot.press("f9")
        await wait_for_text(desk, pilot, "again if you mean this one.")
        assert await state(now_there) is TicketStatus.NEW
        await pilot.press("f9")
        await wait_for_text(desk, pilot, "yours now.")
