"""Cases opened from the list, marked and worked on together, and linked with what belongs to them."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from textual.widgets import TextArea

from models.complaints.escalation import escalate
from screens.complaints.case import CaseScreen
from screens.complaints.screen import ComplaintsScreen
from tests.screens.a_morning import settled
from tests.screens.complaints.caseload import Caseload
from tests.screens.complaints.test_story import opened, read
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import another_desk
from workstation.documents.desk_files import DeskFiles


async def test_a_complaint_is_opened_from_the_list(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen, size=(80, 24)) as (desk, pilot):
        await pilot.press("ctrl+n")
        await wait_for_text(desk, pilot, "Who complains?")
        await pilot.press(*"李建国")
        await wait_for_text(desk, pilot, "VIP")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "1 Open C-261120-001")
        await pilot.press("2")
        await wait_for_text(desk, pilot, "Register a complaint")
        await pilot.press("4", "1", "4", "tab", "tab", "3")
        desk.screen.query_one(TextArea).text = "来店投诉:多收上门费"
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "[Registered]")
        assert isinstance(desk.screen, CaseScreen)
        for said in ("Fee", "Counter", "LX-60W", "Remedy wanted: Refund", "来店投诉", "Same customer, open: C-261120-001"):
            assert said in text_of(desk), said


async def test_marked_cases_are_worked_on_together(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen, actor=caseload.site.supervisor) as (desk, pilot):
        await pilot.press("2", "home", "space", "space", "space")
        await wait_for_text(desk, pilot, "3 marked")
        await pilot.press(".")
        await wait_for_text(desk, pilot, "3 complaints:")
        assert "Investigate" not in text_of(desk).split("What is to be done?")[1].splitlines()[1]
        await pilot.press("escape", "f7")
        await wait_for_text(desk, pilot, "each to the level above its own?")
        desk.screen.query_one(TextArea).text = "集中处理"
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "3 complaints: escalated.")
        assert (await read(caseload.critical)).level == 4
        assert (await read(caseload.fresh)).level == 2
        assert "marked" not in text_of(desk)


async def test_at_the_top_f7_says_that_nobody_stands_above(open_desk: OpenDesk, caseload: Caseload) -> None:
    await another_desk(escalate, caseload.critical, 4, "起火", actor=caseload.manager)
    async with open_desk(ComplaintsScreen, actor=caseload.general_manager) as (desk, pilot):
        await opened(desk, pilot, caseload.critical)
        await pilot.press("f7")
        await wait_for_text(desk, pilot, "C-261119-001 is at the highest level")
        assert isinstance(desk.screen, CaseScreen)


async def test_a_key_links_a_record_and_another_opens_it(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen, actor=caseload.site.supervisor) as (desk, pilot):
        await opened(desk, pilot, caseload.waiting)
        await pilot.press("+")
        await wait_for_text(desk, pilot, "1 C-261119-001")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Complaint C-261119-001")
        await pilot.press("+", "1")
        await wait_for_text(desk, pilot, "The number of a ticket, a call or a complaint")
        await pilot.press(*"T-261119-001", "enter")
        await wait_for_text(desk, pilot, "Ticket T-261119-001")
        await pilot.press("l")
        await wait_for_text(desk, pilot, "Which record?")
        await pilot.press("1")
        await settled(pilot)
        await wait_for_text(desk, pilot, "配电箱起火")
        await wait_for_text(desk, pilot, "Complaint C-261119-002")


async def test_documents_and_statistics_are_written_from_the_screen(
    open_desk: OpenDesk, caseload: Caseload, tmp_path: Path
) -> None:
    files = DeskFiles(tmp_path / "exports")
    async with open_desk(ComplaintsScreen, actor=caseload.site.supervisor, files=files, size=(80, 24)) as (desk, pilot):
        await opened(desk, pilot, caseload.waiting)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "1 All of them, a sheet each")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "It goes into the folder")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Written:")
        await pilot.press("escape", "ctrl+r")
        await wait_for_text(desk, pilot, "5 opened")
        await pilot.press("p", "f2")
        await wait_for_text(desk, pilot, "It goes into the folder")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "statistics-20261119-20261120.xlsx")
    case, counted = sorted(files.folder.iterdir())
    assert case.name == "C-261119-002-documents.xlsx"
    assert len(load_workbook(case).sheetnames) == 6
    assert "20261119-20261120" in counted.name


async def test_a_case_is_taken_over_at_its_level(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(ComplaintsScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.critical)
        assert not desk.screen.check_action("case_take_over", ())
    await another_desk(escalate, caseload.planned, 2, "催办", actor=caseload.site.agent)
    async with open_desk(ComplaintsScreen, actor=caseload.site.supervisor) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await pilot.press("h")
        await wait_for_text(desk, pilot, "Nobody else stands at this level.")
        await pilot.press("y")
        await wait_for_text(desk, pilot, "Took note")
        await pilot.press("y")
        await wait_for_text(desk, pilot, "No alert waits here.")
