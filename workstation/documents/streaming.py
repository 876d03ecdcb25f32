"""Sheets of a million rows: openpyxl makes the workbook, and its rows go into the file as they come, written here.

A library needs 8 to 25 µs for each cell with its box, and such a sheet has twenty million of them. Of the file format (ECMA-376,
part 1, 18.3.1.73 and 18.3.1.4) nothing is written here but `row` and `c`, with the styles that openpyxl has numbered.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

LONGEST_SHEET = 2_000_000_000
"""Bytes: from 2 GiB on the parts of a file need a format that some programs complain of."""
WRITTEN_AT_ONCE = 1 << 18
"""Bytes that are packed in one go."""


class RowStream:
    """A workbook's file, sheet after sheet: each begins with what it holds by then, and ends with what was put below since."""

    def __init__(self, book: Workbook, path: Path) -> None:
        self._book = book
        self._package = ZipFile(path, "w", ZIP_DEFLATED)
        self._sheet: IO[bytes] | None = None
        self._headings = 0
        self._waiting = bytearray()
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether the sheet must end."""
        return self._bytes > LONGEST_SHEET

    def begin_sheet(self) -> None:
        """Opens the last sheet of the book for rows under the ones that it has."""
        self._headings, self._bytes = self._book.worksheets[-1].max_row, 0
        head, _tail = self._around()
        self._sheet = self._package.open(self._part, "w")
        self._waiting += head

    def add(self, row: str) -> None:
        """Writes a row, given as XML."""
        written = row.encode()
        self._bytes += len(written)
        self._waiting += written
        if len(self._waiting) > WRITTEN_AT_ONCE:
            self._write_out()

    def end_sheet(self) -> None:
        """Ends the sheet with the rows that the book has under the headings by now."""
        _head, tail = self._around()
        self._waiting += tail
        self._write_out()
        assert self._sheet is not None
        self._sheet.close()

    def pack(self) -> None:
        """Writes everything that is not a sheet, and ends the file."""
        with self._saved() as saved:
            for name in saved.namelist():
                if name not in self._package.namelist():
                    self._package.writestr(name, saved.read(name))
        self._package.close()

    def drop(self) -> None:
        """Leaves the file as it is, also where nothing more can be written to it. Raises nothing."""
        with suppress(OSError):
            if self._sheet is not None:
                self._sheet.close()
        with suppress(OSError):
            self._package.close()

    @property
    def _part(self) -> str:
        """Where openpyxl puts the last sheet of the book."""
        return f"xl/worksheets/sheet{len(self._book.worksheets)}.xml"

    def _write_out(self) -> None:
        assert self._sheet is not None
        self._sheet.write(self._waiting)
        self._waiting.clear()

    def _saved(self) -> ZipFile:
        """The book as openpyxl writes it, without the rows."""
        file = BytesIO()
        with ZipFile(file, "w") as archive:
            ExcelWriter(self._book, archive).save()
        return ZipFile(file)

    def _around(self) -> tuple[bytes, bytes]:
        """What stands before the rows of the last sheet, and what behind them.

        Without its size, which is not known at its head; programs that read it count for themselves.
        """
        end = b"</row>"
        with self._saved() as saved:
            parts = saved.read(self._part).split(end)
        before, size, rest = (end.join(parts[: self._headings]) + end).partition(b"<dimension ")
        head = before + rest.partition(b"/>")[2] if size else before
        return head, end.join(parts[self._headings :])


def text_cell(text: str, style: int) -> str:
    """What follows the place of a cell that holds text, which begins and ends with no blank."""
    return f' s="{style}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def number_cell(number: float, style: int) -> str:
    """What follows the place of a cell that holds a number, or a moment as one."""
    return f' s="{style}"><v>{number}</v></c>'


def empty_cell(style: int) -> str:
    """What follows the place of a cell that holds nothing."""
    return f' s="{style}"/>'
