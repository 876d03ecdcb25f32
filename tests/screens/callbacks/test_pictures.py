"""What the callbacks look like: the list, and one callback whose customer was reached."""

from __future__ import annotations

from pathlib import Path

from screens.callbacks.screen import CallbacksScreen
from tests.screens.a_morning import settled
from tests.screens.callbacks.conftest import Afternoon
from tests.screens.conftest import OpenDesk, wait_for_text
from tests.screens.pictures import SIZES, assert_looks_like, at_each_size_in_each_language

PICTURES = Path(__file__).parent / "pictures"


@at_each_size_in_each_language
async def test_the_list_and_a_callback(open_desk: OpenDesk, afternoon: Afternoon, size: str, language: str) -> None:
    async with open_desk(CallbacksScreen, size=SIZES[size]) as (desk, pilot):
        if language == "zh":
            await pilot.press("ctrl+l")
        await settled(pilot)
        desk.check_in()
        await wait_for_text(desk, pilot, "空闲" if language == "zh" else "Available")
        await pilot.press("6")
        await wait_for_text(desk, pilot, "/ 5")
        await assert_looks_like(desk, pilot, PICTURES / f"list-{size}-{language}.txt")
        await pilot.press("home", "down", "enter")
        await wait_for_text(desk, pilot, "LX-60W")
        await settled(pilot)
        await pilot.press("1", "4", "5")
        await assert_looks_like(desk, pilot, PICTURES / f"callback-{size}-{language}.txt")
