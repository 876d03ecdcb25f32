"""The daily callback sheet (回访日清表): who owed and made how many callbacks on a day, and how satisfied the customers were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from models.callbacks.queue import DailySheet, daily_sheet
from models.i18n import _
from models.people.permissions import Actor, Permission
from models.site.exports import ExportKind, record_export
from models.site.queries import SiteRow, site
from workstation.documents.delivery import deliver_csv, deliver_workbook, must_end_in, new_workbook
from workstation.documents.form import Column, Form, Share

CSV, XLSX = ".csv", ".xlsx"
DECIMALS = 4
"""Of a share in a CSV file, where there is no format that could round it."""


def write_daily_callbacks(day: date, path: Path, *, actor: Actor, overwrite: bool = False) -> None:
    """Writes the sheet of the site's `day` as XLSX or, by the file's name, as CSV; the site's log says so.

    Raises DomainError(NOT_ALLOWED), or Refusal for a file of another kind, that exists (unless `overwrite`) or can't be written.
    """
    actor.require(Permission.EXPORT)
    must_end_in(path, XLSX, CSV)
    place = site()
    whole, *agents = daily_sheet(datetime.combine(day, time(12), place.zone))
    put_on_record = partial(record_export, ExportKind.DAILY_CALLBACKS, first_day=day, actor=actor)
    rows = [*_named(agents, whole), (_("Total"), whole)]
    if path.suffix.lower() == CSV:
        lines = [(name, *_counts(row), _rounded(row.satisfaction)) for name, row in rows]
        deliver_csv([_headings(), *lines], path, overwrite=overwrite, put_on_record=put_on_record)
        return
    title = ExportKind.DAILY_CALLBACKS.label
    book = new_workbook(place.name, title)
    _lay_out(Form(book.create_sheet(), zone=place.zone, company=place.name, title=title), day, place, rows)
    deliver_workbook(book, path, overwrite=overwrite, put_on_record=put_on_record)


def _named(agents: Sequence[DailySheet], whole: DailySheet) -> list[tuple[str, DailySheet]]:
    """Each agent's figures, then those of the callbacks that nobody has taken, so that the lines add up to the total."""
    rows = [(agent.name or _("The system"), agent) for agent in agents]
    left = whole.due - sum(agent.due for agent in agents)
    return [*rows, (_("Not taken by anyone"), DailySheet(None, "", left, 0, 0, 0, 0))] if left else rows


def _lay_out(form: Form, day: date, place: SiteRow, rows: Sequence[tuple[str, DailySheet]]) -> None:
    form.caption(_("Day: {day}").format(day=f"{day:%Y-%m-%d}"), _("Times of {zone}").format(zone=place.timezone))
    spans = (6, 3, 3, 3, 3, 3, 3)
    columns = [Column(label, span) for label, span in zip(_headings(), spans, strict=True)]
    form.table(columns, [(name, *_counts(row), Share(row.satisfaction)) for name, row in rows])
    form.text(_("Remarks"), "", lines=4)
    form.gap()
    form.signatures(_("Callback agent"), _("Supervisor"))


def _headings() -> tuple[str, ...]:
    return (
        _("Staff member"),
        _("Owed"),
        _("Made"),
        _("Reached"),
        _("Satisfied"),
        _("Dissatisfied"),
        _("Share of satisfied"),
    )


def _counts(row: DailySheet) -> tuple[int, int, int, int, int]:
    return (row.due, row.done, row.reached, row.satisfied, row.dissatisfied)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, DECIMALS)
