"""A screen that was closed takes along what was painted of it, and everything else that was made for it."""

from __future__ import annotations

import gc
import weakref
from collections import Counter

from rich.segment import Segment
from textual.pilot import Pilot
from textual.widget import Widget

from screens.desk import DeskApp
from tests.screens.conftest import OpenDesk, SmallSite, wait_for_text

LEAVES = "Esc goes back"


async def _opened_and_closed(desk: DeskApp, pilot: Pilot[None], *typed: str) -> list[weakref.ref[Widget]]:
    """Types into the dialog that is opening and leaves it; everything that was on it."""
    await wait_for_text(desk, pilot, LEAVES)
    await pilot.press(*typed)
    made = [weakref.ref(widget) for widget in (desk.screen, *desk.screen.query("*"))]
    await pilot.press("escape")
    await wait_for_text(desk, pilot, LEAVES, gone=True)
    return made


async def test_a_dialog_that_was_closed_leaves_no_painted_lines_in_memory(small_site: SmallSite, open_desk: OpenDesk) -> None:
    async with open_desk() as (desk, pilot):
        await pilot.press("f1")
        await wait_for_text(desk, pilot, LEAVES)
        painted = [weakref.ref(widget._styles_cache) for widget in desk.screen.query("*")]
        await pilot.press("escape")
        await wait_for_text(desk, pilot, LEAVES, gone=True)
        gc.collect()
        assert painted
        assert [kept() for kept in painted if kept() is not None] == []


async def test_a_closed_dialog_takes_the_pieces_of_cut_text_along(open_desk: OpenDesk) -> None:
    async with open_desk() as (desk, pilot):
        for number in range(2000):
            Segment(f"剩 {number}分").split_cells(3)
        before = Segment._split_cells.cache_info().currsize
        await pilot.press("f1")
        await _opened_and_closed(desk, pilot)
        assert Segment._split_cells.cache_info().currsize < before - 1000


async def test_dialogs_that_were_closed_leave_no_widget_in_memory(small_site: SmallSite, open_desk: OpenDesk) -> None:
    async with open_desk() as (desk, pilot):
        made = []
        for key in ("f1", "f10", "f3"):
            await pilot.press(key)
            made += await _opened_and_closed(desk, pilot)
        for lines in (True, False, True):
            desk.run_worker(desk.ask_text("What happened?", lines=lines), exit_on_error=False)
            made += await _opened_and_closed(desk, pilot, "a", "b")
        await pilot.pause()
        gc.collect()
        assert len(made) > 20
        assert Counter(type(widget).__name__ for kept in made if (widget := kept()) is not None) == {}
