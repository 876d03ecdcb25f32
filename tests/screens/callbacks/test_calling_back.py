"""A callback made by digits: few keys, what follows is said before it is done, nothing entered is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import database
from models.callbacks.operations import Answers, record_result, take_on
from models.callbacks.tables import Callback, CallbackAttempt, CallbackStatus, Survey
from models.customers.tables import Customer
from models.events.queries import timeline
from models.events.tables import Subject
from models.tickets.tables import TicketStatus
from screens.callbacks.callback import CallbackScreen
from screens.callbacks.form import CallbackForm
from screens.callbacks.screen import CallbacksScreen
from screens.desk import DeskApp
from screens.dialogs.choose import Choose
from tests.screens.a_morning import settled, state
from tests.screens.callbacks.conftest import Afternoon, go_to
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import another_desk

MOST_KEYS = 5
"""For a callback whose customer was reached and satisfied, counted from the list."""


def form(desk: DeskApp) -> CallbackForm:
    """The form of the open callback."""
    return desk.screen.query_one(CallbackForm)


async def callback(callback_id: int) -> Callback:
    """The row as it stands in the database."""
    found: Callback = await another_desk(Callback.get_by_id, callback_id)
    return found


@pytest.mark.parametrize("keys", [("enter", "1", "5", "f2"), ("enter", "１", "４", "５", "f2")])
async def test_reached_and_satisfied_takes_five_keys(open_desk: OpenDesk, afternoon: Afternoon, keys: tuple[str, ...]) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        for key in keys:
            await pilot.press(key)
        await wait_for_text(desk, pilot, "Satisfied. T-261119-001 is closed")
        assert len(keys) <= MOST_KEYS
        assert (await callback(afternoon.served)).status is CallbackStatus.REACHED
        survey = await another_desk(Survey.get, Survey.callback == afternoon.served)
        assert (survey.satisfied, survey.result) == (True, 5 if "5" in keys else 4)
        assert await state(afternoon.ticket_id) is TicketStatus.CLOSED
        assert isinstance(desk.screen, CallbacksScreen)


async def test_a_promise_that_was_kept_takes_three_keys(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.promised)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "告知配件到货时间")
        assert "Papers" not in text_of(desk)
        await pilot.press("1", "f2")
        await wait_for_text(desk, pilot, "Satisfied.")
        assert (await callback(afternoon.promised)).status is CallbackStatus.REACHED


async def test_satisfied_follows_the_result_until_it_is_chosen(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(lambda: CallbackScreen(afternoon.served)) as (desk, pilot):
        await wait_for_text(desk, pilot, "LX-60W")
        await pilot.press("1", "2")
        assert form(desk).said_satisfied is False
        await wait_for_text(desk, pilot, "is reopened to 张敏")
        await pilot.press("shift+tab", "3")
        assert form(desk).said_satisfied is True
        await pilot.press("tab", "tab", "tab", "tab", "2")
        assert form(desk).said_satisfied is False
        await pilot.press(*["shift+tab"] * 6, "5")
        assert form(desk).said_satisfied is False


async def test_dissatisfied_says_what_will_happen_before_it_does(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        await pilot.press("enter", "1", "1", "f2")
        await wait_for_text(desk, pilot, "T-261119-001 is reopened to 张敏, the supervisor is told")
        assert isinstance(desk.screen, Choose)
        assert await state(afternoon.ticket_id) is TicketStatus.RESOLVED
        await pilot.press("escape")
        assert (await callback(afternoon.served)).status is CallbackStatus.OPEN
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Open a complaint instead")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Dissatisfied. T-261119-001 is reopened")
        assert await state(afternoon.ticket_id) is TicketStatus.IN_PROGRESS


async def test_a_complaint_may_be_opened_instead(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        await pilot.press("enter", "1", "1", "f2")
        await wait_for_text(desk, pilot, "Open a complaint instead")
        await pilot.press("2")
        await wait_for_text(desk, pilot, "Dissatisfied. A complaint is opened at level 2")
        links = await another_desk(database.rows, "SELECT count(*) FROM complaint", ())
        assert links == [(2,)]


async def test_the_next_time_is_shown_and_can_be_changed(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        await pilot.press("enter", "2")
        await wait_for_text(desk, pilot, "It comes back at 11-23 10:00")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "No answer. Next attempt 11-23 10:00.")
        await go_to(desk, pilot, afternoon.tried)
        await pilot.press("enter", "6", *"17:30", "f2")
        await wait_for_text(desk, pilot, "Asked for another time. Next attempt 11-20 17:30.")
        made = await callback(afternoon.tried)
        assert made.due_at == afternoon.at.at.replace(hour=9, minute=30)


async def test_after_the_last_half_day_the_message_is_asked_and_kept(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    def tried_before() -> None:
        CallbackAttempt.update(outcome="no_answer").execute()
        row = CallbackAttempt.select().dicts().get()
        for days in (1, 2):
            copied = {name: value for name, value in row.items() if name != "id"}
            copied["at"] = row["at"] - timedelta(days=days)
            copied["day"] = row["day"] - timedelta(days=days)
            CallbackAttempt.insert(**copied).execute()

    async with open_desk(CallbacksScreen) as (desk, pilot):
        await another_desk(tried_before)
        await go_to(desk, pilot, afternoon.tried)
        await pilot.press("enter", "3")
        await wait_for_text(desk, pilot, "F2 asks which message was")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "We could not reach you by telephone")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "The callback has ended: Unreachable")
        events = await another_desk(timeline, Subject.CALLBACK, afternoon.tried)
        ended = next(event for event in events if event.kind == "ended")
        assert "could not reach you" in str(ended.facts["message"])


async def test_papers_are_checked_by_digits_and_saved_with_the_attempt(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        await pilot.press("enter", "p", "1", "２", "3", "3", "enter", "1", "5", "f2")
        await wait_for_text(desk, pilot, "Satisfied.")
        made = await callback(afternoon.served)
        assert (made.warranty_card, made.service_sheet, made.signature) == (True, True, False)


async def test_what_was_entered_is_offered_again(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        await pilot.press("enter", "1", "4", "tab", "tab", "tab", "tab", "tab", *"slow", "escape")
        await settled(pilot)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "slow")
        assert form(desk).entered().scores[0] == 4


async def test_a_colleagues_work_is_shown_and_takes_nothing_away(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(lambda: CallbackScreen(afternoon.served)) as (desk, pilot):
        await wait_for_text(desk, pilot, "LX-60W")
        await pilot.press("1", "4")
        focused = desk.focused
        await another_desk(take_on, afternoon.served, actor=afternoon.site.supervisor)
        desk.database_changed()
        await wait_for_text(desk, pilot, "Owner: 李主管")
        assert desk.focused is focused
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Satisfied. T-261119-001 is closed")


async def test_a_number_is_revealed_for_a_reason_only(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(lambda: CallbackScreen(afternoon.served)) as (desk, pilot):
        await wait_for_text(desk, pilot, "138****2046")
        await wait_for_text(desk, pilot, "Take on")
        await pilot.press("ctrl+r", *"dial", "enter")
        await wait_for_text(desk, pilot, "138 1234 2046")
        await pilot.press("f9")
        await wait_for_text(desk, pilot, "Take on", gone=True)


async def test_hostile_names_stay_text(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    await another_desk(lambda: Customer.update(name="[/]李\x1b[31m[@click=app.quit]x").execute())
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        assert "\x1b" not in text_of(desk)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "[/]李[31m[@click=app.quit]x")
        assert "\x1b" not in text_of(desk)


async def test_who_comes_second_sees_what_the_colleague_did_and_may_go_on(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(lambda: CallbackScreen(afternoon.served)) as (desk, pilot):
        await wait_for_text(desk, pilot, "LX-60W")
        await pilot.press("1", "1", "f2")
        await wait_for_text(desk, pilot, "T-261119-001 is reopened to 张敏, the supervisor is told")
        await another_desk(take_on, afternoon.served, actor=afternoon.site.supervisor)
        await pilot.press("1")
        await wait_for_text(desk, pilot, "What happened last:")
        await wait_for_text(desk, pilot, "李主管  Took the callback on")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "The customer is dissatisfied. This will happen:")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Dissatisfied. T-261119-001 is reopened")


async def test_one_that_a_colleague_made_meanwhile_can_only_be_looked_at(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(lambda: CallbackScreen(afternoon.served)) as (desk, pilot):
        await wait_for_text(desk, pilot, "LX-60W")
        await pilot.press("1", "1", "f2")
        await wait_for_text(desk, pilot, "This will happen:")
        await another_desk(record_result, afternoon.served, Answers(satisfied=True), actor=afternoon.site.supervisor)
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Reached the customer; satisfied: yes")
        await pilot.press("enter")
        assert (await another_desk(lambda: Survey.select().count())) == 1
