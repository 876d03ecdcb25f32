"""The desk on a real terminal: how it begins, what it sends while nobody types, and how it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import database
from models.i18n import Language
from models.people.operations import add_staff
from models.people.permissions import SYSTEM
from models.people.queries import agent_state, staff_id_of
from models.people.tables import AgentState, Role, Staff
from models.site.operations import found_site
from tests.pty.terminal import LEAVES_THE_SCREEN, Terminal

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "kept-secret-1"
COMMAND = (sys.executable, "-m", "workstation")


@pytest.fixture
def site_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """A site with one agent."""
    path = tmp_path / "site.db"
    shutil.copy(sqlite_template, path)
    database.open(f"sqlite:///{path}")
    with database.connection():
        found_site("华东中心", language=Language.CHINESE)
        staff_id = add_staff("8012", "张敏", {Role.PHONE_AGENT}, password=PASSWORD, actor=SYSTEM)
        Staff.update(must_change_password=False).where(Staff.id == staff_id).execute()
    return path


@pytest.fixture
def environment(site_file: Path, tmp_path: Path) -> dict[str, str]:
    """Everything the program keeps goes to the test's own folder."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**kept, **folders, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "WORKSTATION_DATABASE": str(site_file)}


@pytest.fixture
def desk(environment: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """A desk that shows its sign-in."""
    with Terminal(COMMAND, columns=80, rows=24, environment=environment, folder=tmp_path) as terminal:
        terminal.wait_for("工号", "F10")
        yield terminal


def _state() -> AgentState:
    with database.connection():
        return agent_state(staff_id_of("8012") or 0)[0]


def _sign_in_ahead(desk: Terminal) -> None:
    """Number, Enter, password and Enter in one go, as a person does who doesn't wait for the screen."""
    desk.type(f"8012\r{PASSWORD}\r")
    desk.wait_for("8012 张敏")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_desk_cleanly_and_signs_the_person_out(desk: Terminal, number: signal.Signals) -> None:
    _sign_in_ahead(desk)
    assert _state() is AgentState.AVAILABLE
    desk.signal(number)
    assert desk.wait_for_exit() == 128 + number
    assert LEAVES_THE_SCREEN in desk.written
    assert _state() is AgentState.OFFLINE


def test_an_interrupt_does_nothing(desk: Terminal) -> None:
    desk.signal(signal.SIGINT)
    desk.press("ctrl+c", "ctrl+q", "f1")
    desk.wait_for("Ctrl+L")
    desk.signal(signal.SIGTERM)
    assert desk.wait_for_exit() == 128 + signal.SIGTERM


def test_a_lost_terminal_ends_the_desk(desk: Terminal) -> None:
    desk.hang_up()
    assert desk.wait_for_exit() == 128 + signal.SIGHUP


def test_a_lost_terminal_ends_a_desk_that_does_not_hear_of_it(environment: dict[str, str], tmp_path: Path) -> None:
    deaf = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh", *COMMAND)
    with Terminal(deaf, columns=80, rows=24, environment=environment, folder=tmp_path) as terminal:
        terminal.wait_for("工号", "F10")
        terminal.hang_up()
        assert terminal.wait_for_exit() == 128 + signal.SIGHUP


def test_without_a_terminal_it_says_so_and_ends(environment: dict[str, str]) -> None:
    ended = subprocess.run(COMMAND, stdin=subprocess.DEVNULL, env=environment, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "终端" in ended.stderr.decode()


def test_chinese_is_painted_whatever_the_locale(environment: dict[str, str], tmp_path: Path) -> None:
    poor = {**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    with Terminal(COMMAND, columns=80, rows=24, environment=poor, folder=tmp_path) as terminal:
        terminal.wait_for("华东中心", "工号")


def test_forty_keys_in_one_packet_keep_their_order(desk: Terminal) -> None:
    desk.type("0123456789" * 4)
    desk.wait_for("0123456789" * 4)


def test_an_idle_desk_sends_nothing(desk: Terminal) -> None:
    desk.wait_for("工号")
    time.sleep(1.0)
    if time.time() % 60 > 55:
        time.sleep(7)
    before = len(desk.written)
    time.sleep(3)
    assert len(desk.written) - before == 0


def test_a_dialog_over_a_running_call_sends_nothing_while_it_is_read(desk: Terminal) -> None:
    _sign_in_ahead(desk)
    desk.press("f4")
    desk.wait_for("号码")
    desk.press("f1")
    desk.wait_for("Esc 返回")
    time.sleep(1.0)
    before = len(desk.written)
    time.sleep(2.5)
    assert len(desk.written) - before == 0
