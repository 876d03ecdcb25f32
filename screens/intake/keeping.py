"""When the drafts of a desk go to the journal: at every pause in typing, at every choice, when parked, and at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from models.calls.drafts import CallDraft
from screens.intake.calls import CallInHand
from screens.intake.keeper import DraftKeeper

if TYPE_CHECKING:
    from screens.intake.screen import IntakeScreen


class Keeping:
    """The journal half of the intake screen."""

    def __init__(self, screen: IntakeScreen) -> None:
        self._screen = screen
        self._keeper: DraftKeeper | None = None
        self._pause: Timer | None = None

    @property
    def keeper(self) -> DraftKeeper:
        """The way to the journal of the person signed in."""
        staff_id = self._screen.actor.staff_id or 0
        if self._keeper is None or self._keeper.staff_id != staff_id:
            self._keeper = DraftKeeper(self._screen.desk.journal, staff_id=staff_id, desk=self._screen.desk.desk_id)
        return self._keeper

    def soon(self, seconds: float) -> None:
        """Keeps the draft in hand after `seconds` without another change."""
        if self._pause is not None:
            self._pause.stop()
        if seconds:
            self._pause = self._screen.set_timer(seconds, self._keep)
        else:
            self._keep()

    def _keep(self) -> None:
        draft = self._screen.calls.current.settled()
        if not draft.empty:
            self._screen.run_worker(self.keeper.keep(draft), group="journal", exit_on_error=False)

    def parked(self, call: CallInHand | None) -> None:
        """Keeps a call that was put aside, if one was."""
        if call is not None:
            self._screen.start(self.keeper.keep(call.settled(), parked=True), group="journal")

    async def queue(self, draft: CallDraft) -> None:
        """The call is finished, but the database can't take it yet. Raises DomainError(JOURNAL_AWAY)."""
        await self.keeper.queue(draft)

    async def drop(self, client_uuid: str) -> None:
        """The database has the call."""
        await self.keeper.drop(client_uuid)

    def everything_now(self) -> None:
        """Keeps every call of this desk at once, to be offered at the next sign-in if the desk ends here."""
        screen = self._screen
        if screen.desk.actor is None:
            return
        screen.calls.change(screen.form.read)
        for call in (screen.calls.current, *screen.calls.parked):
            if not call.draft.empty:
                self.keeper.keep_now(call.settled(), parked=True)
