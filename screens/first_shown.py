"""A screen that is styled once and painted once when it is first shown.

Textual styles every widget as it is mounted, and all of them again when their screen is shown; and it composes pictures while an
update is held back, which nobody sees. `_on_screen_resume`, which screens handle beside their own, and `_compositor_refresh` are
not public; tests/screens/test_first_shown.py fails where
a new version no longer has it.
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
