"""The calls of one desk: the one in hand and those that wait, with the times that the register wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from models import clock
from models.calls.drafts import CallDraft, new_draft
from models.choices import Choice
from models.i18n import N_


class Phase(Choice):
    """Where the call in hand stands."""

    IDLE = "idle", N_("No call")
    TALKING = "talking", N_("Talking")
    ON_HOLD = "on_hold", N_("On hold")
    ENDED = "ended", N_("Call ended, writing up")


class WhoWaits(Enum):
    """Why a call is held: by the hold key, or because another was taken."""

    CALLER = "caller"
    PARKED = "parked"


@dataclass
class CallInHand:
    """A draft with what the draft can't say: since when the caller is on hold, and what to call it in the strip."""

    draft: CallDraft = field(default_factory=new_draft)
    held_since: datetime | None = None
    held_by: WhoWaits | None = None
    title: str = ""

    @property
    def name(self) -> str:
        """What to call it in a list: who was found, else the name typed, else what was looked for, of a number its end."""
        looked_for = self.draft.number_text.strip()
        digits = "".join(character for character in looked_for if character.isdigit())
        return self.title or self.draft.caller_name.strip() or (f"..{digits[-4:]}" if digits else looked_for)

    @property
    def phase(self) -> Phase:
        """Where the call stands."""
        if self.draft.answered_at is None:
            return Phase.IDLE
        if self.draft.ended_at is not None:
            return Phase.ENDED
        return Phase.TALKING if self.held_since is None else Phase.ON_HOLD

    @property
    def started(self) -> bool:
        """Whether there is a call at all."""
        return self.draft.answered_at is not None

    def begin(self) -> None:
        """The call was answered; one that never rang here rang at that moment."""
        now = clock.now()
        self.draft = replace(self.draft, offered_at=self.draft.offered_at or now, answered_at=now)

    def hold(self, by: WhoWaits) -> None:
        """The caller waits from now on; one who waits already goes on waiting."""
        if self.phase is Phase.TALKING:
            self.held_since, self.held_by = clock.now(), by

    def resume(self) -> None:
        """The caller is spoken to again; the wait is added up in whole seconds."""
        self.draft = self.settled()
        self.held_since = self.held_by = None

    def hang_up(self) -> None:
        """The call has ended; what follows is wrap-up."""
        if self.phase in (Phase.TALKING, Phase.ON_HOLD):
            self.resume()
            self.draft = replace(self.draft, ended_at=clock.now())

    def settled(self) -> CallDraft:
        """The draft with the wait up to now counted in."""
        if self.held_since is None:
            return self.draft
        waited = max(0, int((clock.now() - self.held_since).total_seconds()))
        return replace(self.draft, hold_seconds=self.draft.hold_seconds + waited)


class Calls:
    """The call in hand and the parked ones, the longest waiting first."""

    def __init__(self) -> None:
        self.current = CallInHand()
        self.parked: list[CallInHand] = []

    def take_new(self, number: str = "") -> CallInHand | None:
        """A fresh call; the one in hand is parked and returned if there is anything in it."""
        parked = self.park()
        self.current.draft = replace(self.current.draft, number_text=number)
        self.current.begin()
        return parked

    def park(self) -> CallInHand | None:
        """Puts the call in hand aside; returns it, or None where there was nothing to keep."""
        call = self.current
        self.current = CallInHand()
        if call.draft.empty:
            return None
        call.hold(WhoWaits.PARKED)
        self.parked.append(call)
        return call

    def take_back(self, position: int = 0) -> bool:
        """Takes a parked call in hand again and parks the present one; False where none is parked."""
        if not 0 <= position < len(self.parked):
            return False
        call = self.parked.pop(position)
        self.park()
        if call.held_by is WhoWaits.PARKED:
            call.resume()
        self.current = call
        return True

    def adopt(self, draft: CallDraft, *, kept_at: datetime) -> CallInHand | None:
        """A call of an earlier run comes back; its line is long cut, so it ended when it was last kept.

        Returns the call that was in hand, if it is parked now.
        """
        begun = draft.answered_at or kept_at
        draft = replace(draft, answered_at=begun, offered_at=draft.offered_at or begun, ended_at=draft.ended_at or kept_at)
        parked = self.park()
        self.current = CallInHand(draft)
        return parked

    def give_back(self, drafts: list[CallDraft]) -> None:
        """Finished calls that the database would not take are parked again; takes them all."""
        self.parked += [CallInHand(draft) for draft in drafts]
        drafts.clear()

    def change(self, change: Callable[[CallDraft], CallDraft]) -> None:
        """Changes the draft in hand; the first change of an idle form begins the call."""
        self.current.draft = change(self.current.draft)
        if not self.current.started and not self.current.draft.empty:
            self.current.begin()

    def finished(self) -> None:
        """The call in hand is saved; the form is free."""
        self.current = CallInHand()
