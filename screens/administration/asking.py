"""What the administration asks a person, and the operation behind each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from models.fields import FieldSpec, spec
from models.i18n import N_, _
from models.people import passwords
from models.people.operations import add_staff, edit_staff, set_password, unlock_sign_in
from models.people.staff import StaffRow, TeamRow, teams
from models.people.tables import Role, Staff, StaffRole
from models.reports.behind import open_work
from models.site.operations import change_setting
from models.site.queries import RegionRow, regions, setting
from models.site.settings import Rule, SettingName
from screens.administration.rows import AdminRow, possible, written
from screens.dialogs.kept_form import Asked, KeptForm, Values
from screens.dialogs.reading import Reading
from screens.forms import Option
from screens.plain import one_line, plain

if TYPE_CHECKING:
    from screens.desk import DeskScreen

NUMBER, NAME = spec(Staff.number), spec(Staff.name)
REGION = replace(spec(Staff.region), required=False)
TEAM = replace(spec(Staff.team), required=False)
USER = replace(spec(Staff.os_user), required=False)
ROLE = replace(spec(StaffRole.role), label=N_("Role"), required=True)


async def region_options(screen: DeskScreen, present: int | None = None) -> tuple[Option, ...]:
    """The regions to choose from, with the `present` one (by id) also where it is no longer in use."""
    return _options(await screen.desk.door.ask(regions, inactive=True), present)


async def _team_options(screen: DeskScreen, present: int | None) -> tuple[Option, ...]:
    return _options(await screen.desk.door.ask(teams, inactive=True), present)


def _options(rows: Sequence[RegionRow] | Sequence[TeamRow], present: int | None) -> tuple[Option, ...]:
    return tuple(Option(row.id, row.name) for row in rows if row.active or row.id == present)


async def take_on(screen: DeskScreen) -> None:
    """Asks for a new person's particulars and adds them."""
    desk = screen.desk
    places = await region_options(screen)

    async def save(values: Values, _version: int | None) -> str:
        add = partial(add_staff, password=None, region_id=values["region"], actor=screen.actor)
        await desk.door.ask(add, str(values["number"]), str(values["name"]), [values["role"]])
        return ""

    fields = (Asked(NUMBER), Asked(NAME), Asked(ROLE), Asked(REGION, options=places))
    key = f"{screen.actor.staff_id}:take_on"
    if await desk.push_screen_wait(KeptForm(_("Take somebody on"), fields, save, kept=desk.unsent, key=key)):
        desk.tell(_("The person was added; p gives a password."))


async def change(screen: DeskScreen, person: StaffRow) -> None:
    """Changes number, name, place and the user of this machine."""
    desk = screen.desk
    places, team_options = await region_options(screen, person.region_id), await _team_options(screen, person.team_id)

    async def save(values: Values, _version: int | None) -> str:
        await desk.door.ask(
            partial(
                edit_staff,
                person.id,
                actor=screen.actor,
                expected_version=person.version,
                number=str(values["number"]),
                name=str(values["name"]),
                region_id=values["region"],
                team_id=values["team"],
                os_user=str(values["os_user"]) or None,
            )
        )
        return ""

    fields = (
        Asked(NUMBER, person.number),
        Asked(NAME, person.name),
        Asked(REGION, person.region_id, places),
        Asked(TEAM, person.team_id, team_options),
        Asked(USER, person.os_user or ""),
    )
    key = f"{screen.actor.staff_id}:staff:{person.id}"
    title = f"{person.number} {one_line(person.name)}"
    if await desk.push_screen_wait(KeptForm(title, fields, save, kept=desk.unsent, key=key)):
        desk.tell(_("The change is saved."))


async def choose_roles(screen: DeskScreen, person: StaffRow) -> None:
    """Gives and takes roles one by one until the person is done; nothing is written before."""
    desk, chosen, picked = screen.desk, set(person.roles), None
    while True:
        options: list[tuple[Role | None, str]] = [(None, _("Done"))]
        options += [(role, f"{'[x]' if role in chosen else '[ ]'} {role.label}") for role in Role]
        picked = await desk.push_screen_wait(_role_dialog(person, options, picked))
        if picked is None:
            return
        if picked == DONE:
            break
        chosen ^= {Role(picked)}
    if chosen != person.roles:
        edit = partial(edit_staff, actor=screen.actor, expected_version=person.version, roles=chosen)
        await desk.door.ask(edit, person.id)
        desk.tell(_("The change is saved."))


