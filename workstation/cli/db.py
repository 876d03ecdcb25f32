"""`workstation db`: the database made, migrated, judged, copied and put back."""

from __future__ import annotations

from pathlib import Path

import click

from models import database, migrations
from models.database import is_postgresql
from models.i18n import N_, _, ngettext
from workstation import databases
from workstation.cli.help import Argument
from workstation.cli.progress import bar
from workstation.cli.shell import Command, FilePath, Group, answer_json, json_option, settings_of
from workstation.config import shown_url
from workstation.databases import Check


@click.group("db", cls=Group, no_args_is_help=True, help=N_("Make, migrate, check, back up and restore the database."))
def db() -> None:
    """Groups the commands on the database."""


@db.command(cls=Command, help=N_("Make the database and its tables; one that stands already is brought up to date."))
@json_option
@click.pass_context
def init(context: click.Context, as_json: bool) -> None:
    """Makes the database."""
    settings = settings_of(context)
    _tell_migrations(databases.init(settings), shown_url(settings.database), as_json)


@db.command(cls=Command, help=N_("Bring the database up to this program's version."))
@json_option
@click.pass_context
def migrate(context: click.Context, as_json: bool) -> None:
    """Applies what is pending."""
    settings = settings_of(context)
    _tell_migrations(databases.migrate(settings), shown_url(settings.database), as_json)


def _tell_migrations(applied: list[str], url: str, as_json: bool) -> None:
    if as_json:
        answer_json({"database": url, "applied": applied})
    elif applied:
        told = ngettext(
            "{url}: {count} migration applied ({names}).", "{url}: {count} migrations applied ({names}).", len(applied)
        )
        click.echo(told.format(url=url, count=len(applied), names=", ".join(applied)))
    else:
        click.echo(_("{url} is up to date; nothing was changed.").format(url=url))


@db.command(cls=Command, help=N_("Say where the database is, whether it fits this program, and how much is in it."))
@json_option
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Shows what a desk would find; exit code 1 where it would refuse."""
    settings = settings_of(context)
    databases.open_existing(settings)
    with database.connection():
        found = migrations.status()
        counts = _counts() if found.applied and not found.unknown else {}
    fits = bool(found.applied) and not found.pending and not found.unknown
    if as_json:
        answer_json(
            {
                "database": shown_url(settings.database),
                "fits": fits,
                "applied": found.applied,
                "pending": found.pending,
                "unknown": found.unknown,
                "rows": counts,
            }
        )
    else:
        click.echo(_("Database: {url}").format(url=shown_url(settings.database)))
        click.echo(_("Applied: {names}").format(names=", ".join(found.applied) or "-"))
        if found.pending:
            click.echo(_("Waiting: {names}. Run: workstation db migrate").format(names=", ".join(found.pending)))
        if found.unknown:
            click.echo(
                _("Made by a newer version: {names}. Install the newer workstation.").format(names=", ".join(found.unknown))
            )
        for name, count in counts.items():
            click.echo(f"  {name:<16}{count:>12,}")
    context.exit(0 if fits else 1)


def _counts() -> dict[str, int]:
    names = ("staff", "customer", "product_model", "owned_product", "ticket", "call", "clock", "event")
    return {name: database.rows(f"SELECT count(*) FROM {name}")[0][0] for name in names}


@db.command(cls=Command, help=N_("Read the whole database: pages, references, and the chain of the event log."))
@click.option("--anew", is_flag=True, help=N_("Forget the last check: an older backup was restored."))
@json_option
@click.pass_context
def check(context: click.Context, anew: bool, as_json: bool) -> None:
    """Checks everything; exit code 1 where something is wrong."""
    with bar(_("Events checked")) as shown:
        found = databases.check_against_last(settings_of(context), shown.count, anew=anew)
    if as_json:
        answer_json(_check_as_json(found))
    else:
        _tell_check(found)
    context.exit(0 if found.sound else 1)


def _check_as_json(found: Check) -> dict[str, object]:
    broken = found.log.broken if found.log else None
    return {
        "sound": found.sound,
        "compared": found.compared,
        "integrity": found.integrity,
        "lost_references": found.lost_references,
        "events": found.log.events if found.log else None,
        "erased": found.log.erased if found.log else None,
        "first_broken_event": None
        if broken is None
        else {
            "id": broken.id,
            "subject": broken.subject.value,
            "subject_id": broken.subject_id,
            "position": broken.position,
            "reason": broken.reason,
        },
    }


def _tell_check(found: Check, *, compares: bool = True) -> None:
    """Says what was found; a check that `compares` the log's length with the last one says too where there was none."""
    for line in found.integrity:
        click.echo(_("Damaged: {what}").format(what=line))
    for line in found.lost_references:
        click.echo(_("A row refers to one that isn't there: {what}").format(what=line))
    if found.log is None:
        return
    click.echo(_("Events checked: {count}; with erased facts: {erased}.").format(count=found.log.events, erased=found.log.erased))
    if found.log.broken is not None:
        broken = found.log.broken
        told = _("The event log is broken from event {id} on ({subject} {subject_id}, number {position}): {reason}.")
        click.echo(
            told.format(
                id=broken.id or "-",
                subject=broken.subject.label,
                subject_id=broken.subject_id,
                position=broken.position,
                reason=_(broken.reason),
            )
        )
    if found.sound and compares and not found.compared:
        click.echo(_("There was no earlier check to compare the log's length with; the next one has this."))
    if found.sound:
        click.echo(_("The database is sound."))


