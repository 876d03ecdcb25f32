"""What every document that leaves the program looks like: paper, fonts, cells with real types, title and page numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from models.i18n import Language, _, current_language
from models.text import long_text
from models.values import Duration, Instant, Share, Value, Yuan
from workstation.spreadsheets import looks_like_a_formula

LONGEST_CELL = 32_767
CENTIMETRES_PER_INCH = 2.54
MARGIN, FOOTER = 1.5 / CENTIMETRES_PER_INCH, 0.7 / CENTIMETRES_PER_INCH
A4 = 9
"""The number of A4 among the paper sizes of the file format."""
COMPANY_POINTS, TITLE_POINTS, HEADING_POINTS, TEXT_POINTS = 11, 18, 11, 10
COMPANY_HEIGHT, TITLE_HEIGHT, CAPTION_HEIGHT = 20.0, 34.0, 20.0
"""Points."""

LINE_HEIGHT, PADDING = 13.5, 4.5
"""Points."""
LINES_PER_ROW = 24
"""A spreadsheet has no row higher than 409 points, and a page can break only between rows."""

DAY = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm"
INSTANT = "yyyy-mm-dd hh:mm:ss"
DURATION = "[h]:mm:ss"
COUNT = "#,##0"
MEAN = "0.00"
MONEY = "#,##0.00"
PERCENT = "0.0%"
NUMBERS = (COUNT, MEAN, MONEY, PERCENT, DURATION)
"""What stands on the right of its cell."""
SECONDS_PER_DAY = 86_400

FONTS = {Language.CHINESE: "SimSun", Language.ENGLISH: "Arial"}
_THIN = Side(style="thin", color="FF808080")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
BOX_MIDDLE, BOX_END = Border(top=_THIN, bottom=_THIN), Border(right=_THIN, top=_THIN, bottom=_THIN)
"""What the other cells of a box show that takes several columns."""
GREY = PatternFill("solid", fgColor="FFEDEDED")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
TEXT = Alignment(horizontal="left", vertical="center", wrap_text=True)
LONG = Alignment(horizontal="left", vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")


def font(points: float = TEXT_POINTS, *, bold: bool = False) -> Font:
    """The font of the reader's language."""
    return Font(name=FONTS[current_language()], size=points, bold=bold)


def on_a4(sheet: Any, *, landscape: bool = False) -> None:
    """Has a sheet print on A4, as wide as the page, however many pages high, with the page's number at the foot."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, MARGIN)
    sheet.page_margins.header = sheet.page_margins.footer = FOOTER
    sheet.oddFooter.center.text = _("Page {page} of {pages}").format(page="&P", pages="&N")


def row_height(lines: int) -> float:
    """How high a row is that holds so many lines, in points."""
    return lines * LINE_HEIGHT + PADDING


def clean(text: str) -> str:
    """`text` as a cell can hold it: no control characters, nothing that XML forbids, cut with a sign where it is too long."""
    kept = long_text(text).replace("\ufffe", "").replace("\uffff", "")
    return kept if len(kept) <= LONGEST_CELL else kept[: LONGEST_CELL - 1] + "…"


def box_cell(cell: Any, *, alignment: Alignment = TEXT, label: bool = False) -> None:
    """Gives a cell its font and box; a label is bold on grey."""
    cell.font = font(bold=label)
    cell.alignment = CENTRE if label else alignment
    cell.border = BOX
    if label:
        cell.fill = GREY


def fill_cell(cell: Any, value: Value, zone: ZoneInfo) -> None:
    """Gives a cell its value with a type: text stays text whatever it begins with, the rest are numbers, days and times."""
    plain = plain_value(value, zone)
    if plain is None:
        return
    form = number_format(value)
    cell.value = plain
    if isinstance(plain, str):
        cell.data_type = "s"
        cell.quotePrefix = looks_like_a_formula(plain)
    elif form is not None:
        cell.number_format = form
        if form in NUMBERS:
            cell.alignment = RIGHT


def plain_value(value: Value, zone: ZoneInfo) -> str | int | float | date | datetime | None:
    """What a cell holds of a value: times are the site's own, without a zone, as spreadsheets have none; "" is nothing."""
    match value:
        case None | "" | Share(None):
            return None
        case str():
            return clean(value) or None
        case Yuan(fen):
            return fen / 100
        case Share(part):
            return part
        case Duration(seconds):
            return seconds / SECONDS_PER_DAY
        case Instant(at):
            return at.astimezone(zone).replace(tzinfo=None, microsecond=0)
        case datetime():
            return value.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        case _:
            return value


_FORMATS: dict[type, str] = {
    Yuan: MONEY,
    Share: PERCENT,
    Duration: DURATION,
    Instant: INSTANT,
    datetime: MOMENT,
    date: DAY,
    int: COUNT,
    float: MEAN,
}


def number_format(value: Value) -> str | None:
    """The form in which a spreadsheet shows a value; None for text."""
    return _FORMATS.get(type(value))