DONE = "done"


def _role_dialog(person: StaffRow, options: list[tuple[Role | None, str]], picked: str | None) -> Any:
    from screens.dialogs.choose import Choose

    title = _("Roles of {name}").format(name=one_line(person.name))
    return Choose(title, [(role.value if role is not None else DONE, text) for role, text in options], chosen=picked)


async def give_password(screen: DeskScreen, person: StaffRow) -> None:
    """Makes a first password and shows it until the dialog is closed; it is kept nowhere."""
    desk = screen.desk
    question = _("Give {name} a new password? Open sign-ins end.").format(name=one_line(person.name))
    if not await desk.confirm(question):
        return
    password = passwords.generated(await desk.door.ask(setting, SettingName.PASSWORD_LENGTH))
    await desk.door.ask(set_password, person.id, password, actor=screen.actor)
    told = _("First password of {number}, shown only this once:").format(number=person.number)
    await desk.push_screen_wait(Reading(told, plain(password)))


async def lift_lock(screen: DeskScreen, person: StaffRow) -> None:
    """Forgets the failed sign-ins."""
    await screen.desk.door.ask(unlock_sign_in, person.id, actor=screen.actor)
    told = _("{number} {name} can try to sign in again.")
    screen.desk.tell(told.format(number=person.number, name=one_line(person.name)))


async def leave_or_come_back(screen: DeskScreen, person: StaffRow) -> None:
    """Takes a person out of use after a question that lists their open work, or puts them back."""
    desk = screen.desk
    edit = partial(edit_staff, person.id, actor=screen.actor, expected_version=person.version, active=not person.active)
    if person.active:
        left = await desk.door.ask(open_work, person.id)
        question = _("{name} leaves: sign-ins end and none is let in again.").format(name=one_line(person.name))
        if not left.empty:
            numbers = ", ".join((*left.tickets, *left.cases)[:12]) or "-"
            rest = _("To be reassigned: {numbers}").format(numbers=numbers)
            question += "\n" + rest + "\n" + _("Callbacks to be handed over: {count}").format(count=left.callbacks)
        if not await desk.confirm(question, danger=True):
            return
    await desk.door.ask(edit)
    desk.tell(_("The change is saved."))


async def change_value(screen: DeskScreen, row: AdminRow) -> None:
    """Asks for a setting's value until it will do or the person goes back."""
    desk, name, rule = screen.desk, row.setting, row.rule
    if name is None or rule is None:
        return
    if isinstance(rule.default, bool) or rule.words:
        values: tuple[Any, ...] = (True, False) if isinstance(rule.default, bool) else rule.words
        position = await desk.choose(name.label, list(enumerate(map(written, values))), chosen=values.index(row.value))
        if position is None:
            return
        await desk.door.ask(change_setting, name, values[position], actor=screen.actor)
    elif not await _typed_value(screen, name, rule, row.value):
        return
    desk.tell(_("The change is saved."))


async def _typed_value(screen: DeskScreen, name: SettingName, rule: Rule, present: int | str) -> bool:
    """Asks for a number, or for the rising ones of the board, until it will do; whether it was changed."""
    desk = screen.desk
    number = isinstance(rule.default, int)
    asked = FieldSpec("value", name.label_id, "", True, 40, (), "number" if number else "text", None)

    async def save(values: Values, _version: int | None) -> str:
        value = values["value"] if number else " ".join(str(values["value"]).split())
        await desk.door.ask(change_setting, name, value, actor=screen.actor)
        return ""

    title = _("{label} ({possible}; default {default})").format(
        label=name.label, possible=possible(rule), default=written(rule.default)
    )
    key = f"{screen.actor.staff_id}:setting:{name.value}"
    form = KeptForm(title, (Asked(asked, present),), save, kept=desk.unsent, key=key)
    done: bool | None = await desk.push_screen_wait(form)
    return done is True
