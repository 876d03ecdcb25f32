"""What the board looks like below the status line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from screens.board.screen import BoardScreen
from tests.screens.a_morning import Morning
from tests.screens.conftest import OpenDesk, wait_for_text
from tests.screens.pictures import BELOW_STATUS, LANGUAGES, SIZES, assert_looks_like, at_each_size_in_each_language

PICTURES = Path(__file__).parent / "pictures"


@at_each_size_in_each_language
async def test_the_picture(open_desk: OpenDesk, at_work: Morning, size: str, language: str) -> None:
    actor = replace(at_work.site.supervisor, language=LANGUAGES[language])
    async with open_desk(BoardScreen, actor=actor, size=SIZES[size]) as (desk, pilot):
        await wait_for_text(desk, pilot, "T-261119-001")
        await assert_looks_like(desk, pilot, PICTURES / f"board-{size}-{language}.txt", lines=BELOW_STATUS)
