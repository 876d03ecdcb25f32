"""A workbook that XlsxWriter writes: sheets on A4, from top to bottom, of cells that have a type and one of a few looks.

Rows and columns are counted from 0, as XlsxWriter does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from models import clock
from models.i18n import Language, _, current_language
from models.site.queries import SiteRow
from models.values import Value
from workstation.documents.layout import (
    COMPANY_POINTS,
    HEADING_POINTS,
    NUMBERS,
    TEXT_POINTS,
    TITLE_POINTS,
    number_format,
    plain_value,
)
from workstation.spreadsheets import looks_like_a_formula

PIXELS_PER_CHARACTER = 7
"""Of the standard font, in which spreadsheets measure the width of a column."""
CENTIMETRES_PER_INCH = 2.54
MARGIN, FOOTER = 1.5 / CENTIMETRES_PER_INCH, 0.7 / CENTIMETRES_PER_INCH
A4 = 9
"""The number of A4 among the paper sizes of the file format."""
_FONTS = {Language.CHINESE: "SimSun", Language.ENGLISH: "Arial"}
_BOX = {"border": 1, "border_color": "#808080"}
_GREY = {"bg_color": "#EDEDED"}
_HIDDEN_ON_SCREEN_AND_PAPER = 2


@dataclass(frozen=True, eq=False)
class Look:
    """What a cell looks like, one of those below; numbers stand on the right whatever it says."""

    points: int = TEXT_POINTS
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"
    valign: Literal["top", "vcenter"] = "vcenter"
    boxed: bool = False
    grey: bool = False


TEXT, RIGHT = Look(), Look(align="right")
COMPANY, TITLE = Look(COMPANY_POINTS, align="center"), Look(TITLE_POINTS, bold=True, align="center")
SECTION = Look(HEADING_POINTS, bold=True, boxed=True, grey=True)
BOX, LONG, LABEL = Look(boxed=True), Look(boxed=True, valign="top"), Look(bold=True, align="center", boxed=True, grey=True)
ROLE = Look(bold=True, align="right")


class Cell(NamedTuple):
    """A value on its way into a cell: what writes it there (row, column, value, format), the plain value and its format."""

    write: Callable[[int, int, Any, Any], object]
    plain: Any
    form: Any


class Book:
    """A file that becomes a workbook when it is closed, and nothing when it is dropped.

    XlsxWriter lays its pieces into the folder of the file, which is to be private and to be taken away afterwards.
    """

    def __init__(self, path: Path, place: SiteRow, title: str, *, rows_as_they_come: bool = False) -> None:
        """With `rows_as_they_come` a row is out of memory when the next begins, and can't be written to any more."""
        self.place = place
        self.zone = place.zone
        self._file = _Draft(path)
        options = {"constant_memory": rows_as_they_come, "tmpdir": str(path.parent), "use_zip64": True}
        self._book = Workbook(self._file, options)
        self._book.set_properties({"author": place.name, "title": title, "created": clock.now().replace(tzinfo=None)})
        self._forms: dict[tuple[Look, str | None, bool], Any] = {}
        self._sheets: list[Sheet] = []

    def sheet(self, title: str, *, landscape: bool = False) -> Sheet:
        """A further sheet."""
        self._sheets.append(Sheet(self, self._book.add_worksheet(title), landscape=landscape))
        return self._sheets[-1]

    def bars(self) -> Any:
        """A chart of XlsxWriter's with bars that lie, to be put on a sheet."""
        return self._book.add_chart({"type": "bar"})

    @property
    def sheets(self) -> int:
        """How many there are."""
        return len(self._sheets)

    def form(self, look: Look, numbers: str | None = None, *, quoted: bool = False) -> Any:
        """XlsxWriter's format of a look, made once; `quoted` tells spreadsheets that what is typed over it is text too."""
        key = look, numbers, quoted
        if key not in self._forms:
            to_right = look.align == "right" or numbers in NUMBERS
            properties: dict[str, Any] = {
                "font_name": _FONTS[current_language()],
                "font_size": look.points,
                "bold": look.bold,
                "align": "right" if to_right else look.align,
                "valign": look.valign,
                "text_wrap": not to_right,
                "quote_prefix": quoted,
            }
            if numbers is not None:
                properties["num_format"] = numbers
            if look.boxed:
                properties |= _BOX
            if look.grey:
                properties |= _GREY
            self._forms[key] = self._book.add_format(properties)
        return self._forms[key]

    def close(self) -> None:
        """Packs the file. Raises OSError."""
        try:
            self._book.close()
        except FileCreateError as failed:
            (refused,) = failed.args
            raise refused from None
        self._file.close()

    def drop(self) -> None:
        """Leaves the file as it is, also where nothing more can be written to it. Raises nothing."""
        for sheet in self._sheets:
            sheet.drop()
        self._file.drop()


