"""A register's file: real types under frozen headings, harmless text, whole or not at all, private and on record."""

from __future__ import annotations

import csv
import stat
import tempfile
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.i18n import Language, use_language
from models.registers.catalogue import REGISTERS
from models.registers.definition import Selection
from models.site.days import Days
from models.site.exports import ExportKind
from models.site.operations import SITE_ID
from tests.models.builders import SmallSite, category_id, small_site
from tests.workstation.documents.disk import no_room_left
from tests.workstation.documents.reading import sheets
from workstation.documents import registers
from workstation.documents.registers import RegisterExport, write_register
from workstation.files import private_folder
from workstation.refusal import Refusal

TODAY = Days(date(2026, 11, 21), date(2026, 11, 21))
LOG = Selection(REGISTERS[ExportKind.CALL_LOG], TODAY)


@pytest.fixture
def desk(site_database: str, fake_clock: FakeClock) -> SmallSite:
    """A site with three calls, the first of which is about a formula."""
    site = small_site()
    for number in range(3):
        rang = fake_clock.at
        fake_clock.advance(timedelta(minutes=5))
        draft = new_draft(
            ending=Ending.ANSWERED,
            number_text="13812342046",
            category_id=category_id("consultation"),
            problem=("=HYPERLINK(1)", "<r>&</r>", "问保修期多长" * 10)[number],
            offered_at=rang,
            answered_at=rang + timedelta(seconds=8),
            ended_at=rang + timedelta(seconds=90),
        )
        finish_call(draft, actor=site.agent)
    return site


def test_a_sheet_has_real_types_and_a_print_layout(desk: SmallSite, tmp_path: Path) -> None:
    use_language(Language.CHINESE)
    path = tmp_path / "log.xlsx"
    assert write_register(LOG, path, actor=desk.supervisor) == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (sheet,) = sheets(path)
    assert (sheet.title, sheet["A2"].value, sheet.freeze_panes) == ("电话记录表", "电话记录表", "A5")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.print_title_rows, sheet.auto_filter.ref) == ("$1:$4", "A4:P7")
    heading = [cell.value for cell in sheet[4]]
    first = dict(zip(heading, sheet[5], strict=True))
    assert first["振铃时间"].value == datetime(2026, 11, 21, 14, 32)  # noqa: DTZ001 - spreadsheets have no zone
    assert (first["通话时长"].value, first["通话时长"].number_format) == (timedelta(seconds=82), "[h]:mm:ss")
    assert (first["摘要"].value, first["摘要"].data_type, first["摘要"].quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert first["联系电话"].value == "138****2046"
    assert (sheet["P6"].value, sheet["P6"].quotePrefix) == ("<r>&</r>", False)
    assert [sheet.row_dimensions[row].height for row in (4, 5, 6, 7)] == [18.0, None, None, 5 * 13.5 + 4.5]
    assert [sheet.cell(row, 1).value for row in (9, 10)] == ["制表人", "主管"]
    (event, *_earlier) = timeline(Subject.SITE, SITE_ID)
    assert (event.kind, event.facts["what"], event.facts["rows"]) == ("exported", "call_log", 3)


def test_a_csv_file_is_read_by_every_program(desk: SmallSite, tmp_path: Path) -> None:
    write_register(LOG, tmp_path / "log.csv", actor=desk.supervisor)
    heading, first, *others = csv.reader((tmp_path / "log.csv").read_text("utf-8-sig").splitlines())
    row = dict(zip(heading, first, strict=True))
    assert (row["Rang at"], row["Waited"], row["Talked"]) == ("2026-11-21 14:32:00", "0:00:08", "0:01:22")
    assert (row["Summary"], len(others)) == ("'=HYPERLINK(1)", 2)


@pytest.mark.parametrize("room", ["ROWS_PER_SHEET", "LONGEST_SHEET"])
def test_a_register_longer_than_a_sheet_goes_on_on_another(
    desk: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    monkeypatch.setattr(registers, room, 1)
    write_register(LOG, tmp_path / "log.xlsx", actor=desk.supervisor)
    pages = sheets(tmp_path / "log.xlsx")
    assert [(sheet.cell(5, 1).value is None, sheet.cell(6, 1).value) for sheet in pages] == [(False, None)] * 3
    assert [(sheet.title, sheet.auto_filter.ref, sheet["A7"].value) for sheet in pages] == [
        (title, "A4:P5", "Compiled by") for title in ("Call log", "Call log 2", "Call log 3")
    ]
    assert {sheet.row_dimensions[4].height for sheet in pages} == {2 * 13.5 + 4.5}, "a heading too long for its column"


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_an_interrupted_export_leaves_nothing(
    desk: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))

    def interrupt(_share: float) -> None:
        raise KeyboardInterrupt

    events = len(timeline(Subject.SITE, SITE_ID))
    with pytest.raises(KeyboardInterrupt):
        write_register(LOG, tmp_path / f"log{ending}", actor=desk.supervisor, progress=interrupt)
    assert list(tmp_path.glob("*log*")) + list(tmp_path.glob(".export*")) == []
    assert list(aside.iterdir()) == []
    assert len(timeline(Subject.SITE, SITE_ID)) == events


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_disk_that_takes_no_more_is_said_and_nothing_is_left(desk: SmallSite, tmp_path: Path, ending: str) -> None:
    out = private_folder(tmp_path / "out")
    full = ExitStack()

    def no_more(_share: float) -> None:
        full.enter_context(no_room_left())

    with full, pytest.raises(Refusal, match="can't be used"):
        write_register(LOG, out / f"log{ending}", actor=desk.supervisor, progress=no_more)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_register_that_cannot_be_put_on_record_leaves_nothing(
    desk: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    out = private_folder(tmp_path / "out")

    def away(*_args: object, **_facts: object) -> None:
        raise DomainError(Fault.DATABASE_AWAY)

    monkeypatch.setattr(registers, "record_export", away)
    with pytest.raises(DomainError) as refused:
        write_register(LOG, out / f"log{ending}", actor=desk.supervisor)
    assert refused.value.fault is Fault.DATABASE_AWAY
    assert list(out.iterdir()) == []


def test_what_may_not_be_written_is_refused(desk: SmallSite, tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        RegisterExport(LOG, tmp_path / "log.csv", actor=desk.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    (tmp_path / "log.csv").write_text("kept")
    with pytest.raises(Refusal, match="exists already"):
        write_register(LOG, tmp_path / "log.csv", actor=desk.supervisor)
    assert (tmp_path / "log.csv").read_text() == "kept"
    write_register(LOG, tmp_path / "log.csv", actor=desk.supervisor, overwrite=True)
    assert (tmp_path / "log.csv").read_text("utf-8-sig").startswith("Call number")
