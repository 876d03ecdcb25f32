"""Every register answers on both engines, pages as it streams, and says what its rule says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from models.callbacks.operations import Answers, record_attempt, record_result
from models.callbacks.tables import AttemptOutcome
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Call, Direction, Ending
from models.clock import FakeClock
from models.complaints.plans import give_notice
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.customers.tables import CustomerKind, CustomerLevel
from models.errors import DomainError, Fault
from models.people.permissions import SYSTEM
from models.people.sight import seeing
from models.people.tables import Staff
from models.registers.catalogue import REGISTERS
from models.registers.definition import Selection
from models.registers.reading import RegisterRow, RegisterRows, pages
from models.site.days import Days
from models.site.exports import ExportKind
from models.site.operations import add_region, change_setting
from models.site.queries import RegionRow, regions
from models.site.settings import SettingName
from models.tickets.tables import Ticket
from models.values import Duration, Instant, Share
from tests.models.builders import category_id, customer, ticket
from tests.models.complaints.company import Company, open_callback

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAYS = Days(date(2026, 11, 23), date(2026, 11, 30))


def _whole(kind: ExportKind, days: Days = DAYS, person_id: int | None = None) -> list[RegisterRow]:
    return [row for page in pages(Selection(REGISTERS[kind], days, person_id)) for row in page]


def _cells(kind: ExportKind, days: Days = DAYS, person_id: int | None = None) -> list[dict[str, object]]:
    """The rows by the headings of their columns."""
    names = [column.label for column in REGISTERS[kind].columns]
    return [dict(zip(names, row.values, strict=True)) for row in _whole(kind, days, person_id)]


def _region(code: str = "HD") -> RegionRow:
    add_region(code, "华东", actor=SYSTEM)
    return next(region for region in regions() if region.code == code)


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    """A morning's work: two served tickets, a complaint with a plan and a notice, calls both ways, a callback that was tried."""
    fake_clock.at = MONDAY_MORNING
    company = Company()
    first, second = company.served_ticket(), company.served_ticket()
    ticket(actor=company.site.agent, category="return", customer_id=company.customer_id, contact_number="+8613800002046")
    case = company.open_case()
    company.to_plan(case)
    company.submit(case)
    give_notice(case, "售后部", "请于周五前换新", actor=company.site.supervisor)
    fake_clock.advance(timedelta(minutes=3))
    for direction in Direction:
        draft = new_draft(
            ending=Ending.ANSWERED,
            number_text="13800002046",
            customer_id=company.customer_id,
            direction=direction,
            category_id=category_id("consultation"),
            problem="问保修期",
            offered_at=MONDAY_MORNING,
            answered_at=MONDAY_MORNING + timedelta(seconds=12),
            ended_at=MONDAY_MORNING + timedelta(seconds=173),
        )
        finish_call(draft, actor=company.site.agent)
    fake_clock.advance(timedelta(days=2))
    record_result(open_callback("ticket_id", first), Answers(satisfied=True, result=5, attitude=4), actor=company.callback_agent)
    record_attempt(open_callback("ticket_id", second), AttemptOutcome.BUSY, actor=company.callback_agent)
    return company


def test_every_register_pages_as_it_streams(company: Company) -> None:
    region = _region()
    for kind, register in REGISTERS.items():
        streamed = _whole(kind)
        rows = RegisterRows(Selection(register, DAYS))
        assert rows.count() == len(streamed), kind
        assert all(len(row.values) == len(register.columns) for row in streamed)
        assert list(rows.after(None, 1)) == streamed[:1]
        assert list(rows.before(None, 1)) == streamed[-1:]
        for place, row in enumerate(streamed):
            assert rows.rank(row.key) == place
            assert rows.row(row.id) == row
            assert list(rows.after(row.key, 9)) == streamed[place + 1 : place + 10]
            assert list(rows.before(row.key, 9)) == streamed[max(0, place - 9) : place]
            assert list(rows.at(place, 1)) == [row]
        if register.by_region:
            _whole(kind, Days(DAYS.first, DAYS.last, region))
        if register.by_person:
            _whole(kind, person_id=company.site.agent.staff_id)
    filled = {kind for kind in REGISTERS if _whole(kind)}
    assert set(REGISTERS) - filled == {ExportKind.INTERVIEWS, ExportKind.COMPANIES, ExportKind.BEST_CUSTOMERS}


