"""The tables of `workstation report` that are no figures: each person's appraisal, and the open tickets by age."""

from __future__ import annotations

import click

from models.i18n import _
from models.people.permissions import SYSTEM
from models.periods import Period
from models.reports.appraisal import CRITERIA, AppraisalRow, Criterion, appraisal, explained, weights
from models.reports.definitions import shown
from models.reports.queries import backlog
from models.wording import aligned
from workstation.cli.shell import answer_json


def print_appraisal(period: Period, *, explain: bool, as_json: bool) -> None:
    """Everybody's score, grade and criteria of a period."""
    rows = appraisal(period, actor=SYSTEM)
    if as_json:
        answer_json([_plain(row) for row in rows])
        return
    if explain:
        for criterion, weight in weights().items():
            click.echo(f"{explained(criterion)} {_('Weight: {weight}.').format(weight=weight)}")
    if not rows:
        click.echo(_("Nothing in this period."))
        return
    table = [(_("No."), _("Name"), _("Score"), _("Grade"), *(criterion.label for criterion in Criterion))]
    for row in rows:
        score = "-" if row.score is None else f"{row.score:.1f}"
        values = (shown(CRITERIA[criterion].unit, judged.value) for criterion, judged in row.judged.items())
        table.append((row.number, row.name, score, row.grade.label if row.grade else "-", *values))
    for line in aligned(table):
        click.echo(line)


def _plain(row: AppraisalRow) -> dict[str, object]:
    return {
        "number": row.number,
        "name": row.name,
        "score": row.score,
        "grade": row.grade.value if row.grade else None,
        "criteria": {criterion.value: vars(judged) for criterion, judged in row.judged.items()},
    }


def print_backlog(_period: Period, *, explain: bool, as_json: bool) -> None:
    """The tickets that are open now, by age; no period changes that."""
    rows = backlog()
    if as_json:
        answer_json([{"below_days": row.below.days if row.below else None, "open": row.count} for row in rows])
        return
    if explain:
        click.echo(_("The tickets that are open now, by how long ago they were opened."))
    for row in rows:
        click.echo(
            _("under {days} d").format(days=row.below.days) + f": {row.count}" if row.below else f"{_('older')}: {row.count}"
        )
