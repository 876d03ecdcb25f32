"""Looks: colours to choose, borders of plain ASCII, and nothing told by colour alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import ComposeResult
from textual.color import Color
from textual.containers import Vertical
from textual.theme import Theme
from textual.widgets import Static

from screens.desk import DeskScreen
from screens.themes import THEMES, Colours, Look
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


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_cursors_row_can_be_read_and_tells_which_list_has_the_keys(theme: Theme) -> None:
    colours = theme.to_color_system().generate()
    text, here = (Color.parse(colours[f"block-cursor-{ground}"]) for ground in ("foreground", "background"))
    plain, elsewhere = (Color.parse(colours[f"block-cursor-blurred-{ground}"]) for ground in ("foreground", "background"))
    assert contrast(text, here) > 4.5
    assert contrast(plain, elsewhere) > 4.5
    assert contrast(here, elsewhere) > 2


def contrast(one: Color, other: Color) -> float:
    """The ratio of two colours' luminance, as the accessibility guidelines (WCAG 2) count it."""

    def luminance(colour: Color) -> float:
        parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized)
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


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
