"""`workstation sla`: due times with their reasons, the sweep, and calendars."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from models import database
from models.i18n import N_, _, ngettext
from models.people.permissions import SYSTEM
from models.site.queries import site
from models.sla import due as due_times
from models.sla import policies, sweep
from models.sla.calendar import BusinessCalendar, CalendarDefinition
from models.sla.calendar_forms import read_calendar_file
from models.sla.explanation import duration
from models.sla.queries import calendar_definition
from models.sla.renewal import renew_official_calendars
from models.sla.sweep import Flag
from models.sla.tables import FlagKind
from workstation import databases
from workstation.calendar_file import as_toml
from workstation.cli.help import Argument
from workstation.cli.progress import bar
from workstation.cli.shell import Command, FilePath, Group, answer_json, json_option, settings_of, site_at_hand
from workstation.files import private_file, refused_file

SHOWN_FLAGS = 20


@click.group("sla", cls=Group, no_args_is_help=True, help=N_("Compute due times, sweep for what has run out, keep calendars."))
def sla() -> None:
    """Groups the commands on service levels."""


@sla.command(cls=Command, help=N_("Print when something is due, and why: days counted, holidays skipped, pauses taken out."))
@click.option("--start", required=True, metavar="TIME", help=N_("When the clock starts, such as 2026-11-21T14:32."))
@click.option("--target", required=True, metavar="TIME", help=N_("How long it may take: 4h, 90min or 3d (working days)."))
@click.option(
    "--calendar",
    "calendar_file",
    type=FilePath(),
    help=N_("A calendar file (TOML); without one: mainland China, Monday to Friday 09:00-18:00."),
)
@click.option(
    "--pause", "pauses", multiple=True, metavar="A/B", help=N_("A pause from A to B (without B: it lasts); may be repeated.")
)
@json_option
@click.pass_context
def due(
    context: click.Context, start: str, target: str, calendar_file: Path | None, pauses: tuple[str, ...], as_json: bool
) -> None:
    """Computes a due time without any database."""
    definition = _calendar_in(calendar_file) if calendar_file else due_times.default_calendar()
    zone = BusinessCalendar(definition).zone
    found = due_times.due(
        due_times.parse_moment(start, zone),
        due_times.parse_target(target),
        definition,
        [due_times.parse_pause(pause, zone) for pause in pauses],
    )
    if as_json:
        answer_json(
            {
                "due_at": found.due_at.astimezone(zone).isoformat() if found.due_at else None,
                "calendar": definition.name,
                "timezone": definition.timezone,
                "why": [{"kind": line.kind.value, "text": line.text} for line in found.lines],
            }
        )
    else:
        click.echo(found.text())


@sla.command("sweep", cls=Command, help=N_("Flag each warning and breach that has come due, once, and say which."))
@click.option("--as-of", metavar="TIME", help=N_("Flag what has come due by then, instead of by now; in the site's own time."))
@json_option
@click.pass_context
def sweep_command(context: click.Context, as_of: str | None, as_json: bool) -> None:
    """Sweeps until nothing is left."""
    with site_at_hand(context), bar(_("Flagged")) as shown:
        zone = site().zone
        moment = due_times.parse_moment(as_of, zone) if as_of else None
        flags: list[Flag] = []
        failed = 0
        while True:
            result = sweep.sweep(as_of=moment)
            flags += result.flags
            failed = max(failed, result.failed)
            shown.count(len(flags))
            if not result.more or not result.flags:
                break
    counts = Counter(flag.kind for flag in flags)
    if as_json:
        answer_json(
            {"flagged": {kind.value: counts[kind] for kind in FlagKind}, "failed": failed, "flags": [_flag(f) for f in flags]}
        )
        return
    for flag in flags[:SHOWN_FLAGS]:
        told = _("{label}: {clock} {kind} (due {due}, noticed {late} later)")
        late, due_at = duration(flag.late), f"{flag.due_at.astimezone(zone):%Y-%m-%d %H:%M}"
        click.echo(told.format(label=flag.label, clock=flag.clock.label, kind=flag.kind.label, due=due_at, late=late))
    if len(flags) > SHOWN_FLAGS:
        click.echo(_("… and {count} more").format(count=len(flags) - SHOWN_FLAGS))
    click.echo(_(", ").join(f"{kind.label} {counts[kind]}" for kind in FlagKind))
    if failed:
        click.echo(
            ngettext("{count} clock could not be computed.", "{count} clocks could not be computed.", failed).format(count=failed)
        )


def _flag(flag: Flag) -> dict[str, object]:
    return {
        "kind": flag.kind.value,
        "subject": flag.subject.value,
        "id": flag.subject_id,
        "label": flag.label,
        "clock": flag.clock.value,
        "percent": flag.percent,
        "due_at": flag.due_at.isoformat(),
        "late_seconds": int(flag.late.total_seconds()),
    }


@sla.group("calendar", cls=Group, no_args_is_help=True, help=N_("Bring calendars in from files and write them out."))
def calendar() -> None:
    """Groups the commands on calendars."""


def _calendar_in(file: Path) -> CalendarDefinition:
    try:
        return read_calendar_file(file)
    except OSError as error:
        raise refused_file(file, error) from error


@calendar.command("import", cls=Command, help=N_("Add a calendar, or its next version, from a TOML file."))
@click.argument("file", cls=Argument, type=FilePath(), metavar="FILE", description=N_("The calendar file."))
@click.option("--name", metavar="NAME", help=N_("The calendar's name, instead of the one in the file."))
@json_option
@click.pass_context
def import_calendar(context: click.Context, file: Path, name: str | None, as_json: bool) -> None:
    """Adopts a calendar."""
    definition = _calendar_in(file)
    databases.open_site(settings_of(context))
    with database.connection():
        version = policies.adopt_calendar(name or definition.name, definition, actor=SYSTEM)
    if as_json:
        answer_json({"name": name or definition.name, "version": version})
    else:
        told = _("{name}: version {version} added. Policies take it with their own next version.")
        click.echo(told.format(name=name or definition.name, version=version))


@calendar.command("export", cls=Command, help=N_("Write a calendar as a TOML file."))
@click.argument("name", cls=Argument, metavar="NAME", description=N_("The calendar's name."))
@click.option("--output", "-o", type=FilePath(), help=N_("The file to write; without it the calendar is printed."))
@click.pass_context
def export_calendar(context: click.Context, name: str, output: Path | None) -> None:
    """Writes a calendar."""
    databases.open_site(settings_of(context))
    with database.connection():
        text = as_toml(calendar_definition(name))
    if output is None:
        click.echo(text, nl=False)
        return
    private_file(output)
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise refused_file(output, error) from error
    click.echo(_("{file} written.").format(file=output))


@calendar.command("renew", cls=Command, help=N_("Take newly published official holidays into the calendars in force."))
@json_option
@click.pass_context
def renew_calendars(context: click.Context, as_json: bool) -> None:
    """Renews what counts in an official calendar, running clocks included."""
    databases.open_site(settings_of(context))
    with database.connection():
        renewed = renew_official_calendars(actor=SYSTEM)
    if as_json:
        answer_json({"renewed": renewed})
    elif renewed:
        click.echo(_("Renewed, running clocks computed anew: {names}").format(names=", ".join(renewed)))
    else:
        click.echo(_("Every calendar in force has the official holidays that this version of the program knows."))
