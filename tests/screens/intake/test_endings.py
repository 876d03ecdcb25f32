"""The eight endings of a call, each by one digit, and what they leave in the registers."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from models.fields import from_stored
from models.people.tables import AgentState
from screens.desk import DeskApp
from screens.intake.screen import IntakeScreen
from tests.screens.conftest import text_of, wait_for_text
from tests.screens.intake.conftest import CallCentre, OpenIntake, asked, paste, settled

PROBLEM = "开灯十分钟后闪烁\n已换过一次灯珠"


async def ordinary_call(desk: DeskApp, pilot: Pilot[None], intake: IntakeScreen) -> None:
    """Li's ceiling lamp needs a repair; two lines of text."""
    await pilot.press(*"2046", "enter")
    await settled(desk, pilot)
    await pilot.press("1", "1")
    intake.form.problem.post_message(paste(PROBLEM))
    await settled(desk, pilot)


async def ended(desk: DeskApp) -> dict[str, object]:
    """The newest row of the register."""
    columns = "ending, customer_id, ticket_id, transferred_to_id, summary, caller_number, number"
    rows = await asked(desk, f"SELECT {columns} FROM call ORDER BY id DESC LIMIT 1")
    return dict(zip(columns.split(", "), rows[0], strict=True)) if rows else {}


async def test_1_opens_a_ticket_and_frees_the_form(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "1")
        await settled(desk, pilot)
        row = await ended(desk)
        tickets = await asked(
            desk,
            "SELECT t.number, t.problem, t.owned_product_id, k.code, t.priority"
            " FROM ticket t JOIN category k ON k.id = t.category_id",
        )
        assert row["ending"] == "ticket_opened"
        assert tickets == [(tickets[0][0], PROBLEM, call_centre.ceiling_lamp, "repair", "high")]
        assert f"Ticket {tickets[0][0]}" in text_of(desk)
        assert desk.focused is intake.form.number
        assert intake.form.problem.text == ""
        assert intake.form.number.value == ""
        assert desk.status.state is AgentState.WRAP_UP
        assert desk.status.call_since is None


async def test_enter_takes_the_usual_ending(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "enter")
        await settled(desk, pilot)
        assert (await ended(desk))["ending"] == "ticket_opened"


async def test_2_answered_on_the_call_leaves_a_row_and_no_ticket(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "２")
        await settled(desk, pilot)
        row = await ended(desk)
        assert (row["ending"], row["customer_id"], row["ticket_id"]) == ("answered", call_centre.li, None)
        assert row["summary"] == PROBLEM


async def test_3_adds_to_the_open_ticket(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "1")
        await settled(desk, pilot)
        await ordinary_call(desk, pilot, intake)
        assert "! Open ticket" in text_of(desk)
        await pilot.press("f2", "3", "1")
        await settled(desk, pilot)
        row = await ended(desk)
        assert row["ending"] == "added_to_ticket"
        assert await asked(desk, "SELECT count(*) FROM ticket") == [(1,)]
        assert await asked(desk, "SELECT ticket_id, text FROM ticket_note") == [(row["ticket_id"], PROBLEM)]


