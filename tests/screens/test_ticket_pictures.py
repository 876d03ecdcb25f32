"""What queue, ticket and their dialogs look like below the status line: small and large terminal, Chinese and English.

After a wanted change of looks run these tests with WORKSTATION_PICTURES=write and read what changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.i18n import Language
from screens.queue.screen import QueueScreen
from tests.screens.a_morning import Morning, a_morning, settled
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text

PICTURES = Path(__file__).parent
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}
DRAWN = {
    "queue/pictures/all": (("8",), "T-261119-001"),
    "queue/pictures/assign": (("8", "a"), "灯具"),
    "queue/pictures/priority": (("8", "down", "p", "1"), "->"),
    "ticket/pictures/overdue": (("4", "enter"), "LX-60W 吸顶灯"),
    "ticket/pictures/explanation": (("4", "e"), "T-261119-001"),
}


@pytest.fixture
def morning(small_site: SmallSite) -> Iterator[Morning]:
    """A Friday's tickets."""
    with a_morning(small_site) as filled:
        yield filled


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
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
        await settled(pilot)
        drawn = "\n".join(line.rstrip() for line in text_of(desk).splitlines()[1:]).rstrip() + "\n"
    file = PICTURES / f"{name}-{size}-{language}.txt"
    if os.environ.get("WORKSTATION_PICTURES") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")
