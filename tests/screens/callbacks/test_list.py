"""The list of callbacks: views by digit, what colleagues do, the work on rows, the daily sheet, planned interviews."""

from __future__ import annotations

from datetime import timedelta

from models import database
from models.callbacks.operations import Answers, CallbackDraft, excuse, promise_callback, record_attempt, record_result
from models.callbacks.tables import AttemptOutcome, Callback, CallbackStatus
from models.people.permissions import SYSTEM
from screens.callbacks.screen import CallbacksScreen
from screens.widgets.status_line import StatusLine
from tests.screens.a_morning import settled
from tests.screens.callbacks.conftest import Afternoon, go_to, list_shown, under_cursor
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


async def test_digits_and_their_full_width_twins_switch_the_view(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await settled(pilot)
        assert list_shown(desk).table.view.total == 4
        await pilot.press("3")
        await settled(pilot)
        assert under_cursor(desk) == afternoon.promised
        await pilot.press("４")
        await settled(pilot)
        assert under_cursor(desk) == afternoon.followed_up
        await wait_for_text(desk, pilot, "6 All 5")


async def test_f6_leads_to_the_list_from_everywhere(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk() as (desk, pilot):
        await pilot.press("f6")
        await wait_for_text(desk, pilot, "1 Due 4")
        await pilot.press("enter", "f6")
        await settled(pilot)
        assert isinstance(desk.screen, CallbacksScreen)


async def test_a_colleagues_work_moves_neither_cursor_nor_focus(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.promised)
        await another_desk(excuse, afternoon.followed_up, "顾客出国", actor=afternoon.site.supervisor)
        desk.database_changed()
        await wait_for_text(desk, pilot, "/ 4")
        assert under_cursor(desk) == afternoon.promised
        assert desk.focused is list_shown(desk).table


async def test_marked_rows_are_taken_on_together(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await settled(pilot)
        await pilot.press("space", "space", "f9")
        await wait_for_text(desk, pilot, "Taken on: 2")
        mine = await another_desk(database.rows, "SELECT count(*) FROM callback WHERE owner_id IS NOT NULL")
        assert mine == [(3,)]


async def test_closing_without_a_call_needs_who_may_and_a_reason(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen, actor=afternoon.site.supervisor) as (desk, pilot):
        await go_to(desk, pilot, afternoon.tried)
        await pilot.press("x", "enter")
        await wait_for_text(desk, pilot, "The reason is kept.")
        await pilot.press(*"moved", "enter")
        await wait_for_text(desk, pilot, "Closed without a call: 1")
        made = await another_desk(Callback.get_by_id, afternoon.tried)
        assert (made.status, made.done_reason) == (CallbackStatus.EXCUSED, "moved")


async def test_the_daily_sheet_lists_who_called(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await pilot.press("d")
        await wait_for_text(desk, pilot, "Daily callback sheet")
        await wait_for_text(desk, pilot, "张敏  2  1  0  0  0")


async def test_an_empty_list_says_what_would_be_here(open_desk: OpenDesk, small_site: SmallSite) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await wait_for_text(desk, pilot, "No callback is due.")
        await pilot.press("enter", "f9", "o", "space", "end")
        assert desk.screen.is_modal is False


async def test_interviews_are_planned_in_one_dialog(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen, actor=afternoon.site.supervisor) as (desk, pilot):
        await pilot.press("i")
        await wait_for_text(desk, pilot, "2 customers fit.")
        await pilot.press(*"round", "f2")
        await wait_for_text(desk, pilot, "What to ask")
        await pilot.press("tab", *"use", "tab", "enter", *"xdd", "enter", "f2")
        await wait_for_text(desk, pilot, "Models  LX-60W")
        await wait_for_text(desk, pilot, "1 customers fit.")
        await pilot.press("shift+tab", "backspace", *["tab"] * 6, "enter", *"zhang", "enter", *"8001", "enter", "f2")
        await wait_for_text(desk, pilot, "Who calls  李主管, 张敏")
        await pilot.press("escape")
        assert desk.screen.is_modal is False
        await pilot.press("i")
        await wait_for_text(desk, pilot, "Who calls  李主管, 张敏")
        await wait_for_text(desk, pilot, "2 customers fit.")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "2 interviews are planned.")
        made = await another_desk(
            lambda: database.rows("SELECT owner_id FROM callback WHERE kind = 'interview' ORDER BY owner_id")
        )
        assert len({owner for (owner,) in made}) == len(made) == 2


async def test_the_filter_narrows_the_list_and_takes_the_figures_place(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await settled(pilot)
        await wait_for_text(desk, pilot, "Today: due")
        await pilot.press("slash", *"hongda")
        await wait_for_text(desk, pilot, "1-2 / 2")
        assert "Today: due" not in text_of(desk)
        await pilot.press("enter", "6")
        await wait_for_text(desk, pilot, "1-3 / 3")
        await pilot.press("escape")
        await wait_for_text(desk, pilot, "/ 5")
        await wait_for_text(desk, pilot, "Today: due")


async def test_one_that_is_over_is_found_and_read_whole_but_not_changed(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    agent = afternoon.site.agent
    await another_desk(record_result, afternoon.served, Answers(satisfied=True, attitude=5, comment="师傅很准时"), actor=agent)
    afternoon.at.advance(timedelta(minutes=1))
    await another_desk(record_attempt, afternoon.tried, AttemptOutcome.REFUSED, "不愿再被打扰", actor=agent)
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await pilot.press("7")
        await wait_for_text(desk, pilot, "7 Past 2")
        await wait_for_text(desk, pilot, "11-20 14:33 Refused")
        await wait_for_text(desk, pilot, "11-20 14:32 satisfied")
        assert under_cursor(desk) == afternoon.tried
        assert "Take on" not in text_of(desk)
        await pilot.press("／", *"lijianguo")
        await wait_for_text(desk, pilot, "1-1 / 1")
        await pilot.press("enter", "enter")
        await wait_for_text(desk, pilot, "师傅很准时")
        assert "Attitude 5" in text_of(desk)
        await pilot.press("1", "f2", "escape", "6")
        await wait_for_text(desk, pilot, "Due at")
        await wait_for_text(desk, pilot, "Take on")


async def test_a_promise_that_comes_due_is_told_without_a_key_or_the_focus(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await go_to(desk, pilot, afternoon.served)
        await pilot.press("enter", "1", "4")
        focused = desk.focused
        afternoon.at.advance(timedelta(minutes=30))
        desk.check_in()
        await wait_for_text(desk, pilot, "You promised 宏达建材有限公司上海分公司")
        assert desk.focused is focused
        assert any(part.text == "Callbacks 2" for part in desk.screen.query_one(StatusLine).pieces)
        await pilot.press("5", "f2")
        await wait_for_text(desk, pilot, "Satisfied.")


async def test_anyones_promise_is_told_to_who_may_make_it(open_desk: OpenDesk, afternoon: Afternoon) -> None:
    async with open_desk(CallbacksScreen) as (desk, pilot):
        await settled(pilot)
        soon = afternoon.at.at + timedelta(minutes=1)
        draft = CallbackDraft(client_uuid="00000000-0000-4000-8000-0000000000aa", due_at=soon, number="13900001111")
        await another_desk(promise_callback, draft, actor=SYSTEM)
        afternoon.at.advance(timedelta(minutes=2))
        desk.check_in()
        await wait_for_text(desk, pilot, "139****1111 was promised a call back at 14:33")
