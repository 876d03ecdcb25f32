"""The only place that asks what time it is, so that a test or a replay can say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "no due time" in columns that are sorted by it."""


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """The present moment in UTC, with its zone."""
    return _source()


def use(source: Callable[[], datetime] | None) -> None:
    """Takes the time from `source` from now on; None goes back to the system's clock."""
    global _source
    _source = source or _system_now


class FakeClock:
    """A clock that stands still until it is told to move; for tests and for the demo's fast time."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs a time with its zone")
        self.at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> datetime:
        """Moves the clock (back, where `by` is negative) and returns the new time."""
        self.at += by
        return self.at


@contextmanager
def fixed(at: datetime) -> Iterator[FakeClock]:
    """Runs a block with a clock that stands at `at`."""
    before = _source
    clock = FakeClock(at)
    use(clock)
    try:
        yield clock
    finally:
        use(before)
