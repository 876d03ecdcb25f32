"""Lets go of what Textual still holds of screens that were closed.

`StylesCache.get_inner_outer` is remembered together with the object it was called on, so that the painted lines of the last
1,024 widgets stay in memory: 1 MB for each dialog that was looked at. The name is not public; tests/screens/test_painted.py fails
where a new Textual no longer has it, or no longer needs this.
"""

from __future__ import annotations

from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_complete import AwaitComplete


class ForgetsPainted(App[None]):
    """An app that keeps nothing of a screen that was closed; what is still shown is remembered anew with its next painting."""

    def pop_screen(self) -> AwaitComplete:
        """Closes the screen in front, and lets go of what was painted of it."""
        closed = super().pop_screen()
        StylesCache.get_inner_outer.cache_clear()
        return closed
