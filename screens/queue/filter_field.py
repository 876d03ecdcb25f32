"""The field that filters a list as one types: Esc empties and leaves it, Enter and Down go on to the rows."""

from __future__ import annotations

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

FILTER_PAUSE_SECONDS = 0.15
"""How long typing must rest before the list is filtered."""
AHEAD_SECONDS = 0.05
"""How long it must rest before the rows are asked for, so that they are there when they are to be shown."""


class FilterField(Input):
    """A one-line field without a frame; says what to filter by after a pause in typing."""

    BINDINGS = [
        Binding("escape", "leave(True)", show=False),
        Binding("down", "leave(False)", show=False),
    ]

    class Filtered(Message):
        """The list is to show what fits `text`; everything where it is empty."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Coming(Message):
        """The list is going to show what fits `text`, unless somebody types on."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The person goes back to the rows."""

    _asked = ""
    _typing: Timer | None = None
    _coming: Timer | None = None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        for timer in (self._coming, self._typing):
            if timer is not None:
                timer.stop()
        self._coming = self.set_timer(AHEAD_SECONDS, self._ask_ahead)
        self._typing = self.set_timer(FILTER_PAUSE_SECONDS, self._ask)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave(False)

    def _ask_ahead(self) -> None:
        text = self.value.strip()
        if text != self._asked:
            self.post_message(self.Coming(text))

    def _ask(self) -> None:
        text = self.value.strip()
        if text != self._asked:
            self._asked = text
            self.post_message(self.Filtered(text))

    def clear_filter(self) -> None:
        """Takes the filter away."""
        self.value = ""
        self._ask()

    def action_leave(self, cleared: bool) -> None:
        """Goes back to the rows; Esc takes the filter away."""
        if cleared:
            self.value = ""
        self._ask()
        self.post_message(self.Left())
