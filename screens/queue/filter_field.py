"""The field that filters a list: Esc empties and leaves it, Down goes on to the rows."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class FilterField(Input):
    """A one-line field without a frame."""

    BINDINGS = [
        Binding("escape", "leave(True)", show=False),
        Binding("down", "leave(False)", show=False),
    ]

    class Left(Message):
        """The person goes back to the rows."""

        def __init__(self, cleared: bool) -> None:
            super().__init__()
            self.cleared = cleared

    def action_leave(self, cleared: bool) -> None:
        """Goes back to the rows; Esc takes the filter away."""
        self.post_message(self.Left(cleared))
