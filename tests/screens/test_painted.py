"""A screen that was closed takes what was painted of it along."""

from __future__ import annotations

import gc
import weakref

from tests.screens.conftest import OpenDesk, SmallSite, wait_for_text


async def test_a_dialog_that_was_closed_leaves_no_painted_lines_in_memory(small_site: SmallSite, open_desk: OpenDesk) -> None:
    async with open_desk() as (desk, pilot):
        await pilot.press("f1")
        await wait_for_text(desk, pilot, "Esc goes back")
        painted = [weakref.ref(widget._styles_cache) for widget in desk.screen.query("*")]
        await pilot.press("escape")
        await wait_for_text(desk, pilot, "Esc goes back", gone=True)
        gc.collect()
        assert painted
        assert [kept() for kept in painted if kept() is not None] == []
