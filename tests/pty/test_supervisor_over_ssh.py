"""A supervisor's quarter of an hour over ssh at 80 x 24, in Chinese, by keyboard alone, while an agent's desk looks on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models import clock, database
from models.calls.tables import Call
from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.tables import ComplaintClass
from models.people.permissions import SYSTEM
from models.people.queries import staff_id_of
from models.people.tables import Staff
from models.sla.sweep import sweep
from models.sla.tables import Priority
from models.tickets.operations import TicketDraft, open_ticket
from tests.pty.conftest import AGENT, Open, Place
from tests.pty.ssh_server import MISSING, USER, host, shell_command
from tests.pty.terminal import Terminal

SUPERVISOR, NAME, AGENT_NAME = "8001", "周建平", "张敏"
AT_ONCE = 0.5
"""Seconds from the supervisor's last key, answered by the closing dialog, to the agent's desk."""
COMPLAINT = "灯具反复闪烁,两次上门未修好"


@pytest.fixture
def late(place: Place) -> list[str]:
    """Four tickets that are overdue, the oldest first, by their numbers; a complaint; a call that waited too long."""
    numbers = []
    database.open(place.url)
    with database.connection():
        ((category_id,),) = database.rows("SELECT id FROM category WHERE code = 'repair'")
        now = clock.now()
        for days in (40, 30, 20, 10):
            draft = TicketDraft(str(uuid4()), category_id, "灯不亮", priority=Priority.HIGH, opened_at=now - timedelta(days=days))
            numbers.append(open_ticket(draft, actor=SYSTEM).number)
        sweep()
        open_complaint(ComplaintDraft(str(uuid4()), ComplaintClass.PRODUCT_QUALITY, COMPLAINT), actor=SYSTEM)
        Call.insert(
            number="I-late",
            client_uuid=str(uuid4()),
            agent=staff_id_of(AGENT),
            offered_at=now - timedelta(seconds=300),
            answered_at=now - timedelta(seconds=200),
            ended_at=now - timedelta(seconds=100),
        ).execute()
    database.close()
    _bind(place, USER)
    return numbers


def _bind(place: Place, user: str | None) -> None:
    """Says which of the machine's users the supervisor is; both desks of this test run under the same one."""
    database.open(place.url)
    with database.connection():
        Staff.update(os_user=user).where(Staff.number == SUPERVISOR).execute()
    database.close()


@pytest.fixture
def supervisor(place: Place, late: list[str], tmp_path: Path) -> Iterator[Terminal]:
    """The supervisor's terminal: by ssh where there is an sshd, else at the machine itself."""
    command = [*place.command, "board"]
    if MISSING:
        with Terminal(command, columns=80, rows=24, environment=place.environment, folder=tmp_path) as desk:
            yield desk
        return
    with host(tmp_path / "ssh", shell_command(command, place.environment)) as found, found.comes() as desk:
        yield desk


def test_finds_reassigns_acknowledges_messages_asks_why_and_exports(
    place: Place, late: list[str], supervisor: Terminal, open_desk: Open
) -> None:
    board = supervisor
    board.wait_for("服务水平", NAME, f"> x {late[0]}", within=60)

    _bind(place, None)
    agent = open_desk(AGENT)
    agent.wait_for("我的 0")
    board.wait_for(AGENT_NAME)

    board.press("shift+tab", "shift+tab")
    board.type("a")
    board.wait_for("哪些工单", late[0])
    board.press("space", "space", "space", "enter")
    board.wait_for("派给谁", AGENT_NAME)
    board.type(AGENT)
    board.press("enter")
    told = board.wait_until_gone("派给谁")
    seen = {"reassigned": agent.wait_for("我的 3", *late[:3]) - told}

    board.press("tab", "tab")
    board.type("g")
    board.wait_for("已确认")

    board.press("shift+tab", "down")
    board.type("m")
    board.wait_for(f"发消息给 {AGENT_NAME}")
    board.type("请先联系李建国")
    board.press("enter")
    told = board.wait_until_gone("发消息给")
    seen["message"] = agent.wait_for("请先联系李建国") - told
    print("seconds from the closing dialog to the agent's desk:", {step: round(took, 3) for step, took in seen.items()})
    assert max(seen.values()) <= AT_ONCE

    board.press("shift+tab", "shift+tab", "enter")
    board.wait_for("服务水平", ">= 80.0 %", "! 服务水平")
    board.press("enter")
    board.wait_for("I-late", "1:40", AGENT_NAME)
    board.press("escape", "escape")
    board.wait_for("全站", "提醒")

    board.press("ctrl+e")
    board.wait_for("登记表")
    board.type("f")
    board.wait_for("登记表名称或拼音")
    board.type("投诉登记")
    board.press("enter")
    board.wait_for("投诉登记表", "1 行", "C-")
    board.press("f2")
    board.wait_for(".xlsx")
    board.press("enter")
    board.wait_for("行写入文件")
    (file,) = place.folder.rglob("*.xlsx")
    rows = [row for sheet in load_workbook(file).worksheets for row in sheet.iter_rows(values_only=True)]
    assert any(COMPLAINT in row for row in rows)
