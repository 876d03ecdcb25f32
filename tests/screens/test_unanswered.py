"""A key that can't do what it means is answered: not allowed to this person, or not possible where the cursor is."""

from __future__ import annotations

from screens.queue.screen import QueueScreen
from tests.screens.conftest import OpenDesk, text_of, wait_for_text


async def test_keys_that_do_nothing_say_why(open_desk: OpenDesk) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("f8", "f8")
        await wait_for_text(desk, pilot, "You may not do this: see the board.")
        assert text_of(desk).count("see the board") == 1
        await pilot.press("x")
        await wait_for_text(desk, pilot, "You may not do this: cancel a ticket.")
        await pilot.press("d")
        await wait_for_text(desk, pilot, "Resolve is not possible here now. F10 lists what is.")
        desk.clear_notifications()
        await pilot.press("f1", "f8", "escape", "8", "enter", "down", "s", "q")
        assert "You may not" not in text_of(desk)
        assert "not possible" not in text_of(desk)
