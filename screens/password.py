"""The dialog for a new password."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from models.errors import DomainError
from models.i18n import N_, _
from models.people.operations import change_password
from screens.desk_dialog import AskingDialog
from screens.widgets.said import Said


class ChangePassword(AskingDialog[bool]):
    """Asks for the old password and twice for the new one; True once it is changed.

    `first` is the present one where somebody else chose it and it has just been given: work begins only after a change.
    """

    AUTO_FOCUS = "Input"

    def __init__(self, *, first: str = "") -> None:
        super().__init__()
        self._first = first

    def compose(self) -> ComposeResult:
        """The fields, the refusal, the hint."""
        with Vertical(classes="dialog"):
            why = N_("Your first password was chosen for you. Choose your own now.") if self._first else N_("Change password")
            yield Said(why, classes="question")
            if not self._first:
                yield Said(N_("Old password"))
                yield Input(id="old", password=True, max_length=200)
            yield Said(N_("New password"))
            yield Input(id="new", password=True, max_length=200)
            yield Said(N_("New password again"))
            yield Input(id="again", password=True, max_length=200)
            yield Static("", classes="refusal", markup=False)
            yield Said(N_("Enter saves   Esc goes back"), classes="hint")

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id != "again":
            self.focus_next()
        else:
            self.start(self._change())

    async def _change(self) -> None:
        new, again = (self.query_one(f"#{name}", Input).value for name in ("new", "again"))
        old = self._first or self.query_one("#old", Input).value
        if new != again:
            self.show_refusal(_("The two new passwords differ."))
            return
        try:
            await self.desk.door.ask(change_password, old, new, actor=self.actor)
        except DomainError as error:
            self.show_refusal(error)
            return
        await self.desk.session.password.learn()
        self.desk.tell(_("The password is changed."))
        self.dismiss(True)
