"""`workstation staff`: who works here, their roles, first passwords and sign-in locks."""

from __future__ import annotations

import sys
from functools import partial

import click

from models.i18n import N_, _
from models.people import passwords
from models.people.operations import add_staff, edit_staff, set_password, unlock_sign_in
from models.people.permissions import SYSTEM
from models.people.staff import StaffRow, staff_members
from models.people.tables import Role
from models.reports.behind import open_work
from models.site.queries import regions
from models.site.queries import setting as value_of
from models.site.settings import SettingName
from models.wording import aligned
from workstation.cli.help import Argument
from workstation.cli.lookup import person_at_hand, person_numbered, region_named
from workstation.cli.shell import Command, Group, OneOf, answer_json, json_option, site_at_hand
from workstation.refusal import Refusal

NUMBER = N_("The staff number.")
ROLE_HELP = N_("A role, as staff roles shows them; may be repeated.")
ROLE = OneOf(*(role.value for role in Role))


@click.group("staff", cls=Group, no_args_is_help=True, help=N_("Take on staff, give passwords, lift sign-in locks, set roles."))
def staff() -> None:
    """Groups the commands on the people."""


@staff.command("list", cls=Command, help=N_("List everybody: number, name, roles, region, and who can't sign in."))
@json_option
@click.pass_context
def list_staff(context: click.Context, as_json: bool) -> None:
    """Lists the active staff."""
    with site_at_hand(context):
        people = staff_members()
        codes = {region.id: region.code for region in regions(inactive=True)}
        limit = value_of(SettingName.SIGN_IN_ATTEMPTS)
    rows = [(person, codes.get(person.region_id or 0), person.failed_sign_ins >= limit) for person in people]
    if as_json:
        answer_json([{**_plain(person), "region": code, "locked": locked} for person, code, locked in rows])
        return
    for line in aligned([_shown(person, code, locked) for person, code, locked in rows]):
        click.echo(line)


def _plain(person: StaffRow) -> dict[str, object]:
    return {
        "number": person.number,
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "has_password": person.has_password,
        "os_user": person.os_user,
        "failed_sign_ins": person.failed_sign_ins,
    }


def _shown(person: StaffRow, region_code: str | None, locked: bool) -> tuple[str, ...]:
    lacking = [] if person.has_password else [_("no password")]
    lacking += [_("locked")] if locked else []
    return person.number, person.name, _labels(person.roles), region_code or "-", _(", ").join(lacking)


def _labels(roles: frozenset[Role]) -> str:
    return _(", ").join(role.label for role in Role if role in roles)


