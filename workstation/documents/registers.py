"""A register as a file: XLSX laid out for A4, or CSV; written page by page, so that a million rows need the memory of a few."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache, partial
from math import ceil
from pathlib import Path
from typing import Any, Protocol

from models.i18n import _
from models.people.permissions import Actor, Permission
from models.registers.definition import Row, Selection
from models.registers.reading import RegisterRow, RegisterRows, pages
from models.site.exports import record_export
from models.site.queries import SiteRow, site
from models.values import Duration, Instant, Value
from models.wording import width
from workstation.documents.book import BOX, COMPANY, LABEL, PIXELS_PER_CHARACTER, RIGHT, ROLE, TEXT, TITLE, Book, Cell, Sheet
from workstation.documents.delivery import delivered, must_end_in
from workstation.documents.layout import (
    CAPTION_HEIGHT,
    COMPANY_HEIGHT,
    LINES_PER_ROW,
    TITLE_HEIGHT,
    plain_value,
    row_height,
)
from workstation.spreadsheets import CSV, XLSX, harmless

ROWS_PER_SHEET = 1_000_000
"""A sheet of the file format ends at 1,048,576 rows; a longer register goes on on another."""
LONGEST_SHEET = 2_000_000_000
"""Bytes: from 2 GiB on the parts of a file need a format that some programs complain of."""
BYTES_PER_CELL = 60
"""Of a sheet, around a text; a number takes no more."""
KNOWN_CELLS = 1024
"""Values of a column whose cells are kept: states, names and days come again and again."""
PORTRAIT_CHARACTERS = 105
"""Narrow characters of text that A4 upright holds in a line; wider registers lie on their side."""
SIGNATURE_HEIGHT = 30.0
DECIMALS = 4
"""Of a figure in a CSV file, where there is no format that could round it."""
_HEADING_ROW, _FIRST_ROW = 3, 4
"""Counted from 0: company, title and caption stand above."""


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
        self._book = Book(draft, place, self._register.kind.label, rows_as_they_come=True)
        self._start_sheet()

    def _start_sheet(self) -> None:
        columns = self._register.columns
        title, number = self._register.kind.label, self._book.sheets + 1
        landscape = sum(column.width for column in columns) > PORTRAIT_CHARACTERS
        self._sheet = sheet = self._book.sheet(title if number == 1 else f"{title} {number}", landscape=landscape)
        sheet.widths([column.width * PIXELS_PER_CHARACTER for column in columns])
        sheet.worksheet.freeze_panes(_FIRST_ROW, 0)
        sheet.worksheet.repeat_rows(0, _HEADING_ROW)
        half = max(1, len(columns) // 2)
        zone = _("Times of {zone}").format(zone=self._place.timezone)
        sheet.height(0, COMPANY_HEIGHT)
        sheet.put(0, 0, self._place.name, COMPANY, span=len(columns))
        sheet.height(1, TITLE_HEIGHT)
        sheet.put(1, 0, title, TITLE, span=len(columns))
        sheet.height(2, CAPTION_HEIGHT)
        sheet.put(2, 0, self._selection.told, TEXT, span=half)
        sheet.put(2, half, zone, RIGHT, span=len(columns) - half)
        sheet.height(_HEADING_ROW, row_height(max(_lines(_(column.label), column.width) for column in columns)))
        for place, column in enumerate(columns):
            sheet.put(_HEADING_ROW, place, _(column.label), LABEL)
        self._rows = _Rows(sheet, [column.width for column in columns])

    def add(self, rows: Sequence[RegisterRow]) -> None:
        for row in rows:
            if self._rows.full:
                self._end_sheet()
                self._start_sheet()
            self._rows.add(row.values)
        self._sheet.forget_heights()

    def _end_sheet(self) -> None:
        """The lines to sign; over the headings stands a filter."""
        last = self._rows.next - 1
        self._sheet.worksheet.autofilter(_HEADING_ROW, 0, max(last, _FIRST_ROW), len(self._register.columns) - 1)
        for number, role in enumerate(self._register.signatures, last + 2):
            self._sheet.height(number, SIGNATURE_HEIGHT)
            for column, text in enumerate((_(role), None, None, _("Date"), None)):
                self._sheet.put(number, column, text, BOX if text is None else ROLE)

    def pack(self) -> None:
        self._end_sheet()
        self._book.close()

    def drop(self) -> None:
        self._book.drop()


def _lines(text: str, columns: int) -> int:
    """How many lines a column of so many narrow characters needs for a text; a row holds no more than LINES_PER_ROW."""
    if 2 * len(text) < columns and "\n" not in text:
        return 1
    return min(LINES_PER_ROW, sum(max(1, ceil(width(line) / (columns - 1))) for line in text.split("\n")))


class _Rows:
    """The rows of a sheet under its headings; what many cells of a column say is made once."""

    def __init__(self, sheet: Sheet, widths: Sequence[int]) -> None:
        self.next = _FIRST_ROW
        self._bytes = 0
        self._sheet = sheet
        self._known = [lru_cache(maxsize=KNOWN_CELLS, typed=True)(partial(self._made, wide)) for wide in widths]

    @property
    def full(self) -> bool:
        """Whether the sheet must end."""
        return self.next - _FIRST_ROW >= ROWS_PER_SHEET or self._bytes > LONGEST_SHEET

    def add(self, values: Row) -> None:
        """A row as high as its longest text; not every program that opens the file looks for itself."""
        lines = 1
        for column, (known, value) in enumerate(zip(self._known, values, strict=True)):
            (write, plain, form), size, needed = known(value)
            write(self.next, column, plain, form)
            self._bytes += size
            if needed > lines:
                lines = needed
        if lines > 1:
            self._sheet.height(self.next, row_height(lines))
        self.next += 1

    def _made(self, wide: int, value: Value) -> tuple[Cell, int, int]:
        """A cell of that value in a column so wide, about how many bytes of the sheet it takes, and how many lines of the row."""
        cell = self._sheet.cell(value, BOX)
        if not isinstance(cell.plain, str):
            return cell, BYTES_PER_CELL, 1
        return cell, BYTES_PER_CELL + len(cell.plain.encode()), _lines(cell.plain, wide)
