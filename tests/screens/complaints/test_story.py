"""A complaint from a ticket to the customer's confirmation, by keyboard: each step by who may take it, nothing typed is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from models import database
from models.callbacks.operations import Answers, record_result
from models.complaints.closing import send_back
from models.complaints.operations import add_evidence, register, reply
from models.complaints.plans import tell_customer, tick_measure
from models.complaints.queries import ComplaintFile, complaint_file
from models.complaints.tables import Closing, ComplaintClass, ComplaintGrade, EvidenceKind, Stage
from models.people.permissions import Actor
from screens.complaints.case import CaseScreen
from screens.desk import DeskApp
from screens.dialogs.kept_form import KeptForm
from screens.queue.screen import QueueScreen
from screens.ticket.screen import TicketScreen
from tests.screens.a_morning import settled
from tests.screens.complaints.caseload import Caseload
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


async def opened(desk: DeskApp, pilot: Pilot[None], case_id: int) -> None:
    """Opens a case and waits for it."""
    desk.open_complaint(case_id)
    await pilot.pause()
    await settled(pilot)
    assert isinstance(desk.screen, CaseScreen)


async def form(desk: DeskApp, pilot: Pilot[None], key: str) -> None:
    """Presses a command's key and waits for its form."""
    await pilot.press(key)
    await wait_for_text(desk, pilot, "saves   Esc goes back")
    assert isinstance(desk.screen, KeptForm)


async def read(case_id: int) -> ComplaintFile:
    """The case as another desk reads it."""
    return await another_desk(complaint_file, case_id)


async def test_a_ticket_leads_to_a_complaint_that_both_show(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        desk.open_ticket(caseload.ticket)
        await wait_for_text(desk, pilot, "C-261120-001 (Registered)")
        await pilot.press("f7", "2")
        await wait_for_text(desk, pilot, "Register a complaint")
        await pilot.press("5", "2", "1", "3", "f2")
        await wait_for_text(desk, pilot, "Complaint C-261120-002 is open.")
        await wait_for_text(desk, pilot, "C-261120-002 (Registered)")
        assert isinstance(desk.screen, TicketScreen)
        await pilot.press("f7")
        await wait_for_text(desk, pilot, "1 Open C-261120-002")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Repeated failure")
        for said in ("Serious", "! Urgent", "李建国", "LX-60W", "138****2046", "Remedy wanted: Refund", "Ticket T-261119-001"):
            assert said in text_of(desk), said


async def test_evidence_and_a_plan_with_measures_are_written_by_keys(
    open_desk: OpenDesk, caseload: Caseload, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.jpg").write_bytes(b"lamp")
    async with open_desk(QueueScreen, size=(100, 30)) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await form(desk, pilot, "g")
        await pilot.press("tab", "tab", "tab", "3", "f2")
        await wait_for_text(desk, pilot, "Remedy wanted: Refund")
        await form(desk, pilot, "v")
        await pilot.press("6", "照", "enter", *"t-261119-001", "enter", *"a.jpg", "f2")
        await wait_for_text(desk, pilot, "1 Attached file: 照")
        await wait_for_text(desk, pilot, "SHA-256 ")
        await form(desk, pilot, "p")
        await pilot.press("4", "赔", "tab", "部", "enter", "enter", *"3天", "enter", "backspace", *"800", "enter")
        desk.screen.query(TextArea).last().text = "寄出新灯 @张敏\n登门致歉"
        await pilot.press("f2", "s")
        await wait_for_text(desk, pilot, "The case goes up from level 1.")
        await pilot.press("y")
        await wait_for_text(desk, pilot, "Level 3 Department manager: 陈经理")
        await wait_for_text(desk, pilot, "[Approval]")
        assert "a Approve" not in text_of(desk)
    file = await read(caseload.planned)
    assert [measure.responsible_name for measure in file.plans[-1].measures] == ["张敏", ""]
    assert [link.number for link in file.links] == ["T-261119-001"]
    assert {clock.kind.value: clock.verdict.value for clock in file.clocks if clock.stopped_at}["plan"] == "met"


async def test_over_the_limit_only_the_level_above_approves(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen, actor=caseload.site.supervisor) as (desk, pilot):
        await opened(desk, pilot, caseload.waiting)
        await form(desk, pilot, "a")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Department manager", seconds=5)
        assert isinstance(desk.screen, KeptForm)
        assert (await read(caseload.waiting)).stage is Stage.APPROVAL


async def test_the_manager_rejects_with_a_reason_then_approves(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen, actor=caseload.manager) as (desk, pilot):
        await opened(desk, pilot, caseload.waiting)
        await form(desk, pilot, "n")
        await pilot.press("f2")
        assert isinstance(desk.screen, KeptForm)
        await pilot.press(*"too dear", "f2")
        await wait_for_text(desk, pilot, "plan rejected.")
        await wait_for_text(desk, pilot, "too dear")
        await form(desk, pilot, "p")
        await wait_for_text(desk, pilot, "寄出新灯 @张敏")
        await pilot.press("escape", "escape")


async def test_measures_are_ticked_the_customer_told_and_the_follow_up_closes(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.carried_out)
        await pilot.press("d")
        await wait_for_text(desk, pilot, "Which measure was carried out?")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "1 登门致歉")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "every measure is done.")
        await form(desk, pilot, "t")
        await pilot.press(*"sent", "f2")
        await wait_for_text(desk, pilot, "[Follow-up]")
        await another_desk(_satisfied, caseload.carried_out, caseload.site.agent)
        desk.database_changed()
        await wait_for_text(desk, pilot, "[Case closed]")
        await wait_for_text(desk, pilot, "Confirmed by the customer")
    assert (await read(caseload.carried_out)).closing is Closing.CONFIRMED


