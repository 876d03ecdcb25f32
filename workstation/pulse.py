"""What goes on by itself at a desk: hearing of commits, and the sweep of the clocks that are due.

Both run beside the screens in the same event loop, ask the database off the painting thread, never overlap with
themselves, and go on after an error with growing pauses.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum

from models import clock
from models.changes import Changes, Heard, watch
from models.door import Door
from models.errors import DomainError, Fault
from models.events.tables import EVERYTHING, RecordKey, Subject

log = logging.getLogger("workstation.pulse")

LOOK_SECONDS = 0.1
"""How often SQLite is looked at: the knee between delay (p95 96 ms) and idle cost (0.6 % of a core)."""
GAP_SECONDS = 0.2
"""The shortest time between two tellings, so that a burst of commits is one; the first of a burst is told at once."""
READINGS_A_SECOND = 150
"""So often do all desks of a site together read again what they show: 5 ms of a desk and its server each time."""
UNEVEN = 0.25
"""By this part is the time between two tellings longer or shorter, so that many desks don't read at the same moment."""
FULL_CHECK_SECONDS = 30.0
"""After this time what is shown is read again whatever was heard: a lost announcement stays lost no longer."""
SWEEP_SECONDS = 1.0
"""The longest wait for the next look at the clocks, and so the latest that a breach is noticed."""
LOOKS_A_SECOND = 100
"""So often do all desks of a site together look at the clocks: one of them is soon there, the others find nothing to do."""
LONGEST_SWEEP_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 8.0


class Source(Enum):
    """What of the pulse may be in trouble."""

    CHANGES = "changes"
    SWEEP = "sweep"


def gap(desks: int) -> float:
    """Seconds between two tellings where so many desks read after each: the more there are, the rarer, and none in step."""
    shared = desks / READINGS_A_SECOND
    return max(GAP_SECONDS, shared * random.uniform(1 - UNEVEN, 1 + UNEVEN))


def rest(desks: int) -> float:
    """Seconds between two looks at the clocks where so many desks look, up to LONGEST_SWEEP_SECONDS."""
    return min(LONGEST_SWEEP_SECONDS, max(SWEEP_SECONDS, desks / LOOKS_A_SECOND))


