"""What the complaints look like; the line of keys is left out, as other rooms add to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from screens.complaints.screen import ComplaintsScreen
from tests.screens.a_morning import settled
from tests.screens.complaints.caseload import Caseload
from tests.screens.conftest import OpenDesk, wait_for_text
from tests.screens.pictures import BETWEEN_BARS, LANGUAGES, SIZES, assert_looks_like, at_each_size_in_each_language

PICTURES = Path(__file__).parent / "pictures"
DRAWN = {
    "list": (("2",), "C-261119-001"),
    "case": (("4", "enter"), "11-24 09:30"),
    "plan": (("2", "end", "p"), "F2"),
    "escalation": (("2", "down", "f7"), "F2"),
    "statistics": (("ctrl+r",), "5"),
}


@at_each_size_in_each_language
@pytest.mark.parametrize("name", DRAWN)
async def test_the_picture(open_desk: OpenDesk, caseload: Caseload, name: str, size: str, language: str) -> None:
    keys, wanted = DRAWN[name]
    actor = replace(caseload.site.supervisor, language=LANGUAGES[language])
    async with open_desk(ComplaintsScreen, actor=actor, size=SIZES[size]) as (desk, pilot):
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        await wait_for_text(desk, pilot, wanted)
        await assert_looks_like(desk, pilot, PICTURES / f"{name}-{size}-{language}.txt", lines=BETWEEN_BARS)
