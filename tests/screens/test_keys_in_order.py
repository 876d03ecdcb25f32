"""Keys typed ahead are handled as if they had been typed slowly; breaks where a new Textual delivers keys another way."""

from __future__ import annotations

import asyncio

import pytest
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from screens.desk import DeskApp, DeskScreen
from screens.keys_in_order import PATIENCE_SECONDS
from tests.screens.conftest import OpenDesk


class Ask(ModalScreen[str]):
    """A field over the screen."""

    def compose(self) -> ComposeResult:
        yield Input()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class Typing(DeskScreen):
    """A field; f2 opens a dialog at once, f6 from a worker that first waits for something."""

    BINDINGS = [Binding("f2", "ask"), Binding("f6", "ask_later"), Binding("f7", "hang")]

    def __init__(self) -> None:
        super().__init__()
        self.got: list[str] = []

    def compose_body(self) -> ComposeResult:
        yield Input()

    def action_ask(self) -> None:
        self.desk.push_screen(Ask(), self._heard)

    def action_ask_later(self) -> None:
        self.start(self._ask_later())

    def action_hang(self) -> None:
        self.start(asyncio.sleep(60))

    async def _ask_later(self) -> None:
        await asyncio.sleep(0.05)
        self.got.append(await self.desk.push_screen_wait(Ask()))

    def _heard(self, value: str | None) -> None:
        self.got.append(value or "")


async def _type(desk: DeskApp, pilot: Pilot[None], *keys: str) -> None:
    """Delivers all keys in one go, as one packet of a stalled line does, and waits until they were handled."""
    driver = desk._driver
    assert driver is not None
    for key in keys:
        message: events.Event
        if key.startswith("paste:"):
            message = events.Paste(key.removeprefix("paste:"))
        else:
            message = events.Key(key, key if len(key) == 1 else None)
        driver.send_message(message)
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(0), asyncio.get_running_loop()))
    async with asyncio.timeout(60):
        while desk.keys_waiting:
            await asyncio.sleep(0.005)
    await pilot.pause()


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("x", "y", "left", "b"), "xby"),
        (("x", "y", "ctrl+u", "b"), "b"),
        (("x", "ctrl+u", "paste:张小明"), "张小明"),
        (tuple("0123456789" * 4), "0123456789" * 4),
    ],
)
async def test_a_burst_in_a_field_keeps_its_order(open_desk: OpenDesk, keys: tuple[str, ...], text: str) -> None:
    async with open_desk(Typing) as (desk, pilot):
        await _type(desk, pilot, *keys)
        assert desk.screen.query_one(Input).value == text


@pytest.mark.parametrize("opener", ["f2", "f6"])
async def test_keys_typed_ahead_of_a_dialog_reach_the_dialog(open_desk: OpenDesk, opener: str) -> None:
    async with open_desk(Typing) as (desk, pilot):
        screen = desk.screen
        assert isinstance(screen, Typing)
        await _type(desk, pilot, opener, "1", "3", "8", "enter", "z", opener, "4", "enter")
        await desk.workers.wait_for_complete()
        assert screen.got == ["138", "4"]
        assert screen.query_one(Input).value == "z"


async def test_work_that_hangs_holds_keys_up_for_half_a_second_only(open_desk: OpenDesk) -> None:
    async with open_desk(Typing) as (desk, pilot):
        loop = asyncio.get_running_loop()
        start = loop.time()
        await _type(desk, pilot, "f7", "a", "b")
        assert desk.screen.query_one(Input).value == "ab"
        assert PATIENCE_SECONDS * 0.9 < loop.time() - start < PATIENCE_SECONDS * 4
        desk.screen.workers.cancel_all()
