"""The lock: hides everything until the same person gives their password."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from models.errors import DomainError
from models.i18n import N_
from screens.desk_dialog import AskingDialog
from screens.plain import plain
from screens.widgets.said import Said


class Lock(AskingDialog[None], inherit_bindings=False):
    """Covers the whole screen; neither Esc nor any other key but the password leads away."""

    BINDINGS = [Binding("ctrl+l", "app.language", show=False), Binding("tab,shift+tab,escape", "nothing", show=False)]

    def compose(self) -> ComposeResult:
        """Who locked the desk, and the field."""
        with Vertical(classes="dialog"):
            yield Said(N_("Away. The desk is locked; what was typed is kept."), classes="question")
            yield Static(plain(f"{self.actor.number} {self.actor.name}"))
            yield Said(N_("Password"))
            yield Input(password=True, max_length=200)
            yield Static("", classes="refusal", markup=False)
            yield Said(N_("Enter unlocks"), classes="hint")

    def action_nothing(self) -> None:
        """Keeps keys from leading away."""

    @on(Input.Submitted)
    def _try(self, event: Input.Submitted) -> None:
        event.stop()
        self.start(self._unlock(event.value), group="unlock", exclusive=True)
        event.input.value = ""

    async def _unlock(self, password: str) -> None:
        try:
            await self.desk.session.password.require(password)
        except DomainError as error:
            self.show_refusal(error)
            return
        self.desk.session.unlocked()
        self.dismiss(None)
