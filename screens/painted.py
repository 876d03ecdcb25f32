"""Lets go of what Textual still holds of screens that were closed.

`StylesCache.get_inner_outer` is remembered together with the object it was called on, so that the painted lines of the last
1,024 widgets stay in memory: 1 MB for each dialog that was looked at. And each text area follows the app's theme, which forgets
its followers only when it changes: 50 KB for each note that was written. Rich remembers 16,384 pieces of text that were cut,
1 KB each, and the remaining times in a list are other pieces each minute. None of the names is public;
tests/screens/test_painted.py fails where a new version no longer has them, or no longer needs this.
"""

from __future__ import annotations

from rich.segment import Segment
from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_complete import AwaitComplete

FOLLOWERS = "__watchers"
"""Where Textual keeps who follows an attribute: by its name, each widget with what it calls."""


class ForgetsPainted(App[None]):
    """An app that keeps nothing of a screen that was closed; what is still shown is remembered anew with its next painting."""

    def pop_screen(self) -> AwaitComplete:
        """Closes the screen in front, and lets go of what was painted of it and of what in it followed the app."""
        leaving = self.screen
        closed = super().pop_screen()
        StylesCache.get_inner_outer.cache_clear()
        Segment._split_cells.cache_clear()
        for followers in vars(self).get(FOLLOWERS, {}).values():
            followers[:] = [(node, told) for node, told in followers if leaving not in node.ancestors_with_self]
        return closed
