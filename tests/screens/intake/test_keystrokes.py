"""An ordinary call takes at most twelve key strokes besides its text, and hostile text does no harm."""

from __future__ import annotations

import pytest

from tests.screens.conftest import text_of, wait_for_text
from tests.screens.intake.conftest import CallCentre, OpenIntake, asked, paste, settled

MOST_KEYS = 12
"""To answer, find the customer, choose product and category, begin the second line, and save with the priority as proposed."""


@pytest.mark.parametrize(
    ("find", "digits"),
    [
        (("2", "0", "4", "6", "enter"), ("2", "1")),
        (("２", "０", "４", "６", "enter"), ("２", "１")),
        (("建", "国", "1"), ("2", "1")),
    ],
)
async def test_an_ordinary_call_takes_at_most_twelve_keys(
    open_intake: OpenIntake, call_centre: CallCentre, find: tuple[str, ...], digits: tuple[str, ...]
) -> None:
    keys = 1  # F4, which `open_intake` pressed
    async with open_intake() as (desk, pilot, intake):
        for key in find:
            await pilot.press(key)
            keys += 1
        await settled(desk, pilot)
        await pilot.press(*digits)
        assert desk.focused is intake.form.problem
        await pilot.press("闪", "烁", "enter", "换", "过")
        keys += len(digits) + 1
        await settled(desk, pilot)
        await pilot.press("f2", "enter")
        keys += 2
        await settled(desk, pilot)
        tickets = await asked(
            desk,
            "SELECT t.problem, t.customer_id, t.owned_product_id, k.code, t.priority"
            " FROM ticket t JOIN category k ON k.id = t.category_id",
        )
        assert tickets == [("闪烁\n换过", call_centre.li, call_centre.desk_lamp, "repair", "high")]
        assert keys <= MOST_KEYS


async def test_a_call_whose_number_came_in_takes_six(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, _intake):
        desk.new_call("13812342046")
        await settled(desk, pilot)
        await pilot.press("2", "1")
        await pilot.press("闪", "烁", "enter", "换", "过")
        await pilot.press("f2", "enter")
        await settled(desk, pilot)
        assert await asked(desk, "SELECT customer_id, owned_product_id FROM ticket") == [(call_centre.li, call_centre.desk_lamp)]


HOSTILE = "[/] [@click=app.quit]x[/]\n\x1b]0;title\x07\x1b[2J\n🙂👨‍👩‍👧🇨🇳\n" + "长" * 10_000


async def test_hostile_text_is_kept_to_the_letter_and_drives_nothing(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter", "1", "1")
        await settled(desk, pilot)
        intake.form.problem.post_message(paste(HOSTILE))
        intake.form.caller.post_message(paste("[/]李\x1b[31m"))
        await settled(desk, pilot)
        assert "\x1b" not in text_of(desk)
        await pilot.press("f2", "1")
        await settled(desk, pilot)
        harmless = HOSTILE.replace("\x1b", "").replace("\x07", "")
        assert await asked(desk, "SELECT problem FROM ticket") == [(harmless,)]
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        assert "[/] [@click=app.quit]x[/]" in text_of(desk)
        assert desk.is_running


async def test_a_number_of_forty_digits_is_refused_beside_its_field(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        intake.form.number.post_message(paste("1234567890" * 4))
        await settled(desk, pilot)
        await pilot.press("f2", "7")
        await settled(desk, pilot)
        assert desk.focused is intake.form.number
        assert intake.form.number.value == "1234567890" * 4
        assert "! " in text_of(desk).split("\n")[2]
        assert await asked(desk, "SELECT count(*) FROM call") == [(0,)]


async def test_keys_without_meaning_do_nothing(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        await pilot.press("9")
        assert intake.calls.current.draft.owned_product_id is None
        assert desk.focused is intake.form.product
        intake.form.category.focus()
        await pilot.press("x", "f11")
        await settled(desk, pilot)
        assert intake.form.category.value is None


async def test_the_language_changes_without_losing_a_character(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter", "1", "1", "闪", "烁")
        await settled(desk, pilot)
        await pilot.press("ctrl+l")
        await settled(desk, pilot)
        await wait_for_text(desk, pilot, "维修")
        assert "优先级" in text_of(desk)
        assert intake.form.problem.text == "闪烁"
        assert desk.focused is intake.form.problem
