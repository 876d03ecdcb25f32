"""A register as a file: XLSX laid out for A4, or CSV; written page by page, so that a million rows need the memory of a few."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from models.i18n import _
from models.people.permissions import Actor, Permission
from models.registers.definition import Row, Selection
from models.registers.reading import RegisterRow, RegisterRows, pages
from models.site.exports import record_export
from models.site.queries import SiteRow, site
from models.values import Duration, Instant, Value
from models.wording import width
from workstation.documents.delivery import delivered, must_end_in, new_workbook
from workstation.documents.layout import (
    CAPTION_HEIGHT,
    CENTRE,
    COMPANY_HEIGHT,
    COMPANY_POINTS,
    LINES_PER_ROW,
    RIGHT,
    TEXT,
    TITLE_HEIGHT,
    TITLE_POINTS,
    box_cell,
    fill_cell,
    font,
    number_format,
    on_a4,
    plain_value,
    row_height,
)
from workstation.documents.streaming import RowStream, empty_cell, number_cell, text_cell
from workstation.spreadsheets import CSV, XLSX, harmless, looks_like_a_formula

ROWS_PER_SHEET = 1_000_000
"""A sheet of the file format ends at 1,048,576 rows; a longer register goes on on another."""
HEADING_ROW = 4
KNOWN_CELLS = 8192
"""Values whose cells are kept: states, names and days come again and again."""
PORTRAIT_CHARACTERS = 105
"""Narrow characters of text that A4 upright holds in a line; wider registers lie on their side."""
SIGNATURE_HEIGHT = 30.0
DECIMALS = 4
"""Of a figure in a CSV file, where there is no format that could round it."""


class _Writing(Protocol):
    """Rows on their way into a file."""

    def add(self, rows: Sequence[RegisterRow]) -> None:
        """Writes some rows."""

    def pack(self) -> None:
        """Ends the file."""

    def drop(self) -> None:
        """Leaves the file as it is, also where nothing more can be written to it. Raises nothing."""


class RegisterExport:
    """One register on its way into a file, a step at a time, so that a desk goes on between the steps.

    `begin`, `read` and `deliver` ask the database; `write` and `pack` only compute and may run beside it. `abandon` leaves
    nothing behind. To be used by one thread at a time.
    """

    def __init__(self, selection: Selection, path: Path, *, actor: Actor, overwrite: bool = False) -> None:
        """Raises DomainError(NOT_ALLOWED), or Refusal for a file of another kind."""
        actor.require(Permission.EXPORT)
        must_end_in(path, XLSX, CSV)
        self.path = path
        self.total = 0
        self.done = 0
        self._selection = selection
        self._actor = actor
        self._overwrite = overwrite
        self._delivery = ExitStack()
        self._writing: _Writing | None = None
        self._pages = pages(selection)
        self._page: Sequence[RegisterRow] = ()

    @property
    def share(self) -> float:
        """How much of it is written, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 1.0

    def begin(self) -> None:
        """Counts the rows and opens the file. Raises Refusal where it exists already or can't be written."""
        place = site()
        self.total = RegisterRows(self._selection).count()
        draft = self._delivery.enter_context(delivered(self.path, self._overwrite, self._put_on_record))
        kind = _CsvFile if self.path.suffix.lower() == CSV else _XlsxFile
        self._writing = kind(draft, self._selection, place)

    def read(self) -> bool:
        """Reads the next rows; False where there are none left."""
        self._page = next(self._pages, ())
        return bool(self._page)

    def write(self) -> None:
        """Writes the rows that were read last."""
        assert self._writing is not None
        self._writing.add(self._page)
        self.done += len(self._page)
        self._page = ()

    def pack(self) -> None:
        """Ends the file with its lines to sign."""
        assert self._writing is not None
        self._writing.pack()

    def deliver(self) -> None:
        """Puts the export on record and the file in its place, both or neither."""
        self._delivery.close()

    def abandon(self, error: BaseException) -> None:
        """Takes away what was written so far; the caller raises `error`, unless it is the system's and becomes a Refusal here."""
        if self._writing is not None:
            self._writing.drop()
        self._delivery.__exit__(type(error), error, error.__traceback__)

    def _put_on_record(self) -> None:
        days = self._selection.days
        record_export(
            self._selection.register.kind,
            first_day=days.first,
            last_day=days.last,
            region_id=days.region_id,
            person_id=self._selection.person_id,
            rows=self.done,
            actor=self._actor,
        )