def test_the_registers_of_calls(company: Company) -> None:
    (inbound,) = _cells(ExportKind.INBOUND_CALLS)
    assert inbound["Rang at"] == Instant(MONDAY_MORNING)
    assert (inbound["Waited"], inbound["Talked"]) == (Duration(12), Duration(161))
    assert (inbound["Telephone"], inbound["Category"], inbound["Outcome"]) == (
        "138****2046",
        "Consultation",
        "Answered on the call",
    )
    outbound, *attempts = _cells(ExportKind.OUTBOUND_CALLS)
    assert (outbound["Talked"], outbound["Agent"]) == (Duration(161), "张敏")
    assert sorted((row["Agent"], row["Outcome"]) for row in attempts) == [("刘洋", "Busy"), ("刘洋", "Reached")]
    assert len(_cells(ExportKind.CALL_LOG)) == 2
    assert _cells(ExportKind.CALL_LOG, person_id=company.site.technician.staff_id) == []
    assert _cells(ExportKind.CALL_LOG, Days(date(2026, 11, 24), date(2026, 11, 30))) == []


def test_the_registers_of_service(company: Company) -> None:
    served = _cells(ExportKind.SERVICE)
    assert [row["Status"] for row in served] == ["Closed", "Resolved", "New"]
    assert {row["Telephone"] for row in served} == {"138****2046"}
    assert [row["Resolution"] for row in served][:2] == ["In time", "In time"]
    assert [row["Category"] for row in _cells(ExportKind.RETURNS)] == ["Return or refund"]
    (answer,) = _cells(ExportKind.EVALUATION)
    assert (answer["Served by"], answer["Result"], answer["Fee"], answer["Satisfied"]) == ("王工", 5, None, "yes")
    questions = {row["Question"]: row for row in _cells(ExportKind.QUESTIONNAIRE)}
    assert (questions["Result"]["Very satisfied (5)"], questions["Result"]["Mean"]) == (1, 5.0)
    assert (questions["Fee"]["No answer given"], questions["Fee"]["Mean"], questions["Fee"]["Share of good"]) == (
        1,
        None,
        Share(None),
    )


def test_the_work_plan_holds_what_is_due_and_what_is_overdue(company: Company, fake_clock: FakeClock) -> None:
    mine = ticket(actor=SYSTEM, customer_id=company.customer_id)
    Ticket.update(owner=company.site.technician.staff_id).where(Ticket.id == mine.id).execute()
    due = {row["Record number"]: row for row in _cells(ExportKind.WORK_PLAN, Days(date(2026, 12, 7), date(2026, 12, 7)))}
    assert due[mine.number]["Staff member"] == "王工"
    assert _cells(ExportKind.WORK_PLAN, Days(date(2026, 11, 20), date(2026, 11, 20))) == []


def test_the_registers_of_complaints(company: Company) -> None:
    (case,) = _cells(ExportKind.COMPLAINTS)
    assert (case["Telephone"], case["Stage"], case["Remedy wanted"]) == ("138****2046", "Approval", "Exchange")
    (found,) = _cells(ExportKind.COMPLAINT_INVESTIGATIONS)
    assert (found["Investigators"], found["Findings"]) == (1, "电源驱动老化")
    (handled,) = _cells(ExportKind.COMPLAINT_HANDLING)
    assert (handled["Decision"], handled["Measures"], handled["Measures done"]) == ("Waiting for approval", 1, 0)
    (tracked,) = _cells(ExportKind.COMPLAINT_TRACKING)
    assert str(tracked["Level of escalation"]).startswith("1 ") or str(tracked["Level of escalation"]).startswith("2 ")
    (notice,) = _cells(ExportKind.COMPLAINT_NOTICES)
    assert notice["To the department"] == "售后部"


