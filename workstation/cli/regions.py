"""`workstation region`: the regional centres to which staff, customers and tickets belong."""

from __future__ import annotations

import click

from models.i18n import N_, _
from models.people.permissions import SYSTEM
from models.site.operations import add_region, edit_region
from models.site.queries import regions
from models.wording import aligned
from workstation.cli.help import Argument
from workstation.cli.lookup import region_named
from workstation.cli.shell import Command, Group, answer_json, json_option, site_at_hand

CODE = N_("The region's code.")
NAME = N_("The region's name.")


@click.group("region", cls=Group, no_args_is_help=True, help=N_("Add, rename and close regional centres."))
def region() -> None:
    """Groups the commands on the regions."""


@region.command("list", cls=Command, help=N_("List the regions: code, name, and which are no longer in use."))
@json_option
@click.pass_context
def list_regions(context: click.Context, as_json: bool) -> None:
    """Lists the regions."""
    with site_at_hand(context):
        found = regions(inactive=True)
    if as_json:
        answer_json([{"code": row.code, "name": row.name, "active": row.active} for row in found])
        return
    for line in aligned([(row.code, row.name, "" if row.active else _("closed")) for row in found]) if found else ():
        click.echo(line)


@region.command(cls=Command, help=N_("Add a regional centre."))
@click.argument("code", cls=Argument, metavar="CODE", description=CODE)
@click.argument("name", cls=Argument, metavar="NAME", description=NAME)
@click.option("--parent", metavar="CODE", help=N_("The region above it."))
@json_option
@click.pass_context
def add(context: click.Context, code: str, name: str, parent: str | None, as_json: bool) -> None:
    """Adds a region."""
    with site_at_hand(context):
        parent_id = region_named(parent).id if parent else None
        add_region(code, name, parent_id=parent_id, actor=SYSTEM)
    if as_json:
        answer_json({"code": code, "name": name})
    else:
        click.echo(_("The region {code} {name} was added.").format(code=code, name=name))


@region.command(cls=Command, help=N_("Rename a region, close it, or open it again."))
@click.argument("code", cls=Argument, metavar="CODE", description=CODE)
@click.option("--name", metavar="NAME", help=NAME)
@click.option("--closed/--open", "closed", default=None, help=N_("Whether it is no longer in use."))
@json_option
@click.pass_context
def edit(context: click.Context, code: str, name: str | None, closed: bool | None, as_json: bool) -> None:
    """Changes a region."""
    with site_at_hand(context):
        found = region_named(code, inactive=True)
        shown, active = name or found.name, found.active if closed is None else not closed
        edit_region(found.id, name=shown, active=active, actor=SYSTEM)
    if as_json:
        answer_json({"code": code, "name": shown, "active": active})
    else:
        click.echo(_("The region {code} {name} was changed.").format(code=code, name=shown))