def write_register(
    selection: Selection,
    path: Path,
    *,
    actor: Actor,
    overwrite: bool = False,
    progress: Callable[[float], None] = lambda _share: None,
) -> int:
    """Writes a register at `path` as its name says, and returns how many rows it has; interrupted it leaves nothing.

    Raises DomainError(NOT_ALLOWED), or Refusal for a file of another kind, that exists (unless `overwrite`) or can't be written.
    """
    export = RegisterExport(selection, path, actor=actor, overwrite=overwrite)
    try:
        export.begin()
        while export.read():
            export.write()
            progress(export.share)
        export.pack()
        export.deliver()
    except BaseException as error:
        export.abandon(error)
        raise
    return export.done


class _CsvFile:
    """UTF-8 with the mark by which spreadsheets know it."""

    def __init__(self, draft: Path, selection: Selection, place: SiteRow) -> None:
        self._zone = place.zone
        self._file = draft.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([_(column.label) for column in selection.register.columns])

    def add(self, rows: Sequence[RegisterRow]) -> None:
        self._writer.writerows([[self._cell(value) for value in row.values] for row in rows])

    def _cell(self, value: Value) -> str | int | float | None:
        plain = plain_value(value, self._zone)
        if isinstance(plain, str):
            return harmless(plain)
        if isinstance(value, Duration):
            return str(value)
        if isinstance(plain, float):
            return round(plain, DECIMALS)
        return plain if isinstance(plain, int) or plain is None else _written(value, plain)

    def pack(self) -> None:
        self._file.close()

    def drop(self) -> None:
        with suppress(OSError):
            self._file.close()


def _written(value: Value, plain: Any) -> str:
    """A day or time as every program reads it."""
    return str(plain) if isinstance(value, Instant) or not hasattr(plain, "hour") else f"{plain:%Y-%m-%d %H:%M}"


