"""What the callbacks look like at both sizes and in both languages, as text that a reader can compare.

Set WORKSTATION_PICTURES=write to write the files anew after a change that is meant.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from models.i18n import Language
from screens.callbacks.screen import CallbacksScreen
from screens.desk import DeskApp
from tests.screens.a_morning import settled
from tests.screens.callbacks.conftest import Afternoon
from tests.screens.conftest import OpenDesk, text_of, wait_for_text

PICTURES = Path(__file__).parent / "pictures"


async def looks_like(desk: DeskApp, pilot: Pilot[None], name: str) -> None:
    """Waits until the screen is as its picture (written first, where asked to)."""
    picture = PICTURES / f"{name}.txt"

    def shown() -> str:
        return "\n".join(line.rstrip() for line in text_of(desk).split("\n")) + "\n"

    if os.environ.get("WORKSTATION_PICTURES") == "write":
        await settled(pilot)
        picture.write_text(shown(), encoding="utf-8")
    wanted = picture.read_text(encoding="utf-8")
    try:
        async with asyncio.timeout(60):
            while shown() != wanted:
                await pilot.pause()
    except TimeoutError:
        assert shown() == wanted


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_list_and_a_callback(
    open_desk: OpenDesk, afternoon: Afternoon, size: tuple[int, int], language: Language
) -> None:
    async with open_desk(CallbacksScreen, size=size) as (desk, pilot):
        if language is Language.CHINESE:
            await pilot.press("ctrl+l")
        await settled(pilot)
        desk.check_in()
        await wait_for_text(desk, pilot, "空闲" if language is Language.CHINESE else "Available")
        name = f"{language.value}_{size[0]}x{size[1]}"
        await pilot.press("6")
        await wait_for_text(desk, pilot, "/ 5")
        await looks_like(desk, pilot, f"list_{name}")
        await pilot.press("home", "down", "enter")
        await wait_for_text(desk, pilot, "LX-60W")
        await settled(pilot)
        await pilot.press("1", "4", "5")
        await looks_like(desk, pilot, f"callback_{name}")
