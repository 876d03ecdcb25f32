"""The board on a real terminal: straight from the command line, at every size, and read-only on a wall."""

from __future__ import annotations

import signal
from datetime import timedelta
from uuid import uuid4

from models import clock, database
from models.people.permissions import SYSTEM
from models.sla.sweep import sweep
from models.sla.tables import Priority
from models.tickets.operations import TicketDraft, open_ticket
from tests.conftest import ROOT
from tests.pty.conftest import AGENT, PASSWORD, Open, Place
from tests.pty.terminal import Terminal

ENDED_BY_TERM = 128 + signal.SIGTERM


def _board(place: Place, *words: str, columns: int = 120, rows: int = 40) -> Terminal:
    command = [*place.command, "board", *words]
    return Terminal(command, columns=columns, rows=rows, environment=place.environment, folder=ROOT)


def test_a_wall_needs_no_sign_in_and_shows_no_name_at_any_size(place: Place, open_desk: Open) -> None:
    open_desk()
    with _board(place, "--read-only", columns=80, rows=24) as wall:
        wall.wait_for("服务水平", AGENT)
        for columns, rows in ((120, 40), (200, 50), (80, 24)):
            assert "张敏" not in wall.text()
            wall.resize(60, 15)
            wall.wait_for("服务水平")
            wall.resize(columns, rows)
            wall.wait_for("服务水平", AGENT)
        wall.resize(60, 15)
        wall.resize(120, 40)
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


POOR: dict[str, dict[str, str]] = {
    "xterm": {},
    "screen": {},
    "tmux": {},
    "linux": {},
    "vt100": {},
    "xterm-256color": {"NO_COLOR": "1"},
}
"""Terminals by TERM, with what else their people have set; all but the last promise 16 colours at most."""


def test_every_terminal_can_read_the_board(place: Place) -> None:
    _late_ticket(place)
    plain = place.folder / "workstation.toml"
    plain.write_text('borders = "ascii"\n', "utf-8")
    walls = []
    try:
        for term, more in POOR.items():
            environment = {**place.environment, **more, "TERM": term}
            if term == "vt100":
                environment["WORKSTATION_CONFIG"] = str(plain)
            command = [*place.command, "board", "--read-only"]
            walls.append(Terminal(command, columns=80, rows=24, environment=environment, folder=ROOT))
        for wall, term in zip(walls, POOR, strict=True):
            wall.wait_for("服务水平", "维修", "x T-", "超 ", "回访", "F10")
            painted = bytes(wall.written)
            if term != "xterm-256color":
                assert b"38;2;" not in painted, term
                assert b"38;5;" not in painted, term
            if term == "vt100":
                assert not set("╭╮╰╯─│▁▂▃▄▅▆▇█") & set(wall.text())
    finally:
        for wall in walls:
            wall.close()


def _late_ticket(place: Place) -> None:
    """A ticket whose time ran out long ago."""
    database.open(place.url)
    with database.connection():
        ((category_id,),) = database.rows("SELECT id FROM category WHERE code = 'repair'")
        opened_at = clock.now() - timedelta(days=30)
        open_ticket(TicketDraft(str(uuid4()), category_id, "灯不亮", priority=Priority.HIGH, opened_at=opened_at), actor=SYSTEM)
        sweep()
    database.close()
