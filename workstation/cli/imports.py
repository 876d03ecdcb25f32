"""`workstation import`: records from other systems."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.i18n import N_, _
from models.people.permissions import SYSTEM
from models.upsert import PutOutcome
from workstation.cli.help import Argument
from workstation.cli.progress import bar
from workstation.cli.shell import Command, FilePath, Group, answer_json, json_option, site_at_hand
from workstation.importing.kinds import Kind

if TYPE_CHECKING:
    from workstation.importing.run import Tally

HELPS = {
    Kind.TICKETS: N_("Bring in tickets with the times, targets and states that they have elsewhere."),
    Kind.HISTORIES: N_("Bring in tickets from a log of their changes, with every state, hand-over and reopening."),
    Kind.CUSTOMERS: N_("Bring in customer files with their numbers and contacts."),
    Kind.PRODUCTS: N_("Bring in the product catalogue, or the products that customers own."),
    Kind.CALLS: N_("Bring in the register of calls with their times."),
    Kind.STAFF: N_("Bring in staff with their roles; passwords are given afterwards."),
}


@click.group(
    "import",
    cls=Group,
    no_args_is_help=True,
    help=N_("Bring in tickets, customers, products, staff or calls from a CSV or XLSX file; safe to repeat."),
)
def imports() -> None:
    """Groups the imports."""


def _add(kind: Kind) -> None:
    @imports.command(kind.value, cls=Command, help=HELPS[kind])
    @click.argument("file", cls=Argument, type=FilePath(), metavar="FILE", description=N_("A .csv, .csv.gz or .xlsx file."))
    @click.option("--map", "map_file", required=True, type=FilePath(), help=N_("The mapping from its columns and words to ours."))
    @click.option("--dry-run", is_flag=True, help=N_("Check every row and keep nothing."))
    @click.option("--refused", type=FilePath(), help=N_("Where refused rows go; beside the file unless said."))
    @json_option
    @click.pass_context
    def command(context: click.Context, file: Path, map_file: Path, dry_run: bool, refused: Path | None, as_json: bool) -> None:
        """Runs one import; exit code 1 where rows were refused."""
        context.exit(_run(context, kind, file, map_file, refused, dry_run=dry_run, as_json=as_json))


for _kind in Kind:
    _add(_kind)


def _run(
    context: click.Context, kind: Kind, file: Path, map_file: Path, refused: Path | None, *, dry_run: bool, as_json: bool
) -> int:
    from workstation.importing.mapping import read_mapping
    from workstation.importing.refused import RefusedRows, report_path
    from workstation.importing.run import run_import

    mapping = read_mapping(map_file, kind)
    started = time.monotonic()
    with site_at_hand(context), RefusedRows(refused or report_path(file)) as rows, bar(file.name) as shown:
        tally = run_import(file, mapping, rows, actor=SYSTEM, dry_run=dry_run, progress=shown.share)
    report = rows.path if rows.written else None
    if as_json:
        counts = {outcome.value: tally.outcomes[outcome] for outcome in PutOutcome}
        answer_json(
            {
                "rows": tally.rows,
                **counts,
                "refused": tally.refused,
                "ignored": tally.ignored,
                "refused_file": str(report) if report else None,
                "dry_run": dry_run,
                "stopped": tally.stopped,
                "seconds": round(time.monotonic() - started, 3),
            }
        )
    else:
        _tell(tally, report, dry_run=dry_run)
    return 1 if tally.refused or tally.stopped else 0


def _tell(tally: Tally, report: Path | None, *, dry_run: bool) -> None:
    counts = tally.outcomes
    told = _("{rows} rows read: {new} new, {changed} changed, {same} there already, {refused} refused.")
    click.echo(
        told.format(
            rows=tally.rows,
            new=counts[PutOutcome.NEW],
            changed=counts[PutOutcome.CHANGED],
            same=counts[PutOutcome.SAME],
            refused=tally.refused,
        )
    )
    if tally.ignored:
        click.echo(_("{count} rows were passed over, as the mapping says.").format(count=tally.ignored))
    if dry_run:
        click.echo(_("This was a dry run: nothing was kept."))
    elif not tally.stopped and not counts[PutOutcome.NEW] and not counts[PutOutcome.CHANGED]:
        click.echo(_("Nothing was changed."))
    if tally.stopped and dry_run:
        click.echo(_("Stopped."))
    elif tally.stopped:
        click.echo(_("Stopped. What was counted is in; the same command goes on from there."))
    if report is not None:
        click.echo(_("The refused rows and why: {file}").format(file=report))