class Sheet:
    """A sheet that prints on A4, as wide as the page, however many pages high, with the page's number at the foot."""

    def __init__(self, book: Book, worksheet: Any, *, landscape: bool) -> None:
        self.worksheet = worksheet
        """XlsxWriter's own, for what concerns the sheet as a whole."""
        self._book = book
        worksheet.hide_gridlines(_HIDDEN_ON_SCREEN_AND_PAPER)
        worksheet.set_paper(A4)
        if landscape:
            worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.center_horizontally()
        worksheet.set_margins(MARGIN, MARGIN, MARGIN, MARGIN)
        page = _("Page {page} of {pages}").format(page="&P", pages="&N")
        worksheet.set_footer(f"&C{page}", {"margin": FOOTER})

    def widths(self, pixels: Sequence[int]) -> None:
        """Makes the columns so wide."""
        for column, wide in enumerate(pixels):
            self.worksheet.set_column_pixels(column, column, wide)

    def height(self, row: int, points: float) -> None:
        """Makes a row so high, before the next begins."""
        self.worksheet.set_row(row, points)

    def cell(self, value: Value, look: Look) -> Cell:
        """What a cell of that value is, for any place: text stays text whatever it begins with, the rest has its type."""
        plain = plain_value(value, self._book.zone)
        if plain is None:
            return Cell(self.worksheet.write_blank, None, self._book.form(look))
        if isinstance(plain, str):
            write = self._write_tagged if plain.startswith("<r>") else self.worksheet.write_string
            return Cell(write, plain, self._book.form(look, quoted=looks_like_a_formula(plain)))
        write = self.worksheet.write_datetime if isinstance(plain, date) else self.worksheet.write_number
        return Cell(write, plain, self._book.form(look, number_format(value)))

    def put(self, row: int, column: int, value: Value, look: Look, *, span: int = 1) -> None:
        """Writes a value into a cell that takes some columns."""
        write, plain, form = self.cell(value, look)
        if span > 1:
            self.worksheet.merge_range(row, column, row, column + span - 1, "", form)
        write(row, column, plain, form)

    def _write_tagged(self, row: int, column: int, text: str, form: Any) -> None:
        """Writes a text that XlsxWriter would take for the XML of a rich one, and copy unread, as one with a single font."""
        self.worksheet.write_rich_string(row, column, form, text[0], form, text[1:], form)

    def forget_heights(self) -> None:
        """Lets go of the heights of the rows but the last: XlsxWriter, which has written them, keeps 340 bytes of each."""
        for heights in (self.worksheet.row_info, self.worksheet.row_sizes):
            if heights:
                last = heights.popitem()
                heights.clear()
                heights.update([last])

    def drop(self) -> None:
        """Closes the pieces of a sheet that will not be packed, for which XlsxWriter has no way. Raises nothing."""
        for piece in (self.worksheet.fh, self.worksheet.row_data_fh):
            if piece is not None:
                with suppress(OSError):
                    piece.close()


class _Draft:
    """The file that the archive is written to.

    Once dropped it takes what else comes and keeps nothing: an archive that failed writes its end when it is forgotten, and
    what then goes wrong would be shown in the middle of a screen.
    """

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("wb")
        self.write, self.seek, self.tell, self.flush = self._file.write, self._file.seek, self._file.tell, self._file.flush

    def close(self) -> None:
        """Raises OSError where the last bytes can't be written."""
        self._file.close()

    def drop(self) -> None:
        """Raises nothing."""
        with suppress(OSError):
            self._file.close()
        nowhere = BytesIO()
        self.write, self.seek, self.tell, self.flush = nowhere.write, nowhere.seek, nowhere.tell, nowhere.flush
