"""From the call to the customer's confirmation by keyboard alone, each step by who may take it, told in both languages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from models import clock
from models.clock import FakeClock
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.i18n import Language
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role
from models.sla.operations import install_default_policies
from models.tickets.categories import install_categories
from screens.desk import DeskApp
from screens.queue.screen import QueueScreen
from screens.rooms import Rooms
from screens.widgets.history import History
from tests.models import builders
from tests.screens.a_morning import NOW
from tests.screens.conftest import OpenDesk, SmallSite, wait_for_text
from tests.screens.elsewhere import elsewhere

MOST_KEYS = 5
"""For a callback whose customer was reached and satisfied, counted from the list."""

END_BY_AN_ANSWER = ("work", "save")
"""The groups of workers that may wait for a person's answer."""

TICKET, CASE = "T-261120-001", "C-261123-001"

WORDS = {
    "ticket saved": f"已保存。工单 {TICKET}。",
    "claimed": f"{TICKET}  李建国：现由您负责。",
    "replied": "已记录答复。",
    "resolved": "已解决。",
    "will be opened": "将开立 2 级投诉（客服主管），责任人 李主管。",
    "case replied": f"{CASE}：已记录答复。",
    "investigated": "[调查]",
    "evidence": f"{CASE}：已添加证据。",
    "found": "[方案]",
    "over the limit": "补偿 800.00 元：须由 3 级售后部门经理审批。",
    "waits": "3 级 售后部门经理：陈经理",
    "approved": "[执行]",
    "ticked": f"{CASE}：措施均已执行。",
    "told": "[跟踪]",
    "closed": "[结案]",
    "ground": "客户确认",
    "in time": "按时",
    "passed on": "升级层级  第 1 轮  不计",
}

CASE_TOLD: dict[Language, Sequence[str]] = {
    Language.CHINESE: (
        "刘洋 受理投诉（其他，一般）",
        f"关联：工单 {TICKET}",
        "李主管 答复投诉人",
        "首次响应：按时",
        "李主管 开始调查 阶段：受理 -> 调查 客户诉求：- -> 补偿 调查组：李主管",
        "添加证据：客户陈述 信",
        "查明原因：制造；责任：生产 阶段：调查 -> 方案",
        "拟定方案：补偿，补偿 800.00 元",
        "提交方案，须由 3 级售后部门经理审批 阶段：方案 -> 审批",
        "方案：按时",
        "转由 陈经理 负责：补偿超出权限 层级：2 级客服主管 -> 3 级售后部门经理",
        "陈经理 3 级售后部门经理批准方案 阶段：审批 -> 执行",
        "李主管 完成一项措施 寄",
        "李主管 告知客户结果 阶段：执行 -> 跟踪 完",
        "跟踪：按时",
        "解决：按时",
        "升级层级：按时",
        "刘洋 结案：客户确认 阶段：跟踪 -> 结案",
        f"刘洋 同时关闭工单 {TICKET}",
    ),
    Language.ENGLISH: (
        "刘洋 Registered the complaint (Other, General)",
        f"Linked: Ticket {TICKET}",
        "李主管 Replied to the complainant",
        "First response: In time",
        "Stage: Registered -> Investigation Remedy wanted: - -> Compensation Investigation team: 李主管",
        "Added evidence: Customer's statement 信",
        "Found the cause: Manufacture; responsible: Production Stage: Investigation -> Plan",
        "Drafted a plan: Compensation, compensation 800.00 yuan",
        "Submitted the plan; to be approved at level 3 Department manager Stage: Plan -> Approval",
        "Plan: In time",
        "Now with 陈经理: Compensation over the limit Level: 2 Service supervisor -> 3 Department manager",
        "陈经理 Approved the plan at level 3 Department manager Stage: Approval -> Carrying out",
        "李主管 Carried out a measure 寄",
        "李主管 Told the customer the result Stage: Carrying out -> Follow-up 完",
        "Follow-up: In time",
        "Resolution: In time",
        "Level of escalation: In time",
        "刘洋 Closed the complaint: Confirmed by the customer Stage: Follow-up -> Case closed",
        f"刘洋 Closed the ticket {TICKET} with it",
    ),
}

