"""What became of tickets, as text to read."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.content import Content

from models.i18n import _
from models.tickets.timeline import TimelineRow
from screens.clock_text import day_hour_and_minute
from screens.plain import plain


def changes_shown(rows: Sequence[TimelineRow], zone: ZoneInfo) -> Content:
    """What happened last, newest first, where a colleague came before."""
    return Content("\n").join([plain(_("What happened last:")), *(timeline_entry(row, zone) for row in rows)])


def timeline_entry(row: TimelineRow, zone: ZoneInfo) -> Content:
    """One entry: when, who and what on a line, what is to be said of it indented below."""
    head = Content.assemble(
        (day_hour_and_minute(row.at, zone), "dim"), "  ", (plain(row.who).plain, "bold"), "  ", plain(row.what)
    )
    details = [plain(f"    {line}") for line in row.detail.split("\n") if line.strip()]
    return Content("\n").join([head, *details])
