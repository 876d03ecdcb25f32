"""Whether the database answers: since when it doesn't, what the desk does meanwhile, and what it does when it is back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from models import clock, database
from models.errors import DomainError, Fault
from models.i18n import _
from models.later import later
from screens.clock_text import hour_and_minute
from screens.kept_call import caller_named

if TYPE_CHECKING:
    from models.calls import replay
    from models.calls.drafts import CallDraft
    from models.calls.memory import CallerMemory
    from models.people import operations
    from models.tickets.queries import CategoryRow
    from screens.desk import DeskApp
else:
    replay = later("models.calls.replay")
    operations = later("models.people.operations")

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

TELL_SECONDS = 3.0
"""Questions that fail within this time of each other are told of once."""
TRY_SECONDS = 2.0
"""How long a desk waits between two tries to reach a database that is away."""


class Reach:
    """The desk's knowledge of its database. It is away from the first question that fails until a write has been taken again.

    What was finished meanwhile is handed in before the desk says that the database is back.
    """

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self.since: datetime | None = None
        self.categories: list[CategoryRow] = []
        """What a ticket may be about, as it was last read."""
        self.given_back: list[CallDraft] = []
        """Calls that the database would not take, until the intake screen has them."""
        self._told_at = -TELL_SECONDS
        self._trying: asyncio.Task[None] | None = None
        self._once_more = False

    @cached_property
    def callers(self) -> CallerMemory:
        """The callers whom this desk has seen since the sign-in."""
        from models.calls.memory import CallerMemory

        return CallerMemory()

    @property
    def away(self) -> bool:
        """Whether the database is away."""
        return self.since is not None

    async def ask_or(self, remembered: Callable[[], R], call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | R:
        """The answer of `call`; what the desk remembers while the database is away. Raises every other DomainError."""
        if not self.away:
            try:
                return await self._desk.door.ask(call, *args, **kwargs)
            except DomainError as error:
                if error.fault is not Fault.DATABASE_AWAY:
                    raise
                self.lost()
        return remembered()

    def lost(self) -> None:
        """A question was not answered: says so in the status line, and tries until one is."""
        if self.since is None:
            self.since = clock.now()
            self._show()
        self.try_soon()

    def must_be_told(self) -> bool:
        """Takes down that a question failed; whether that is worth a sentence, or one has just been said."""
        self.lost()
        now = time.monotonic()
        told, self._told_at = self._told_at, now
        return now - told >= TELL_SECONDS

    def try_soon(self) -> None:
        """Hands in what waits as soon as the database takes it; once again for what is queued while it is being handed in."""
        self._once_more = True
        if self._trying is None or self._trying.done():
            self._trying = asyncio.get_running_loop().create_task(self._until_it_answers(), name="reach")

    def stop(self) -> None:
        """The desk ends."""
        if self._trying is not None:
            self._trying.cancel()

    def _show(self) -> None:
        desk = self._desk
        desk.set_class(self.away, "-offline")
        desk.show_status(replace(desk.status, offline_since=self.since))
        for screen in desk.every_desk_screen():
            screen.reach_changed()

    async def _until_it_answers(self) -> None:
        while self._once_more:
            self._once_more = False
            if not await self._handed_in_everything():
                self._once_more = True
                await asyncio.sleep(TRY_SECONDS)
        if self.since is None:
            return
        since, self.since = self.since, None
        self._show()
        zone = self._desk.zone
        times = {"start": hour_and_minute(since, zone), "end": hour_and_minute(clock.now(), zone)}
        self._desk.tell(_("The database is back. It was away from {start} to {end}.").format(**times))
        self._desk.database_changed()
        self._desk.presence.tell_again()

    async def _handed_in_everything(self) -> bool:
        """Whether the database takes writing and nothing waits any more; the pulse's lane asks, so no key waits for it."""
        desk = self._desk
        try:
            if self.away:
                await self._knock()
            while (done := await desk.door.ask_in_background(replay.hand_in_next, desk.journal)) is not None:
                self._tell(done)
        except DomainError as error:
            if error.fault is Fault.JOURNAL_AWAY:
                desk.refuse(error)
                return True
            if error.fault in replay.PASSING:
                return False
            await self._give_back_first(error)
            return False
        return True

    async def _knock(self) -> None:
        """Writes something harmless, because a database that only reads is away as well: the state the person is in."""
        desk, actor = self._desk, self._desk.actor
        if actor is None:
            await desk.door.ask_in_background(database.rows, "SELECT 1")
            return
        try:
            if actor.session_id is not None and not await desk.door.ask_in_background(operations.keep_session, actor):
                return
            if desk.status.state is not None:
                await desk.door.ask_in_background(operations.set_agent_state, desk.status.state, actor=actor)
        except DomainError as error:
            if error.fault in replay.PASSING:
                raise

    async def _give_back_first(self, error: DomainError) -> None:
        """The call at the head can't be handed in for a reason nobody foresaw: it must not stand before the others for ever."""
        journal = self._desk.journal
        waiting = await asyncio.to_thread(journal.queued)
        if waiting:
            await asyncio.to_thread(journal.give_back, waiting[0], error.message())
            self._tell(replay.HandedIn(waiting[0], None, error))

    def _tell(self, done: replay.HandedIn) -> None:
        desk = self._desk
        draft = done.kept.draft
        who = caller_named(draft)
        at = hour_and_minute(draft.answered_at or done.kept.kept_at, desk.zone)
        if done.finished is not None:
            number = done.finished.ticket_number or done.finished.call_number
            desk.tell(_("The call of {time} ({who}) has gone in: {number}.").format(time=at, who=who, number=number))
            return
        reason = done.refused.message() if done.refused else ""
        sentence = _("The call of {time} ({who}) could not be saved: {reason} It is parked; F4 and Ctrl+N take it back.")
        desk.notify(sentence.format(time=at, who=who, reason=reason), severity="error", timeout=60, markup=False)
        if desk.actor is not None and desk.actor.staff_id == done.kept.staff_id:
            self.given_back.append(draft)
            for screen in desk.every_desk_screen():
                screen.take_given_back()
