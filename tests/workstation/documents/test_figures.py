"""The statistics of complaints and the daily callback sheet hold the figures of the queries, as numbers, with bars."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from models import database
from models.callbacks.operations import Answers, record_result
from models.clock import FakeClock
from models.complaints.closing import withdraw
from models.complaints.statistics import Dimension
from models.complaints.tables import Complaint
from models.errors import DomainError, Fault
from models.i18n import Language, use_language
from models.people.permissions import SYSTEM
from models.people.tables import Staff
from models.registers.catalogue import REGISTERS
from models.registers.definition import Selection
from models.site.days import Days
from models.site.exports import ExportKind
from models.site.operations import add_region
from models.site.queries import regions
from tests.halves import on_sqlite
from tests.models.complaints.company import Company, open_callback
from tests.workstation.documents.reading import beside, charts, filled, sheets, table, texts
from workstation.documents.registers import write_register
from workstation.documents.statistics import SHOWN_VALUES, write_complaint_statistics
from workstation.refusal import Refusal

NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))
MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    fake_clock.at = MONDAY_MORNING
    return Company()


def _last_export() -> dict[str, object]:
    """The facts of the site's newest event."""
    ((body,),) = database.rows(
        "SELECT d.body FROM event e JOIN event_detail d ON d.event_id = e.id"
        " WHERE e.subject = 'site' AND e.kind = 'exported' ORDER BY e.id DESC LIMIT 1"
    )
    facts: dict[str, object] = json.loads(body)
    return facts


def test_the_workbook_counts_by_every_dimension(company: Company, tmp_path: Path) -> None:
    first = company.open_case()
    company.open_case()
    withdraw(first, "顾客撤诉", actor=company.site.supervisor)
    write_complaint_statistics(NOVEMBER, tmp_path / "s.xlsx", actor=company.manager)
    summary, counts, analysis = sheets(tmp_path / "s.xlsx")
    assert (beside(summary, "Complaints received").value, beside(summary, "Still open").value) == (2, 1)
    assert beside(summary, "Closed in time %").value == 1
    assert beside(summary, "Closed in time %").number_format == "0.0%"
    assert table(counts, "Class")[0][:4] == ["Product quality", 2, 1, 1]
    assert table(counts, "Class")[-1][0] == "Total"
    for sheet in (counts, analysis):
        assert all(f"By {dimension.label}" in texts(sheet) for dimension in Dimension)
    assert charts(tmp_path / "s.xlsx") == len(Dimension)


@on_sqlite
def test_a_dimension_of_many_values_puts_the_rarest_together(company: Company, tmp_path: Path) -> None:
    for number in range(SHOWN_VALUES + 3):
        region_id = add_region(f"R{number:02}", f"=区域{number:02}", actor=SYSTEM)
        Complaint.update(region=region_id).where(Complaint.id == company.open_case()).execute()
    write_complaint_statistics(NOVEMBER, tmp_path / "s.xlsx", actor=company.manager)
    analysis = sheets(tmp_path / "s.xlsx")[2]
    shown = [cell for cell in filled(analysis) if str(cell.value).startswith("=区域")]
    assert len(shown) == SHOWN_VALUES
    assert {cell.data_type for cell in shown} == {"s"}
    assert beside(analysis, "All others").value == 3


@on_sqlite
def test_a_page_ends_between_tables(company: Company, tmp_path: Path) -> None:
    for number in range(24):
        region_id = add_region(f"R{number:02}", f"区域{number:02}", actor=SYSTEM)
        Complaint.update(region=region_id).where(Complaint.id == company.open_case()).execute()
    write_complaint_statistics(NOVEMBER, tmp_path / "s.xlsx", actor=company.manager)
    counts = sheets(tmp_path / "s.xlsx")[1]
    begins = [counts.cell(each.id + 1, 1).value for each in counts.row_breaks.brk]
    assert "By Region" in begins, "it would not fit on what is left of the first page"
    assert all(str(text).startswith("By ") for text in begins)


