"""Commands on marked tickets: done one by one, refusals told with their reason."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import TextArea

from models.people.queries import actor_of
from models.sla.tables import Priority
from models.tickets import operations
from models.tickets.file import ticket_file
from models.tickets.tables import HoldReason, TicketStatus
from screens.desk import DeskApp
from screens.dialogs.priority import ChoosePriority
from screens.dialogs.staff import ChooseStaff
from screens.queue.screen import QueueScreen
from tests.screens.a_morning import Morning, settled, state
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


async def all_tickets(desk: DeskApp, pilot: Pilot[None], *, marked: int = 0) -> QueueScreen:
    """Shows every ticket and marks the first ones."""
    screen = desk.screen
    assert isinstance(screen, QueueScreen)
    await pilot.press("8")
    await settled(pilot)
    await pilot.press(*["space"] * marked)
    return screen


async def test_what_was_refused_is_told_and_stays_marked(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        screen = await all_tickets(desk, pilot, marked=5)
        await pilot.press("f9")
        await wait_for_text(desk, pilot, "2 tickets: yours now.")
        await wait_for_text(desk, pilot, "3 were refused:")
        await wait_for_text(desk, pilot, "T-261119-001")
        await pilot.press("enter")
        await settled(pilot)
        assert {row.id for row in screen.table.chosen()} == {morning.overdue, morning.mine, morning.held}
        assert desk.focused is screen.table


async def test_hold_asks_for_the_reason_by_digit(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await all_tickets(desk, pilot, marked=2)
        await pilot.press("h")
        await wait_for_text(desk, pilot, "What does it wait for?")
        await pilot.press("２")
        await wait_for_text(desk, pilot, "2 tickets: on hold.")
        file = await another_desk(ticket_file, morning.new)
        assert (file.status, file.hold_reason) == (TicketStatus.ON_HOLD, HoldReason.PARTS)


async def test_the_key_shown_in_the_action_list_does_the_action(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await all_tickets(desk, pilot, marked=2)
        await pilot.press("full_stop")
        await wait_for_text(desk, pilot, "Put on hold  (h)")
        await pilot.press("h")
        await wait_for_text(desk, pilot, "What does it wait for?")


async def test_assigning_finds_a_colleague_by_pinyin(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen, actor=morning.site.supervisor) as (desk, pilot):
        await all_tickets(desk, pilot)
        await pilot.press("a")
        await wait_for_text(desk, pilot, "Who is to take it?")
        assert isinstance(desk.screen, ChooseStaff)
        await pilot.press(*"wg")
        await settled(pilot)
        assert [row.choice.name for row in desk.screen.table.chosen()] == ["王工"]
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "assigned to 王工")
        assert (await another_desk(ticket_file, morning.new)).owner_name == "王工"


async def test_a_role_without_the_right_neither_sees_nor_has_the_key(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await all_tickets(desk, pilot)
        await wait_for_text(desk, pilot, "F9 Claim")
        assert "a Assign" not in text_of(desk)
        await pilot.press("a", "x")
        assert not desk.screen.is_modal


async def test_the_priority_dialog_shows_what_becomes_of_the_due_times(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        screen = await all_tickets(desk, pilot)
        await pilot.press("down", "p")
        await wait_for_text(desk, pilot, "Which priority?")
        assert isinstance(desk.screen, ChoosePriority)
        await pilot.press("1")
        await wait_for_text(desk, pilot, "->")
        shown = text_of(desk)
        assert "First response" in shown
        assert "Resolution" in shown
        row = screen.table.row
        assert row is not None
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "priority Urgent.")
        assert (await another_desk(ticket_file, row.id)).priority is Priority.URGENT


async def test_cancelling_asks_first_and_no_is_the_default(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen, actor=morning.site.supervisor) as (desk, pilot):
        await all_tickets(desk, pilot)
        await pilot.press("x")
        await wait_for_text(desk, pilot, "Cancel for good?")
        await pilot.press("enter")
        await settled(pilot)
        assert await state(morning.new) is TicketStatus.NEW
        await pilot.press("x", "y")
        await wait_for_text(desk, pilot, "Why is it cancelled?")
        await pilot.press(*"twice", "f2")
        await wait_for_text(desk, pilot, "cancelled.")
        assert await state(morning.new) is TicketStatus.CANCELLED


async def test_marked_doubles_are_merged_into_the_one_that_is_kept(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await all_tickets(desk, pilot, marked=2)
        await pilot.press("m")
        await wait_for_text(desk, pilot, "Which ticket is kept?")
        await pilot.press("2", "y")
        await wait_for_text(desk, pilot, "merged.")
        assert (await another_desk(ticket_file, morning.new)).merged_into_id is not None


async def test_the_menu_reaches_every_command_by_digit(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await all_tickets(desk, pilot)
        await pilot.press("。")
        await wait_for_text(desk, pilot, "1 Claim")
        await pilot.press("２")
        await wait_for_text(desk, pilot, "What was the customer told?")
        desk.screen.query_one(TextArea).text = "马上派人"
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "reply recorded.")
        assert await state(morning.new) is TicketStatus.ACCEPTED


async def test_a_colleagues_change_is_shown_before_anything_is_done(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await all_tickets(desk, pilot)
        await pilot.press("r")
        await wait_for_text(desk, pilot, "What was the customer told?")
        desk.screen.query_one(TextArea).text = "马上派人"
        colleague = await another_desk(actor_of, morning.engineer.staff_id)
        await another_desk(operations.respond, morning.new, "已经联系过了", actor=colleague)
        desk.database_changed()
        await settled(pilot)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "was changed by 王工 meanwhile")
        await wait_for_text(desk, pilot, "已经联系过了")
        await pilot.press("escape")
        await settled(pilot)
        assert not desk.screen.is_modal
        await pilot.press("r")
        await wait_for_text(desk, pilot, "马上派人")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "reply recorded.")
