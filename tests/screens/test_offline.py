"""The database goes away: the desk says so, calls go on and are kept, and everything goes in by itself when it is back."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from models import database
from models.calls import replay
from models.calls.drafts import CallDraft, new_draft
from models.calls.intake import FinishedCall, finish_call
from models.calls.journal import Journal
from models.calls.tables import Ending
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.people.permissions import Actor
from screens import reach
from screens.desk import DeskApp
from screens.intake import saving
from screens.queue.screen import QueueScreen
from screens.rooms import Rooms
from tests.screens.conftest import PASSWORD, EmptyScreen, OpenDesk, SmallSite, text_of, wait_for_text
from tests.screens.intake.conftest import CallCentre, OpenIntake, asked, call_centre, open_intake, paste, settled

__all__ = ["call_centre", "open_intake"]


class Line:
    """The line to the database, which a test can cut."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cut = False
        connect = database.connect_kept

        def connect_kept() -> None:
            if self.cut:
                raise DomainError(Fault.DATABASE_AWAY)
            connect()

        monkeypatch.setattr(database, "connect_kept", connect_kept)
        self.told: list[str] = []
        notify = DeskApp.notify

        def told(desk: DeskApp, message: str, **more: Any) -> None:
            self.told.append(message)
            notify(desk, message, **more)

        monkeypatch.setattr(DeskApp, "notify", told)
        monkeypatch.setattr(reach, "TRY_SECONDS", 0.01)

    async def tells(self, pilot: Pilot[None], text: str) -> None:
        """Waits until the desk has said something with `text` in it."""
        try:
            async with asyncio.timeout(60):
                while not any(text in said for said in self.told):
                    await pilot.pause()
        except TimeoutError:
            pytest.fail(f"{text!r} was not said: {self.told}")


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


async def test_a_call_in_hand_goes_on_is_kept_and_goes_in_by_itself(
    open_intake: OpenIntake, call_centre: CallCentre, line: Line, fake_clock: FakeClock
) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        line.cut = True
        intake.form.problem.post_message(paste("闪烁"))
        await settled(desk, pilot)
        await pilot.press("f2", "2")
        await settled(desk, pilot)
        await line.tells(pilot, "The call is kept on this machine")
        assert "offline since 14:32" in text_of(desk).split("\n")[0]
        assert intake.form.problem.text == ""
        await pilot.press(*"Chen")
        assert intake.calls.current.started
        line.cut = False
        await line.tells(pilot, "has gone in")
        await wait_for_text(desk, pilot, "offline since", gone=True)
        assert await asked(desk, "SELECT summary, customer_id, ending FROM call") == [("闪烁", call_centre.li, "answered")]
        assert desk.journal.queued() == []


async def test_no_notice_names_a_caller_by_the_whole_number(open_intake: OpenIntake, line: Line) -> None:
    async with open_intake() as (desk, pilot, _intake):
        await pilot.press(*"13912340000")
        await settled(desk, pilot)
        await pilot.press("escape", "f4", "ctrl+n")
        await settled(desk, pilot)
        line.cut = True
        await pilot.press("f2", "2")
        await line.tells(pilot, "The call is kept on this machine")
        line.cut = False
        await line.tells(pilot, "(139****0000) has gone in")
        told = "\n".join((*line.told, str(desk.title), str(desk.sub_title)))
        assert "parked" in told
        assert "12340000" not in told.replace(" ", "")