class Pulse:
    """Tells a desk of changes and keeps the service clocks honest.

    `on_change` is called after commits, at most every `GAP_SECONDS` (more rarely where many desks work), with the kinds of
    record that changed; `on_opened` with the records that were opened or left at some desk; `on_trouble` with an error while
    the database can't be had, and with None once it can again; `on_check` every `FULL_CHECK_SECONDS`. All four are called in
    the event loop.
    `desks`, `next_due` and `sweep` ask the domain on the background lane: how many desks work, what is due next, and `sweep`
    returns how many clocks it flagged.
    """

    def __init__(
        self,
        *,
        door: Door,
        url: str,
        on_change: Callable[[frozenset[Subject]], None],
        on_opened: Callable[[frozenset[RecordKey]], None],
        on_trouble: Callable[[DomainError | None], None],
        on_check: Callable[[], None],
        desks: Callable[[], int],
        next_due: Callable[[], datetime | None],
        sweep: Callable[[], int],
    ) -> None:
        self._door = door
        self._url = url
        self._on_change = on_change
        self._on_opened = on_opened
        self._on_trouble = on_trouble
        self._on_check = on_check
        self._desks = desks
        self._gap, self._rest = GAP_SECONDS, SWEEP_SECONDS
        self._next_due = next_due
        self._sweep = sweep
        self._tasks: list[asyncio.Task[None]] = []
        self._telling: asyncio.TimerHandle | None = None
        self._listen_again: Callable[[], None] | None = None
        self._changed: frozenset[Subject] = frozenset()
        self._told_at = 0.0
        self._troubles: dict[Source, DomainError] = {}

    def start(self) -> None:
        """Begins; to be called in the event loop."""
        works = {"changes": self._hear, "sweep": self._keep_clocks, "check": self._check}
        self._tasks = [asyncio.create_task(work(), name=f"pulse-{name}") for name, work in works.items()]

    async def stop(self) -> None:
        """Ends; what runs on the background lane is not waited for."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._telling is not None:
            self._telling.cancel()

    # Changes

    async def _hear(self) -> None:
        await self._for_ever(Source.CHANGES, self._hear_on_one_connection)

    async def _hear_on_one_connection(self) -> float:
        """Hears of commits until the connection is lost."""
        changes = await asyncio.to_thread(watch, self._url)
        try:
            self._well(Source.CHANGES)
            self._tell_soon(EVERYTHING)
            await (self._look_regularly(changes) if changes.socket is None else self._listen(changes, changes.socket))
        finally:
            changes.close()
        return 0.0

    async def _look_regularly(self, changes: Changes) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._take(changes.heard())

    def _take(self, heard: Heard) -> None:
        if heard.opened:
            self._on_opened(heard.opened)
        if heard.changed:
            self._tell_soon(heard.changed)

    async def _listen(self, changes: Changes, socket: int) -> None:
        """Hears what is announced until the connection is lost; until a telling that is due, nothing: it tells all at once.

        Of five hundred desks each would else wake for every commit of the others, and read only every few seconds.
        """
        loop = asyncio.get_running_loop()
        lost: asyncio.Future[None] = loop.create_future()

        def readable() -> None:
            try:
                self._take(changes.heard())
            except DomainError as error:
                loop.remove_reader(socket)
                if not lost.done():
                    lost.set_exception(error)
            else:
                if self._telling is not None:
                    loop.remove_reader(socket)

        def listen() -> None:
            loop.add_reader(socket, readable)

        self._listen_again = listen
        listen()
        try:
            await lost
        finally:
            self._listen_again = None
            loop.remove_reader(socket)

    def _tell_soon(self, changed: frozenset[Subject]) -> None:
        """Calls `on_change` once for all commits until then."""
        self._changed |= changed
        if self._telling is None:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_later(max(0.0, self._told_at + self._gap - loop.time()), self._tell)

    def _tell(self) -> None:
        self._telling = None
        if self._listen_again is not None:
            self._listen_again()
        self._told_at = asyncio.get_running_loop().time()
        changed, self._changed = self._changed, frozenset()
        self._on_change(changed)

    # Clocks

    async def _keep_clocks(self) -> None:
        await self._for_ever(Source.SWEEP, self._sweep_once)

    async def _sweep_once(self) -> float:
        """Sweeps if a clock is due; returns the seconds until the next look."""
        due = await self._door.ask_in_background(self._next_due)
        flagged = 0
        if due is not None and due <= clock.now():
            flagged = await self._door.ask_in_background(self._sweep)
            due = await self._door.ask_in_background(self._next_due)
        self._well(Source.SWEEP)
        if flagged:
            self._tell_soon(EVERYTHING)
        uneven = random.uniform(0, self._rest - SWEEP_SECONDS)
        if due is None:
            return SWEEP_SECONDS + uneven
        left = (due - clock.now()) / timedelta(seconds=1)
        return (min(SWEEP_SECONDS, max(0.01, left)) if left > 0 or flagged else SWEEP_SECONDS) + uneven

    # Both

    async def _check(self) -> None:
        while True:
            with suppress(DomainError):
                desks = await self._door.ask_in_background(self._desks)
                self._gap, self._rest = gap(desks), rest(desks)
            await asyncio.sleep(FULL_CHECK_SECONDS)
            self._on_check()

    async def _for_ever(self, source: Source, work: Callable[[], Awaitable[float]]) -> None:
        """Does `work` again and again, the seconds that it returns apart; after an error, growing pauses apart."""
        pause_after_failure = FIRST_PAUSE_SECONDS
        while True:
            try:
                pause = await work()
                pause_after_failure = FIRST_PAUSE_SECONDS
            except DomainError as error:
                pause = pause_after_failure
                pause_after_failure = min(LONGEST_PAUSE_SECONDS, 2 * pause_after_failure)
                self._ill(source, error)
            except Exception as error:
                pause = LONGEST_PAUSE_SECONDS
                log.exception("the pulse failed at %s", source.value)
                self._ill(source, DomainError(Fault.UNEXPECTED, reference=type(error).__name__))
            await asyncio.sleep(pause)

    def _ill(self, source: Source, error: DomainError) -> None:
        self._troubles[source] = error
        self._on_trouble(error)

    def _well(self, source: Source) -> None:
        if self._troubles.pop(source, None) is not None:
            self._on_trouble(next(iter(self._troubles.values()), None))
