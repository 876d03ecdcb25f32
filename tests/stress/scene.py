"""A site and a desk of it at a real terminal, whose agent takes calls, each with words of its own, by which they are counted."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models import database
from tests.pty.conftest import AGENT, CALLER, PASSWORD, Place, furnish
from tests.pty.terminal import Terminal
from tests.stress.engines import migrate

NUMBER = "15400002046"
ENDINGS = "这次来电怎么结束"
KEPT, AWAY = "来电已存在本机", "起离线"
REMEMBERED = "所见"
AS_OF = "此处显示的是"
LONG = 60.0
"""A desk that has not said something after so many seconds never will."""


class Scene:
    """One desk of a site. `url` is how the desk reaches the database, `inner` how the trial does."""

    def __init__(self, url: str, inner: str, folder: Path) -> None:
        self.place = Place(url, folder)
        self.inner = inner
        self.said: list[str] = []
        self.slowest_key = 0.0
        self._desk: Terminal | None = None

    @property
    def desk(self) -> Terminal:
        """The desk's terminal."""
        assert self._desk is not None, "no desk has been opened"
        return self._desk

    def start(self) -> None:
        """Starts the program; the sign-in may have to wait."""
        self._desk = self.place.desk()

    def sign_in(self) -> None:
        """Starts the program and signs the agent in."""
        self.start()
        self.desk.wait_for("工号", within=LONG)
        self.give_password()
        self.desk.wait_for(AGENT, "未派", within=LONG)

    def give_password(self) -> None:
        """Types number and password."""
        self.desk.type(f"{AGENT}\r{PASSWORD}\r")

    def close(self) -> None:
        """Ends the desk, however it is."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    def words(self) -> str:
        """The words of the next call."""
        self.said.append(f"第{len(self.said) + 1:04d}通来电闪烁")
        return self.said[-1]

    def known_caller(self, *, shows: str = "可换") -> str:
        """Takes a call of the customer on file up to the last word; returns the words."""
        desk, words = self.desk, self.words()
        desk.press("f4")
        desk.wait_for("来电人", "渠道")
        desk.type(NUMBER)
        desk.wait_for(CALLER, shows)
        desk.press("enter")
        desk.type("11")
        desk.wait_for("1 维修", "LX-60W")
        self.type(words)
        return words

    def unknown_caller(self, number: str) -> str:
        """Takes a call of somebody new up to the last word; returns the words."""
        desk, words = self.desk, self.words()
        desk.press("f4")
        desk.wait_for("来电人", "渠道")
        desk.type(number)
        desk.press("tab", "tab")
        desk.type(f"新客户{number[-2:]}")
        desk.press("tab", "tab", "tab")
        desk.type("1")
        desk.wait_for("1 维修")
        self.type(words)
        return words

    def type(self, words: str) -> None:
        """Types a word at a time and takes down how long the slowest was on its way to the screen."""
        begun = time.monotonic()
        self.desk.type(words)
        shown = self.desk.wait_for(words)
        self.slowest_key = max(self.slowest_key, shown - begun)

    def end_call(self, ending: str) -> None:
        """F2 and the ending's digit."""
        self.desk.press("f2")
        self.desk.wait_for(ENDINGS)
        self.desk.type(ending)

    def journal(self) -> Path | None:
        """The desk's journal; None before a desk has made it."""
        return next(iter(self.place.folder.glob("state/**/drafts-*.db")), None)

    def waiting(self) -> int:
        """How many calls the desk's journal holds."""
        path = self.journal()
        if path is None:
            return 0
        with sqlite3.connect(path) as journal:
            return int(journal.execute("SELECT count(*) FROM draft").fetchone()[0])

    def handed_in(self) -> None:
        """Waits until the journal holds nothing any more and the desk says no longer that it is offline."""
        end = time.monotonic() + LONG
        while self.waiting():
            if time.monotonic() > end:
                raise AssertionError(f"{self.waiting()} calls still wait; screen:\n{self.desk.text()}")
            time.sleep(0.05)
        self.desk.wait_until_gone(AWAY, within=LONG)

    def judged(self) -> dict[str, int]:
        """Calls that the agent finished and the database has not once, and how many are there in another order."""
        database.open(self.inner)
        with database.connection():
            found = [words for (words,) in database.rows("SELECT summary FROM call ORDER BY id")]
        database.close()
        counted = Counter(found)
        return {
            "calls": len(self.said),
            "lost": sum(words not in counted for words in self.said),
            "twice": sum(count - 1 for count in counted.values()),
            "out of order": int([words for words in found if words in self.said] != self.said),
            "left in the journal": self.waiting(),
        }


@contextmanager
def scene(url: str, inner: str, folder: Path) -> Iterator[Scene]:
    """A site in a fresh database of its own, whose desk ends with the block; `folder` is the agent's home."""
    folder.mkdir(parents=True, exist_ok=True)
    migrate(inner)
    furnish(inner)
    stage = Scene(url, inner, folder)
    try:
        yield stage
    finally:
        stage.close()