@db.command(cls=Command, help=N_("Write the database anew, so that nothing that was erased is left in its file."))
@json_option
@click.pass_context
def compact(context: click.Context, as_json: bool) -> None:
    """Rewrites the database; to be run after accounts were closed."""
    settings = settings_of(context)
    databases.compact(settings)
    if as_json:
        answer_json({"database": shown_url(settings.database)})
    elif is_postgresql(settings.database):
        click.echo(
            _("{url}: the space of erased rows is free; it is written over by and by.").format(url=shown_url(settings.database))
        )
    else:
        click.echo(_("{url} was written anew; nothing that was erased is left in it.").format(url=shown_url(settings.database)))


OVERWRITE_HELP = N_("Replace what is there.")


@db.command(cls=Command, help=N_("Write a copy of the database as it is now; desks may go on working."))
@click.argument("target", cls=Argument, type=FilePath(), metavar="FILE", description=N_("The file to write."))
@click.option("--overwrite", is_flag=True, help=OVERWRITE_HELP)
@json_option
@click.pass_context
def backup(context: click.Context, target: Path, overwrite: bool, as_json: bool) -> None:
    """Copies the database."""
    with bar(_("Copying")) as shown:
        size = databases.backup(settings_of(context), target, overwrite=overwrite, progress=shown.share)
    if as_json:
        answer_json({"file": str(target), "bytes": size})
    else:
        click.echo(_("{file} written: {size} KB.").format(file=target, size=f"{max(size // 1024, 1):,}"))


@db.command(cls=Command, help=N_("Put a backup in the database's place, after checking it."))
@click.argument("source", cls=Argument, type=FilePath(), metavar="FILE", description=N_("A file that db backup has written."))
@click.option("--overwrite", is_flag=True, help=OVERWRITE_HELP)
@json_option
@click.pass_context
def restore(context: click.Context, source: Path, overwrite: bool, as_json: bool) -> None:
    """Restores a backup."""
    settings = settings_of(context)
    with bar(_("Copying")) as shown:
        found = databases.restore(settings, source, overwrite=overwrite, progress=shown.share)
    if as_json:
        answer_json({"file": str(source), "database": shown_url(settings.database), "check": _check_as_json(found)})
    else:
        _tell_check(found, compares=False)
        click.echo(_("Let the next check begin anew: workstation db check --anew"))
        click.echo(_("{url} was restored from {file}.").format(url=shown_url(settings.database), file=source))