async def test_an_answer_that_is_lost_in_mid_save_saves_the_call_once(
    open_intake: OpenIntake, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved_but_never_heard(draft: CallDraft, *, actor: Actor) -> FinishedCall:
        finish_call(draft, actor=actor)
        raise DomainError(Fault.DATABASE_AWAY)

    monkeypatch.setattr(saving, "finish_call", saved_but_never_heard)
    async with open_intake() as (desk, pilot, _intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        await pilot.press("f2", "2")
        await line.tells(pilot, "has gone in")
        assert await asked(desk, "SELECT count(*) FROM call") == [(1,)]


async def test_a_database_that_answers_slowly_stops_neither_keys_nor_the_next_call(
    open_intake: OpenIntake, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "SAVE_SECONDS", 0.05)
    answer = threading.Event()

    def slow(draft: CallDraft, *, actor: Actor) -> FinishedCall:
        answer.wait(20)
        return finish_call(draft, actor=actor)

    monkeypatch.setattr(saving, "finish_call", slow)
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        try:
            await pilot.press("f2", "2")
            await line.tells(pilot, "The call is kept on this machine")
            assert intake.form.problem.text == ""
            intake.form.problem.focus()
            await pilot.press(*"next")
            assert intake.form.problem.text == "next"
            await line.tells(pilot, "has gone in")
        finally:
            answer.set()
        await settled(desk, pilot)
        assert await asked(desk, "SELECT count(*) FROM call") == [(1,)]


async def test_a_caller_whom_the_desk_has_seen_is_known_while_the_database_is_away(
    open_intake: OpenIntake, call_centre: CallCentre, line: Line
) -> None:
    async with open_intake() as (desk, pilot, intake):
        await pilot.press(*"2046", "enter")
        await settled(desk, pilot)
        await pilot.press("f2", "8")
        await settled(desk, pilot)
        line.cut = True
        await pilot.press(*"13812342046")
        await settled(desk, pilot)
        await wait_for_text(desk, pilot, "As this desk saw it at 11-21 14:32")
        shown = text_of(desk)
        assert "李建国" in shown
        assert "138****2046" in shown
        assert "13812342046" not in shown
        assert intake.calls.current.draft.customer_id == call_centre.li
        assert intake.form.category.options
        line.cut = False
        await line.tells(pilot, "The database is back")


async def test_a_call_that_is_queued_while_the_desk_finds_nothing_waiting_goes_in_too(
    call_centre: CallCentre, open_desk: OpenDesk, line: Line, monkeypatch: pytest.MonkeyPatch, fake_clock: FakeClock
) -> None:
    staff_id = call_centre.site.agent.staff_id or 0
    draft = new_draft(caller_name="李建国", problem="闪烁", ending=Ending.ANSWERED, answered_at=fake_clock())
    async with open_desk(rooms=Rooms(queue=EmptyScreen)) as (desk, pilot):
        await settled(desk, pilot)
        loop, hand_in_next = asyncio.get_running_loop(), replay.hand_in_next

        def found_nothing_just_before(journal: Journal) -> None:
            monkeypatch.setattr(replay, "hand_in_next", hand_in_next)
            journal.queue(draft, staff_id=staff_id, desk="desk")
            loop.call_soon_threadsafe(desk.reach.lost)

        monkeypatch.setattr(replay, "hand_in_next", found_nothing_just_before)
        desk.reach.try_soon()
        await line.tells(pilot, "has gone in")
        assert desk.journal.queued() == []


async def test_a_refused_call_is_parked_again_with_the_reason(
    call_centre: CallCentre, open_desk: OpenDesk, tmp_path: Path, line: Line, fake_clock: FakeClock
) -> None:
    staff_id = call_centre.site.agent.staff_id
    assert staff_id is not None
    dead = Journal(tmp_path / "journal.db")
    draft = new_draft(
        caller_name="李建国", problem="补充", ending=Ending.ADDED_TO_TICKET, ticket_id=4711, answered_at=fake_clock()
    )
    dead.queue(draft, staff_id=staff_id, desk="desk")
    dead.close()
    async with open_desk(rooms=Rooms(queue=EmptyScreen)) as (desk, pilot):
        await line.tells(pilot, "could not be saved")
        await pilot.press("f4")
        await settled(desk, pilot)
        await wait_for_text(desk, pilot, "Parked: 李建国")
        (kept,) = desk.journal.parked(staff_id, "desk")
        assert kept.draft == draft
        assert "Ticket is not there any more" in kept.refusal


async def test_a_list_says_how_old_it_is_and_is_read_again_afterwards(
    small_site: SmallSite, open_desk: OpenDesk, line: Line, fake_clock: FakeClock
) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await settled(desk, pilot)
        line.cut = True
        desk.database_changed()
        await wait_for_text(desk, pilot, "What is shown here is as of 14:32")
        assert desk.has_class("-offline")
        line.cut = False
        await line.tells(pilot, "The database is back. It was away from 14:32 to 14:32.")
        await wait_for_text(desk, pilot, "What is shown here", gone=True)


async def test_a_sign_in_waits_for_the_database(small_site: SmallSite, open_desk: OpenDesk, line: Line) -> None:
    async with open_desk(actor=None) as (desk, pilot):
        line.cut = True
        desk.screen.query_one("#number", Input).value = "8012"
        desk.screen.query_one("#password", Input).value = PASSWORD
        desk.screen.query_one("#password", Input).focus()
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "You are signed in as soon as it answers")
        assert "offline since" in text_of(desk).split("\n")[0]
        line.cut = False
        await wait_for_text(desk, pilot, "8012 张敏")
        assert isinstance(desk.screen, EmptyScreen)


async def test_nobody_is_held_at_a_desk_whose_database_is_away(small_site: SmallSite, open_desk: OpenDesk, line: Line) -> None:
    signed_in = replace(small_site.agent, session_id=4711)
    async with open_desk(actor=signed_in) as (desk, pilot):
        line.cut = True
        desk.action_sign_out()
        await wait_for_text(desk, pilot, "Staff number")
        assert desk.actor is None


async def test_the_lock_is_lifted_while_the_database_is_away(small_site: SmallSite, open_desk: OpenDesk, line: Line) -> None:
    async with open_desk(EmptyScreen) as (desk, pilot):
        await desk.workers.wait_for_complete()
        await pilot.press("f12")
        await wait_for_text(desk, pilot, "The desk is locked")
        await desk.workers.wait_for_complete()
        line.cut = True
        await pilot.press(*"wrong", "enter")
        await wait_for_text(desk, pilot, "do not fit together")
        await pilot.press(*PASSWORD, "enter")
        await wait_for_text(desk, pilot, "The desk is locked", gone=True)
        assert (desk.session.locked, desk.reach.away) == (False, True)
        line.cut = False
        await line.tells(pilot, "The database is back")
