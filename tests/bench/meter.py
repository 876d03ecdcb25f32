"""A terminal with a stopwatch: when the bytes came after a key, how many, and what the program used meanwhile."""

from __future__ import annotations

import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.pty.terminal import KEYS, Terminal

QUIET_SECONDS = 0.08
"""A key is answered when nothing more was painted for so long."""
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Answer:
    """What one key led to: milliseconds to the last byte, None where nothing was painted, and the bytes."""

    milliseconds: float | None
    bytes: int


@dataclass(frozen=True)
class Quiet:
    """What a program did while nobody typed: bytes and writes that came, and its processor time as a share of one core."""

    bytes_per_second: float
    writes_per_second: float
    cpu_percent: float


@dataclass(frozen=True)
class Figures:
    """The middle, the 95th of a hundred and the worst of some measurements."""

    median: float
    p95: float
    worst: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Figures:
        """Sorted out of `values`, at least one."""
        ordered = sorted(values)
        at = min(len(ordered) - 1, int(0.95 * len(ordered)))
        return cls(statistics.median(ordered), ordered[at], ordered[-1], len(ordered))


class Meter(Terminal):
    """A terminal that only takes down what comes and when; it is read as a screen when somebody asks for its text."""

    def __init__(
        self, arguments: Sequence[str], *, environment: Mapping[str, str], columns: int = 120, rows: int = 40, folder: Path = ROOT
    ) -> None:
        self.arguments = tuple(arguments)
        self.arrivals: list[tuple[float, int]] = []
        self._unread = bytearray()
        self.started = time.monotonic()
        super().__init__(arguments, environment=environment, columns=columns, rows=rows, folder=folder)

    def _feed(self, data: bytes) -> None:
        self.arrivals.append((self._came_at, len(data)))
        self._unread += data

    def _text(self) -> str:
        unread, self._unread = bytes(self._unread), bytearray()
        if unread:
            super()._feed(unread)
        return super()._text()

    def painted_before(self, *expected: str) -> float:
        """Waits until all of `expected` is on the screen; seconds from the start to the last byte painted by then."""
        self.wait_for(*expected, within=60)
        return self.arrivals[-1][0] - self.started

    def settle(self, quiet: float = QUIET_SECONDS) -> None:
        """Returns when nothing was painted for `quiet` seconds."""
        end = time.monotonic() + PATIENCE_SECONDS
        with self._painted:
            while (now := time.monotonic()) < end and (left := self._last() + quiet - now) > 0:
                self._painted.wait(left)

    def wait_for_bytes(self, seen: int, patience: float = PATIENCE_SECONDS) -> None:
        """Returns when more writes than `seen` have come, or after a while."""
        with self._painted:
            self._painted.wait_for(lambda: len(self.arrivals) > seen, patience)

    def read_so_far(self) -> int:
        """Reads what was painted by now; how many writes that is."""
        with self._painted:
            self._text()
            return len(self.arrivals)

    def when_shown(self, seen: int, shown: Callable[[str], object], patience: float = PATIENCE_SECONDS) -> float:
        """When the write came that made `shown` true of the screen, of those after the first `seen`, up to which it was read."""
        end = time.monotonic() + patience
        while True:
            with self._painted:
                while len(self.arrivals) == seen and self._painted.wait(end - time.monotonic()):
                    pass
                if len(self.arrivals) == seen:
                    raise AssertionError(f"not shown within {patience} s:\n{super()._text()}")
                at, size = self.arrivals[seen]
                painted = bytes(self._unread[:size])
                del self._unread[:size]
            seen += 1
            super()._feed(painted)  # Takes milliseconds, in which the next writes are taken down.
            if shown(super()._text()):
                return at

    def press_and_see(self, key: str, text: str) -> None:
        """Presses a key, or types, and waits until `text` is on the screen."""
        if key in KEYS:
            self.press(key)
        else:
            self.type(key)
        self.wait_for(text)

    def _last(self) -> float:
        return self.arrivals[-1][0] if self.arrivals else self.started

    def answer(self, *keys: str, text: str = "", quiet: float = QUIET_SECONDS, patience: float = PATIENCE_SECONDS) -> Answer:
        """Presses keys and types `text` at once, and waits until the program has painted its answer."""
        with self._painted:
            seen = len(self.arrivals)
        pressed = time.monotonic()
        self.press(*keys)
        self.type(text)
        self.wait_for_bytes(seen, patience)
        self.settle(quiet)
        new = self.arrivals[seen:]
        return Answer((new[-1][0] - pressed) * 1000 if new else None, sum(size for _at, size in new))

    def answers(self, key: str, count: int, *, back: str = "") -> list[Answer]:
        """The answers to `count` presses of a key; `back` is pressed after each and not measured."""
        found = []
        for _number in range(count):
            found.append(self.answer(key))
            if back:
                self.answer(back)
        return found

    def quiet(self, seconds: float) -> Quiet:
        """What the program does in `seconds` without a key."""
        with self._painted:
            seen = len(self.arrivals)
        before, start = self.cpu_seconds(), time.monotonic()
        time.sleep(seconds)
        used, passed = self.cpu_seconds() - before, time.monotonic() - start
        new = self.arrivals[seen:]
        return Quiet(sum(size for _at, size in new) / passed, len(new) / passed, 100 * used / passed)

    def cpu_seconds(self) -> float:
        """Processor time of the program so far, all its threads."""
        return time.clock_gettime((~self.process_id << 3) | 2)

    def memory(self) -> float:
        """What this program alone holds in memory, in MB."""
        text = Path(f"/proc/{self.process_id}/smaps_rollup").read_text()
        return sum(int(kb) for kb in re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", text, re.M)) / 1024


def environment(folder: Path) -> dict[str, str]:
    """The surroundings of a program that is measured: its own folders, with the compiled modules, and nobody's settings."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "USER": os.environ.get("USER", "nobody"),
    }
