"""How many tickets there are, without counting a million of them at each change."""

from __future__ import annotations

import time

from models import database

EXACT_SECONDS = 30.0
"""After this time all are counted anew: on PostgreSQL a ticket may become visible after one with a higher id."""


class RunningTotal:
    """Counts all tickets once and then only those that came after the last one seen; tickets are never deleted.

    To be asked through the door. May be asked on both lanes at once: the worst is that the same is counted twice.
    """

    def __init__(self) -> None:
        self._known: tuple[int, int, float] | None = None

    def read(self) -> int:
        """How many tickets there are now."""
        known, now = self._known, time.monotonic()
        count, last, counted_at = known if known is not None and now - known[2] < EXACT_SECONDS else (0, 0, now)
        ((new, newest),) = database.rows("SELECT count(*), max(id) FROM ticket WHERE id > ?", (last,))
        count, last = count + new, newest or last
        self._known = (count, last, counted_at)
        return int(count)