def _satisfied(case_id: int, actor: Actor) -> None:
    ((callback_id,),) = database.rows("SELECT id FROM callback WHERE complaint_id = ? AND status = 'open'", (case_id,))
    record_result(callback_id, Answers(satisfied=True, result=5), actor=actor)


async def test_f7_escalates_after_showing_who_will_see_what(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await form(desk, pilot, "f7")
        for said in ("Goes to level 2 Service supervisor: 李主管", "电源驱动老化"):
            assert said in text_of(desk)
        await pilot.press("tab", *"angry", "f2")
        await wait_for_text(desk, pilot, "Level 2 Service supervisor: 李主管")
        await wait_for_text(desk, pilot, "By hand")


async def test_more_time_is_asked_for_and_granted_above(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await form(desk, pilot, "x")
        await pilot.press("2", *"12-20 17:00", "enter", *"parts", "f2")
        await wait_for_text(desk, pilot, "12-20 17:00")
        await wait_for_text(desk, pilot, "Asked for")
    async with open_desk(QueueScreen, actor=caseload.site.supervisor) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await pilot.press("o", "1")
        await wait_for_text(desk, pilot, "saves   Esc goes back")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "more time granted.")
        await wait_for_text(desk, pilot, "due 12-20 17:00")


@pytest.mark.parametrize("left", ["escape", "refused"])
async def test_nothing_typed_is_lost(open_desk: OpenDesk, caseload: Caseload, left: str) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await form(desk, pilot, "p")
        await pilot.press("1", *"new lamp", "tab", *"dept")
        if left == "refused":
            await pilot.press("f2")
            await wait_for_text(desk, pilot, "needed")
        await pilot.press("escape")
        await settled(pilot)
        await form(desk, pilot, "p")
        await wait_for_text(desk, pilot, "new lamp")
        await wait_for_text(desk, pilot, "1 Repair")
        assert "dept" in text_of(desk)
        await pilot.press("escape")


def _registered(case_id: int, actor: Actor, **changes: Any) -> None:
    """Corrects some columns of the register at another desk."""
    file = complaint_file(case_id)
    columns = ("complaint_class", "grade", "urgent", "remedy_wanted", "content")
    register(case_id, **{**{column: getattr(file, column) for column in columns}, **changes}, actor=actor)


async def test_two_registers_become_one_and_only_what_collides_is_asked(open_desk: OpenDesk, caseload: Caseload) -> None:
    supervisor = caseload.site.supervisor
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await form(desk, pilot, "g")
        await pilot.press("2", "2", "tab", "tab", *"mine")
        changed = {"complaint_class": ComplaintClass.FEE, "urgent": True, "content": "他们的话"}
        await another_desk(_registered, caseload.planned, supervisor, **changed)
        await another_desk(reply, caseload.planned, "客户问进度", actor=supervisor)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "was changed by 李主管 meanwhile")
        await wait_for_text(desk, pilot, "Urgent: No -> Yes (李主管 11-20 14:32)")
        await wait_for_text(desk, pilot, "Class (before: Product quality)")
        await wait_for_text(desk, pilot, "2 Theirs: Fee (李主管 11-20 14:32)")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Choose for each field first")
        await pilot.press("escape")
        await wait_for_text(desk, pilot, "saves   Esc goes back")
        assert "mine" in desk.screen.query_one(TextArea).text
        await pilot.press("f2", "2", "3", "enter")
        await wait_for_text(desk, pilot, "register changed.")
        case = await read(caseload.planned)
        assert (case.complaint_class, case.grade, case.urgent) == (ComplaintClass.FEE, ComplaintGrade.SERIOUS, True)
        assert case.content.startswith("他们的话\n")
        assert "mine" in case.content