TICKET_TOLD: dict[Language, Sequence[str]] = {
    Language.CHINESE: (
        "刘洋 开立工单",
        "刘洋 认领工单",
        "首次响应：按时",
        "解决：按时",
        f"刘洋 关联投诉 {CASE}",
        f"刘洋 随投诉 {CASE} 关闭工单",
    ),
    Language.ENGLISH: (
        "刘洋 Opened the ticket",
        "刘洋 Took the ticket",
        "First response: In time",
        "Resolution: In time",
        f"刘洋 Linked to the complaint {CASE}",
        f"刘洋 Closed the ticket with the complaint {CASE}",
    ),
}


@dataclass(frozen=True)
class Centre:
    """The people who have a part in the story; the clock stands at NOW."""

    callback_agent: Actor
    supervisor: Actor
    manager: Actor
    at: FakeClock


@pytest.fixture
def centre(small_site: SmallSite) -> Iterator[Centre]:
    """A site with a customer who owns a lamp, and people up to the department manager."""
    with clock.fixed(NOW) as at:
        yield elsewhere(_founded, small_site, at)


def _founded(site: SmallSite, at: FakeClock) -> Centre:
    install_categories()
    install_default_policies(actor=SYSTEM)
    numbers = (parse("13812342046"),)
    customer_id = open_customer(CustomerDraft(name="李建国", city="杭州", numbers=numbers), actor=SYSTEM)
    builders.owned_product(customer_id, "LX-60W", "吸顶灯", "7781-0042")
    callback_agent = builders.staff("8020", "刘洋", Role.CALLBACK_AGENT)
    manager = builders.staff("8000", "陈经理", Role.DEPARTMENT_MANAGER)
    return Centre(callback_agent, site.supervisor, manager, at)


class Desk:
    """A person's keys on one desk, counted, with what is waited for between them."""

    def __init__(self, desk: DeskApp, pilot: Pilot[None]) -> None:
        self.desk = desk
        self.pilot = pilot
        self.keys = 0

    async def press(self, *keys: str) -> None:
        """Presses keys and waits until what they asked for is on the screen."""
        await self.pilot.press(*keys)
        self.keys += len(keys)
        async with asyncio.timeout(60):
            while self._busy():
                await self.pilot.pause()
        await self.pilot.pause()

    def _busy(self) -> bool:
        asked = self.desk.screen.is_modal
        return any(not (worker.is_finished or (asked and worker.group in END_BY_AN_ANSWER)) for worker in self.desk.workers)

    async def shows(self, text: str) -> None:
        """Waits for a text."""
        await wait_for_text(self.desk, self.pilot, text)

    def said(self, selector: str) -> str:
        """The whole text of a part of the screen, also what is scrolled out of it."""
        return str(self.desk.screen.query_one(selector, Static).content)

    async def sees(self, *names: str) -> None:
        """Waits for each of the WORDS of these names."""
        for name in names:
            await self.shows(WORDS[name])

    async def told(self, chinese: str, english: str) -> dict[Language, str]:
        """What the timeline on the screen tells in both languages; each shows one of the given words."""
        told = {}
        for language, word in ((Language.CHINESE, chinese), (Language.ENGLISH, english)):
            await self.shows(word)
            told[language] = self.desk.screen.query_one(History).text
            await self.press("ctrl+l")
        return told


