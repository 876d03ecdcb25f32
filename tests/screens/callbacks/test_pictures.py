"""What the callbacks look like at both sizes and in both languages, as text that a reader can compare.

Set PICTURES=write to write the files anew after a change that is meant.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.i18n import Language
from screens.callbacks.screen import CallbacksScreen
from screens.desk import DeskApp
from tests.screens.a_morning import settled
from tests.screens.callbacks.conftest import Afternoon
from tests.screens.conftest import OpenDesk, shows, text_of

PICTURES = Path(__file__).parent / "pictures"


def pictured(desk: DeskApp, name: str) -> tuple[str, str]:
    """What is on the screen, and its picture (written first, where asked to)."""
    picture = PICTURES / f"{name}.txt"
    shown = "\n".join(line.rstrip() for line in text_of(desk).split("\n")) + "\n"
    if os.environ.get("PICTURES") == "write":
        picture.write_text(shown, encoding="utf-8")
    return shown, picture.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_list_and_a_callback(
    open_desk: OpenDesk, afternoon: Afternoon, size: tuple[int, int], language: Language
) -> None:
    async with open_desk(CallbacksScreen, size=size) as (desk, pilot):
        if language is Language.CHINESE:
            await pilot.press("ctrl+l")
        name = f"{language.value}_{size[0]}x{size[1]}"
        await pilot.press("6")
        await shows(desk, pilot, "/ 5")
        await settled(pilot)
        shown, picture = pictured(desk, f"list_{name}")
        assert shown == picture
        await pilot.press("home", "down", "enter")
        await shows(desk, pilot, "LX-60W")
        await settled(pilot)
        await pilot.press("1", "4", "5")
        await settled(pilot)
        shown, picture = pictured(desk, f"callback_{name}")
        assert shown == picture
