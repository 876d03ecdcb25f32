"""The palette and help: both say what works here, now, for this person."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from models.i18n import N_
from screens.desk import DeskScreen
from screens.help import Help
from screens.palette import Palette
from tests.screens.conftest import EmptyScreen, OpenDesk, text_of, wait_for_text


class Numbered(Input):
    """A field that explains itself."""

    help = N_("Explains what has the focus and lists the keys.")


class WithField(DeskScreen):
    """One field."""

    def compose_body(self) -> ComposeResult:
        yield Numbered()


@pytest.mark.parametrize("typed", ["bell", "铃", "ls"])
async def test_a_command_is_found_by_either_name_or_initials_and_runs(open_desk: OpenDesk, typed: str) -> None:
    async with open_desk(WithField) as (desk, pilot):
        await pilot.press("f10")
        await desk.workers.wait_for_complete()
        await pilot.press(*typed)
        await wait_for_text(desk, pilot, "Bell on or off")
        assert "Sign out" not in text_of(desk)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "The bell is off")
        assert not desk.look.bell


async def test_the_palette_leaves_out_what_the_person_may_not_do(open_desk: OpenDesk) -> None:
    async with open_desk(WithField, actor=None) as (desk, pilot):
        await pilot.press("ctrl+p")
        await wait_for_text(desk, pilot, "Quit")
        assert isinstance(desk.screen, Palette)
        assert "New call" not in text_of(desk)


async def test_escape_closes_the_palette_and_gives_the_focus_back(open_desk: OpenDesk) -> None:
    async with open_desk(WithField) as (desk, pilot):
        await pilot.press("f10", "x", "escape", "a")
        await pilot.pause()
        assert desk.screen.query_one(Input).value == "a"


async def test_help_explains_the_focus_and_lists_keys(open_desk: OpenDesk) -> None:
    async with open_desk(WithField) as (desk, pilot):
        await pilot.press("f1")
        await wait_for_text(desk, pilot, Numbered.help)
        assert isinstance(desk.screen, Help)
        assert "F12" in text_of(desk)
        await pilot.press("f1")
        assert isinstance(desk.screen, WithField)


async def test_in_a_dialog_help_lists_only_what_works_there(open_desk: OpenDesk) -> None:
    async with open_desk(EmptyScreen) as (desk, pilot):
        await pilot.press("ctrl+g", "f1")
        await wait_for_text(desk, pilot, "Locks the desk")
        assert "Acknowledge all" in text_of(desk)
        assert "New call" not in text_of(desk)


async def test_chinese_help_breaks_between_characters(open_desk: OpenDesk) -> None:
    async with open_desk(WithField) as (desk, pilot):
        await pilot.press("ctrl+l", "f1")
        await wait_for_text(desk, pilot, "F12")
        assert not [line for line in text_of(desk).splitlines() if line.rstrip("│ ").endswith(":")]


async def test_quitting_asks_first(open_desk: OpenDesk) -> None:
    async with open_desk(EmptyScreen) as (desk, pilot):
        await pilot.press("f10")
        await desk.workers.wait_for_complete()
        await pilot.press(*"quit", "enter")
        await wait_for_text(desk, pilot, "End the workstation?")
        await pilot.press("enter")
        await pilot.pause()
        assert desk.is_running
        assert desk.return_code is None
