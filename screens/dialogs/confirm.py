"""A question that is answered by yes or no; No is the default."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from models.i18n import _
from screens.dialogs.base import DeskDialog
from screens.plain import plain


class Answer(Static, can_focus=True):
    """One answer; Enter gives the one that has the focus."""

    BINDINGS = [Binding("enter,space", "give", show=False)]

    def __init__(self, text: str, *, yes: bool) -> None:
        super().__init__(plain(text), classes="answer")
        self.yes = yes

    def action_give(self) -> None:
        """Gives this answer."""
        self.screen.dismiss(self.yes)

    def on_click(self) -> None:
        """Gives this answer."""
        self.action_give()


class Confirm(DeskDialog[bool]):
    """Asks before something is done; Enter alone says No, y says Yes."""

    BINDINGS = [
        Binding("y,Y,ｙ,Ｙ,1,１", "answer(True)", show=False),
        Binding("n,N,ｎ,Ｎ,2,２", "answer(False)", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, question: str, *, danger: bool = False) -> None:
        super().__init__(classes="-danger" if danger else None)
        self._question = question

    def compose(self) -> ComposeResult:
        """The question above its two answers."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), classes="question")
            with Horizontal(classes="answers"):
                yes, no = Answer(_("Yes (y)"), yes=True), Answer(_("No (n)"), yes=False)
                no.id = "no"
                yield yes
                yield no

    def action_answer(self, yes: bool) -> None:
        """Gives an answer by its letter."""
        self.dismiss(yes)
