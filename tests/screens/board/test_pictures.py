"""What the board looks like below the status line: small and large terminal, Chinese and English.

After a wanted change of looks run these tests with WORKSTATION_PICTURES=write and read what changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from models import database
from models.i18n import Language
from models.people.operations import set_agent_state
from models.people.tables import AgentState
from screens.board.screen import BoardScreen
from tests.screens.a_morning import Morning, a_morning, settled
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text

PICTURES = Path(__file__).parent / "pictures"
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}


@pytest.fixture
def morning(small_site: SmallSite) -> Iterator[Morning]:
    """A Friday's tickets, and two people at work."""
    with a_morning(small_site) as filled:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(_begin_work, small_site).result()
        yield filled


def _begin_work(small_site: SmallSite) -> None:
    with database.connection():
        set_agent_state(AgentState.BREAK, actor=small_site.agent)
        set_agent_state(AgentState.AVAILABLE, actor=small_site.supervisor)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_the_picture(open_desk: OpenDesk, morning: Morning, size: str, language: str) -> None:
    actor = replace(morning.site.supervisor, language=LANGUAGES[language])
    async with open_desk(BoardScreen, actor=actor, size=SIZES[size]) as (desk, pilot):
        await wait_for_text(desk, pilot, "T-261119-001")
        await settled(pilot)
        drawn = "\n".join(line.rstrip() for line in text_of(desk).splitlines()[1:]).rstrip() + "\n"
    file = PICTURES / f"board-{size}-{language}.txt"
    if os.environ.get("WORKSTATION_PICTURES") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")
