"""An error that nobody foresaw ends the desk with a sentence; the call is kept and no customer's data is shown or logged."""

from __future__ import annotations

import stat
import sys

from tests.conftest import ROOT
from tests.pty.conftest import AGENT, PASSWORD, Place
from tests.pty.terminal import LEAVES_THE_SCREEN, Terminal

BREAKING = """
import sys
from workstation.app import Workstation
from workstation.cli import run

def breaks(self):
    customer = "Li Jianguo"
    raise RuntimeError(f"{customer} 13812342046")

Workstation.action_find = breaks
sys.exit(run(sys.argv[1:]))
"""


def test_an_error_in_a_key_s_handler_ends_the_desk_with_a_sentence_and_keeps_the_call(place: Place) -> None:
    program = [sys.executable, "-c", BREAKING, *place.command[3:]]
    with Terminal(program, columns=120, rows=40, environment=place.environment, folder=ROOT) as desk:
        desk.wait_for("工号")
        desk.type(f"{AGENT}\r{PASSWORD}\r")
        desk.wait_for(AGENT, "未派")
        desk.press("f4")
        desk.wait_for("号码")
        desk.type("02046")
        desk.wait_for("李建国")
        desk.press("f3")
        assert desk.wait_for_exit() == 1
        desk.wait_for("坐席已关闭")
        shown = desk.text()
    _, _, after = desk.written.rpartition(LEAVES_THE_SCREEN)
    assert "Traceback" not in shown
    assert b"Jianguo" not in after
    assert b"13812342046" not in after
    log = place.folder / "state" / "workstation" / "workstation.log"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    kept = log.read_text(encoding="utf-8")
    assert "RuntimeError" in kept
    assert "in breaks" in kept
    assert "Jianguo" not in kept.replace('customer = "Li Jianguo"', "")
    assert "13812342046" not in kept
    with place.desk() as again:
        again.wait_for("工号")
        again.type(f"{AGENT}\r{PASSWORD}\r")
        again.wait_for("有没保存的来电")
        again.press("enter")
        again.wait_for("02046")
