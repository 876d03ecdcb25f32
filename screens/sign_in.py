"""Signing in: staff number and password, with the delay after failures shown as it runs off."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Middle, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from models.errors import DomainError, Fault
from models.i18n import N_, _
from models.people.operations import must_change_password, sign_in
from models.people.permissions import Actor
from screens.desk import DeskScreen
from screens.password import ChangePassword
from screens.plain import plain
from screens.widgets.said import Said


class SignInScreen(DeskScreen):
    """Lets one person begin; Enter goes from the number to the password and then signs in."""

    CSS_PATH = "sign_in.tcss"
    READS = False
    AUTO_FOCUS = "#number"

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Timer | None = None
        self._seconds = 0

    def compose_body(self) -> ComposeResult:
        """One box in the middle."""
        with Middle(), Vertical(classes="panel", id="sign-in"):
            yield Static(plain(self.desk.status.site or _("After-sales workstation")), id="site")
            yield Said(N_("Staff number"))
            yield Input(id="number", max_length=40)
            yield Said(N_("Password"))
            yield Input(id="password", password=True, max_length=200)
            yield Static("", id="refusal", markup=False)
            yield Said(N_("Enter signs in   Ctrl+L 中文 / English"), classes="hint")

    @on(Input.Submitted, "#number")
    def _to_password(self) -> None:
        self.query_one("#password").focus()

    @on(Input.Submitted, "#password")
    def _try(self) -> None:
        self.start(self._sign_in(), group="sign_in")

    async def _sign_in(self) -> None:
        number, password = self.query_one("#number", Input), self.query_one("#password", Input)
        if not number.value.strip():
            number.focus()
            return
        given, password.value = password.value, ""
        try:
            actor = await self.desk.door.ask(sign_in, number.value, given, desk=self.desk.desk_id)
            if await self.desk.door.ask(must_change_password, actor):
                await self._must_change(actor, given)
            else:
                self.desk.session.begin(actor)
        except DomainError as error:
            if error.fault is Fault.DATABASE_AWAY:
                password.value = given
            self._refuse(error)

    def reach_changed(self) -> None:
        """The database is back: who has typed a password meanwhile is signed in without typing it again."""
        super().reach_changed()
        if not self.desk.reach.away and self.query_one("#password", Input).value and self.desk.actor is None:
            self._try()

    async def _must_change(self, actor: Actor, given: str) -> None:
        """The first password was somebody else's choice: the person chooses their own or is signed out again."""
        self.desk.actor = actor
        if await self.desk.push_screen_wait(ChangePassword(first=given)):
            self.desk.session.begin(actor)
        else:
            await self.desk.session.record_sign_out()
            self.desk.actor = None
            self.query_one("#password").focus()

    def _refuse(self, error: DomainError) -> None:
        if self._waiting is not None:
            self._waiting.stop()
        self._say(error)
        if error.fault is Fault.DATABASE_AWAY:
            self.desk.reach.lost()
            self.query_one("#refusal", Static).update(
                plain(_("The database can't be reached. You are signed in as soon as it answers."))
            )
        if error.fault is Fault.SIGN_IN_DELAYED:
            self._seconds = int(str(error.facts["seconds"]))
            self._waiting = self.set_interval(1, self._count_down)
        self.query_one("#password").focus()

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self._say(DomainError(Fault.SIGN_IN_DELAYED, seconds=self._seconds))
            return
        if self._waiting is not None:
            self._waiting.stop()
        self.query_one("#refusal", Static).update("")

    def _say(self, error: DomainError) -> None:
        self.query_one("#refusal", Static).update(plain(error.message()))
