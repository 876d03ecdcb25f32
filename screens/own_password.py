"""The password of whoever sits at the desk, as its lock asks for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from models.errors import DomainError, Fault
from models.later import later
from models.people.permissions import WALL_SCREEN

if TYPE_CHECKING:
    from models.people import operations as people
    from models.people import remembered
    from screens.desk import DeskApp
else:
    people, remembered = later("models.people.operations"), later("models.people.remembered")


class OwnPassword:
    """Tries a password in the database, and against the one that this process remembers while the database is away."""

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self._remembered: remembered.RememberedPassword | None = None

    def forget(self) -> None:
        """Nobody sits here any more."""
        self._remembered = None

    async def learn(self) -> None:
        """Learns the password that opens the lock while the database is away; keeps the earlier one where it is away by now."""
        desk, actor = self._desk, self._desk.actor
        if actor is None or actor.staff_id in (None, WALL_SCREEN.staff_id) or desk.reach.away:
            return
        if self._remembered is None:
            self._remembered = remembered.RememberedPassword()
        with suppress(DomainError):
            await desk.door.ask_in_background(self._remembered.learn, actor)

    async def require(self, password: str) -> None:
        """Raises DomainError as `people.operations.unlock` does unless it fits, DATABASE_AWAY where the desk remembers none."""
        desk, known = self._desk, self._remembered or remembered.RememberedPassword()
        if desk.actor is not None and not desk.reach.away:
            try:
                await desk.door.ask(people.unlock, password, actor=desk.actor)
                known.succeeded()
                return
            except DomainError as error:
                if error.fault in (Fault.SIGN_IN_REFUSED, Fault.SIGN_IN_LOCKED):
                    known.failed()
                if error.fault is not Fault.DATABASE_AWAY:
                    raise
                desk.reach.lost()
        await asyncio.to_thread(known.require, password)
