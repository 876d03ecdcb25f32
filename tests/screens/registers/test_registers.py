"""A supervisor chooses a register, looks at it and writes it; the file is where the screen said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models import clock
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.registers.catalogue import REGISTERS
from models.registers.definition import Selection
from models.site.days import Days
from models.site.exports import ExportKind
from models.tickets.categories import install_categories
from screens.registers.choosing import Span, days_of, written_days
from screens.registers.screen import RegistersScreen
from tests.models.builders import ticket
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text
from tests.screens.elsewhere import elsewhere
from workstation.documents.desk_files import DeskExport, DeskFiles
from workstation.documents.registers import RegisterExport

SATURDAY = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)


@pytest.fixture
def week(small_site: SmallSite) -> Iterator[FakeClock]:
    """Thirty tickets of a Saturday."""
    with clock.fixed(SATURDAY) as standing:
        elsewhere(_open_tickets)
        yield standing


def _open_tickets() -> None:
    install_categories()
    for number in range(30):
        ticket(problem=f"第 {number} 盏灯闪烁")


async def test_a_register_is_chosen_seen_and_written(
    open_desk: OpenDesk, small_site: SmallSite, week: FakeClock, tmp_path: Path
) -> None:
    files = DeskFiles(tmp_path / "exports")
    async with open_desk(actor=small_site.supervisor, size=(80, 24), files=files) as (desk, pilot):
        await pilot.press("ctrl+e")
        await wait_for_text(desk, pilot, "2026-11-16 to 2026-11-22, all regions  30 rows")
        await wait_for_text(desk, pilot, "T-261121-001")
        await pilot.press("end")
        await wait_for_text(desk, pilot, "T-261121-030")
        assert "Hotline" in text_of(desk)
        await pilot.press(*["right"] * 11)
        await wait_for_text(desk, pilot, "第 29 盏灯闪烁")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Priority  Medium")
        await pilot.press("escape", "d", "2")
        await wait_for_text(desk, pilot, "Nothing stands in this register")
        await pilot.press("d", "1")
        await wait_for_text(desk, pilot, "2026-11-21 to 2026-11-21, all regions  30 rows")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, str(tmp_path)[:20])
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "30 rows are in the file")
        (path,) = files.folder.iterdir()
        assert path.name == "After-sales service register-20261121-20261121.xlsx"
        assert load_workbook(path).active["A5"].value == "T-261121-001"
        await pilot.press("f", *"tsdjb")
        await wait_for_text(desk, pilot, "Register of complaints")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Nothing stands in this register")
        await pilot.press("escape")
        await wait_for_text(desk, pilot, "Register of complaints", gone=True)


async def test_escape_stops_a_file_and_nothing_is_left(
    open_desk: OpenDesk, small_site: SmallSite, week: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def write_slowly(export: RegisterExport) -> None:
        begun.set()
        assert go_on.wait(10)

    monkeypatch.setattr(RegisterExport, "write", write_slowly)
    files = DeskFiles(tmp_path / "exports")
    async with open_desk(RegistersScreen, actor=small_site.supervisor, files=files) as (desk, pilot):
        await wait_for_text(desk, pilot, "30 rows")
        await pilot.press("f2", "enter")
        await wait_for_text(desk, pilot, "Esc stops it")
        await pilot.press("escape")
        go_on.set()
        await wait_for_text(desk, pilot, "Stopped. No file was written.")
        assert begun.is_set()
        assert list(files.folder.iterdir()) == []


async def test_who_may_not_export_is_not_led_there(open_desk: OpenDesk, week: FakeClock) -> None:
    async with open_desk() as (desk, pilot):
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert not isinstance(desk.screen, RegistersScreen)


@pytest.mark.parametrize("name", ["../x.csv", "/tmp/x.csv", "a/b.xlsx", ".hidden.csv", "x\n.csv"])
def test_a_desk_writes_into_its_folder_only(small_site: SmallSite, tmp_path: Path, name: str) -> None:
    day = date(2026, 11, 21)
    selection = Selection(REGISTERS[ExportKind.SERVICE], Days(day, day))
    with pytest.raises(DomainError) as refused:
        DeskFiles(tmp_path).export(selection, name, actor=small_site.supervisor, overwrite=False)
    assert refused.value.fault is Fault.INVALID
    export = DeskFiles(tmp_path).export(selection, "本周", actor=small_site.supervisor, overwrite=False)
    assert isinstance(export, DeskExport)
    assert export.path == tmp_path / "本周.xlsx"


def test_a_name_that_no_disk_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        DeskFiles(tmp_path).taken("周" * 100)
    assert refused.value.fault is Fault.FILE_NOT_WRITTEN
    assert "its name is too long" in refused.value.facts["reason"]


def test_days_are_those_that_people_mean() -> None:
    saturday = date(2026, 11, 21)
    assert days_of(Span.THIS_WEEK, saturday) == (date(2026, 11, 16), date(2026, 11, 22))
    assert days_of(Span.LAST_WEEK, saturday) == (date(2026, 11, 9), date(2026, 11, 15))
    assert days_of(Span.THIS_MONTH, saturday) == (date(2026, 11, 1), date(2026, 11, 30))
    assert days_of(Span.LAST_MONTH, date(2026, 1, 5)) == (date(2025, 12, 1), date(2025, 12, 31))
    assert written_days("2026-11-01 至 2026/11/5") == (date(2026, 11, 1), date(2026, 11, 5))
    for wrong in ("yesterday", "2026-02-30", "2026-1-1 2026-1-2 2026-1-3"):
        with pytest.raises(DomainError):
            written_days(wrong)