class Story:
    """The way of one dissatisfied customer, each part by the person whose part it is."""

    def __init__(self, open_desk: OpenDesk, centre: Centre) -> None:
        self._open_desk = open_desk
        self._centre = centre

    @asynccontextmanager
    async def at_desk(self, actor: Actor) -> AsyncIterator[Desk]:
        """The person sits down at a desk of their own, on the same database."""
        who = replace(actor, language=Language.CHINESE)
        async with self._open_desk(QueueScreen, actor=who, rooms=Rooms(), size=(80, 24)) as (desk, pilot):
            yield Desk(desk, pilot)

    async def a_call_becomes_a_ticket_whose_customer_is_dissatisfied(self) -> None:
        async with self.at_desk(self._centre.callback_agent) as desk:
            await desk.press("f4")
            await desk.press(*"2046", "enter")
            await desk.press("1", "1")
            await desk.press("闪", "f2", "1")
            await desk.sees("ticket saved")
            await desk.press("f5", "2", "f9")
            await desk.press("1", "enter", "r")
            await desk.press("约", "f2")
            await desk.sees("replied")
            self._centre.at.advance(timedelta(hours=1))
            await desk.press("d", "换", "f2")
            await desk.sees("resolved")

            self._centre.at.advance(timedelta(days=3))
            await desk.press("f6", "6", "enter")
            await desk.press("1", "1", "f2")
            await desk.sees("will be opened")
            await desk.press("2")
            await desk.press("f7", "2")
            await desk.shows(CASE)

    async def the_supervisor_investigates_and_plans(self) -> None:
        async with self.at_desk(self._centre.supervisor) as desk:
            await desk.press("f7", "enter")
            await desk.press("r", "告", "f2")
            await desk.sees("case replied")
            await desk.press("i", "tab", "4", "f2")
            await desk.sees("investigated")
            await desk.press("v", "1", "信", "f2")
            await desk.sees("evidence")
            await desk.press("f", "旧", "tab", "2", "1", "f2")
            await desk.sees("found")
            await desk.press("p", "4", "换", "tab", "部", "enter", "enter", *"3天", "enter")
            await desk.press("backspace", *"800", "enter", "寄", "f2")
            await desk.press("s")
            await desk.sees("over the limit")
            await desk.press("y")
            await desk.sees("waits")

    async def the_manager_approves(self) -> None:
        async with self.at_desk(self._centre.manager) as desk:
            await desk.press("f7", "4", "enter", "a", "f2")
            await desk.sees("approved")

    async def the_plan_is_carried_out(self) -> None:
        async with self.at_desk(self._centre.supervisor) as desk:
            await desk.press("f7", "2", "enter", "d", "1")
            await desk.sees("ticked")
            await desk.press("t", "完", "f2")
            await desk.sees("told")

    async def the_customer_is_satisfied(self) -> tuple[dict[Language, str], dict[Language, str]]:
        """What the timelines of the case and of its ticket tell in the end, in both languages."""
        async with self.at_desk(self._centre.callback_agent) as desk:
            await desk.press("f6", "4")
            before = desk.keys
            await desk.press("enter", "1", "5", "f2")
            assert desk.keys - before <= MOST_KEYS
            await desk.press("f7", "6", "enter")
            await desk.sees("closed", "ground")
            clocks = desk.said(".case-clocks").splitlines()
            assert len(clocks) == 5
            assert all(WORDS["in time"] in line for line in clocks)
            assert WORDS["passed on"] in desk.said(".case-file-text")
            of_case = await desk.told("[结案]", "[Case closed]")
            await desk.press("l", "2")
            return of_case, await desk.told("关联投诉", "Linked to the complaint")


async def test_from_the_call_to_the_confirmation(open_desk: OpenDesk, centre: Centre) -> None:
    story = Story(open_desk, centre)
    await story.a_call_becomes_a_ticket_whose_customer_is_dissatisfied()
    await story.the_supervisor_investigates_and_plans()
    await story.the_manager_approves()
    await story.the_plan_is_carried_out()
    of_case, of_ticket = await story.the_customer_is_satisfied()
    for language in Language:
        assert untold(of_case[language], CASE_TOLD[language]) == []
        assert untold(of_ticket[language], TICKET_TOLD[language]) == []


def untold(newest_first: str, expected: Sequence[str]) -> list[str]:
    """The expected sentences that a timeline doesn't tell after the ones before them, with what it tells instead."""
    entries = [re.sub(r"\s+", " ", entry) for entry in reversed(re.split(r"\n(?=\S)", newest_first))]
    place = 0
    for sentence in expected:
        found = [number for number, entry in enumerate(entries[place:], place) if sentence in entry]
        if not found:
            return [sentence, *entries[place:]]
        place = found[0] + 1
    return []
