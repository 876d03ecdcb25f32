"""What every document has in common: its sizes, and how a value becomes a cell of a real type."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.text import long_text
from models.values import Duration, Instant, Share, Value, Yuan

LONGEST_CELL = 32_767
"""Of the units of UTF-16, in which spreadsheets count; some characters take two."""
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


def row_height(lines: int) -> float:
    """How high a row is that holds so many lines, in points."""
    return lines * LINE_HEIGHT + PADDING


def clean(text: str) -> str:
    """`text` as a cell can hold it: no control characters, nothing that XML forbids, cut with a sign where it is too long."""
    kept = long_text(text).replace("\ufffe", "").replace("\uffff", "")
    if len(kept) <= LONGEST_CELL // 2:
        return kept
    units = kept.encode("utf-16-le")
    return kept if len(units) <= 2 * LONGEST_CELL else units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


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