async def test_an_open_ticket_is_decided_about_before_another_is_opened(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        for keys in (("1",), ("1", "1"), ("1", "2")):
            await ordinary_call(desk, pilot, intake)
            await pilot.press("f2", *keys)
            await settled(desk, pilot)
        endings = await asked(desk, "SELECT ending FROM call ORDER BY id")
        assert endings == [("ticket_opened",), ("added_to_ticket",), ("ticket_opened",)]


async def test_the_choice_in_the_advice_decides_too(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "1")
        await settled(desk, pilot)
        await ordinary_call(desk, pilot, intake)
        await pilot.press("tab", "1")
        assert desk.focused is intake.form.problem
        await pilot.press("f2", "enter")
        await settled(desk, pilot)
        assert (await ended(desk))["ending"] == "added_to_ticket"


async def test_3_without_an_open_ticket_says_so_and_keeps_everything(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "3")
        await wait_for_text(desk, pilot, "no open ticket to add to")
        assert await ended(desk) == {}
        assert intake.form.problem.text == PROBLEM


async def test_4_opens_a_complaint(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "4")
        await wait_for_text(desk, pilot, "What is the complaint about?")
        await pilot.press("3")
        await settled(desk, pilot)
        assert (await ended(desk))["ending"] == "complaint_opened"
        assert await asked(desk, "SELECT complaint_class FROM complaint") == [("timeliness",)]
        assert await asked(desk, "SELECT count(*) FROM ticket") == [(0,)]
        await wait_for_text(desk, pilot, "Saved. Complaint C-")


@pytest.mark.parametrize(
    ("keys", "words", "due"),
    [
        (("3",), "", "2026-11-21 08:32:00"),
        (("6",), "明天10点", "2026-11-22 02:00:00"),
    ],
)
async def test_5_promises_a_callback(open_intake: OpenIntake, keys: tuple[str, ...], words: str, due: str) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "5", *keys)
        if words:
            await pilot.press(*words, "enter")
        await settled(desk, pilot)
        assert (await ended(desk))["ending"] == "callback_promised"
        found = await asked(desk, "SELECT due_at FROM callback")
        assert [f"{from_stored(at):%Y-%m-%d %H:%M:%S}" for (at,) in found] == [due]


async def test_5_asks_again_for_a_time_that_is_none(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "5", "6", *"soon", "enter")
        await wait_for_text(desk, pilot, "is not usable")
        assert "soon" in text_of(desk)
        await pilot.press("escape")
        await settled(desk, pilot)
        assert intake.form.problem.text == PROBLEM
        assert await ended(desk) == {}


async def test_6_transfers_to_a_colleague(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        await pilot.press("f2", "6", "1")
        await settled(desk, pilot)
        row = await ended(desk)
        assert (row["ending"], row["transferred_to_id"]) == ("transferred", call_centre.site.supervisor.staff_id)


async def test_7_and_8_leave_only_a_row(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        for digit, ending in (("7", "wrong_number"), ("8", "dropped")):
            await pilot.press(*"13655556666", "f2", digit)
            await settled(desk, pilot)
            row = await ended(desk)
            assert (row["ending"], row["customer_id"]) == (ending, None)
            assert row["caller_number"] == "+8613655556666"
            assert intake.form.number.value == ""


async def test_an_unknown_caller_gets_a_file(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"13655556666", "enter")
        await settled(desk, pilot)
        await pilot.press("王", "五")
        intake.form.problem.post_message(paste("灯不亮"))
        intake.form.category.focus()
        await pilot.press("1", "f2", "1")
        await settled(desk, pilot)
        rows = await asked(desk, "SELECT c.name, n.number FROM customer c JOIN contact_number n ON n.customer_id = c.id")
        assert ("王五", "+8613655556666") in rows


async def test_a_refused_save_keeps_everything_and_goes_to_the_field(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        await pilot.press("1")
        intake.form.problem.post_message(paste(PROBLEM))
        await settled(desk, pilot)
        await pilot.press("f2", "1")
        await settled(desk, pilot)
        assert desk.focused is intake.form.category
        assert "! needed" in text_of(desk)
        await wait_for_text(desk, pilot, "Category is missing.")
        assert intake.form.problem.text == PROBLEM
        await pilot.press("1", "f2", "1")
        await settled(desk, pilot)
        assert (await ended(desk))["ending"] == "ticket_opened"


async def test_esc_in_the_question_goes_back_to_the_field(open_intake: OpenIntake) -> None:
    async with open_intake() as (desk, pilot, intake):
        await ordinary_call(desk, pilot, intake)
        intake.form.problem.focus()
        await pilot.press("f2", "escape")
        await settled(desk, pilot)
        assert desk.focused is intake.form.problem
        assert intake.form.problem.text == PROBLEM
        assert await ended(desk) == {}
