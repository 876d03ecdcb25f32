"""A form on A4: title, labelled boxes, tables and lines for signatures, on one grid of narrow columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil
from zoneinfo import ZoneInfo

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from models.i18n import _
from models.values import Value
from models.wording import width, wrapped
from workstation.documents.layout import (
    BOX,
    BOX_END,
    BOX_MIDDLE,
    CAPTION_HEIGHT,
    CENTRE,
    COMPANY_HEIGHT,
    COMPANY_POINTS,
    GREY,
    HEADING_POINTS,
    LINES_PER_ROW,
    LONG,
    RIGHT,
    TEXT,
    TITLE_HEIGHT,
    TITLE_POINTS,
    box_cell,
    clean,
    fill_cell,
    font,
    on_a4,
    row_height,
)

GRID = 24
COLUMN_WIDTH = 3.45
"""In digits of the standard font: together the grid's columns fill A4 upright between its margins."""
LABEL, VALUE = 4, 8
"""Columns of a labelled box, of which two stand side by side."""
CHARACTERS_PER_COLUMN = 4
"""Narrow characters of a form's own text that one of them holds."""
PAGE_HEIGHT = 755.0
"""Points of rows that A4 upright holds between its margins; a row less than it may be, as printers differ."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and how many of the grid's columns it takes."""

    label: str
    span: int


class Form:
    """One sheet that is filled from top to bottom; times are shown in the site's zone, without it, as spreadsheets have none."""

    def __init__(self, sheet: Worksheet, *, zone: ZoneInfo, company: str, title: str) -> None:
        self.sheet = sheet
        self.zone = zone
        self.row = 1
        self._used = self._repeated = 0.0
        sheet.title = title
        for column in range(1, GRID + 1):
            sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
        on_a4(sheet)
        for text, points, height in ((company, COMPANY_POINTS, COMPANY_HEIGHT), (title, TITLE_POINTS, TITLE_HEIGHT)):
            self._put(1, GRID, text, style=font(points, bold=points == TITLE_POINTS), alignment=CENTRE, boxed=False)
            self._next(height)
        sheet.print_title_rows = f"1:{self.row - 1}"
        self._repeated = self._used

    def caption(self, left: str, right: str) -> None:
        """A line without a box: what the form is about, and when it was made."""
        half = GRID // 2
        self._put(1, half, left, boxed=False)
        self._put(half + 1, half, right, alignment=RIGHT, boxed=False)
        self._next(CAPTION_HEIGHT)

    def section(self, title: str) -> None:
        """A heading across the form."""
        self._put(1, GRID, title, style=font(HEADING_POINTS, bold=True))
        self._next(CAPTION_HEIGHT)

    def boxes(self, *pairs: tuple[str, Value]) -> None:
        """Labelled boxes, two beside each other."""
        for first, second in zip_longest(pairs[::2], pairs[1::2], fillvalue=("", "")):
            self._row([(LABEL, first[0], True), (VALUE, first[1], False), (LABEL, second[0], True), (VALUE, second[1], False)])

    def text(self, label: str, text: str, *, lines: int = 3) -> None:
        """A labelled box for long text, at least `lines` high so that there is room to write by hand."""
        for number, part in enumerate(self._parts(text, GRID - LABEL)):
            least = lines if number == 0 else 1
            self._row([(LABEL, label if number == 0 else "", True), (GRID - LABEL, part, False)], least=least, alignment=LONG)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, blank: int = 1) -> None:
        """A table over the grid's width; `blank` empty rows to write in where there is nothing yet."""
        self._row([(column.span, column.label, True) for column in columns])
        spans = [column.span for column in columns]
        for row in rows or [[None] * len(columns)] * blank:
            parts = [self._parts(cell, span) if isinstance(cell, str) else [cell] for cell, span in zip(row, spans, strict=True)]
            for line in zip_longest(*parts):
                self._row([(span, cell, False) for cell, span in zip(line, spans, strict=True)])

    def half_table(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, height: int) -> None:
        """A table over the left half, which takes `height` rows at least, so that something can stand beside it."""
        end = self.row + height
        self.table(columns, rows)
        while self.row < end:
            self._next(row_height(1))

    def signatures(self, *roles: str) -> None:
        """A line to sign and date for each role."""
        self.keep_together(len(roles), lines=2)
        for role in roles:
            self._row([(LABEL, role, True), (10, "", False), (LABEL, _("Date"), True), (6, "", False)], least=2)

    def gap(self) -> None:
        """An empty row."""
        self._next(8.0)

    def keep_together(self, rows: int, *, lines: int = 1) -> None:
        """Begins a new page where so many rows of so many lines don't fit on this one any more."""
        if self._used + rows * row_height(lines) > PAGE_HEIGHT:
            self.page_break()

    def page_break(self) -> None:
        """Whatever follows stands on a new page."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))
        self._used = self._repeated

    def _row(self, cells: Sequence[tuple[int, Value, bool]], *, least: int = 1, alignment: Alignment = TEXT) -> None:
        """One row of boxes, each (columns it takes, value, whether it is a label), as high as its longest text needs."""
        column, lines = 1, least
        for span, value, is_label in cells:
            box_cell(self.sheet.cell(self.row, column), alignment=alignment, label=is_label)
            self._fill(column, span, value)
            if isinstance(value, str):
                lines = max(lines, _lines(value, span))
            column += span
        self._next(row_height(lines))

    def _parts(self, text: str, span: int) -> list[str]:
        """`text` in pieces that one row can hold; most texts are one piece, as they were written."""
        text = clean(text)
        if _lines(text, span) <= LINES_PER_ROW:
            return [text]
        lines = wrapped(text, _columns(span))
        return ["\n".join(lines[start : start + LINES_PER_ROW]) for start in range(0, len(lines), LINES_PER_ROW)]

    def _next(self, height: float) -> None:
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1
        if self._used + height > PAGE_HEIGHT:
            self._used = self._repeated
        self._used += height

    def _put(
        self,
        column: int,
        span: int,
        value: Value,
        *,
        style: Font | None = None,
        alignment: Alignment = TEXT,
        boxed: bool = True,
    ) -> None:
        """Puts a value of the form's own heading over some columns; what is filled in goes through `_row`."""
        cell = self.sheet.cell(self.row, column)
        cell.font, cell.alignment = style or font(), alignment
        if boxed:
            cell.border, cell.fill = BOX, GREY
        self._fill(column, span, value, boxed=boxed)

    def _fill(self, column: int, span: int, value: Value, *, boxed: bool = True) -> None:
        """Fills a cell that takes some columns; its box is drawn around all of them, much sooner than by `merge_cells`."""
        fill_cell(self.sheet.cell(self.row, column), value, self.zone)
        if span == 1:
            return
        last = column + span - 1
        self.sheet.merged_cells.add(f"{get_column_letter(column)}{self.row}:{get_column_letter(last)}{self.row}")
        if boxed:
            for inner in range(column + 1, last + 1):
                self.sheet.cell(self.row, inner).border = BOX_END if inner == last else BOX_MIDDLE


def _columns(span: int) -> int:
    """How many narrow characters of a form's text go side by side over `span` columns of the grid."""
    return span * CHARACTERS_PER_COLUMN - 1


def _lines(text: str, span: int) -> int:
    """How many lines a spreadsheet will need for `text`; words longer than the box are broken by it."""
    return sum(max(1, ceil(width(line) / _columns(span))) for line in wrapped(text, _columns(span)))
