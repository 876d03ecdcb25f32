"""The floor of a start and of an idle screen: a Textual app with one label; with `clock`, one that ticks and a 100 ms poll."""

from __future__ import annotations

import sys
import time

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """One label."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("READY", id="label")

    def on_mount(self) -> None:
        if "clock" in sys.argv:
            self.set_interval(1.0, self._tell_time)
            self.set_interval(0.1, self._look)

    def _look(self) -> None:
        """Does nothing, ten times a second."""

    def _tell_time(self) -> None:
        self.query_one("#label", Static).update(time.strftime("READY %H:%M:%S"))


if __name__ == "__main__":
    Hello().run()
