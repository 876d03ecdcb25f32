"""Reads what a list wishes for, one question at a time and behind its back; neighbours only once what is known is painted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Generic

from textual.timer import Timer
from textual.widget import Widget

from screens.first_shown import FirstShown
from screens.widgets.rows import Beyond, Page, R, Source, Wish
from screens.widgets.view import View

PAINT_SECONDS = 0.05
"""How long reading ahead waits for painting at most."""
FIRST_SECONDS = 0.05
"""How long a screen that is shown for the first time waits for its first rows at most, so that it is painted once."""
SETTLES_SECONDS = 0.002
"""How long it takes until all widgets that follow the rows have told their screen what is to be painted; a frame is 33 ms."""
REST_SECONDS = 1.0
"""After so long without a question the ends of the list are read, so that nobody waits for them."""


class Reader(Generic[R]):
    """Fulfils the wishes of `widget`'s view, and hands each answer to `take` unless another list is shown by then."""

    def __init__(self, widget: Widget, view: View[R], take: Callable[[Wish, Page[R]], None]) -> None:
        self._widget = widget
        self._view = view
        self._take = take
        self._source: Source[R] | None = None
        self._generation = 0
        self._serving = False
        self._first = True
        self._resting: Timer | None = None

    def show(self, source: Source[R]) -> None:
        """Reads from another source from now on; what the last one still answers is dropped."""
        self._source = source
        self._generation += 1
        self.serve()

    def serve(self) -> None:
        """Starts reading unless that is under way: one question at a time, the latest wish next."""
        self._start(self._view.next_wish)

    def _read_ends(self) -> None:
        self._resting = None
        self._start(lambda: self._view.next_wish() or self._view.end_wish())

    def _start(self, next_wish: Callable[[], Wish | None]) -> None:
        if self._serving or self._source is None or not self._widget.is_attached:
            return
        self._serving = True
        self._widget.screen.run_worker(self._read(next_wish), name="rows", group=f"rows-{id(self)}", exit_on_error=False)

    async def _read(self, next_wish: Callable[[], Wish | None]) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        try:
            while (wish := next_wish()) is not None and self._source is not None:
                if isinstance(wish, Beyond):
                    await self._painted()
                generation = self._generation
                reading = asyncio.ensure_future(self._source.read(wish))
                first, self._first = self._first, False
                if first:
                    await self._with_the_screen(reading)
                page = await reading
                if generation == self._generation:
                    self._take(wish, page)
                if first:
                    await self._shown_at_once()
        finally:
            self._serving = False
        if self._widget.is_attached and next_wish == self._view.next_wish:
            self._resting = self._widget.set_timer(REST_SECONDS, self._read_ends)

    async def _with_the_screen(self, reading: asyncio.Future[Page[R]]) -> None:
        """Holds back the painting of a new screen until its first rows are there, if they come at once."""
        with self._widget.app.batch_update():
            await asyncio.wait({reading}, timeout=FIRST_SECONDS)
        self._widget.screen.check_idle()

    async def _shown_at_once(self) -> None:
        """Has a new screen painted with its first rows as soon as all that they changed on it is known."""
        await asyncio.sleep(SETTLES_SECONDS)
        if isinstance(self._widget.screen, FirstShown):
            self._widget.screen.paint_at_once()

    async def _painted(self) -> None:
        """Returns when what is known has been painted: neighbours can wait for that, and a hidden screen paints nothing."""
        painted = asyncio.Event()
        self._widget.call_after_refresh(painted.set)
        with suppress(TimeoutError):
            async with asyncio.timeout(PAINT_SECONDS):
                await painted.wait()
