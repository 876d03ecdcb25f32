"""Writes drafts to the journal off the painting thread, the newest state last, whatever the disk takes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

from models.calls.drafts import CallDraft
from models.calls.journal import Journal


class DraftKeeper:
    """One desk's way to the journal; a state that was overtaken is never written over a newer one."""

    def __init__(self, journal: Journal, *, staff_id: int, desk: str) -> None:
        self._journal = journal
        self.staff_id = staff_id
        self._desk = desk
        self._lock = threading.Lock()
        self._asked = 0
        self._written: dict[str, int] = {}

    def keep(self, draft: CallDraft, *, parked: bool = False) -> Coroutine[Any, Any, None]:
        """On the disk once awaited; its place in the order is when it was called. Raises DomainError(JOURNAL_AWAY)."""
        return asyncio.to_thread(self._write, self._next(), draft, parked)

    def keep_now(self, draft: CallDraft, *, parked: bool = False) -> None:
        """The same at once, for a program that is being ended. Raises DomainError(JOURNAL_AWAY)."""
        self._write(self._next(), draft, parked)

    async def queue(self, draft: CallDraft) -> None:
        """The finished call waits in the journal for the database; nothing under way makes a draft of it again.

        Raises DomainError(JOURNAL_AWAY).
        """
        await asyncio.to_thread(self._queue, draft)

    async def drop(self, client_uuid: str) -> None:
        """The database has the call: nothing that is still under way brings its draft back."""
        order = self._next()
        await asyncio.to_thread(self._drop, order, client_uuid)

    def _next(self) -> int:
        self._asked += 1
        return self._asked

    def _write(self, order: int, draft: CallDraft, parked: bool) -> None:
        with self._lock:
            if order > self._written.get(draft.client_uuid, 0):
                self._journal.keep(draft, staff_id=self.staff_id, desk=self._desk, parked=parked)
                self._written[draft.client_uuid] = order

    def _queue(self, draft: CallDraft) -> None:
        with self._lock:
            self._journal.queue(draft, staff_id=self.staff_id, desk=self._desk)
            self._written[draft.client_uuid] = self._asked

    def _drop(self, order: int, client_uuid: str) -> None:
        with self._lock:
            self._journal.drop(client_uuid)
            self._written[client_uuid] = order
