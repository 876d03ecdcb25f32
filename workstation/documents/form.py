"""A form on A4: title, labelled boxes, tables and lines for signatures, on one grid of narrow columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil

from models.i18n import _
from models.values import Value
from models.wording import width, wrapped
from workstation.documents.book import BOX, COMPANY, LABEL, LONG, RIGHT, SECTION, TEXT, TITLE, Book, Look
from workstation.documents.layout import (
    CAPTION_HEIGHT,
    COMPANY_HEIGHT,
    LINES_PER_ROW,
    TITLE_HEIGHT,
    clean,
    row_height,
)

GRID = 24
COLUMN_PIXELS = 24
"""Together the grid's columns fill A4 upright between its margins."""
LABEL_SPAN, VALUE_SPAN = 4, 8
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
    """One sheet that is filled from top to bottom; `row`, counted from 0, is the next."""

    def __init__(self, book: Book, title: str) -> None:
        self.book = book
        self.title = title
        self.sheet = book.sheet(title)
        self.row = 0
        self._used = self._repeated = 0.0
        self._breaks: list[int] = []
        self.sheet.widths([COLUMN_PIXELS] * GRID)
        for text, look, height in ((book.place.name, COMPANY, COMPANY_HEIGHT), (title, TITLE, TITLE_HEIGHT)):
            self.sheet.put(self.row, 0, text, look, span=GRID)
            self._next(height)
        self.sheet.worksheet.repeat_rows(0, self.row - 1)
        self._repeated = self._used

    def caption(self, left: str, right: str) -> None:
        """A line without a box: what the form is about, and when it was made."""
        half = GRID // 2
        self.sheet.put(self.row, 0, left, TEXT, span=half)
        self.sheet.put(self.row, half, right, RIGHT, span=half)
        self._next(CAPTION_HEIGHT)

    def section(self, title: str) -> None:
        """A heading across the form."""
        self.sheet.put(self.row, 0, title, SECTION, span=GRID)
        self._next(CAPTION_HEIGHT)

    def boxes(self, *pairs: tuple[str, Value]) -> None:
        """Labelled boxes, two beside each other."""
        for first, second in zip_longest(pairs[::2], pairs[1::2], fillvalue=("", "")):
            self._row(
                [
                    (LABEL_SPAN, first[0], True),
                    (VALUE_SPAN, first[1], False),
                    (LABEL_SPAN, second[0], True),
                    (VALUE_SPAN, second[1], False),
                ]
            )

    def text(self, label: str, text: str, *, lines: int = 3) -> None:
        """A labelled box for long text, at least `lines` high so that there is room to write by hand."""
        for number, part in enumerate(self._parts(text, GRID - LABEL_SPAN)):
            least = lines if number == 0 else 1
            self._row(
                [(LABEL_SPAN, label if number == 0 else "", True), (GRID - LABEL_SPAN, part, False)], least=least, look=LONG
            )

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
            self._row([(LABEL_SPAN, role, True), (10, "", False), (LABEL_SPAN, _("Date"), True), (6, "", False)], least=2)

    def gap(self) -> None:
        """An empty row."""
        self._next(8.0)

    def keep_together(self, rows: int, *, lines: int = 1) -> None:
        """Begins a new page where so many rows of so many lines don't fit on this one any more."""
        if self._used + rows * row_height(lines) > PAGE_HEIGHT:
            self.page_break()

    def page_break(self) -> None:
        """Whatever follows stands on a new page."""
        self._breaks.append(self.row)
        self.sheet.worksheet.set_h_pagebreaks(self._breaks)
        self._used = self._repeated

    def _row(self, cells: Sequence[tuple[int, Value, bool]], *, least: int = 1, look: Look = BOX) -> None:
        """One row of boxes, each (columns it takes, value, whether it is a label), as high as its longest text needs."""
        column, lines = 0, least
        for span, value, is_label in cells:
            self.sheet.put(self.row, column, value, LABEL if is_label else look, span=span)
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
        self.sheet.height(self.row, height)
        self.row += 1
        if self._used + height > PAGE_HEIGHT:
            self._used = self._repeated
        self._used += height


def _columns(span: int) -> int:
    """How many narrow characters of a form's text go side by side over `span` columns of the grid."""
    return span * CHARACTERS_PER_COLUMN - 1


def _lines(text: str, span: int) -> int:
    """How many lines a spreadsheet will need for `text`; words longer than the box are broken by it."""
    return sum(max(1, ceil(width(line) / _columns(span))) for line in wrapped(text, _columns(span)))
