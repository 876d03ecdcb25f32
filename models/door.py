"""The one door to the domain: calls run on one of two threads with kept connections, never on the thread that paints.

One lane is for what a person is waiting for; the other for the pulse, reports, imports and slow searches, so that
a long question never stands before a key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from functools import partial
from typing import ParamSpec, TypeVar

from models import database
from models.errors import DomainError, Fault
from models.people.permissions import Actor
from models.people.sight import seeing
from models.unforeseen import take_down

P = ParamSpec("P")
T = TypeVar("T")


class Lane(Enum):
    """Who waits for an answer."""

    PERSON = "person"
    BACKGROUND = "background"


class Door:
    """Runs operations and queries off the painting thread; an error comes back as a DomainError with its code."""

    reader: Actor | None = None
    """The person at the desk: what is asked through the door finds what they may see."""

    def __init__(self) -> None:
        self._lanes = {lane: ThreadPoolExecutor(1, thread_name_prefix=f"door-{lane.value}") for lane in Lane}

    def begin(self, call: Callable[[], T]) -> Future[T]:
        """Runs `call` on the lane of the person who waits, before an event loop runs; the future raises what `call` raises."""
        return self._lanes[Lane.PERSON].submit(call)

    async def ask(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of `call`, run on the lane of the person who waits.

        Raises DomainError; an unforeseen error is logged under a reference and becomes UNEXPECTED with that reference.
        """
        return await self._run(Lane.PERSON, partial(call, *args, **kwargs))

    async def ask_in_background(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of `call`, run on the lane that nobody's key waits for. Raises as `ask` does."""
        return await self._run(Lane.BACKGROUND, partial(call, *args, **kwargs))

    async def _run(self, lane: Lane, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._lanes[lane], _answer, call, self.reader)

    def close(self) -> None:
        """Lets what was asked end, then closes both connections."""
        for executor in self._lanes.values():
            executor.submit(database.close)
            executor.shutdown(wait=True, cancel_futures=False)


def _answer(call: Callable[[], T], reader: Actor | None) -> T:
    try:
        with database.translated_errors(), seeing(reader):
            database.connect_kept()
            return call()
    except DomainError as error:
        if error.fault is Fault.DATABASE_AWAY:
            database.close()
        raise
    except Exception as error:
        raise DomainError(Fault.UNEXPECTED, reference=take_down(error)) from error
