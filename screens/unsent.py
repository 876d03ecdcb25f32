"""What was typed into forms and dialogs and not saved: offered again whatever became of the form, the desk or the machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING

from textual.timer import Timer

from models.entries import Entries
from models.errors import DomainError

if TYPE_CHECKING:
    from screens.desk import DeskApp

PAUSE_SECONDS = 0.5
"""A pause in typing after which what was typed is on the disk."""


class Unsent(MutableMapping[str, str]):
    """The texts of the person signed in, by purpose (`case_reply:12`); in the journal of this machine at each pause in typing.

    Writing is done off the painting thread. Whoever writes takes the newest text, so none is overtaken by an older one.
    """

    def __init__(self, desk: DeskApp, entries: Entries) -> None:
        self._desk = desk
        self._entries = entries
        self._staff_id: int | None = None
        self._texts: dict[str, str] = {}
        self._changed: set[str] = set()
        self._lock = threading.Lock()
        self._pause: Timer | None = None
        self._trouble_told = False

    # A person's texts

    def begin(self, staff_id: int | None) -> None:
        """Takes up what this person left on this machine."""
        self.end()
        self._staff_id = staff_id
        if staff_id is not None:
            self._desk.run_worker(self._take_up(staff_id), group="unsent", exit_on_error=False)

    async def _take_up(self, staff_id: int) -> None:
        kept = await asyncio.to_thread(self._entries.of, staff_id)
        if self._staff_id == staff_id:
            self._texts = {**kept, **self._texts}

    def end(self) -> None:
        """Forgets the person; the journal knows their texts until they sign in again."""
        self.keep_now()
        self._staff_id = None
        self._texts.clear()
        self._changed.clear()

    # The mapping

    def __getitem__(self, purpose: str) -> str:
        return self._texts[purpose]

    def __setitem__(self, purpose: str, text: str) -> None:
        if self._texts.get(purpose) != text:
            self._texts[purpose] = text
            self._write_soon(purpose, PAUSE_SECONDS)

    def __delitem__(self, purpose: str) -> None:
        del self._texts[purpose]
        self._write_soon(purpose, 0)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    # The journal

    def _write_soon(self, purpose: str, seconds: float) -> None:
        self._changed.add(purpose)
        if self._pause is not None:
            self._pause.stop()
        if seconds:
            self._pause = self._desk.set_timer(seconds, self._write_beside)
        else:
            self._write_beside()

    def _write_beside(self) -> None:
        self._desk.run_worker(self._written(), group="unsent", exit_on_error=False)

    async def _written(self) -> None:
        try:
            await asyncio.to_thread(self._write)
        except DomainError as error:
            self._tell_trouble(error)

    def keep_now(self) -> None:
        """Writes what is not written yet at once, for a desk that locks or ends."""
        try:
            self._write()
        except DomainError as error:
            self._tell_trouble(error)

    def _write(self) -> None:
        with self._lock:
            while self._changed and self._staff_id is not None:
                purpose = self._changed.pop()
                text = self._texts.get(purpose)
                try:
                    if text is None:
                        self._entries.drop(self._staff_id, purpose)
                    else:
                        self._entries.keep(self._staff_id, purpose, text)
                except DomainError:
                    self._changed.add(purpose)
                    raise
            self._trouble_told = False

    def _tell_trouble(self, error: DomainError) -> None:
        """Says once that nothing can be kept, not at each pause in typing."""
        if not self._trouble_told:
            self._trouble_told = True
            self._desk.refuse(error)
