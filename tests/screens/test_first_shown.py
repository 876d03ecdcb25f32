"""A screen is styled once and painted once when it is first shown; what stands behind another one keeps up as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.app import ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

from screens.desk import DeskScreen
from screens.modes import QUEUE
from tests.screens.conftest import OpenDesk, text_of, wait_for_text


class Plain(DeskScreen):
    """One line."""

    def compose_body(self) -> ComposeResult:
        yield Static("here", id="here")


class Full(DeskScreen):
    """A sign from edge to edge."""

    def compose_body(self) -> ComposeResult:
        yield Static("@" * 2400)


class Narrow(DeskScreen):
    """Leaves the edges free."""

    CSS = "Narrow #here { margin: 1 2; }"

    def compose_body(self) -> ComposeResult:
        yield Static("here", id="here")


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each node with an id was styled."""
    found: Counter[str] = Counter()
    apply = Stylesheet.apply

    def counted(self: Stylesheet, node: DOMNode, *, animate: bool = False, cache: Any = None) -> None:
        found[node.id or ""] += 1
        apply(self, node, animate=animate, cache=cache)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    return found


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """What each picture was composed of."""
    found: list[Mapping[str, Any]] = []
    render = Compositor.render_update

    def counted(self: Compositor, **named: Any) -> Any:
        found.append(named)
        return render(self, **named)

    monkeypatch.setattr(Compositor, "render_update", counted)
    return found


async def test_a_desk_makes_no_screen_but_the_first_and_styles_it_once(open_desk: OpenDesk, styled: Counter[str]) -> None:
    async with open_desk(Plain) as (desk, pilot):
        await pilot.pause()
        assert [desk.current_mode, *map(type, desk.every_screen())] == [QUEUE, Plain]
        assert styled["here"] == 1


async def test_colours_chosen_meanwhile_reach_a_screen_that_comes_back(open_desk: OpenDesk) -> None:
    async with open_desk(Plain) as (desk, pilot):
        line = desk.screen.query_one("#here")
        before = line.background_colors
        desk.push_screen(Plain())
        await pilot.pause()
        desk.theme = "desk-contrast"
        desk.pop_screen()
        await pilot.pause()
        assert line.background_colors != before


async def test_no_picture_is_composed_while_updates_are_held_back(open_desk: OpenDesk, composed: list[Mapping[str, Any]]) -> None:
    async with open_desk(Plain) as (desk, pilot):
        assert callable(Screen._compositor_refresh)
        await pilot.pause()
        composed.clear()
        line = desk.screen.query_one("#here", Static)
        with desk.batch_update():
            line.update("there\nand there")
            await pilot.pause(0.1)
            assert not composed
        await pilot.pause(0.1)
        assert composed


async def test_a_first_picture_waits_for_no_frame(open_desk: OpenDesk, composed: list[Mapping[str, Any]]) -> None:
    async with open_desk(Plain) as (desk, pilot):
        await pilot.pause()
        composed.clear()
        desk.screen.refresh(layout=True)
        assert not composed
        assert isinstance(desk.screen, Plain)
        desk.screen.paint_at_once()
        assert composed


async def test_nothing_of_the_screen_behind_is_left_where_the_one_in_front_has_nothing(open_desk: OpenDesk) -> None:
    async with open_desk(Full) as (desk, pilot):
        await wait_for_text(desk, pilot, "@@@")
        desk.push_screen(Narrow())
        await wait_for_text(desk, pilot, "here")
        assert "@" not in text_of(desk)
