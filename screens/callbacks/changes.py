"""Two people, one callback: who comes second sees what the first one did, and may try again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from models.callbacks.file import CallbackFile, callback_file
from models.callbacks.tables import CallbackStatus
from models.errors import DomainError, Fault
from screens.desk import DeskApp
from screens.dialogs.reading import Reading
from screens.ticket.telling import changes_shown

T = TypeVar("T")
LATEST = 6
"""How many entries of the timeline are shown."""


async def with_changes_seen(desk: DeskApp, file: CallbackFile, deed: Callable[[CallbackFile], Awaitable[T | None]]) -> T | None:
    """What `deed` does to the callback as it was read; None where the person went back.

    Where a colleague changed it in between, that is shown, and a second try works on the callback as it is now. One that has
    ended meanwhile can only be looked at. Raises every other DomainError.
    """
    while True:
        try:
            return await deed(file)
        except DomainError as error:
            if error.fault is not Fault.STALE:
                raise
            file = await desk.door.ask(callback_file, file.id)
            shown = changes_shown(file.timeline[:LATEST], desk.zone)
            may_retry = file.status is CallbackStatus.OPEN
            again = await desk.push_screen_wait(Reading(error.message(), shown, retry=may_retry))
            if not (again and may_retry):
                return None
