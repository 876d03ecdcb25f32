"""`workstation report`: the centre's figures of a period, by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from models import clock
from models.i18n import N_, _
from models.periods import day_of, days
from models.reports.definitions import DEFINITIONS, Figure, explained, shown
from models.reports.queries import FigureRow, figures, figures_by, rules
from models.reports.tallies import Dimension
from models.site.queries import site
from models.wording import width
from workstation.cli.appraisal import print_appraisal, print_backlog
from workstation.cli.exports import Day
from workstation.cli.help import Argument
from workstation.cli.shell import Command, OneOf, answer_json, json_option, site_at_hand

ALL, BACKLOG, APPRAISAL = "all", "backlog", "appraisal"
"""All figures; the open tickets by age; everybody's appraisal."""


class Figures(click.ParamType[tuple[Figure, ...] | str]):
    """Names of figures between commas, all of them, or one of the two tables."""

    name = "FIGURES"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Figure, ...] | str:
        """The figures, or a refusal that names what there is."""
        if value == ALL:
            return tuple(Figure)
        if value in (BACKLOG, APPRAISAL):
            return str(value)
        known = {figure.value: figure for figure in Figure}
        for name in value.split(","):
            if name not in known:
                words = ", ".join((*known, BACKLOG, APPRAISAL))
                self.fail(_("{value} is not one of: {known}.").format(value=name, known=words), param, ctx)
        return tuple(known[name] for name in value.split(","))


@click.command("report", cls=Command, help=N_("Print the figures of a period: by their names, or all."))
@click.argument(
    "wanted",
    cls=Argument,
    type=Figures(),
    metavar="FIGURES",
    description=N_("Names between commas, or all; backlog: the open tickets by age; appraisal: each person's score and grade."),
)
@click.option("--from", "first", type=Day(), metavar="DAY", help=N_("The first day; without it today."))
@click.option("--to", "last", type=Day(), metavar="DAY", help=N_("The last day; without it the first one."))
@click.option("--by", type=OneOf(*(dimension.value for dimension in Dimension)), help=N_("Cut the figures by this."))
@click.option("--explain", is_flag=True, help=N_("Say how each figure is counted."))
@json_option
@click.pass_context
def report(
    context: click.Context,
    wanted: tuple[Figure, ...] | str,
    first: date | None,
    last: date | None,
    by: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Counts and prints."""
    with site_at_hand(context):
        zone = site().zone
        first = first or day_of(clock.now(), zone).first
        period = days(first, last or first, zone)
        if isinstance(wanted, str):
            (print_backlog if wanted == BACKLOG else print_appraisal)(period, explain=explain, as_json=as_json)
            return
        rows = figures_by(Dimension(by), period, wanted=wanted) if by else [figures(period, wanted=wanted)]
        counting = rules()
    if as_json:
        answer_json([_plain(row, wanted) for row in rows])
        return
    if explain:
        for figure in wanted:
            click.echo(explained(figure, counting))
    _print(rows, wanted, cut=by is not None)


def _plain(row: FigureRow, wanted: tuple[Figure, ...]) -> dict[str, object]:
    return {"key": row.key, "label": row.label, **{figure.value: row.values[figure] for figure in wanted}}


def _print(rows: list[FigureRow], wanted: tuple[Figure, ...], *, cut: bool) -> None:
    """One line per figure, or a table with a line per day, agent …"""
    if not cut:
        for figure in wanted:
            click.echo(f"{figure.label}: {shown(DEFINITIONS[figure].unit, rows[0].values[figure])}")
        return
    if not rows:
        click.echo(_("Nothing in this period."))
        return
    heading = ["", *(figure.label for figure in wanted)]
    lines = [[row.label, *(shown(DEFINITIONS[figure].unit, row.values[figure]) for figure in wanted)] for row in rows]
    widths = [max(width(line[place]) for line in (heading, *lines)) for place in range(len(heading))]
    for line in (heading, *lines):
        click.echo("  ".join(" " * (most - width(text)) + text for text, most in zip(line, widths, strict=True)).rstrip())
