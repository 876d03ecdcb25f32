"""`workstation customer`: accounts closed for good, and the legal holds that forbid it."""

from __future__ import annotations

import click

from models.calls.journal import Journal
from models.customers.callers import find_callers
from models.customers.queries import customer_file
from models.i18n import N_, _
from models.people.permissions import SYSTEM
from models.privacy.operations import ClosedAccount, close_account, lift_legal_hold, set_legal_hold
from models.privacy.queries import legal_holds, obstacle, of_closed
from models.site.queries import site
from models.wording import aligned
from workstation.cli.help import Argument
from workstation.cli.shell import Command, Group, answer_json, json_option, settings_of, site_at_hand
from workstation.config import drafts_file, state_folder
from workstation.files import private_folder
from workstation.refusal import Refusal

ID = N_("The file's id, as customer find shows it.")
REASON_HELP = N_("Why; kept on record.")


@click.group(
    "customer", cls=Group, no_args_is_help=True, help=N_("Find customer files, close accounts, set and lift legal holds.")
)
def customer() -> None:
    """Groups the commands on customer files."""


@customer.command(cls=Command, help=N_("Find files by number, name, pinyin or serial number; numbers stay masked."))
@click.argument("text", cls=Argument, metavar="TEXT", description=N_("What is known of the customer."))
@json_option
@click.pass_context
def find(context: click.Context, text: str, as_json: bool) -> None:
    """Lists the files that fit."""
    with site_at_hand(context):
        found = find_callers(text)
    if as_json:
        answer_json([{"id": row.customer_id, "name": row.name, "number": row.number_masked, "city": row.city} for row in found])
    elif not found:
        raise Refusal(_("No file fits."))
    else:
        for line in aligned([(str(row.customer_id), row.name, row.number_masked, row.city) for row in found]):
            click.echo(line)


@customer.command(cls=Command, help=N_("Close an account for good: personal data is erased everywhere, figures stay."))
@click.argument("customer_id", cls=Argument, type=int, metavar="ID", description=ID)
@click.option("--reason", required=True, metavar="TEXT", help=REASON_HELP)
@click.option("--confirm", metavar="NAME", help=N_("The customer's name, typed again; without it nothing is done."))
@json_option
@click.pass_context
def close(context: click.Context, customer_id: int, reason: str, confirm: str | None, as_json: bool) -> None:
    """Closes an account; refuses unless the name is repeated."""
    with site_at_hand(context):
        file = customer_file(customer_id)
        error = obstacle(customer_id)
        if error is not None:
            raise error
        if confirm != file.name:
            told = _("This erases all personal data of {name} and can't be undone. To do it, add: --confirm '{name}'")
            raise Refusal(told.format(name=file.name))
        closed = close_account(customer_id, reason, actor=SYSTEM)
        dropped = _forget_drafts(closed, settings_of(context).database)
    if as_json:
        answer_json({"id": customer_id, "files": closed.files, "rows": closed.rows, "drafts": dropped, "paths": closed.paths})
        return
    click.echo(
        _("The account {id} is closed: {rows} rows emptied, {drafts} drafts of this machine dropped.").format(
            id=customer_id, rows=closed.rows, drafts=dropped
        )
    )
    for path in closed.paths:
        click.echo(_("An attached file must be deleted by hand: {file}").format(file=path))
    click.echo(_("Older copies of the data stay in the file until: workstation db compact. Backups keep what they hold."))


def _forget_drafts(closed: ClosedAccount, url: str) -> int:
    """Drops what this user's own journal holds of the customer; other machines do so at their next sign-in."""
    path = state_folder() / drafts_file(url)
    if not path.exists():
        return 0
    private_folder(path.parent)
    journal = Journal(path)
    try:
        return journal.forget(closed.records | of_closed(journal.records()), closed.words)
    finally:
        journal.close()


@customer.command(cls=Command, help=N_("Put a file under a legal hold: its account can't be closed until it is lifted."))
@click.argument("customer_id", cls=Argument, type=int, metavar="ID", description=ID)
@click.option("--reason", required=True, metavar="TEXT", help=REASON_HELP)
@json_option
@click.pass_context
def hold(context: click.Context, customer_id: int, reason: str, as_json: bool) -> None:
    """Sets a legal hold."""
    with site_at_hand(context):
        hold_id = set_legal_hold(customer_id, reason, actor=SYSTEM)
    if as_json:
        answer_json({"id": customer_id, "hold": hold_id})
    else:
        click.echo(_("The file is under a legal hold."))


@customer.command(cls=Command, help=N_("Lift the legal holds of a file."))
@click.argument("customer_id", cls=Argument, type=int, metavar="ID", description=ID)
@click.option("--reason", required=True, metavar="TEXT", help=REASON_HELP)
@json_option
@click.pass_context
def release(context: click.Context, customer_id: int, reason: str, as_json: bool) -> None:
    """Lifts every hold that stands on a file."""
    with site_at_hand(context):
        holds = legal_holds(customer_id)
        for row in holds:
            lift_legal_hold(row.id, reason, actor=SYSTEM)
    if as_json:
        answer_json({"id": customer_id, "lifted": [row.id for row in holds]})
    elif holds:
        click.echo(_("The legal hold is lifted."))
    else:
        click.echo(_("The file is under no legal hold; nothing was changed."))


@customer.command(cls=Command, help=N_("Show the legal holds that stand on a file."))
@click.argument("customer_id", cls=Argument, type=int, metavar="ID", description=ID)
@json_option
@click.pass_context
def holds(context: click.Context, customer_id: int, as_json: bool) -> None:
    """Lists the holds."""
    with site_at_hand(context):
        found, home = legal_holds(customer_id), site()
    if as_json:
        answer_json(
            [{"hold": row.id, "reason": row.reason, "since": row.set_at.isoformat(), "by": row.set_by_name} for row in found]
        )
        return
    for line in (
        aligned([(str(row.id), home.told(row.set_at), row.set_by_name or "-", row.reason) for row in found]) if found else ()
    ):
        click.echo(line)