@staff.command("add", cls=Command, help=N_("Take somebody on, without a password at first."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=NUMBER)
@click.argument("name", cls=Argument, metavar="NAME", description=N_("The person's name."))
@click.option("--role", "roles", type=ROLE, multiple=True, required=True, metavar="ROLE", help=ROLE_HELP)
@click.option("--region", metavar="CODE", help=N_("The region's code."))
@json_option
@click.pass_context
def add(context: click.Context, number: str, name: str, roles: tuple[str, ...], region: str | None, as_json: bool) -> None:
    """Adds a staff member."""
    with site_at_hand(context):
        region_id = region_named(region).id if region else None
        add_staff(number, name, [Role(word) for word in roles], password=None, region_id=region_id, actor=SYSTEM)
        person = person_numbered(number)
    if as_json:
        answer_json({**_plain(person), "region": region})
    else:
        told = _("{number} {name} was added. For a password: workstation staff password {number}")
        click.echo(told.format(number=person.number, name=person.name))


@staff.command(cls=Command, help=N_("Give somebody a first password, which must be changed at the sign-in; lifts a lock too."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=NUMBER)
@click.option("--generate", is_flag=True, help=N_("Make a password and print it once, instead of asking for one."))
@json_option
@click.pass_context
def password(context: click.Context, number: str, generate: bool, as_json: bool) -> None:
    """Sets a password, asked for twice or generated."""
    with person_at_hand(context, number) as person:
        shortest = value_of(SettingName.PASSWORD_LENGTH)
        chosen = passwords.generated(shortest) if generate else _asked(person, shortest)
        set_password(person.id, chosen, actor=SYSTEM)
    if as_json:
        answer = {"number": person.number, "name": person.name, "must_change_password": True}
        answer_json({**answer, "password": chosen} if generate else answer)
        return
    told = _("{number} {name} has a new password and must change it at the next sign-in.")
    click.echo(told.format(number=person.number, name=person.name))
    if generate:
        click.echo(_("Password, shown only this once: {password}").format(password=chosen))


def _asked(person: StaffRow, shortest: int) -> str:
    """Asks on the terminal; nothing but the answer goes to the standard output."""
    from workstation.founding import Terminal, asked_password

    if not (sys.stdin and sys.stdin.isatty()):
        raise Refusal(_("A password is asked for on a terminal; without one, use --generate."))
    terminal = Terminal(tell=partial(click.echo, err=True))
    return asked_password(terminal, number=person.number, name=person.name, shortest=shortest)


@staff.command(cls=Command, help=N_("Lift the lock that too many failed sign-ins have set."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=NUMBER)
@json_option
@click.pass_context
def unlock(context: click.Context, number: str, as_json: bool) -> None:
    """Forgets the failed sign-ins."""
    with person_at_hand(context, number) as person:
        unlock_sign_in(person.id, actor=SYSTEM)
    if as_json:
        answer_json({"number": person.number, "name": person.name, "failed_sign_ins_before": person.failed_sign_ins})
    elif person.failed_sign_ins:
        click.echo(_("{number} {name} can try to sign in again.").format(number=person.number, name=person.name))
    else:
        told = _("{number} {name} has no failed sign-ins; nothing was changed.")
        click.echo(told.format(number=person.number, name=person.name))


@staff.command(cls=Command, help=N_("List the roles there are, or somebody's; with --role, give other ones in their place."))
@click.argument("number", cls=Argument, required=False, metavar="NUMBER", description=NUMBER)
@click.option("--role", "words", type=ROLE, multiple=True, metavar="ROLE", help=ROLE_HELP)
@json_option
@click.pass_context
def roles(context: click.Context, number: str | None, words: tuple[str, ...], as_json: bool) -> None:
    """Shows or replaces roles."""
    if number is not None:
        shown = _roles_of(context, number, [Role(word) for word in words])
    elif words:
        raise click.UsageError(_("{name} is missing.").format(name="NUMBER"), context)
    else:
        shown = frozenset(Role)
    listed = [role for role in Role if role in shown]
    if as_json:
        answer_json([{"role": role.value, "label": role.label} for role in listed])
        return
    for line in aligned([(role.value, role.label) for role in listed]):
        click.echo(line)


def _roles_of(context: click.Context, number: str, others: list[Role]) -> frozenset[Role]:
    """The roles that somebody has, after any `others` have taken their place."""
    with person_at_hand(context, number) as person:
        if others:
            edit_staff(person.id, actor=SYSTEM, expected_version=person.version, roles=others)
    return frozenset(others) or person.roles


@staff.command(cls=Command, help=N_("Let a user of this machine in as this person, without a password."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=NUMBER)
@click.argument("os_user", cls=Argument, metavar="OSUSER", description=N_("The user name on this machine."))
@json_option
@click.pass_context
def bind(context: click.Context, number: str, os_user: str, as_json: bool) -> None:
    """Binds a user of the operating system."""
    _change(context, number, as_json, _("{number} {name} signs in as the user {os_user} of this machine."), os_user=os_user)


@staff.command(cls=Command, help=N_("Undo staff bind: this person needs a password again."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=NUMBER)
@json_option
@click.pass_context
def unbind(context: click.Context, number: str, as_json: bool) -> None:
    """Takes the binding away."""
    _change(context, number, as_json, _("{number} {name} signs in with a password only."), os_user=None)


def _change(context: click.Context, number: str, as_json: bool, told: str, *, os_user: str | None) -> None:
    with person_at_hand(context, number) as person:
        edit_staff(person.id, actor=SYSTEM, expected_version=person.version, os_user=os_user)
    if as_json:
        answer_json({**_plain(person), "os_user": os_user})
    else:
        click.echo(told.format(number=person.number, name=person.name, os_user=os_user))


@staff.command(cls=Command, help=N_("Somebody leaves: sign-ins end, none is let in again, open work is listed."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=NUMBER)
@json_option
@click.pass_context
def deactivate(context: click.Context, number: str, as_json: bool) -> None:
    """Takes somebody out of use."""
    with person_at_hand(context, number) as person:
        edit_staff(person.id, actor=SYSTEM, expected_version=person.version, active=False)
        left = open_work(person.id)
    if as_json:
        work = {"tickets": left.tickets, "complaints": left.cases, "callbacks": left.callbacks}
        answer_json({"number": person.number, "name": person.name, "active": False, "open": work})
        return
    click.echo(_("{number} {name} can't sign in any more.").format(number=person.number, name=person.name))
    if left.tickets or left.cases:
        told = _("To be reassigned: {numbers}")
        click.echo(told.format(numbers=", ".join((*left.tickets, *left.cases))))
    if left.callbacks:
        click.echo(_("Callbacks to be handed over: {count}").format(count=left.callbacks))


@staff.command(cls=Command, help=N_("Take somebody back who has left."))
@click.argument("number", cls=Argument, metavar="NUMBER", description=NUMBER)
@json_option
@click.pass_context
def activate(context: click.Context, number: str, as_json: bool) -> None:
    """Puts somebody back into use."""
    with person_at_hand(context, number, inactive=True) as person:
        edit_staff(person.id, actor=SYSTEM, expected_version=person.version, active=True)
    if as_json:
        answer_json({"number": person.number, "name": person.name, "active": True})
    else:
        click.echo(_("{number} {name} may sign in again.").format(number=person.number, name=person.name))
