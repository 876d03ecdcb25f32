"""A screen that is styled once and painted once when it is first shown.

Textual styles every widget as it is mounted, and all of them again when their screen is shown; and it composes pictures while an
update is held back, which nobody sees; and it lets a whole frame pass before a screen's first picture. `_on_screen_resume`, which
screens handle beside their own, `_compositor_refresh` and `_on_timer_update` are not public; tests/screens/test_first_shown.py
fails where a new version no longer has them.
"""

from __future__ import annotations

from typing import Any

from textual import events
from textual.screen import Screen


class FirstShown(Screen[Any]):
    """A screen that knows whether it has been shown before."""

    shown_before = False

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """The first time, what was mounted a moment ago has its styles."""
        event.refresh_styles = self.shown_before
        self.shown_before = True

    def _compositor_refresh(self) -> None:
        """Composes nothing while updates are held back, nor a layout's picture where one of the whole screen follows at once.

        Nor behind a dialog that hides it, which would be painted anew. What has to be painted is still known then.
        """
        front = self.app.screen
        if front is not self and front.styles.background.a == 1:
            return
        if not self.app._batch_count and not (self._layout_required and self._repaint_required):
            super()._compositor_refresh()

    def paint_at_once(self) -> None:
        """Lays out and paints what is known by now, without waiting for the next frame, unless updates are held back."""
        if not self.app._batch_count:
            self._on_timer_update()