async def test_what_was_left_is_offered_beside_what_changed_since(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await form(desk, pilot, "g")
        await pilot.press("2", "escape")
        await another_desk(_registered, caseload.planned, caseload.site.supervisor, grade=ComplaintGrade.SERIOUS)
        desk.database_changed()
        await wait_for_text(desk, pilot, "Serious")
        await form(desk, pilot, "g")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Grade: General -> Serious")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "register changed.")
        case = await read(caseload.planned)
        assert (case.complaint_class, case.grade) == (ComplaintClass.SERVICE_ATTITUDE, ComplaintGrade.SERIOUS)


async def test_it_follows_another_desk_and_the_keys_with_it(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.planned)
        await wait_for_text(desk, pilot, "p Draft a plan")
        await another_desk(add_evidence, caseload.planned, EvidenceKind.STATEMENT, "客户来信", actor=caseload.site.supervisor)
        desk.database_changed()
        await wait_for_text(desk, pilot, "Customer's statement: 客户来信")


async def test_the_action_list_holds_what_stage_and_role_allow(open_desk: OpenDesk, caseload: Caseload) -> None:
    async with open_desk(QueueScreen, size=(80, 24)) as (desk, pilot):
        await opened(desk, pilot, caseload.critical)
        await pilot.press("full_stop")
        await wait_for_text(desk, pilot, "1 Investigate  (i)")
        shown = text_of(desk)
        assert "Approve" not in shown
        assert "Close by decision" not in shown
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Who investigates?")


@pytest.mark.parametrize("key", ["i", "ｉ"])
async def test_the_key_shown_in_the_action_list_does_the_action(open_desk: OpenDesk, caseload: Caseload, key: str) -> None:
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.critical)
        await pilot.press("full_stop")
        await wait_for_text(desk, pilot, "1 Investigate  (i)")
        await pilot.press(key)
        await wait_for_text(desk, pilot, "Who investigates?")


async def test_a_case_that_came_back_says_its_round(open_desk: OpenDesk, caseload: Caseload) -> None:
    def told_and_sent_back() -> None:
        for (measure_id,) in database.rows(
            "SELECT m.id FROM measure m JOIN plan p ON p.id = m.plan_id WHERE p.complaint_id = ?", (caseload.carried_out,)
        ):
            tick_measure(caseload.carried_out, measure_id, actor=caseload.site.agent)
        tell_customer(caseload.carried_out, "已处理", actor=caseload.site.agent)
        send_back(caseload.carried_out, "还是不亮", actor=caseload.site.agent)

    await another_desk(told_and_sent_back)
    async with open_desk(QueueScreen) as (desk, pilot):
        await opened(desk, pilot, caseload.carried_out)
        await wait_for_text(desk, pilot, "Round: 2")
        await wait_for_text(desk, pilot, "[Investigation]")
        await wait_for_text(desk, pilot, "Level 3 Department manager: 陈经理")
