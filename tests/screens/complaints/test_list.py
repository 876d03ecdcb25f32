"""The list of complaints: its views, its counts, the case beside it, and the way into a case and back."""

from __future__ import annotations

import pytest

from models.complaints.escalation import escalate
from screens.complaints.case import CaseScreen
from screens.complaints.screen import ComplaintsScreen
from screens.queue.screen import QueueScreen
from tests.screens.a_morning import settled
from tests.screens.complaints.caseload import Caseload
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


async def test_f7_shows_the_complaints_and_esc_leads_back(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await pilot.press("f7")
        await wait_for_text(desk, pilot, "1 Mine 2")
        assert isinstance(desk.screen, ComplaintsScreen)
        await pilot.press("escape")
        assert isinstance(desk.screen, QueueScreen)


@pytest.mark.parametrize(
    ("digit", "here", "not_here"),
    [("1", "C-261119-004", "C-261119-002"), ("3", "C-261119-001", "C-261119-004"), ("４", "C-261119-002", "C-261119-001")],
)
async def test_a_digit_picks_a_view(open_desk: OpenDesk, caseload: Caseload, digit: str, here: str, not_here: str) -> None:
    async with open_desk(ComplaintsScreen, size=(80, 24)) as (desk, pilot):
        await pilot.press(digit)
        await wait_for_text(desk, pilot, here)
        assert not_here not in text_of(desk)
        assert "2 Open 5" in text_of(desk)


async def test_the_case_under_the_cursor_stands_beside_the_list(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen) as (desk, pilot):
        await pilot.press("4")
        await wait_for_text(desk, pilot, "[Approval]")
        await wait_for_text(desk, pilot, "compensation 800.00 yuan")
        await pilot.press("2")
        await wait_for_text(desk, pilot, "C-261120-001")
        await pilot.press("down")
        await wait_for_text(desk, pilot, "换过两次灯珠还是闪烁")


async def test_a_colleagues_work_shows_without_moving_the_cursor(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen, actor=caseload.site.supervisor) as (desk, pilot):
        await pilot.press("2", "end")
        await wait_for_text(desk, pilot, "Level 1 Agent: 张敏")
        await another_desk(escalate, caseload.planned, 2, "客户催办", actor=caseload.site.agent)
        desk.database_changed()
        await wait_for_text(desk, pilot, "Level 2 Service supervisor: 李主管")
        case = desk.screen.case()  # type: ignore[attr-defined]
        assert case.id == caseload.planned


async def test_enter_opens_the_case_and_brackets_go_on(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen) as (desk, pilot):
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "配电箱起火")
        assert isinstance(desk.screen, CaseScreen)
        await pilot.press("]")
        await wait_for_text(desk, pilot, "7781-0042")
        await pilot.press("escape")
        assert isinstance(desk.screen, ComplaintsScreen)
        case = desk.screen.case()
        assert case is not None
        assert case.id == caseload.fresh


async def test_hostile_words_stay_words(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen) as (desk, pilot):
        await pilot.press("2", "end")
        await wait_for_text(desk, pilot, "[/]灯罩破裂[@click=app.bell]x[/]")
        assert "[/]陈晓梅" in text_of(desk)


async def test_statistics_count_by_the_digit_and_the_period(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen) as (desk, pilot):
        await pilot.press("ctrl+r")
        await wait_for_text(desk, pilot, "5 opened, 0 closed")
        await wait_for_text(desk, pilot, "Product quality")
        await pilot.press("6")
        await wait_for_text(desk, pilot, "3 Department manager")
        await pilot.press("7", "p")
        await wait_for_text(desk, pilot, "Critical")
        await wait_for_text(desk, pilot, "20%")
        await pilot.press("escape")
        assert isinstance(desk.screen, ComplaintsScreen)
