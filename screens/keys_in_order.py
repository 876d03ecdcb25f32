"""Keys in order: what is typed ahead is handled as if it had been typed slowly.

Textual hands a key down to the focus and back up through a chain of queues, so keys that arrive within a few
milliseconds of each other (a stalled line, a card reader, ctrl+u followed by a paste) overtake one another
(Textual issue 6605). The gate hands on the next key only when the last one has been handled. `_post_message`, through
which every driver delivers, is a private name of Textual; tests/screens/test_keys_in_order.py fails where a new Textual no
longer calls it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import timedelta

from textual import events
from textual.app import App, ScreenError
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker

UNHURRIED_SECONDS = 0.02
"""How long a key that no other one follows is left alone before it is asked whether it was handled: it is painted by then."""
PATIENCE_SECONDS = 0.5
"""How long one key may hold up the next: a widget that is stuck must not lock the keyboard."""


class KeysInOrder(App[None]):
    """An app that takes keys and pastes one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Message] = deque()
        self._typed_at = time.monotonic()
        self._before: Screen[object] | None = None
        """The screen on which the key that was handed on last was typed."""
        self._left_alone: asyncio.TimerHandle | None = None
        self._handing_on: asyncio.Task[None] | None = None
        self._held_by: set[Worker[object]] = set()

    async def _post_message(self, message: Message) -> bool:
        if not isinstance(message, events.Key | events.Paste):
            return await super()._post_message(message)
        self._typed_at = time.monotonic()
        if not self.keys_waiting:
            self._hand_on(message)
        else:
            self._typed.append(message)
            if self._left_alone is not None:
                self._left_alone.cancel()
                self._ask_whether_handled()
        return True

    def keys_wait_for(self, worker: Worker[object]) -> None:
        """Keys typed from now on wait until `worker` has ended or a screen has opened; half a second at most."""
        self._held_by.add(worker)

    def idle_for(self) -> timedelta:
        """How long nobody has typed."""
        return timedelta(seconds=time.monotonic() - self._typed_at)

    @property
    def keys_waiting(self) -> bool:
        """Whether a key that was typed has not been handled yet."""
        under_way = self._handing_on is not None and not self._handing_on.done()
        return bool(self._typed) or self._left_alone is not None or under_way

    def _hand_on(self, message: Message) -> None:
        """Hands a key on; it is painted before it is asked whether it was handled, unless another one waits."""
        self._before = self._present_screen()
        self.post_message(message)
        if not self._typed:
            loop = asyncio.get_running_loop()
            self._left_alone = loop.call_later(UNHURRIED_SECONDS, self._ask_whether_handled)

    def _ask_whether_handled(self) -> None:
        self._left_alone = None
        self._handing_on = asyncio.get_running_loop().create_task(self._see_through())

    async def _see_through(self) -> None:
        """Waits until the key that was handed on has been handled, then hands on those that wait."""
        while self._left_alone is None:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._handled(self._before)
            except TimeoutError:
                self.log.warning("a key was not handled in time; the next one goes on")
            self._held_by.clear()
            self._before = None  # a dialog that was closed goes out of memory
            if not self._typed:
                return
            self._hand_on(self._typed.popleft())

    def _present_screen(self) -> Screen[object] | None:
        try:
            return self.screen
        except ScreenError:
            return None

    async def _handled(self, before: Screen[object] | None) -> None:
        """Returns once the key has gone down to the focus and up again, and a screen it opened in place of `before` is ready."""
        await _passed(self)
        screen = self._present_screen()
        if screen is None:
            return
        await _passed(screen)
        node: DOMNode | None = screen.focused
        while node is not None:
            await _passed(node)
            node = node.parent
        while self.screen is before and any(not worker.is_finished for worker in self._held_by):
            await asyncio.sleep(0.002)
        if self.screen is not before:
            shown = asyncio.Event()
            self.screen.call_after_refresh(shown.set)
            await shown.wait()


async def _passed(node: MessagePump) -> None:
    """Returns once everything queued at this node before now has been handled."""
    done = asyncio.Event()
    if node.is_running and node.call_later(done.set):
        await done.wait()
