"""What the complaints look like, as plain text: small and large terminal, Chinese and English.

The line of keys is left out: other rooms add to it. After a wanted change of looks run these tests with
WORKSTATION_PICTURES=write and read what changed.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from models.i18n import Language
from screens.complaints.screen import ComplaintsScreen
from tests.screens.a_morning import settled
from tests.screens.complaints.caseload import Caseload
from tests.screens.conftest import OpenDesk, text_of, wait_for_text

PICTURES = Path(__file__).parent / "pictures"
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}
DRAWN = {
    "list": (("2",), "C-261119-001"),
    "case": (("4", "enter"), "11-24 09:30"),
    "plan": (("2", "end", "p"), "F2"),
    "escalation": (("2", "down", "f7"), "F2"),
    "statistics": (("ctrl+r",), "5"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
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
        await settled(pilot)
        drawn = "\n".join(line.rstrip() for line in text_of(desk).splitlines()[1:-1]).rstrip() + "\n"
    file = PICTURES / f"{name}-{size}-{language}.txt"
    if os.environ.get("WORKSTATION_PICTURES") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")
