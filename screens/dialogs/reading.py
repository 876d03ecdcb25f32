"""A text to read over the screen: an explanation, a list of what was refused, what a colleague changed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from models.i18n import _
from screens.dialogs.base import DeskDialog
from screens.plain import plain


class Reading(DeskDialog[bool]):
    """Shows lines; Esc and Enter close it. With `retry` Enter says to try again (True), Esc not to."""

    CSS = """
    Reading > .dialog.-wide { width: 92; }
    Reading #lines { height: auto; max-height: 65vh; }
    Reading #lines > Static { height: auto; width: 1fr; }
    """
    BINDINGS = [Binding("enter,space", "answer", show=False)]
    AUTO_FOCUS = "#lines"

    def __init__(self, title: str, lines: Content, *, retry: bool = False) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._retry = retry

    def compose(self) -> ComposeResult:
        """The title, the lines, and how to go on."""
        with Vertical(classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            with VerticalScroll(id="lines"):
                yield Static(self._lines)
            hint = _("Enter tries again   Esc goes back") if self._retry else _("Esc or Enter goes back")
            yield Static(plain(hint), classes="hint")

    def action_answer(self) -> None:
        """Closes the dialog."""
        self.dismiss(True)
