"""A form on A4: title, labelled boxes, tables and lines for signatures, on one grid of narrow columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from models.i18n import Language, _, current_language
from models.text import long_text
from models.wording import width, wrapped
from workstation.spreadsheets import looks_like_a_formula

GRID = 24
COLUMN_WIDTH = 3.45
"""In digits of the standard font: together the grid's columns fill A4 upright between its margins."""
LABEL, VALUE = 4, 8
"""Columns of a labelled box, of which two stand side by side."""
CHARACTERS_PER_COLUMN = 4
"""Narrow characters of a form's own text that one of them holds."""
LINE_HEIGHT, PADDING = 13.5, 4.5
"""Points."""
LINES_PER_ROW = 24
"""Longer text goes on in another row: a spreadsheet has no row higher than 409 points, and a page can break only between rows."""
LONGEST_CELL = 32_767
CENTIMETRES_PER_INCH = 2.54
MARGIN, FOOTER = 1.5 / CENTIMETRES_PER_INCH, 0.7 / CENTIMETRES_PER_INCH
PAGE_HEIGHT = 755.0
"""Points of rows that A4 upright holds between its margins; a row less than it may be, as printers differ."""
A4 = 9
"""The number of A4 among the paper sizes of the file format."""

DAY = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm"
COUNT = "#,##0"
MONEY = "#,##0.00"
PERCENT = "0.0%"

