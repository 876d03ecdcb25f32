"""Who is calling: found by whatever is typed, while it is typed."""

from __future__ import annotations

import pytest
from textual import events

from screens.intake.side import Page
from tests.screens.conftest import text_of, wait_for_text
from tests.screens.intake.conftest import CallCentre, OpenIntake, paste, settled


@pytest.mark.parametrize(
    "typed",
    [
        "13812342046",
        "+86 138 1234 2046",
        "008613812342046",
        "１３８１２３４２０４６",
        "0571-88001231转802",
        "2046",
        "２０４６",
        "李建国",
        "建国",
        "ljg",
        "lijianguo",
        "7781003",
    ],
)
async def test_the_caller_is_found_by_what_is_typed(open_intake: OpenIntake, call_centre: CallCentre, typed: str) -> None:
    async with open_intake() as (desk, pilot, intake):
        intake.form.number.post_message(paste(typed))
        await settled(desk, pilot)
        assert "李建国" in text_of(desk)
        await pilot.press("enter")
        await settled(desk, pilot)
        assert intake.calls.current.draft.customer_id == call_centre.li
        assert desk.focused is intake.form.product
        assert intake.form.caller.value == "李建国"
        assert "LX-60W 吸顶灯 SN 7781003" in text_of(desk)
        assert "13812342046" not in text_of(desk)


async def test_a_whole_number_of_one_customer_fills_the_right_side_by_itself(
    open_intake: OpenIntake, call_centre: CallCentre
) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"13812342046")
        await settled(desk, pilot)
        assert intake.calls.current.draft.customer_id == call_centre.li
        assert intake.calls.current.draft.number_text == "13812342046"
        await wait_for_text(desk, pilot, "VIP 华东/杭州")


async def test_two_customers_of_one_number_are_offered_and_arrows_and_digits_pick(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"13900001111")
        await settled(desk, pilot)
        assert intake.calls.current.draft.customer_id is None
        names = [match.name for match in intake.caller.matches]
        assert sorted(names) == ["陈大梅", "陈晓梅"]
        await pilot.press("down", "２")
        await settled(desk, pilot)
        assert intake.form.caller.value == names[1]


async def test_behind_a_chinese_name_a_digit_picks(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press("陈")
        await pilot.press("大", "1")
        await settled(desk, pilot)
        assert intake.form.caller.value == "陈大梅"


async def test_a_contact_of_a_company_is_the_caller(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"13700002222", "enter")
        await settled(desk, pilot)
        assert intake.calls.current.draft.customer_id == call_centre.hongda
        assert intake.form.caller.value == "周敏"


async def test_typing_ahead_of_the_answer_picks_caller_and_product(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        driver = desk._driver
        assert driver is not None
        for key in (*"2046", "enter", "1", "1", "x"):
            driver.send_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        while desk.keys_waiting:
            await pilot.pause()
        await settled(desk, pilot)
        draft = intake.calls.current.draft
        assert draft.customer_id == call_centre.li
        assert draft.owned_product_id == call_centre.ceiling_lamp
        assert intake.advising.category_code() == "repair"
        assert intake.form.problem.text == "x"


async def test_leaving_the_number_with_one_candidate_takes_it(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046")
        await settled(desk, pilot)
        await pilot.press("tab")
        await settled(desk, pilot)
        assert intake.calls.current.draft.customer_id == call_centre.li
        assert desk.focused is intake.form.channel


async def test_a_digit_beyond_the_list_begins_a_text(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        await pilot.press("9", "w")
        await settled(desk, pilot)
        assert intake.calls.current.draft.product_text == "9w"
        assert intake.calls.current.draft.owned_product_id is None


async def test_an_unknown_number_asks_for_the_name_of_the_new_file(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"13655556666", "enter")
        await settled(desk, pilot)
        assert desk.focused is intake.form.caller
        await pilot.press("王", "五")
        await wait_for_text(desk, pilot, "A new file is opened with the call: 王五 13655556666")


async def test_another_number_lets_the_caller_go(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter", "1")
        await settled(desk, pilot)
        intake.form.number.focus()
        await pilot.press("9")
        await settled(desk, pilot)
        draft = intake.calls.current.draft
        assert (draft.customer_id, draft.owned_product_id, draft.number_text) == (None, None, "9")
        assert "LX-60W" not in text_of(desk)


async def test_a_model_is_found_by_its_code_and_enter_takes_it(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        intake.form.product.focus()
        await pilot.press(*"lx-6")
        await settled(desk, pilot)
        assert "LX-60W 吸顶灯" in text_of(desk)
        await pilot.press("enter")
        await settled(desk, pilot)
        assert intake.calls.current.draft.product_text == "LX-60W 吸顶灯"
        assert desk.focused is intake.form.category


async def test_narrow_screens_turn_between_customer_and_history(open_intake: OpenIntake) -> None:
    async with open_intake(size=(80, 24)) as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        assert "LX-60W" in text_of(desk)
        await pilot.press("ctrl+down")
        await pilot.pause()
        assert intake.side.page is Page.HISTORY
        assert "LX-60W" not in text_of(desk)
        assert desk.focused is intake.form.product
