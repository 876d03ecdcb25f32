"""Nothing typed is lost: pauses, Esc, a dead desk, a second call, a database that says no."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

from models import database
from models.calls.drafts import from_json, new_draft
from models.calls.journal import Journal
from models.clock import FakeClock
from models.people.tables import AgentState
from screens.intake.calls import Phase
from screens.intake.screen import IntakeScreen
from screens.rooms import Rooms
from screens.unsent import PAUSE_SECONDS
from tests.models.builders import category_id
from tests.screens.conftest import EmptyScreen, OpenDesk, text_of, wait_for_text
from tests.screens.intake.conftest import CallCentre, OpenIntake, asked, paste, settled

STORY = "开灯十分钟后闪烁\n已换过一次灯珠 [/] 🙂\n第三行"


def left(tmp_path: Path, staff_id: int | None) -> list[str]:
    """The problems in the journal's file, as the next start of a desk would find them once this one is dead."""
    with sqlite3.connect(tmp_path / "journal.db") as journal:
        rows = journal.execute("SELECT body FROM draft WHERE staff_id = ? ORDER BY kept_at", (staff_id,)).fetchall()
    return [from_json(body).problem for (body,) in rows]


def _repair() -> int:
    with database.connection():
        return category_id("repair")


async def test_a_pause_in_typing_puts_the_draft_on_the_disk(
    open_intake: OpenIntake, call_centre: CallCentre, tmp_path: Path
) -> None:
    async with open_intake() as (_desk, pilot, intake):
        intake.form.problem.focus()
        intake.form.problem.post_message(paste(STORY))
        async with asyncio.timeout(PAUSE_SECONDS + 60):
            while left(tmp_path, call_centre.site.agent.staff_id) != [STORY]:
                await pilot.pause()
        assert intake.calls.current.draft.problem == STORY


async def test_the_call_of_a_dead_desk_comes_back_with_one_key(
    call_centre: CallCentre, open_desk: OpenDesk, tmp_path: Path, fake_clock: FakeClock
) -> None:
    staff_id = call_centre.site.agent.staff_id
    assert staff_id is not None
    repair = await asyncio.to_thread(_repair)
    dead = Journal(tmp_path / "journal.db")
    draft = new_draft(
        number_text="13812342046",
        customer_id=call_centre.li,
        caller_name="李建国",
        owned_product_id=call_centre.ceiling_lamp,
        category_id=repair,
        problem=STORY,
        answered_at=fake_clock(),
    )
    dead.keep(draft, staff_id=staff_id, desk="desk")
    dead.close()
    fake_clock.advance(timedelta(minutes=5))
    async with open_desk(rooms=Rooms(queue=EmptyScreen)) as (desk, pilot):
        await wait_for_text(desk, pilot, "Calls that were not saved")
        await pilot.press("1")
        await settled(desk, pilot)
        intake = desk.screen
        assert isinstance(intake, IntakeScreen)
        assert intake.form.problem.text == STORY
        assert desk.focused is intake.form.problem
        assert intake.form.problem.cursor_location == (2, 3)
        assert intake.form.number.value == "138****2046"
        assert intake.form.product.value == "LX-60W 吸顶灯 SN 7781003"
        assert intake.calls.current.phase is Phase.ENDED
        assert left(tmp_path, staff_id) == [STORY]
        assert "First response" in text_of(desk)
        await pilot.press("f2", "1")
        await settled(desk, pilot)
        assert await asked(desk, "SELECT problem FROM ticket") == [(STORY,)]
        assert left(tmp_path, staff_id) == []