_FONTS = {Language.CHINESE: "SimSun", Language.ENGLISH: "Arial"}
_THIN = Side(style="thin", color="FF808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_GREY = PatternFill("solid", fgColor="FFEDEDED")
_LABEL = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TEXT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_LONG = Alignment(horizontal="left", vertical="top", wrap_text=True)
_FIGURE = Alignment(horizontal="right", vertical="center")


@dataclass(frozen=True)
class Yuan:
    """An amount that is kept in fen."""

    fen: int


@dataclass(frozen=True)
class Share:
    """A part of a whole, from 0 to 1; None where there is no whole."""

    part: float | None


Value = str | int | date | datetime | Yuan | Share | None


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and how many of the grid's columns it takes."""

    label: str
    span: int


def clean(text: str) -> str:
    """`text` as a cell can hold it: no control characters, nothing that XML forbids, cut with a sign where it is too long."""
    kept = long_text(text).replace("\ufffe", "").replace("\uffff", "")
    return kept if len(kept) <= LONGEST_CELL else kept[: LONGEST_CELL - 1] + "…"


class Form:
    """One sheet that is filled from top to bottom; times are shown in the site's zone, without it, as spreadsheets have none."""

    def __init__(self, sheet: Worksheet, *, zone: ZoneInfo, company: str, title: str) -> None:
        self.sheet = sheet
        self.zone = zone
        self.row = 1
        self._used = self._repeated = 0.0
        self._font = _FONTS[current_language()]
        sheet.title = title
        sheet.sheet_view.showGridLines = False
        for column in range(1, GRID + 1):
            sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
        self._print_on_a4()
        for text, size, height in ((company, 11, 20.0), (title, 18, 34.0)):
            self._put(1, GRID, text, font=self._style(size, bold=size > 11), alignment=_LABEL, border=None)
            self._next(height)
        sheet.print_title_rows = f"1:{self.row - 1}"
        self._repeated = self._used

    def _print_on_a4(self) -> None:
        sheet = self.sheet
        sheet.page_setup.paperSize = A4
        sheet.page_setup.orientation = "portrait"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        for side in ("left", "right", "top", "bottom"):
            setattr(sheet.page_margins, side, MARGIN)
        sheet.page_margins.header = sheet.page_margins.footer = FOOTER
        sheet.oddFooter.center.text = _("Page {page} of {pages}").format(page="&P", pages="&N")

    def caption(self, left: str, right: str) -> None:
        """A line without a box: what the form is about, and when it was made."""
        half = GRID // 2
        self._put(1, half, left, alignment=_TEXT, border=None)
        self._put(half + 1, half, right, alignment=Alignment(horizontal="right", vertical="center"), border=None)
        self._next(20.0)

    def section(self, title: str) -> None:
        """A heading across the form."""
        self._put(1, GRID, title, font=self._style(11, bold=True), alignment=_TEXT, fill=_GREY)
        self._next(20.0)

    def boxes(self, *pairs: tuple[str, Value]) -> None:
        """Labelled boxes, two beside each other."""
        for first, second in zip_longest(pairs[::2], pairs[1::2], fillvalue=("", "")):
            self._row([(LABEL, first[0], True), (VALUE, first[1], False), (LABEL, second[0], True), (VALUE, second[1], False)])

    def text(self, label: str, text: str, *, lines: int = 3) -> None:
        """A labelled box for long text, at least `lines` high so that there is room to write by hand."""
        for number, part in enumerate(self._parts(text, GRID - LABEL)):
            least = lines if number == 0 else 1
            self._row([(LABEL, label if number == 0 else "", True), (GRID - LABEL, part, False)], least=least, alignment=_LONG)

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
            self._next(_height(1))

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
        if self._used + rows * _height(lines) > PAGE_HEIGHT:
            self.page_break()

    def page_break(self) -> None:
        """Whatever follows stands on a new page."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))
        self._used = self._repeated

    def _row(self, cells: Sequence[tuple[int, Value, bool]], *, least: int = 1, alignment: Alignment = _TEXT) -> None:
        """One row of boxes, each (columns it takes, value, whether it is a label), as high as its longest text needs."""
        column, lines = 1, least
        for span, value, is_label in cells:
            if is_label:
                self._put(column, span, value, font=self._style(10, bold=True), alignment=_LABEL, fill=_GREY)
            else:
                self._put(column, span, value, alignment=alignment)
            if isinstance(value, str):
                lines = max(lines, _lines(value, span))
            column += span
        self._next(_height(lines))

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

    def _style(self, size: float, *, bold: bool = False) -> Font:
        return Font(name=self._font, size=size, bold=bold)

    def _put(
        self,
        column: int,
        span: int,
        value: Value,
        *,
        font: Font | None = None,
        alignment: Alignment,
        border: Border | None = _BOX,
        fill: PatternFill | None = None,
    ) -> None:
        cell = self.sheet.cell(self.row, column)
        cell.font = font or self._style(10)
        cell.alignment = alignment
        fill_cell(cell, value, self.zone)
        for name, style in (("border", border), ("fill", fill)):
            if style is not None:
                setattr(cell, name, style)
        if span > 1:
            self.sheet.merge_cells(start_row=self.row, start_column=column, end_row=self.row, end_column=column + span - 1)


def fill_cell(cell: Any, value: Value, zone: ZoneInfo) -> None:
    """Gives a cell its value with a type: text stays text whatever it begins with, the rest are numbers and dates."""
    match value:
        case None | "" | Share(None):
            return
        case str():
            text = clean(value)
            cell.value = text
            cell.data_type = "s"
            cell.quotePrefix = looks_like_a_formula(text)
        case Yuan(fen):
            _fill_figure(cell, fen / 100, MONEY)
        case Share(part):
            _fill_figure(cell, part, PERCENT)
        case datetime():
            cell.value, cell.number_format = value.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0), MOMENT
        case date():
            cell.value, cell.number_format = value, DAY
        case int():
            _fill_figure(cell, value, COUNT)


def _fill_figure(cell: Any, value: float | None, form: str) -> None:
    cell.value, cell.number_format, cell.alignment = value, form, _FIGURE


def _height(lines: int) -> float:
    """How high a row is that holds so many lines, in points."""
    return lines * LINE_HEIGHT + PADDING


def _columns(span: int) -> int:
    """How many narrow characters of a form's text go side by side over `span` columns of the grid."""
    return span * CHARACTERS_PER_COLUMN - 1


def _lines(text: str, span: int) -> int:
    """How many lines a spreadsheet will need for `text`; words longer than the box are broken by it."""
    return sum(max(1, ceil(width(line) / _columns(span))) for line in wrapped(text, _columns(span)))
