"""What an SQLite file needs from time to time, done by a thread of its own instead of by a save that a person waits for.

Each save leaves pages in the log, which have to go into the file, and pieces of the search indexes, which have to be put
together. SQLite itself does both within every 12th and every 64th save, which then take 20 to 150 ms. A save is as durable as
before: it is on the disk, in the log, before anybody is told that it is done.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

LOG_PAGES = 16_000
"""Pages in the log (64 MB) at which a save brings them into the file after all: where this thread doesn't keep up, or isn't."""

_PAUSE_SECONDS = 0.5
"""How long after a save it is looked after the file, so that several saves are one piece of work."""
_FILE_RESTS_SECONDS = 1.0
"""How long another process must have left the file itself as it is, so that fifty of them don't look after it all the time."""
_MERGED_AT_ONCE = 8
"""So many pages of a search index are written while others wait for the lock: some 3 ms."""
_MOST_MERGES = 64
_PATIENCE_SECONDS = 0.1
"""How long it waits for others' saves before it leaves the work for later."""
_BETWEEN_MERGES_SECONDS = 0.02
"""Who waits for the lock has it meanwhile."""
_CHECKPOINTS = 4
_NO_MERGE = 2
"""SQLite counts fewer changed rows than this where there was nothing to put together."""


class _Upkeep:
    """The thread of this process and the file that it looks after, from the first save on."""

    def __init__(self) -> None:
        self._path, self._saved_at = "", 0.0
        self._needed = threading.Event()
        self._thread: threading.Thread | None = None

    def soon(self, path: str) -> None:
        """Something was saved in the file at `path`."""
        self._path, self._saved_at = path, time.time()
        if not self._needed.is_set():
            self._needed.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._needed.wait()
            time.sleep(_PAUSE_SECONDS)
            self._needed.clear()
            try:
                if not self._done():
                    self._needed.set()
            except (sqlite3.Error, OSError):
                continue  # The file is busy, full or gone: a save tells whom it concerns, and the next one leads here again.

    def _done(self) -> bool:
        """Looks after the file, unless another process has begun that since the last save here, or only just before."""
        begun_at = Path(self._path).stat().st_mtime
        if begun_at > self._saved_at:
            return True
        if time.time() - begun_at < _FILE_RESTS_SECONDS:
            return False
        os.utime(self._path)  # Whoever saved at the same moment sees that somebody is at it.
        if tend(self._path):
            return True
        self._saved_at = time.time()
        return False


_upkeep = _Upkeep()
soon = _upkeep.soon


def tend(path: str) -> bool:
    """Puts pieces of search indexes together and brings the log into the file; False where something was left for later.

    Raises sqlite3.Error, also where others save without a pause.
    """
    address = f"{Path(path).resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE_SECONDS)) as file:
        file.execute("PRAGMA synchronous = normal")  # What it writes says nothing new; a save behind it makes it durable too.
        file.execute("PRAGMA wal_autocheckpoint = 0")
        indexes = file.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'").fetchall()
        left = sum(not _merged(file, name) for (name,) in indexes)
        return _brought_in(file) and not left


def _merged(file: sqlite3.Connection, index: str) -> bool:
    for _step in range(_MOST_MERGES):
        before = file.total_changes
        file.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', {_MERGED_AT_ONCE})")
        if file.total_changes - before < _NO_MERGE:
            return True
        time.sleep(_BETWEEN_MERGES_SECONDS)
    return False


def _brought_in(file: sqlite3.Connection) -> bool:
    """Brings what is in the log into the file, so that the log begins anew with the next save; False where it goes on.

    What is saved meanwhile is for the next try, which is shorter. A log that grows all the same is ended under the lock.
    """
    pages = 0
    for _try in range(_CHECKPOINTS):
        ((_busy, pages, brought),) = file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        if pages == brought:
            return True
    if pages > LOG_PAGES // 2:
        file.execute("PRAGMA wal_checkpoint(RESTART)")
    return False
