"""The queue of those who write into one SQLite file: who came first is served first, whichever process it is.

SQLite has one writer at a time and no queue: who waits looks for its lock the more rarely the longer one waits, and who comes
by at the right moment has it. So a write takes its turn first, an advisory lock (`flock`) on the log beside the database: the
kernel wakes those who wait for it in their order, and gives it back for a process that dies. SQLite itself puts no lock of any
kind on that file, so the one can't get in the way of the other, and closing it lets go of none of SQLite's own. Nothing but the
order rests on it: who is not served in time, or finds no log, goes without and tries for SQLite's lock as ever.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_LOG = "-wal"


@contextmanager
def turn(path: str, seconds: float) -> Iterator[None]:
    """Runs a block when it is its turn to write into the database at `path`, or after so many seconds without one."""
    place = None
    with suppress(OSError):
        place = _Place(path)
        place.wait(seconds)
    try:
        yield
    finally:
        if place is not None:
            place.leave()


class _Place:
    """One write's place in the queue; to be left in any case."""

    _forsaken: set[_Place] = set()
    """Places of this process that wait though nobody is behind them any more: the queue doesn't move."""

    def __init__(self, path: str) -> None:
        self._file = os.open(os.path.realpath(path) + _LOG, os.O_RDONLY)
        self._served = threading.Event()
        self._settling = threading.Lock()
        self._waiting = False

    def wait(self, seconds: float) -> None:
        """Waits until it is this one's turn, for so many seconds at most; not at all where the queue is known not to move."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not self._forsaken:
                self._waiting = True
                threading.Thread(target=self._queue, name="turn", daemon=True).start()
                self._served.wait(seconds)

    def _queue(self) -> None:
        """Waits without a limit, for the kernel knows none here; on a thread of its own therefore."""
        with suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._settling:
            self._waiting = False
            if self in self._forsaken:
                self._forsaken.remove(self)
                os.close(self._file)
        self._served.set()

    def leave(self) -> None:
        """Lets the next one have its turn."""
        with self._settling:
            if self._waiting:
                self._forsaken.add(self)
            else:
                os.close(self._file)
