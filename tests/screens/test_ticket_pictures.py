"""What queue, ticket and their dialogs look like below the status line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from screens.queue.screen import QueueScreen
from tests.screens.a_morning import Morning, settled
from tests.screens.conftest import OpenDesk, wait_for_text
from tests.screens.pictures import BELOW_STATUS, LANGUAGES, SIZES, assert_looks_like, at_each_size_in_each_language

ROOMS = Path(__file__).parent
DRAWN = {
    "queue/pictures/all": (("8",), "T-261119-001"),
    "queue/pictures/assign": (("8", "a"), "灯具"),
    "queue/pictures/priority": (("8", "down", "p", "1"), "->"),
    "ticket/pictures/overdue": (("4", "enter"), "LX-60W 吸顶灯"),
    "ticket/pictures/explanation": (("4", "e"), "T-261119-001"),
}


@at_each_size_in_each_language
@pytest.mark.parametrize("name", DRAWN)
async def test_the_picture(open_desk: OpenDesk, morning: Morning, name: str, size: str, language: str) -> None:
    keys, wanted = DRAWN[name]
    actor = replace(morning.site.supervisor, language=LANGUAGES[language])
    async with open_desk(QueueScreen, actor=actor, size=SIZES[size]) as (desk, pilot):
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        await wait_for_text(desk, pilot, wanted)
        await assert_looks_like(desk, pilot, ROOMS / f"{name}-{size}-{language}.txt", lines=BELOW_STATUS)