class _XlsxFile:
    """Title, frozen headings, rows and lines to sign, written row by row."""

    def __init__(self, draft: Path, selection: Selection, place: SiteRow) -> None:
        self._selection = selection
        self._place = place
        self._register = selection.register
        self._book = new_workbook(place.name, self._register.kind.label)
        self._stream = RowStream(self._book, draft)
        self._rows = 0
        self._start_sheet()

    def _start_sheet(self) -> None:
        columns = self._register.columns
        title, number = self._register.kind.label, len(self._book.worksheets) + 1
        self._rows = 0
        self._sheet = sheet = self._book.create_sheet(title if number == 1 else f"{title} {number}")
        on_a4(sheet, landscape=sum(column.width for column in columns) > PORTRAIT_CHARACTERS)
        for place, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.freeze_panes = f"A{HEADING_ROW + 1}"
        sheet.print_title_rows = f"1:{HEADING_ROW}"
        self._free(1, 1, len(columns), self._place.name, font(COMPANY_POINTS), CENTRE)
        self._free(2, 1, len(columns), title, font(TITLE_POINTS, bold=True), CENTRE)
        half = max(1, len(columns) // 2)
        zone = _("Times of {zone}").format(zone=self._place.timezone)
        self._free(3, 1, half, self._selection.told, font(), TEXT)
        self._free(3, half + 1, len(columns), zone, font(), RIGHT)
        for row, height in enumerate((COMPANY_HEIGHT, TITLE_HEIGHT, CAPTION_HEIGHT), 1):
            sheet.row_dimensions[row].height = height
        for place, column in enumerate(columns, 1):
            cell = sheet.cell(HEADING_ROW, place)
            box_cell(cell, label=True)
            fill_cell(cell, _(column.label), self._place.zone)
        self._cells = _Cells(sheet, [column.width for column in columns], self._place.zone)
        self._stream.begin_sheet()

    def add(self, rows: Sequence[RegisterRow]) -> None:
        for row in rows:
            if self._rows == ROWS_PER_SHEET or self._stream.full:
                self._end_sheet()
                self._start_sheet()
            self._rows += 1
            self._stream.add(self._cells.row(HEADING_ROW + self._rows, row.values))

    def _end_sheet(self) -> None:
        """The lines to sign; over the headings stands a filter."""
        last = HEADING_ROW + self._rows
        columns = len(self._register.columns)
        self._sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(columns)}{max(last, HEADING_ROW + 1)}"
        for number, role in enumerate(self._register.signatures, last + 2):
            self._sheet.row_dimensions[number].height = SIGNATURE_HEIGHT
            for column, text in ((1, _(role)), (4, _("Date"))):
                self._free(number, column, column, text, font(bold=True), RIGHT)
            for column in (2, 3, 5):
                box_cell(self._sheet.cell(number, column))
        self._stream.end_sheet()

    def pack(self) -> None:
        self._end_sheet()
        self._stream.pack()

    def drop(self) -> None:
        self._stream.drop()

    def _free(self, row: int, first: int, last: int, text: str, style: Any, alignment: Any) -> None:
        """A text without a box over some columns."""
        cell = self._sheet.cell(row, first)
        cell.font, cell.alignment = style, alignment
        fill_cell(cell, text, self._place.zone)
        if last > first:
            self._sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def _lines(value: object, columns: int) -> int:
    """How many lines a column of so many narrow characters needs for a cell; a row holds no more than LINES_PER_ROW."""
    if not isinstance(value, str) or (2 * len(value) < columns and "\n" not in value):
        return 1
    return min(LINES_PER_ROW, sum(max(1, ceil(width(line) / (columns - 1))) for line in value.split("\n")))


class _Cells:
    """The rows of a sheet as XML; what many cells say is made once."""

    def __init__(self, sheet: Any, widths: Sequence[int], zone: ZoneInfo) -> None:
        self._sheet = sheet
        self._widths = widths
        self._zone = zone
        self._letters = [get_column_letter(place) for place in range(1, len(widths) + 1)]
        self._styles: dict[object, int] = {}
        self._known = lru_cache(maxsize=KNOWN_CELLS, typed=True)(self._made)
        self._lines = lru_cache(maxsize=KNOWN_CELLS)(_lines)

    def row(self, number: int, values: Row) -> str:
        """A row as high as its longest text; not every program that opens the file looks for itself."""
        lines = max(map(self._lines, values, self._widths))
        height = f' ht="{row_height(lines)}" customHeight="1"' if lines > 1 else ""
        known = self._known
        cells = [f'<c r="{letter}{number}"{known(value)}' for letter, value in zip(self._letters, values, strict=True)]
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def _made(self, value: Value) -> str:
        """What a cell of that value is behind its place."""
        plain = plain_value(value, self._zone)
        if plain is None:
            return empty_cell(self._style(None, None))
        if isinstance(plain, str):
            return text_cell(plain, self._style(looks_like_a_formula(plain), plain))
        style = self._style(number_format(value), value)
        return number_cell(to_excel(plain) if isinstance(plain, date) else plain, style)

    def _style(self, kind: object, example: Value) -> int:
        """The number of the style that every document gives such a value."""
        if kind not in self._styles:
            cell = WriteOnlyCell(self._sheet)
            box_cell(cell)
            fill_cell(cell, example, self._zone)
            self._styles[kind] = cell.style_id
        return self._styles[kind]
