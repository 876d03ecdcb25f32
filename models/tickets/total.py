"""How many tickets there are, without counting a million of them at each change."""

from __future__ import annotations

import time

from models import database
from models.people.sight import Sight, present

EXACT_SECONDS = 30.0
"""After this time all may be counted anew: on PostgreSQL a ticket may become visible after one with a higher id."""


class RunningTotal:
    """Counts all tickets once and then only those that came after the last one seen; tickets are never deleted.

    To be asked through the door. May be asked on both lanes at once: the worst is that the same is counted twice.
    """

    def __init__(self) -> None:
        self._known: tuple[int, int, float, Sight] | None = None

    def read(self, *, renew: bool = False) -> int:
        """How many tickets there are now that the person may see for whom it is read.

        `renew` counts all anew from time to time; not to be asked for where a key waits, for it takes 60 ms among a million.
        """
        known, now, sight = self._known, time.monotonic(), present()
        fresh = known is not None and known[3] == sight and not (renew and now - known[2] >= EXACT_SECONDS)
        count, last, counted_at = known[:3] if known is not None and fresh else (0, 0, now)
        limit, values = sight.condition("region_id")
        ((new, newest),) = database.rows(f"SELECT count(*), max(id) FROM ticket WHERE id > ?{limit}", (last, *values))
        count, last = count + new, newest or last
        self._known = (count, last, counted_at, sight)
        return int(count)
