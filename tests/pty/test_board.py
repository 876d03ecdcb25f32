"""The board on a real terminal: straight from the command line, at every size, and read-only on a wall."""

from __future__ import annotations

import signal

import pytest

from tests.conftest import ROOT
from tests.pty.conftest import AGENT, PASSWORD, Open, Place
from tests.pty.terminal import Terminal

ENDED_BY_TERM = 128 + signal.SIGTERM


def _board(place: Place, *words: str, columns: int = 120, rows: int = 40) -> Terminal:
    command = [*place.command, "board", *words]
    return Terminal(command, columns=columns, rows=rows, environment=place.environment, folder=ROOT)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (200, 50)])
def test_a_wall_needs_no_sign_in_and_shows_no_name(place: Place, open_desk: Open, columns: int, rows: int) -> None:
    open_desk()
    with _board(place, "--read-only", columns=columns, rows=rows) as wall:
        wall.wait_for("服务水平", AGENT)
        assert "张敏" not in wall.text()
        wall.resize(60, 15)
        wall.wait_for("服务水平")
        wall.resize(columns, rows)
        wall.wait_for("服务水平", AGENT)
        wall.resize(60, 15)
        wall.resize(columns, rows)
        wall.wait_for("服务水平", AGENT)
        wall.signal(signal.SIGTERM)
        assert wall.wait_for_exit() == ENDED_BY_TERM


def test_without_read_only_it_asks_who_is_there(place: Place) -> None:
    with _board(place) as desk:
        desk.wait_for("工号")
        desk.type(AGENT)
        desk.press("tab")
        desk.type(PASSWORD)
        desk.press("enter")
        desk.wait_for(AGENT, "未派")