async def test_the_other_left_behind_calls_are_parked(
    call_centre: CallCentre, open_desk: OpenDesk, tmp_path: Path, fake_clock: FakeClock
) -> None:
    staff_id = call_centre.site.agent.staff_id
    assert staff_id is not None
    dead = Journal(tmp_path / "journal.db")
    for problem in ("first", "second"):
        dead.keep(new_draft(problem=problem, caller_name=problem), staff_id=staff_id, desk="desk")
        fake_clock.advance(timedelta(minutes=1))
    dead.close()
    async with open_desk(rooms=Rooms(queue=EmptyScreen)) as (desk, pilot):
        await wait_for_text(desk, pilot, "Calls that were not saved")
        await pilot.press("2")
        await settled(desk, pilot)
        intake = desk.screen
        assert isinstance(intake, IntakeScreen)
        assert intake.form.problem.text == "second"
        await wait_for_text(desk, pilot, "Parked: first")
        await pilot.press("ctrl+n")
        await settled(desk, pilot)
        assert intake.form.problem.text == "first"


async def test_esc_parks_and_f4_with_ctrl_n_takes_back(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter", "2")
        intake.form.problem.post_message(paste(STORY))
        await settled(desk, pilot)
        await pilot.press("escape")
        await settled(desk, pilot)
        assert isinstance(desk.screen, EmptyScreen)
        assert desk.status.state is AgentState.AVAILABLE
        await pilot.press("f4")
        await settled(desk, pilot)
        assert intake.form.problem.text == ""
        assert "Parked: 李建国" in text_of(desk)
        await pilot.press("ctrl+n")
        await settled(desk, pilot)
        assert intake.form.problem.text == STORY
        assert intake.form.product.value == "LX-24W 台灯 SN 2400017"
        assert "Parked:" not in text_of(desk)


async def test_a_second_call_parks_the_first_and_both_are_saved(open_intake: OpenIntake, call_centre: CallCentre) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        intake.form.problem.post_message(paste("first"))
        await settled(desk, pilot)
        desk.new_call("0571-86005500")
        await settled(desk, pilot)
        assert intake.calls.current.draft.customer_id == call_centre.hongda
        assert intake.form.problem.text == ""
        assert desk.focused is intake.form.product
        for summary in ("second", None):
            if summary:
                intake.form.problem.post_message(paste(summary))
            await settled(desk, pilot)
            await pilot.press("f2", "2")
            await settled(desk, pilot)
            await pilot.press("ctrl+n")
            await settled(desk, pilot)
        assert await asked(desk, "SELECT summary, customer_id FROM call ORDER BY id") == [
            ("second", call_centre.hongda),
            ("first", call_centre.li),
        ]


async def test_the_end_of_the_desk_keeps_calls_in_hand_and_parked(
    open_intake: OpenIntake, call_centre: CallCentre, tmp_path: Path
) -> None:
    async with open_intake() as (desk, pilot, intake):
        for problem in ("parked one", "in hand"):
            await pilot.press("f4")
            await settled(desk, pilot)
            intake.form.problem.post_message(paste(problem))
            await settled(desk, pilot)
        desk.session.keep_drafts()
        assert sorted(left(tmp_path, call_centre.site.agent.staff_id)) == ["in hand", "parked one"]


async def test_a_call_is_timed_held_and_wrapped_up(open_intake: OpenIntake, fake_clock: FakeClock) -> None:
    async with open_intake() as (desk, pilot, _intake):
        assert desk.status.state is AgentState.ON_CALL
        assert desk.status.call_since == fake_clock()
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        fake_clock.advance(timedelta(seconds=30))
        await pilot.press("ctrl+o")
        assert "On hold" in text_of(desk)
        fake_clock.advance(timedelta(seconds=20))
        await pilot.press("ctrl+o")
        fake_clock.advance(timedelta(seconds=10))
        await pilot.press("ctrl+t")
        await settled(desk, pilot)
        assert desk.status.state is AgentState.WRAP_UP
        assert desk.status.call_since is None
        fake_clock.advance(timedelta(seconds=40))
        await pilot.press("f2", "8")
        await settled(desk, pilot)
        await pilot.press("ctrl+r")
        await settled(desk, pilot)
        assert desk.status.state is AgentState.AVAILABLE
        rows = await asked(
            desk,
            "SELECT (answered_at - offered_at) / 1000000, (ended_at - answered_at) / 1000000, hold_seconds,"
            " (wrapped_up_at - ended_at) / 1000000 FROM call",
        )
        assert rows == [(0, 60, 20, 40)]
