"""The first start on a real terminal: five answers, then the sign-in of a desk in the language that was chosen."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

from tests.pty.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "correct-horse-7"


def _terminal(folder: Path) -> Terminal:
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    places = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(folder))
    environment = {**kept, **places, "LANG": "en_US.UTF-8", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    command = (sys.executable, "-m", "workstation")
    return Terminal(command, columns=100, rows=30, environment=environment, folder=folder)


def _answer(terminal: Terminal, question: str, answer: str) -> None:
    terminal.wait_for(question)
    terminal.type(answer)
    terminal.press("enter")


def test_five_answers_lead_to_the_sign_in_and_the_password_is_never_shown(tmp_path: Path) -> None:
    with _terminal(tmp_path) as terminal:
        _answer(terminal, "Language", "1")
        _answer(terminal, "公司或部门名称", "星河照明")
        _answer(terminal, "管理员工号", "")
        _answer(terminal, "管理员姓名", "张敏")
        _answer(terminal, "密码（不显示）", PASSWORD)
        _answer(terminal, "再输入一次", PASSWORD)
        terminal.wait_for("登录", "F1")
        assert PASSWORD not in terminal.text()
    with sqlite3.connect(tmp_path / "workstation" / "site.db") as database:
        assert database.execute("SELECT name, language FROM site").fetchall() == [("星河照明", "zh_CN")]
        assert database.execute("SELECT number, name FROM staff").fetchall() == [("1001", "张敏")]


def _stop(terminal: Terminal) -> None:
    """Presses Ctrl+C, and again as a person would: one that comes just before the reading begins is seen with the next only."""
    terminal.press("ctrl+c")
    try:
        terminal.wait_for("Stopped.", within=5)
    except AssertionError:
        terminal.press("ctrl+c")
        terminal.wait_for("Stopped.")


def test_stopped_at_a_question_it_ends_with_a_sentence_and_keeps_nothing(tmp_path: Path) -> None:
    with _terminal(tmp_path) as terminal:
        _answer(terminal, "Language", "2")
        terminal.wait_for("Name of the company")
        _stop(terminal)
        assert terminal.wait_for_exit() == 130
    with sqlite3.connect(tmp_path / "workstation" / "site.db") as database:
        assert database.execute("SELECT count(*) FROM site").fetchall() == [(0,)]
