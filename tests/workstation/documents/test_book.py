"""A workbook that is written row by row, and one that is left unfinished."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.i18n import Language
from models.site.queries import SiteRow
from tests.workstation.documents.disk import no_room_left
from tests.workstation.documents.reading import sheets
from workstation.documents.book import BOX, Book, Sheet

PLACE = SiteRow("星河照明", Language.CHINESE, "Asia/Shanghai", "CN", "21")


def _book(folder: Path) -> tuple[Book, Sheet]:
    book = Book(folder / "book.xlsx", PLACE, "登记簿", rows_as_they_come=True)
    return book, book.sheet("登记簿")


def test_heights_that_are_forgotten_are_written_already(tmp_path: Path) -> None:
    book, sheet = _book(tmp_path)
    for row in range(6):
        sheet.height(row, 18.0 + 13.5 * row)
        sheet.put(row, 0, f"{row}", BOX)
        if row % 2:
            sheet.forget_heights()
    book.close()
    (written,) = sheets(tmp_path / "book.xlsx")
    assert [written.row_dimensions[row].height for row in range(1, 7)] == [18.0 + 13.5 * row for row in range(6)]


def test_text_is_what_was_written_whatever_it_looks_like(tmp_path: Path) -> None:
    dangerous = ["=1+1", "http://x.example", "007", "<r>", "<r><t>x</t></r>", "<r><f>1+1</f></c><c></r>", "a\n b"]
    book, sheet = _book(tmp_path)
    for row, text in enumerate(dangerous):
        sheet.put(row, 0, text, BOX, span=1 + row % 2)
    book.close()
    (written,) = sheets(tmp_path / "book.xlsx")
    cells = [written.cell(row, 1) for row in range(1, len(dangerous) + 1)]
    assert [cell.value for cell in cells] == dangerous
    assert all(cell.data_type == "s" and cell.hyperlink is None and cell.border.left.style == "thin" for cell in cells)


@pytest.mark.parametrize("begins", ["", "<r>"])
@pytest.mark.filterwarnings("error")
def test_a_text_longer_than_a_cell_is_cut_with_a_sign(tmp_path: Path, begins: str) -> None:
    book, sheet = _book(tmp_path)
    sheet.put(0, 0, f"{begins}{'💡' * 20_000}", BOX)
    book.close()
    (written,) = sheets(tmp_path / "book.xlsx")
    kept = written["A1"].value
    assert kept.startswith(f"{begins}💡")
    assert kept.endswith("💡…")
    assert len(kept.encode("utf-16-le")) // 2 in (32_766, 32_767)


@pytest.mark.parametrize("packing", [False, True])
@pytest.mark.filterwarnings("error")
def test_a_book_that_is_left_unfinished_holds_no_file_open_and_says_nothing(tmp_path: Path, packing: bool) -> None:
    book, sheet = _book(tmp_path)
    for row in range(10_000):
        sheet.put(row, 0, f"{row}", BOX)
    with no_room_left():
        if packing:
            with pytest.raises(OSError, match="too large"):
                book.close()
        book.drop()
        del book, sheet
    assert not [file for file in Path("/proc/self/fd").iterdir() if os.path.lexists(file) and str(tmp_path) in os.readlink(file)]