def test_only_one_regions_cases_count_and_the_export_says_so(company: Company, tmp_path: Path) -> None:
    region_id = add_region("HD", "华东", actor=SYSTEM)
    Complaint.update(region=region_id).where(Complaint.id == company.open_case()).execute()
    company.open_case()
    (region,) = regions()
    period = Days(NOVEMBER.first, NOVEMBER.last, region)
    write_complaint_statistics(period, tmp_path / "s.xlsx", actor=company.manager)
    summary = sheets(tmp_path / "s.xlsx")[0]
    assert beside(summary, "Complaints received").value == 1
    assert "2026-11-01 to 2026-11-30, 华东" in texts(summary)
    assert _last_export() == {
        "what": "complaint_statistics",
        "first_day": "2026-11-01",
        "last_day": "2026-11-30",
        "region": region_id,
    }


def test_the_last_day_counts_to_the_sites_midnight(company: Company, fake_clock: FakeClock, tmp_path: Path) -> None:
    for hour in (15, 16):
        fake_clock.at = datetime(2026, 11, 30, hour, 30, tzinfo=UTC)
        company.open_case()
    write_complaint_statistics(NOVEMBER, tmp_path / "s.xlsx", actor=company.manager)
    assert beside(sheets(tmp_path / "s.xlsx")[0], "Complaints received").value == 1


@on_sqlite
def test_a_period_without_complaints_gives_empty_sheets(company: Company, tmp_path: Path) -> None:
    write_complaint_statistics(NOVEMBER, tmp_path / "s.xlsx", actor=company.manager)
    summary, *_others = sheets(tmp_path / "s.xlsx")
    assert beside(summary, "Complaints received").value == 0
    assert beside(summary, "Closed in time %").value is None
    assert charts(tmp_path / "s.xlsx") == 0


@pytest.fixture
def called_back(company: Company, fake_clock: FakeClock) -> date:
    """A day on which one customer was reached and satisfied; another is owed a callback by nobody in particular."""
    first, _second = company.served_ticket(), company.served_ticket()
    fake_clock.advance(timedelta(days=1))
    record_result(open_callback("ticket_id", first), Answers(satisfied=True, result=5), actor=company.callback_agent)
    return date(2026, 11, 24)


def _daily(day: date) -> Selection:
    return Selection(REGISTERS[ExportKind.DAILY_CALLBACKS], Days(day, day))


def test_the_daily_sheet_adds_up(company: Company, called_back: date, tmp_path: Path) -> None:
    write_register(_daily(called_back), tmp_path / "d.xlsx", actor=company.site.supervisor)
    (sheet,) = sheets(tmp_path / "d.xlsx")
    day = datetime(2026, 11, 24)  # noqa: DTZ001 - spreadsheets have no zone
    assert table(sheet, "Owed") == [
        [day, "刘洋", 1, 1, 1, 1, 0, 1],
        [day, "Not taken by anyone", 1, 0, 0, 0, 0, None],
        [day, "Total", 2, 1, 1, 1, 0, 1],
    ]
    assert (_last_export()["first_day"], _last_export()["rows"]) == ("2026-11-24", 3)


@on_sqlite
def test_the_daily_sheet_as_csv_is_chinese_for_a_chinese_reader_and_harmless(
    company: Company, called_back: date, tmp_path: Path
) -> None:
    Staff.update(name="@SUM(A1)").where(Staff.id == company.callback_agent.staff_id).execute()
    use_language(Language.CHINESE)
    write_register(_daily(called_back), tmp_path / "d.csv", actor=company.site.supervisor)
    assert (tmp_path / "d.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    heading, agent, *_rest = csv.reader((tmp_path / "d.csv").read_text("utf-8-sig").splitlines())
    assert heading == ["日期", "员工", "应回访", "已回访", "已接通", "满意", "不满意", "满意率"]
    assert agent == ["2026-11-24", "'@SUM(A1)", "1", "1", "1", "1", "0", "1.0"]


@on_sqlite
def test_a_format_that_there_is_not_and_a_person_who_may_not_are_refused(company: Company, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"must end in \.xlsx, \.csv"):
        write_register(_daily(date(2026, 11, 24)), tmp_path / "d.pdf", actor=company.site.supervisor)
    with pytest.raises(DomainError) as refused:
        write_complaint_statistics(NOVEMBER, tmp_path / "s.xlsx", actor=company.site.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    assert list(tmp_path.glob("*.[xp]*")) == []
