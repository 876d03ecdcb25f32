"""Writers of one SQLite file: each is served in its turn, whoever dies or stands still in between."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models import database
from models.people.permissions import SYSTEM
from models.site.operations import add_region
from tests.conftest import ROOT

ALLOWED = 1.0
HELD_SECONDS = 0.02
BUSY_SITE = """
import sys, time
from models import database
database.open(sys.argv[1])
with database.connection():
    print("READY", flush=True)
    while True:
        with database.transaction():
            time.sleep(float(sys.argv[2]))
"""
HOLDS_THE_TURN = """
import sys, time
from models import turns
with turns.turn(sys.argv[1], 0):
    print("READY", flush=True)
    time.sleep(600)
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of this process's database."""
    file = tmp_path / "site.db"
    shutil.copy(sqlite_template, file)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", ALLOWED)
    database.open(f"sqlite:///{file}")
    with database.connection():
        yield file
    database.close()


@pytest.fixture
def another() -> Iterator[Start]:
    """Starts another process and waits until it is at work."""
    started: list[subprocess.Popen[str]] = []

    def start(program: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "READY\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _written(code: str) -> float:
    """Seconds that a write took."""
    begun = time.monotonic()
    add_region(code, f"大区{code}", actor=SYSTEM)
    return time.monotonic() - begun


def test_each_is_served_while_others_write_without_a_pause(path: Path, another: Start) -> None:
    for _process in range(3):
        another(BUSY_SITE, f"sqlite:///{path}", str(HELD_SECONDS))
    assert max(_written(f"R{number}") for number in range(12)) < ALLOWED


def test_who_dies_gives_the_turn_back(path: Path, another: Start) -> None:
    dying = another(HOLDS_THE_TURN, str(path))
    threading.Timer(0.1, dying.kill).start()
    assert 0.1 <= _written("HD") < ALLOWED / 2


def test_who_stands_still_in_its_turn_keeps_nobody_from_writing(path: Path, another: Start) -> None:
    still = another(HOLDS_THE_TURN, str(path))
    assert _written("HD") < 2 * ALLOWED
    assert _written("HB") < ALLOWED / 2, "waited once more in a queue that doesn't move"
    waiting = [thread for thread in threading.enumerate() if thread.name == "turn"]
    still.kill()
    for thread in waiting:
        thread.join(10)
    assert _written("HN") < ALLOWED / 2
    dying = another(HOLDS_THE_TURN, str(path))
    threading.Timer(0.1, dying.kill).start()
    assert 0.1 <= _written("HX") < ALLOWED / 2, "the queue isn't waited in any more"
