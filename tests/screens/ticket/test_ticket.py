"""One ticket's screen: what it shows, that it follows other desks, and that no text is lost on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from models.sla.tables import Priority
from models.tickets import operations, queries
from models.tickets.file import ticket_file
from models.tickets.tables import TicketStatus
from screens.desk import DeskApp
from screens.queue.screen import QueueScreen
from screens.ticket.screen import TicketScreen
from tests.screens.a_morning import Morning, settled, state
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


async def opened(desk: DeskApp, pilot: Pilot[None], ticket_id: int) -> TicketScreen:
    """Opens a ticket and waits for it."""
    desk.open_ticket(ticket_id)
    await pilot.pause()
    await settled(pilot)
    screen = desk.screen
    assert isinstance(screen, TicketScreen)
    return screen


async def test_it_shows_head_clocks_problem_and_timeline(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.overdue)
        shown = text_of(desk)
        for said in ("T-261119-001", "李建国", "VIP", "杭州", "138****2046", "LX-60W", "7781-0042", "Owner: 王工", "Urgent"):
            assert said in shown, said
        assert "13800002046" not in shown
        assert "已电话告知客户处理流程" in shown
        assert "x Resolution" in shown


async def test_only_what_state_and_role_allow_is_in_the_key_line(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.held)
        await wait_for_text(desk, pilot, "u Resume")
        assert "F9 Claim" not in text_of(desk)
        await opened(desk, pilot, morning.new)
        await wait_for_text(desk, pilot, "F9 Claim")
        assert "u Resume" not in text_of(desk)


async def test_the_due_times_are_explained(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        screen = await opened(desk, pilot, morning.overdue)
        await pilot.press("e")
        await wait_for_text(desk, pilot, "why it is due then")
        await wait_for_text(desk, pilot, "Resolution, round 1")
        await pilot.press("escape")
        assert desk.screen is screen
        assert desk.focused is screen.query_one("#timeline")


@pytest.mark.parametrize(("forward", "back"), [("right_square_bracket", "left_square_bracket"), ("】", "【")])
async def test_brackets_go_through_the_list_behind(open_desk: OpenDesk, morning: Morning, forward: str, back: str) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("8")
        await settled(pilot)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "配电箱跳闸")
        await pilot.press(forward)
        await settled(pilot)
        assert isinstance(desk.screen, TicketScreen)
        assert desk.screen.ticket_id != morning.new
        await pilot.press(back)
        await wait_for_text(desk, pilot, "配电箱跳闸")
        await pilot.press(back)
        await wait_for_text(desk, pilot, "There is no further ticket in this direction.")
        await pilot.press(forward, "escape")
        await settled(pilot)
        row = desk.screen.query_one("#rows").row  # type: ignore[attr-defined]
        assert row.id != morning.new


async def test_it_follows_another_desk_and_keeps_what_is_typed(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.mine)
        await pilot.press("n")
        desk.screen.query_one(TextArea).text = "还没写完"
        await another_desk(operations.respond, morning.mine, "同事已回复", actor=morning.engineer)
        desk.database_changed()
        await settled(pilot)
        assert desk.screen.query_one(TextArea).text == "还没写完"
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "note added.")
        await wait_for_text(desk, pilot, "同事已回复")


async def test_esc_keeps_the_text_and_offers_it_again(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.mine)
        await pilot.press("d")
        desk.screen.query_one(TextArea).text = "更换驱动\n试灯两小时"
        await pilot.press("escape", "escape")
        await settled(pilot)
        await opened(desk, pilot, morning.mine)
        await pilot.press("d")
        await wait_for_text(desk, pilot, "This is what you wrote before.")
        assert desk.screen.query_one(TextArea).text == "更换驱动\n试灯两小时"
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "resolved.")
        assert await state(morning.mine) is TicketStatus.RESOLVED
        await pilot.press("o")
        await wait_for_text(desk, pilot, "Why is it reopened?")
        assert desk.screen.query_one(TextArea).text == ""


async def test_a_stale_save_shows_the_change_and_goes_through_on_a_second_try(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.mine)
        await pilot.press("d")
        desk.screen.query_one(TextArea).text = "更换驱动"
        morning.at.advance(timedelta(minutes=2))
        await another_desk(operations.add_note, morning.mine, "客户问进度", actor=morning.engineer)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "was changed by 王工 meanwhile")
        await wait_for_text(desk, pilot, "客户问进度")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "resolved.")
        assert (await another_desk(ticket_file, morning.mine)).solution == "更换驱动"


async def test_two_priorities_are_asked_and_an_untouched_one_is_not(open_desk: OpenDesk, morning: Morning) -> None:
    supervisor = morning.site.supervisor
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.mine)
        await pilot.press("p", "1")
        await another_desk(operations.add_note, morning.mine, "客户问进度", actor=morning.engineer)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "priority Urgent.")
        await pilot.press("p", "3")
        await another_desk(operations.change_priority, morning.mine, Priority.LOW, "客户不急", actor=supervisor)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Priority (before: Urgent)")
        await wait_for_text(desk, pilot, "1 Mine: Medium")
        await wait_for_text(desk, pilot, "2 Theirs: Low (李主管")
        await pilot.press("2", "enter")
        await wait_for_text(desk, pilot, "left as it is now.")
        await wait_for_text(desk, pilot, "Priority: Low")
        assert (await another_desk(ticket_file, morning.mine)).priority is Priority.LOW


async def test_two_categories_are_asked(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.mine)
        await pilot.press("k")
        await wait_for_text(desk, pilot, "Which category?")
        categories = {row.code: row.id for row in await another_desk(queries.categories)}
        await another_desk(operations.change_category, morning.mine, categories["return"], actor=morning.site.supervisor)
        await pilot.press("2")
        await wait_for_text(desk, pilot, "Category (before: Repair)")
        await wait_for_text(desk, pilot, "1 Mine: Replacement")
        await pilot.press("1", "enter")
        await wait_for_text(desk, pilot, "category Replacement.")
        assert (await another_desk(ticket_file, morning.mine)).category_code == "replacement"


async def test_a_whole_life_by_keys(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.new)
        await pilot.press("f9")
        await wait_for_text(desk, pilot, "yours now.")
        await pilot.press("g")
        await wait_for_text(desk, pilot, "in progress.")
        await pilot.press("h", "1")
        await wait_for_text(desk, pilot, "on hold.")
        await wait_for_text(desk, pilot, "paused (customer)")
        await pilot.press("u")
        await wait_for_text(desk, pilot, "work goes on.")
        await pilot.press("d", *"done", "f2")
        await wait_for_text(desk, pilot, "resolved.")
        await pilot.press("z")
        await wait_for_text(desk, pilot, "closed.")
        assert await state(morning.new) is TicketStatus.CLOSED


async def test_the_customers_file_opens_from_the_ticket_and_esc_leads_back(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        ticket = await opened(desk, pilot, morning.overdue)
        await pilot.press("ctrl+f")
        await wait_for_text(desk, pilot, "Customer file")
        await pilot.press("escape")
        await settled(pilot)
        assert desk.screen is ticket


async def test_hostile_words_stay_words(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, morning.hostile)
        shown = text_of(desk)
        assert "[/]陈晓梅" in shown
        assert "[@click=app.bell]x[/]" in shown
        assert "\x1b" not in shown
