"""A widget that paints by itself what a change of focus changes: Textual would paint all of it, 10 KB for a long list."""

from __future__ import annotations

from typing import Self

from textual.geometry import Region
from textual.widget import Widget


class QuietFocus(Widget):
    """Leaves out the full refresh that Textual asks for right after the focus has come or gone; a subclass paints the rest."""

    _focus_painted = False

    def watch_has_focus(self, _focused: bool) -> None:
        """Paints what differs, and takes Textual's own refresh, which follows at once, for done."""
        self.focus_changed()
        self._focus_painted = True

    def focus_changed(self) -> None:
        """Called when the focus has come or gone: refreshes the lines that differ."""

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """As Textual's, but for the one that follows a change of focus."""
        if self._focus_painted and not (regions or layout or recompose):
            self._focus_painted = False
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
