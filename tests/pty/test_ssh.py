"""The board over a real sshd: who one is, what one gets, how much goes over the line, and what a cut line leaves behind."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from models import database
from models.events.queries import timeline
from models.events.tables import Subject
from models.people.operations import set_agent_state
from models.people.queries import actor_of, staff_id_of
from models.people.tables import AgentState, Staff
from tests.pty.conftest import AGENT, Place
from tests.pty.ssh_server import MISSING, USER, Host, host, processes_of, shell_command
from tests.pty.terminal import PATIENCE

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

SUPERVISOR, NAME = "8001", "周建平"
IDLE_SECONDS = 3.0
IDLE_BYTES, KEY_BYTES = 300, 2048
"""A second, and for a key's answer, as they cross the wire encrypted."""
FIRST_FIGURES = PATIENCE
"""Seconds that a loaded machine may take until the first figures are there."""

Hosting = Callable[..., AbstractContextManager[Host]]


@pytest.fixture
def hosting(place: Place, tmp_path: Path) -> Hosting:
    """A host whose user is bound to the supervisor; the forced command is a board, or what the test makes of it."""
    database.open(place.url)
    with database.connection():
        staff_id = staff_id_of(SUPERVISOR)
        Staff.update(os_user=USER).where(Staff.id == staff_id).execute()
        set_agent_state(AgentState.AVAILABLE, actor=actor_of(staff_id_of(AGENT) or 0))
    database.close()

    @contextmanager
    def hosted(around: Callable[[str], str] = str, *words: str) -> Iterator[Host]:
        command = shell_command([*place.command, *(words or ("board",))], place.environment)
        with host(tmp_path / "ssh", around(command)) as found:
            yield found

    return hosted


def _all_gone(url: str, within: float) -> bool:
    end = time.monotonic() + within
    while processes_of(url):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _counted(found: Host, seconds: float) -> int:
    before = found.line.arrived
    time.sleep(seconds)
    return found.line.arrived - before


def test_the_board_is_the_forced_command_of_a_bound_user(hosting: Hosting, place: Place) -> None:
    with hosting() as found, found.comes("sh", columns=200, rows=50) as wall:
        wall.wait_for("服务水平", NAME, "张敏", within=FIRST_FIGURES)
        wall.resize(60, 15)
        wall.wait_for("服务水平", "F10")
        wall.resize(200, 50)
        wall.wait_for("服务水平", "来电/时", "张敏")
        wall.resize(120, 40)
        wall.wait_for("服务水平", "张敏", "F10")
        _counted(found, 1.0)
        idle = _counted(found, IDLE_SECONDS) / IDLE_SECONDS
        answers = []
        for key in ("down", "tab", "tab", "shift+tab", "up"):
            before = found.line.arrived
            wall.press(key)
            _counted(found, 0.3)
            answers.append(found.line.arrived - before)
        print("bytes on the wire: idle a second", round(idle), "after keys", answers)
        assert idle <= IDLE_BYTES
        assert max(answers) <= KEY_BYTES
        assert len(processes_of(place.url)) == 1
        found.line.cut()
        assert _all_gone(place.url, PATIENCE)
    database.open(place.url)
    with database.connection():
        signed_in = [event for event in timeline(Subject.STAFF, staff_id_of(SUPERVISOR) or 0) if event.kind == "signed_in"]
    database.close()
    assert [event.facts["way"] for event in signed_in] == ["os_user"]


def test_nothing_is_forwarded(hosting: Hosting) -> None:
    with hosting() as found:
        arguments = found.arguments()
        arguments[1:2] = ["-W", f"127.0.0.1:{found.line.port}"]
        tried = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        assert tried.returncode != 0
        assert "SSH-2.0" not in tried.stdout


@pytest.mark.skipif(shutil.which("tmux") is None, reason="not installed: tmux")
def test_under_tmux_a_desk_survives_the_line(hosting: Hosting, place: Place, tmp_path: Path) -> None:
    script = tmp_path / "desk.sh"

    def in_tmux(command: str) -> str:
        script.write_text(f"#!/bin/sh\n{command}\n", "utf-8")
        script.chmod(0o700)
        return f"exec env LANG=C.UTF-8 tmux -u -f /dev/null -S {tmp_path}/tmux new-session -A -s desk {script}"

    try:
        with hosting(in_tmux) as found:
            with found.comes(columns=120, rows=40) as desk:
                desk.wait_for("服务水平", NAME, within=FIRST_FIGURES)
                (running,) = processes_of(place.url)
                found.line.cut()
                assert not _all_gone(place.url, 2.0)
            with found.comes(columns=80, rows=24) as again:
                again.wait_for("服务水平", NAME)
                assert processes_of(place.url) == [running]
    finally:
        subprocess.run(["tmux", "-S", f"{tmp_path}/tmux", "kill-server"], capture_output=True, check=False)
    assert _all_gone(place.url, PATIENCE)
