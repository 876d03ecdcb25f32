"""A progress bar on the terminal's error stream; silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

SECONDS_BETWEEN_PAINTS = 0.1
CELLS = 30


class Bar:
    """One line that is painted over; `text` stands before it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._watched = sys.stderr.isatty()
        self._painted_at = 0.0
        self._painted = False

    def share(self, part: float) -> None:
        """Shows how much is done, from 0 to 1."""
        filled = round(CELLS * min(max(part, 0.0), 1.0))
        self._paint(f"[{'#' * filled}{'-' * (CELLS - filled)}] {part:4.0%}")

    def count(self, number: int) -> None:
        """Shows how many are done, where nobody knows of how many."""
        self._paint(f"{number:,}")

    def _paint(self, state: str) -> None:
        if self._watched and monotonic() - self._painted_at >= SECONDS_BETWEEN_PAINTS:
            self._painted_at, self._painted = monotonic(), True
            sys.stderr.write(f"\r{self.text} {state}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        if self._painted:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def bar(text: str) -> Iterator[Bar]:
    """A bar that is gone when its block ends."""
    shown = Bar(text)
    try:
        yield shown
    finally:
        shown.clear()
