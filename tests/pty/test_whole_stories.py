"""Whole days at a desk, by keyboard alone, in Chinese, over a real pseudo-terminal."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from models import clock, database
from models.people.permissions import SYSTEM
from models.sla.tables import Priority
from models.tickets.operations import TicketDraft, open_ticket
from tests.pty.conftest import CALLER, COLLEAGUE, PASSWORD, Open, Place
from tests.pty.terminal import LEAVES_THE_SCREEN, PATIENCE, Terminal

PROBLEM = "开灯十分钟后闪烁,已换过一次灯珠。"
ENDINGS = "这次来电怎么结束"


def until(condition: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
    """Waits for something that no terminal shows."""
    end, pause = time.monotonic() + within, threading.Event()
    while not condition():
        assert time.monotonic() < end, f"waited {within} s for {what}"
        pause.wait(0.02)


WINDOW_TITLE = re.compile(rb"\x1b(?:\][012lL];|k)")
"""What names a terminal's window, its icon, or tmux's pane."""


def take_call(desk: Terminal, problem: str) -> None:
    """Takes the call of somebody on file, up to the last word; the keys run ahead of the screen."""
    desk.press("f4")
    desk.wait_for("来电人", "渠道")
    desk.type("15400002046")
    desk.wait_for(CALLER, "可换")
    desk.press("enter")
    desk.type("11")
    desk.wait_for("1 维修", "首次响应")
    desk.type(problem)


def kept_problem(place: Place) -> str:
    """The problem as the journal on this machine has it."""
    journal = next(iter(place.folder.glob("state/**/drafts-*.db")), None)
    if journal is None:
        return ""
    with sqlite3.connect(journal) as connection:
        found = connection.execute("SELECT body FROM draft").fetchall()
    return str(json.loads(found[0][0])["problem"]) if found else ""


def test_a_call_becomes_a_ticket_and_a_second_desk_sees_each_step(open_desk: Open) -> None:
    desk, other = open_desk(), open_desk(COLLEAGUE)
    other.type("8")
    other.wait_for("全部 0")
    late: dict[str, float] = {}

    def seen(step: str, *texts: str) -> None:
        pressed = time.monotonic()
        late[step] = other.wait_for(*texts) - pressed

    take_call(desk, PROBLEM)
    desk.press("f2")
    desk.wait_for(ENDINGS)
    desk.type("1")
    seen("opened", "T-", "新建", CALLER, PROBLEM[:8])
    desk.wait_for("已保存")
    desk.press("f5")
    desk.type("2")
    desk.wait_for("T-", CALLER)
    desk.press("f9")
    seen("claimed", "已派工", "张敏")
    desk.wait_for("工单都已有人负责")
    desk.type("1")
    desk.wait_for("已派工", CALLER)
    desk.type("r")
    desk.wait_for("答复客户的内容")
    desk.type("已约好明天上午上门")
    desk.press("f2")
    seen("answered", "按时")
    desk.type("h")
    desk.wait_for("等什么")
    desk.type("1")
    seen("put on hold", "停(等客户)")
    desk.type("u")
    seen("resumed", "处理中")
    desk.type("d")
    desk.wait_for("如何解决")
    desk.type("更换驱动电源")
    desk.press("f2")
    seen("resolved", "已解决")
    print("seconds until the other desk saw it:", {step: round(seconds, 3) for step, seconds in late.items()})
    assert max(late.values()) < 5
    assert not WINDOW_TITLE.search(desk.written), "others read a window's title over one's shoulder: it names nobody"


def test_a_ticket_whose_time_runs_out_is_flagged_once_while_two_desks_watch(place: Place, open_desk: Open) -> None:
    desk, other = open_desk(), open_desk(COLLEAGUE)
    other.type("8")
    database.open(place.url)
    with database.connection():
        ((category_id,),) = database.rows("SELECT id FROM category WHERE code = 'repair'")
        opened_at = clock.now() - timedelta(hours=4) + timedelta(seconds=2.5)
        draft = TicketDraft(
            "11111111-1111-4111-8111-111111111111", category_id, PROBLEM, priority=Priority.HIGH, opened_at=opened_at
        )
        open_ticket(draft, actor=SYSTEM)
        other.wait_for("T-", "全部 1")
        other.wait_for("已超时 1")
        desk.wait_for("已超时 1")
        flags = database.rows(
            "SELECT kind, at FROM event WHERE subject = 'ticket' AND kind IN ('sla_warned', 'sla_breached') ORDER BY id"
        )
        ((due, noticed),) = database.rows("SELECT breached_at, noticed_at FROM clock WHERE kind = 'first_response'")
    database.close()
    assert [kind for kind, _at in flags] == ["sla_warned", "sla_breached"]
    print("seconds from the due time to the flag:", (noticed - due) / 1_000_000)
    assert 0 <= noticed - due < 5_000_000


@pytest.mark.parametrize("end", ["kill", "hang up", "TERM", "HUP"])
def test_a_call_survives_the_end_of_its_desk(place: Place, open_desk: Open, end: str) -> None:
    desk = open_desk()
    take_call(desk, PROBLEM)
    desk.wait_for(PROBLEM)
    if end == "kill":
        until(lambda: kept_problem(place) == PROBLEM, "the journal to have every character")
        desk.signal(signal.SIGKILL)
    elif end == "hang up":
        desk.hang_up()
    else:
        desk.signal(signal.Signals[f"SIG{end}"])
    desk.wait_for_exit()
    if end in ("TERM", "HUP"):
        assert LEAVES_THE_SCREEN in bytes(desk.written), "the terminal is given back"
    assert kept_problem(place) == PROBLEM
    again = open_desk()
    again.wait_for("没保存的来电", CALLER)
    again.type("1")
    again.wait_for(PROBLEM, CALLER, "LX-60W", "1 维修")


def test_language_lock_sizes_and_fast_hands(place: Place, open_desk: Open) -> None:
    desk = open_desk()
    take_call(desk, "")
    desk.press("ctrl+l")
    desk.wait_for("Number", "Customer")
    desk.press("ctrl+l")
    desk.wait_for("号码", "客户")
    desk.type("灯".join(str(digit) for digit in range(10)) * 8)
    desk.wait_for("8灯9")
    desk.press("f12")
    desk.wait_for("已锁定")
    desk.type(PASSWORD)
    desk.press("enter")
    desk.wait_for("8灯9")
    for columns, rows in ((80, 24), (60, 15), (120, 40)):
        desk.resize(columns, rows)
        desk.wait_for("问题", "8灯9")
    desk.paste("第一行\n第二行\n第三行")
    desk.wait_for("第一行", "第二行", "第三行")
    desk.paste("长" * 10_000)
    desk.press("f2")
    desk.wait_for(ENDINGS)
    desk.type("1")
    desk.wait_for("已保存")
    database.open(place.url)
    with database.connection():
        ((problem,),) = database.rows("SELECT problem FROM ticket")
    database.close()
    assert problem.endswith("第一行\n第二行\n第三行" + "长" * 10_000)
