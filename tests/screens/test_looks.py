"""Looks: colours to choose, borders of plain ASCII, and nothing told by colour alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from screens.desk import DeskScreen
from screens.themes import Colours, Look
from tests.screens.conftest import OpenDesk, text_of, wait_for_text


class Boxed(DeskScreen):
    """A box."""

    def compose_body(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield Static("inside")


@pytest.mark.parametrize("colours", list(Colours))
async def test_every_set_of_colours_paints(open_desk: OpenDesk, colours: Colours) -> None:
    async with open_desk(Boxed, look=Look(colours)) as (desk, _pilot):
        assert desk.theme == colours.theme
        assert "inside" in text_of(desk)


async def test_colours_are_chosen_live(open_desk: OpenDesk) -> None:
    async with open_desk(Boxed) as (desk, pilot):
        desk.action_colours()
        await wait_for_text(desk, pilot, "2 High contrast")
        await pilot.press("2")
        await desk.workers.wait_for_complete()
        assert desk.theme == Colours.CONTRAST.theme


async def test_ascii_borders_leave_no_box_character(open_desk: OpenDesk) -> None:
    async with open_desk(Boxed, look=Look(ascii_borders=True)) as (desk, pilot):
        desk.action_palette()
        await wait_for_text(desk, pilot, "Sign out")
        assert not set("╭╮╰╯─│┌┐└┘") & set(text_of(desk))
        desk.use_look(replace(desk.look, ascii_borders=False))
        await pilot.pause()
        assert "╭" in text_of(desk)
