"""`workstation export`: documents, statistics and registers as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from models import clock
from models.complaints.documents import DocumentKind, complaint_id_of
from models.errors import DomainError, Fault
from models.i18n import N_, _
from models.people.permissions import SYSTEM
from models.periods import day_of
from models.registers.catalogue import REGISTERS
from models.registers.definition import Register, Selection
from models.site.days import Days
from models.site.queries import site
from workstation.cli.help import Argument
from workstation.cli.lookup import person_numbered, region_named
from workstation.cli.progress import bar
from workstation.cli.shell import Command, FilePath, Group, OneOf, site_at_hand
from workstation.refusal import Refusal

F = TypeVar("F", bound=Callable[..., Any])

EVERY_DOCUMENT = "all"
YEARS = range(1990, 2100)


class Day(click.ParamType[date]):
    """A day of the site, in years that a call centre can mean."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a refusal that shows the form."""
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = date.min
        if day.year not in YEARS:
            self.fail(_("{value} is not a day such as 2026-11-21.").format(value=value), param, ctx)
        return day


def _file_options(function: F) -> F:
    """The options of every command that writes a file."""
    function = click.option("--overwrite", is_flag=True, help=N_("Replace the file where it exists already."))(function)
    return click.option("--output", "-o", required=True, type=FilePath(), help=N_("The file to write."))(function)


@click.group(
    "export",
    cls=Group,
    no_args_is_help=True,
    help=N_("Write documents, statistics and registers as files; telephone numbers are masked, each export is on record."),
)
def exports() -> None:
    """Groups the exports."""


@exports.command("complaint", cls=Command, help=N_("Write a complaint's forms as XLSX, laid out to be printed and signed."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=N_("The complaint's number."))
@click.option(
    "--document",
    type=OneOf(*(kind.value for kind in DocumentKind), EVERY_DOCUMENT),
    default=EVERY_DOCUMENT,
    help=N_("Which of the forms; each has a sheet of its own."),
)
@_file_options
@click.pass_context
def complaint(context: click.Context, number: str, document: str, output: Path, overwrite: bool) -> None:
    """Writes one complaint's documents."""
    from workstation.documents.complaints import write_complaint_documents

    kinds = tuple(DocumentKind) if document == EVERY_DOCUMENT else (DocumentKind(document),)
    with site_at_hand(context):
        write_complaint_documents(_complaint(number), kinds, output, actor=SYSTEM, overwrite=overwrite)
    _tell_written(output)


@exports.command(
    "complaint-statistics",
    cls=Command,
    help=N_("Write the complaints of a period, counted by every dimension, as XLSX with bars."),
)
@click.option("--from", "first", required=True, type=Day(), help=N_("The first day, such as 2026-11-21."))
@click.option("--to", "last", required=True, type=Day(), help=N_("The last day, which counts too."))
@click.option("--region", metavar="CODE", help=N_("Only the complaints of this region."))
@_file_options
@click.pass_context
def complaint_statistics(
    context: click.Context, first: date, last: date, region: str | None, output: Path, overwrite: bool
) -> None:
    """Writes the statistics of complaints."""
    from workstation.documents.statistics import write_complaint_statistics

    _check_order(first, last)
    with site_at_hand(context):
        days = Days(first, last, region_named(region, inactive=True) if region else None)
        write_complaint_statistics(days, output, actor=SYSTEM, overwrite=overwrite)
    _tell_written(output)


def _selecting(register: Register) -> Callable[[F], F]:
    """The options by which a register can be narrowed."""
    options = []
    if register.by_period:
        options += [
            click.option("--from", "first", type=Day(), help=N_("The first day, such as 2026-11-21.")),
            click.option("--to", "last", type=Day(), help=N_("The last day, which counts too.")),
            click.option("--day", type=Day(), help=N_("One day instead of a first and a last one.")),
        ]
    if register.by_region:
        options.append(click.option("--region", metavar="CODE", help=N_("Only what belongs to this region.")))
    if register.by_person:
        options.append(click.option("--staff", metavar="NUMBER", help=N_("Only what belongs to this staff member.")))

    def decorated(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorated


def _add(register: Register) -> None:
    @exports.command(register.kind.value.replace("_", "-"), cls=Command, help=register.about)
    @_selecting(register)
    @_file_options
    @click.pass_context
    def command(context: click.Context, /, output: Path, overwrite: bool, **wanted: Any) -> None:
        """Writes one register."""
        from workstation.documents.registers import write_register

        days = _days(**wanted) if register.by_period else None
        with site_at_hand(context), bar(output.name) as shown:
            selection = _selection(register, days or _today(), **wanted)
            rows = write_register(selection, output, actor=SYSTEM, overwrite=overwrite, progress=shown.share)
        click.echo(_("{file} written: {rows} rows.").format(file=output, rows=f"{rows:,}"))


for _register in REGISTERS.values():
    _add(_register)


def _today() -> tuple[date, date]:
    """The site's own day, which is on record for a register that says what stands now."""
    today = day_of(clock.now(), site().zone).first
    return today, today


def _days(*, first: date | None = None, last: date | None = None, day: date | None = None, **_others: Any) -> tuple[date, date]:
    """The days asked for. Raises Refusal."""
    first, last = first or day, last or day
    if first is None or last is None:
        raise Refusal(_("Which days? Say --from and --to, or --day."))
    _check_order(first, last)
    return first, last


def _selection(
    register: Register, days: tuple[date, date], *, region: str | None = None, staff: str | None = None, **_others: Any
) -> Selection:
    """What is asked for. Raises Refusal for a region or a person that there is not."""
    wanted = Days(*days, region_named(region, inactive=True) if region else None)
    return Selection(register, wanted, person_numbered(staff, inactive=True).id if staff else None)


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise Refusal(_("The period ends before it begins: {first} to {last}.").format(first=first, last=last))


def _complaint(number: str) -> int:
    try:
        return complaint_id_of(number)
    except DomainError as error:
        if error.fault is not Fault.NOT_FOUND:
            raise
        raise Refusal(_("There is no complaint {number}.").format(number=number)) from error


def _tell_written(path: Path) -> None:
    click.echo(_("{file} written.").format(file=path))
