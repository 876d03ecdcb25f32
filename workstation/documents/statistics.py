"""The statistics of complaints over some days as a workbook: 总结表, 统计表 and 分析表 with bars."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from models.complaints.statistics import Dimension, StatisticsRow, statistics
from models.i18n import _
from models.people.permissions import Actor, Permission
from models.site.days import Days
from models.site.exports import ExportKind, record_export
from models.site.queries import site
from models.values import Share, Yuan
from workstation.documents.delivery import delivered_book, must_end_in
from workstation.documents.form import COLUMN_PIXELS, GRID, Column, Form

SHOWN_VALUES = 8
"""Values of one dimension that the analysis shows by themselves; the rest stands together in one line."""
BLOCKS_PER_PAGE = 3
BAR_COLOUR = "#4472C4"
CHART_PIXELS = (GRID // 2 * COLUMN_PIXELS, 238)
"""The right half of the form, beside a table of the analysis."""
_CHART_ROWS = SHOWN_VALUES + 2
"""Heading, values, all others."""
_AROUND_A_TABLE = 4
"""Title, heading (of two lines) and total."""
_VALUE_COLUMN, _COUNT_COLUMN, _CHART_COLUMN = 0, 5, GRID // 2
"""Counted from 0 on the form's grid."""


_Counted = Mapping[Dimension, list[StatisticsRow]]


def write_complaint_statistics(wanted: Days, path: Path, *, actor: Actor, overwrite: bool = False) -> None:
    """Writes the complaints that were opened in a period, by every dimension, as XLSX; the site's log says so.

    Raises DomainError(NOT_ALLOWED), or Refusal for a file that exists (unless `overwrite`) or can't be written.
    """
    actor.require(Permission.EXPORT)
    must_end_in(path, ".xlsx")
    place = site()
    period = wanted.period
    found = {dimension: statistics(dimension, period.start, period.end, region_id=wanted.region_id) for dimension in Dimension}
    total = found[Dimension.CLASS][0]
    counted = {dimension: rows for dimension, (_total, rows) in found.items()}
    put_on_record = partial(
        record_export,
        ExportKind.COMPLAINT_STATISTICS,
        first_day=wanted.first,
        last_day=wanted.last,
        region_id=wanted.region_id,
        actor=actor,
    )
    title = ExportKind.COMPLAINT_STATISTICS.label
    with delivered_book(path, place, title, overwrite=overwrite, put_on_record=put_on_record) as book:
        for name, fill in (
            (_("Complaint summary"), _summarise),
            (_("Complaint counts"), _count),
            (_("Complaint analysis"), _analyse),
        ):
            form = Form(book, name)
            form.caption(wanted.told, _("Complaints by the day on which they were opened"))
            fill(form, total, counted)


def _summarise(form: Form, total: StatisticsRow, counted: _Counted) -> None:
    form.section(_("Figures of the period"))
    form.boxes(
        (_("Complaints received"), total.opened),
        (_("Of them closed"), total.closed),
        (_("Still open"), total.opened - total.closed),
        (_("Closed in time %"), Share(total.in_time)),
        (_("Confirmed by the customer"), total.confirmed),
        (_("Share of repeats"), Share(total.repeat_rate)),
        (_("Compensation (yuan)"), Yuan(total.compensation)),
    )
    form.section(_("The most frequent of each kind"))
    form.table(
        [
            Column(_("Counted by"), 5),
            Column(_("The most frequent"), 8),
            Column(_("Cases"), 4),
            Column(_("Share"), 3),
            Column(_("Closed in time %"), 4),
        ],
        [
            (dimension.label, top.value, top.opened, _part(top.opened, total.opened), Share(top.in_time))
            for dimension, rows in counted.items()
            if (top := max(rows, key=lambda row: row.opened, default=None))
        ],
    )
    form.text(_("What stands out"), "", lines=6)
    form.text(_("How to prevent it"), "", lines=6)
    form.gap()
    form.signatures(_("Compiled by"), _("Checked by"), _("Approved by"))


def _count(form: Form, total: StatisticsRow, counted: _Counted) -> None:
    for dimension, rows in counted.items():
        form.keep_together(len(rows) + _AROUND_A_TABLE)
        form.section(_("By {dimension}").format(dimension=dimension.label))
        form.table(
            [
                Column(dimension.label, 4),
                Column(_("Opened"), 2),
                Column(_("Closed"), 2),
                Column(_("Closed in time"), 3),
                Column(_("In time %"), 2),
                Column(_("Confirmed"), 3),
                Column(_("Repeat cases"), 2),
                Column(_("Repeat rate"), 2),
                Column(_("Compensation (yuan)"), 4),
            ],
            [_counts(row.value, row) for row in rows] + [_counts(_("Total"), total)],
        )
        form.gap()
    form.signatures(_("Compiled by"), _("Checked by"))


def _counts(name: str, row: StatisticsRow) -> tuple[str | int | Share | Yuan, ...]:
    return (
        name,
        row.opened,
        row.closed,
        row.closed_in_time,
        Share(row.in_time),
        row.confirmed,
        row.repeats,
        Share(row.repeat_rate),
        Yuan(row.compensation),
    )


def _analyse(form: Form, total: StatisticsRow, counted: _Counted) -> None:
    """Per dimension the most frequent values with their share and the share of all up to them, and bars beside."""
    for number, (dimension, rows) in enumerate(counted.items()):
        if number and number % BLOCKS_PER_PAGE == 0:
            form.page_break()
        form.section(_("By {dimension}").format(dimension=dimension.label))
        first = form.row
        lines = _lines(rows)
        form.half_table(
            [Column(dimension.label, 5), Column(_("Cases"), 3), Column(_("Share"), 2), Column(_("Up to here"), 2)],
            [
                (name, opened, _part(opened, total.opened), _part(sum(o for _n, o in lines[: place + 1]), total.opened))
                for place, (name, opened) in enumerate(lines)
            ],
            height=_CHART_ROWS,
        )
        form.gap()
        if lines:
            _add_bars(form, first, len(lines))


def _lines(rows: list[StatisticsRow]) -> list[tuple[str, int]]:
    """Value and count, the rarest put together where there are too many."""
    lines = [(row.value, row.opened) for row in rows[:SHOWN_VALUES]]
    rest = sum(row.opened for row in rows[SHOWN_VALUES:])
    return [*lines, (_("All others"), rest)] if rest else lines


def _part(count: int, whole: int) -> Share:
    return Share(count / whole if whole else None)


def _add_bars(form: Form, heading: int, lines: int) -> None:
    """Bars of the counts under the row `heading`, beside them; the first value on top."""
    chart = form.book.bars()
    name, first, last = form.title, heading + 1, heading + lines
    chart.add_series(
        {
            "name": [name, heading, _COUNT_COLUMN],
            "categories": [name, first, _VALUE_COLUMN, last, _VALUE_COLUMN],
            "values": [name, first, _COUNT_COLUMN, last, _COUNT_COLUMN],
            "fill": {"color": BAR_COLOUR},
            "gap": max(40, 300 // lines),
        }
    )
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "major_tick_mark": "none"})
    chart.set_x_axis({"num_format": "0", "major_tick_mark": "none", "major_gridlines": {"visible": False}})
    wide, high = CHART_PIXELS
    chart.set_size({"width": wide, "height": high})
    form.sheet.worksheet.insert_chart(heading, _CHART_COLUMN, chart)