def test_customers_stand_by_level_and_region_and_their_numbers_are_masked(company: Company) -> None:
    region = _region()
    number = parse("0571-88123431", country="CN", area_code="571")
    draft = CustomerDraft(
        name="宏达建材",
        kind=CustomerKind.COMPANY,
        level=CustomerLevel.VIP,
        region_id=region.id,
        numbers=(number,),
        address="文三路 5 号",
    )
    open_customer(draft, actor=SYSTEM)
    by_level = _cells(ExportKind.CUSTOMER_LEVELS)
    assert [(row["Level"], row["Customer name"]) for row in by_level] == [("VIP", "宏达建材"), ("Level C", "李建国")]
    assert [row["Region"] for row in _cells(ExportKind.CUSTOMER_REGIONS)] == [None, "华东"]
    assert [row["Customer name"] for row in _cells(ExportKind.CUSTOMER_REGIONS, Days(DAYS.first, DAYS.last, region))] == [
        "宏达建材"
    ]
    (file,) = _cells(ExportKind.COMPANIES)
    assert "8812" not in str(file["Telephone"])
    assert "5" not in str(file["Address"])
    Staff.update(region=region.id).where(Staff.id == company.site.technician.staff_id).execute()
    east, nowhere = _cells(ExportKind.OUTLETS)
    assert (east["Region"], east["Technicians and engineers"], east["Number of customers"]) == ("华东", "王工", 1)
    assert "张敏" in str(nowhere["Agents"])


def test_the_best_and_those_at_risk(company: Company, fake_clock: FakeClock) -> None:
    assert [row["Customer name"] for row in _cells(ExportKind.AT_RISK_CUSTOMERS)] == ["李建国"]
    assert _cells(ExportKind.BEST_CUSTOMERS) == []
    company.customer_id = customer("陈晓梅")
    served = company.served_ticket()
    fake_clock.advance(timedelta(days=1))
    record_result(open_callback("ticket_id", served), Answers(satisfied=True), actor=company.callback_agent)
    (best,) = _cells(ExportKind.BEST_CUSTOMERS)
    assert (best["Customer name"], best["Tickets"], best["Answers"]) == ("陈晓梅", 1, 1)


def test_who_sees_one_region_finds_no_other_in_any_register(company: Company) -> None:
    east = _region()
    change_setting(SettingName.REGION_LIMITS, True, actor=SYSTEM)
    lead = replace(company.site.supervisor, region_id=east.id)
    for kind, register in REGISTERS.items():
        with seeing(lead):
            seen = _whole(kind)
        only_east = _whole(kind, replace(DAYS, region=east) if register.by_region else DAYS)
        assert [row.values for row in seen] == [row.values for row in only_east], kind
    assert _cells(ExportKind.AT_RISK_CUSTOMERS) != []


def test_a_register_refuses_what_it_cannot_be_narrowed_by(company: Company) -> None:
    with pytest.raises(DomainError) as refused:
        Selection(REGISTERS[ExportKind.CUSTOMER_LEVELS], DAYS, person_id=1)
    assert refused.value.fault is Fault.INVALID
    with pytest.raises(DomainError):
        Days(date(2026, 2, 2), date(2026, 2, 1))


def test_a_call_that_a_wrong_clock_ended_too_early_lasted_no_time(company: Company) -> None:
    Call.update(ended_at=MONDAY_MORNING - timedelta(seconds=5)).where(Call.direction == Direction.INBOUND).execute()
    (inbound,) = _cells(ExportKind.INBOUND_CALLS)
    assert inbound["Talked"] == Duration(0)
