"""A desk at a terminal that is only searched for words: keeping its screen would take longer than the desk itself."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from tests.bench.meter import Meter
from tests.conftest import ROOT

T = TypeVar("T")
RECENT = 1 << 18


class Desk(Meter):
    """A desk whose painting is only searched for words, not kept as a screen."""

    def __init__(
        self, arguments: Sequence[str], *, environment: Mapping[str, str], columns: int = 120, rows: int = 40, folder: Path = ROOT
    ) -> None:
        self.recent = bytearray()
        super().__init__(arguments, environment=environment, columns=columns, rows=rows, folder=folder)

    def _feed(self, data: bytes) -> None:
        self.arrivals.append((time.monotonic(), len(data)))
        self.recent += data
        del self.recent[:-RECENT]

    def reads(self, words: str, within: float = 20.0) -> None:
        """Waits until `words` were painted since `forget`."""
        sought = words.encode()
        with self._painted:
            if not self._painted.wait_for(lambda: sought in self.recent, within):
                raise AssertionError(
                    f"{words} was not painted within {within} s after: {self.recent[-2000:].decode(errors='replace')}"
                )

    def reads_one_of(self, answers: Mapping[str, T]) -> T:
        """Waits until one of the words was painted since `forget`; returns what stands for it."""
        with self._painted:
            self._painted.wait_for(lambda: any(words.encode() in self.recent for words in answers), 20.0)
            found = [answer for words, answer in answers.items() if words.encode() in self.recent]
        assert found, f"none of {', '.join(answers)} was painted"
        return found[0]

    def forget(self) -> None:
        """What was painted until now is not looked at any more."""
        with self._painted:
            self.recent = bytearray()

    def threads(self) -> int:
        """How many threads the program has."""
        return len(os.listdir(f"/proc/{self.process_id}/task"))

    def descriptors(self) -> int:
        """How many files, sockets and pipes it has open."""
        return len(os.listdir(f"/proc/{self.process_id}/fd"))
