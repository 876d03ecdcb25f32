"""A complaint's forms hold what the case holds, typed, masked, printable, and nothing that a spreadsheet would compute."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from models import database
from models.clock import FakeClock
from models.complaints.documents import DocumentKind
from models.complaints.operations import add_evidence, link
from models.complaints.plans import approve_plan, give_notice, reject_plan
from models.complaints.queries import complaint_file
from models.complaints.tables import Complaint, EvidenceKind
from models.complaints.timeline import complaint_timeline
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import Language, use_language
from models.products.tables import OwnedProduct
from tests.conftest import START
from tests.halves import on_sqlite
from tests.models.builders import owned_product
from tests.models.complaints.company import Company
from tests.workstation.documents.disk import no_room_left
from tests.workstation.documents.reading import beside, filled, sheets, table, texts
from workstation.documents.complaints import write_complaint_documents
from workstation.refusal import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
ATTACK = '=HYPERLINK("http://x.example","退款")'
TITLES = {
    Language.CHINESE: ["投诉登记表", "投诉调查表", "投诉处理表", "投诉处理报告表", "投诉处理通知单", "投诉案件追踪表"],
    Language.ENGLISH: [kind.label_id for kind in DocumentKind],
}


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    return Company()


@pytest.fixture
def case_id(company: Company) -> int:
    """A case with everything: product, ticket, evidence, a rejected and an approved plan, two notices."""
    case = company.open_case()
    lamp = owned_product(company.customer_id, serial_number="SN-0042")
    OwnedProduct.update(purchased_on=date(2026, 8, 1)).where(OwnedProduct.id == lamp).execute()
    Complaint.update(owned_product=lamp).where(Complaint.id == case).execute()
    link(case, Subject.TICKET, company.served_ticket(), actor=company.site.agent)
    company.to_plan(case)
    add_evidence(case, EvidenceKind.STATEMENT, ATTACK, actor=company.site.agent)
    company.submit(case, yuan=800)
    reject_plan(case, "-补偿依据不足", actor=company.manager)
    company.submit(case, yuan=800)
    approve_plan(case, actor=company.manager)
    for department in ("生产部", "仓储部"):
        give_notice(case, department, "请在三日内反馈", actor=company.site.supervisor)
    return case


def _written(company: Company, case_id: int, path: Path, *kinds: DocumentKind) -> Path:
    write_complaint_documents(case_id, kinds or tuple(DocumentKind), path, actor=company.site.supervisor)
    return path


@on_sqlite
@pytest.mark.parametrize("language", list(Language))
def test_all_forms_stand_in_one_file_in_the_readers_language(
    company: Company, case_id: int, tmp_path: Path, language: Language
) -> None:
    use_language(language)
    written = sheets(_written(company, case_id, tmp_path / "case.xlsx"))
    assert [sheet.title for sheet in written] == TITLES[language]
    for sheet in written:
        assert texts(sheet)[:2] == ["售后服务中心", sheet.title]
        assert complaint_file(case_id).number in " ".join(str(text) for text in texts(sheet))


@on_sqlite
def test_every_form_prints_on_a4_with_lines_to_sign(company: Company, case_id: int, tmp_path: Path) -> None:
    for sheet in sheets(_written(company, case_id, tmp_path / "case.xlsx")):
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == (9, "portrait", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$2"
        assert "&P" in sheet.oddFooter.center.text
        assert "Date" in texts(sheet), "whoever signs dates it"


def test_the_register_holds_typed_values_and_a_masked_number(company: Company, case_id: int, tmp_path: Path) -> None:
    (sheet,) = sheets(_written(company, case_id, tmp_path / "case.xlsx", DocumentKind.REGISTER))
    assert beside(sheet, "Telephone").value == "138****2046"
    assert beside(sheet, "Opened at").value == START.astimezone(SHANGHAI).replace(tzinfo=None), "the site's own time"
    assert beside(sheet, "Purchased on").value.date() == date(2026, 8, 1)
    assert beside(sheet, "Purchased on").number_format == "yyyy-mm-dd"
    assert beside(sheet, "Serial number").value == "SN-0042"
    assert beside(sheet, "What the customer complains of").value == "换过两次灯珠还是闪烁"
    assert table(sheet, "Record number")[0][0] == "Ticket"


def test_the_handling_form_holds_the_plan_in_force_and_both_decisions(company: Company, case_id: int, tmp_path: Path) -> None:
    (sheet,) = sheets(_written(company, case_id, tmp_path / "case.xlsx", DocumentKind.HANDLING))
    compensation = beside(sheet, "Compensation (yuan)")
    assert (compensation.value, compensation.data_type, compensation.number_format) == (800, "n", "#,##0.00")
    assert [row[0] for row in table(sheet, "Decision")] == ["Rejected", "Approved"]


@on_sqlite
def test_text_that_looks_like_a_formula_stays_text(company: Company, case_id: int, tmp_path: Path) -> None:
    whole = [cell for sheet in sheets(_written(company, case_id, tmp_path / "case.xlsx")) for cell in filled(sheet)]
    assert all(cell.data_type != "f" for cell in whole)
    dangerous = [cell for cell in whole if str(cell.value).startswith(("=", "-"))]
    assert {cell.value for cell in dangerous} == {ATTACK, "-补偿依据不足"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in dangerous)


@on_sqlite
def test_each_notice_has_a_page_and_without_one_the_plan_fills_it(company: Company, case_id: int, tmp_path: Path) -> None:
    (sheet,) = sheets(_written(company, case_id, tmp_path / "case.xlsx", DocumentKind.NOTICE))
    assert len(sheet.row_breaks.brk) == 1
    assert [text for text in texts(sheet) if text in ("生产部", "仓储部")] == ["生产部", "仓储部"]
    other = company.open_case()
    company.to_plan(other)
    company.submit(other)
    (sheet,) = sheets(_written(company, other, tmp_path / "other.xlsx", DocumentKind.NOTICE))
    assert beside(sheet, "To the department").value == "售后部"


@on_sqlite
def test_a_rejected_plan_is_on_record_but_no_department_is_told_to_carry_it_out(company: Company, tmp_path: Path) -> None:
    case = company.open_case()
    company.to_plan(case)
    company.submit(case, yuan=800)
    reject_plan(case, "补偿依据不足", actor=company.manager)
    notice, handling = sheets(_written(company, case, tmp_path / "case.xlsx", DocumentKind.NOTICE, DocumentKind.HANDLING))
    assert beside(notice, "To the department").value is None
    assert beside(handling, "Compensation (yuan)").value is None
    assert [row[0] for row in table(handling, "Decision")] == ["Rejected"]


def test_the_tracking_sheet_tells_the_story_from_its_beginning(company: Company, case_id: int, tmp_path: Path) -> None:
    (sheet,) = sheets(_written(company, case_id, tmp_path / "case.xlsx", DocumentKind.TRACKING))
    happened = [row[2] for row in table(sheet, "When")]
    assert happened == [row.what for row in reversed(complaint_timeline(case_id)[1:])]
    assert happened[0].startswith("Registered the complaint")
    assert len(table(sheet, "Round")) == len(complaint_file(case_id).clocks)


@on_sqlite
def test_a_bare_case_can_be_written_on_every_form(company: Company, tmp_path: Path) -> None:
    case = company.open_case()
    Complaint.update(customer=None).where(Complaint.id == case).execute()
    assert len(sheets(_written(company, case, tmp_path / "case.xlsx"))) == len(DocumentKind)


@on_sqlite
def test_a_very_long_text_goes_on_in_further_rows(company: Company, tmp_path: Path) -> None:
    case = company.open_case()
    Complaint.update(content="灯" * 40_000 + "\x1b[31m\ufffe").where(Complaint.id == case).execute()
    (sheet,) = sheets(_written(company, case, tmp_path / "case.xlsx", DocumentKind.REGISTER))
    assert len([text for text in texts(sheet) if str(text).startswith("灯")]) > 1
    assert all(height.height < 409 for height in sheet.row_dimensions.values())
    assert not any("\x1b" in str(text) for text in texts(sheet))


def test_the_export_is_on_the_cases_timeline_and_the_file_is_private(company: Company, case_id: int, tmp_path: Path) -> None:
    path = _written(company, case_id, tmp_path / "case.xlsx", DocumentKind.REGISTER, DocumentKind.REPORT)
    newest = complaint_timeline(case_id)[0]
    assert newest.what == "Exported: Complaint register form, Complaint handling report"
    assert newest.who == company.site.supervisor.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_agent_may_not_export(company: Company, case_id: int, tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        write_complaint_documents(case_id, (DocumentKind.REGISTER,), tmp_path / "case.xlsx", actor=company.site.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    assert list(tmp_path.glob("*.xlsx")) == []


@on_sqlite
def test_a_file_that_exists_stays_unless_it_may_be_replaced(company: Company, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_text("mine")
    events = database.rows("SELECT count(*) FROM event")
    with pytest.raises(Refusal, match="it exists already"):
        _written(company, case_id, path)
    assert path.read_text() == "mine"
    assert database.rows("SELECT count(*) FROM event") == events, "nothing left, so nothing is on record"
    write_complaint_documents(case_id, (DocumentKind.REGISTER,), path, actor=company.site.supervisor, overwrite=True)
    assert len(sheets(path)) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@on_sqlite
def test_where_the_record_cannot_be_made_no_file_is_left(
    company: Company, case_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_facts: object) -> None:
        raise DomainError(Fault.DATABASE_AWAY)

    monkeypatch.setattr("workstation.documents.complaints.record_documents", away)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(DomainError):
        _written(company, case_id, folder / "case.xlsx")
    assert list(folder.iterdir()) == []


@on_sqlite
def test_a_disk_that_takes_no_more_is_said_and_nothing_is_left(company: Company, case_id: int, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with no_room_left(), pytest.raises(Refusal, match="can't be used"):
        _written(company, case_id, folder / "case.xlsx")
    assert list(folder.iterdir()) == []
