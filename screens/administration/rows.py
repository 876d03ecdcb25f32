"""The rows of the administration's two lists, each read in one call through the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.choices import Choice
from models.i18n import N_, Language, _
from models.people.permissions import Permission
from models.people.staff import StaffRow, TeamRow, sessions, staff_members, teams
from models.people.tables import Role
from models.products.queries import CatalogueRow, catalogue
from models.site.queries import regions, setting, settings, site
from models.site.settings import RULES, CountFrom, Rule, SettingName
from models.site.tables import Site
from screens.plain import one_line
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key


class AdminView(Choice):
    """What the list shows; the digits pick one."""

    PEOPLE = "people", N_("Staff")
    SETTINGS = "settings", N_("Settings")
    PRODUCTS = "products", N_("Product catalogue")
    TEAMS = "teams", N_("Teams")


MAY: Mapping[AdminView, Permission] = {
    AdminView.PEOPLE: Permission.EDIT_STAFF,
    AdminView.SETTINGS: Permission.EDIT_SITE,
    AdminView.PRODUCTS: Permission.EDIT_CATALOGUE,
    AdminView.TEAMS: Permission.EDIT_STAFF,
}
"""Who sees and changes what."""


@dataclass(frozen=True)
class AdminRow:
    """One line: a person, a setting with its value and rule, one particular of the site itself, a model or a team (`group`).

    Of the site's particulars `label` says which one `value` is, and `may_be` what it may be.
    """

    id: int
    key: Key
    person: StaffRow | None = None
    region: str = ""
    team: str = ""
    desks: tuple[str, ...] = ()
    locked: bool = False
    setting: SettingName | None = None
    value: Any = None
    label: str = ""
    may_be: str = ""
    model: CatalogueRow | None = None
    group: TeamRow | None = None

    @property
    def rule(self) -> Rule | None:
        """What the setting may be."""
        return RULES[self.setting] if self.setting is not None else None


def read_people() -> list[AdminRow]:
    """Everybody by number, those who left too; to be asked through the door."""
    names = {row.id: row.name for row in regions(inactive=True)}
    team_names = {row.id: row.name for row in teams(inactive=True)}
    desks, most = sessions(), setting(SettingName.SIGN_IN_ATTEMPTS)
    return [
        AdminRow(
            id=person.id,
            key=(place, person.id),
            person=person,
            region=names.get(person.region_id or 0, ""),
            team=team_names.get(person.team_id or 0, ""),
            desks=desks.get(person.id, ()),
            locked=person.failed_sign_ins >= most,
        )
        for place, person in enumerate(staff_members(inactive=True))
    ]


def read_settings() -> list[AdminRow]:
    """What the site is, then every setting with the value that holds; to be asked through the door."""
    here = site()
    languages = " / ".join(language.own_name for language in Language)
    rows = [
        AdminRow(0, (), label=Site.name.verbose_name, value=here.name),
        AdminRow(0, (), label=Site.language.verbose_name, value=here.language.own_name, may_be=languages),
        AdminRow(0, (), label=Site.timezone.verbose_name, value=here.timezone, may_be=ZONE_AS),
        AdminRow(0, (), label=Site.phone_country.verbose_name, value=here.phone_country, may_be=COUNTRY_AS),
        AdminRow(0, (), label=Site.area_code.verbose_name, value=here.dialled_area_code, may_be=AREA_AS),
        *(AdminRow(0, (), setting=name, value=value) for name, value in settings().items()),
    ]
    return [replace(row, id=place, key=(place, place)) for place, row in enumerate(rows)]


ZONE_AS, COUNTRY_AS, AREA_AS = N_("as Asia/Shanghai"), N_("two letters, as in CN"), N_("digits only, as in 0571")


def read_products() -> list[AdminRow]:
    """The catalogue by code, also what is out of use; to be asked through the door."""
    return [AdminRow(model.id, (place, model.id), model=model) for place, model in enumerate(catalogue())]


def read_teams() -> list[AdminRow]:
    """The teams by code, also those out of use; to be asked through the door."""
    names = {row.id: row.name for row in regions(inactive=True)}
    return [
        AdminRow(team.id, (place, team.id), group=team, region=names.get(team.region_id or 0, ""))
        for place, team in enumerate(teams(inactive=True))
    ]


def written(value: object) -> str:
    """A setting's value in the reader's language."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    word = str(value)
    return next((choice.label for choice in CountFrom if choice.value == word), word)


def possible(rule: Rule) -> str:
    """What a setting may be, in a few words."""
    if isinstance(rule.default, bool):
        return f"{_('Yes')} / {_('No')}"
    if isinstance(rule.default, int):
        return f"{rule.lowest}-{rule.highest}"
    if rule.steps:
        return _("{count} rising numbers").format(count=rule.steps)
    return " / ".join(written(word) for word in rule.words)


def _roles(person: StaffRow) -> str:
    return _(", ").join(role.label for role in Role if role in person.roles)


def _state(row: AdminRow) -> Cell:
    person = row.person
    if person is None:
        return Cell("")
    if not person.active:
        return Cell(_("has left"), Tone.MUTED)
    if row.locked:
        return Cell(_("locked"), Tone.DANGER)
    if not person.has_password and not person.os_user:
        return Cell(_("no password"), Tone.WARNING)
    return Cell(_("signed in: {count}").format(count=len(row.desks)) if row.desks else "", Tone.GOOD)


def people_columns() -> tuple[Column[AdminRow], ...]:
    """Number, name, roles, region, team, user of the machine, state."""
    return (
        Column(N_("Staff number"), 12, lambda row: Cell(row.person.number if row.person else "", Tone.STRONG)),
        Column(N_("Name"), 12, lambda row: Cell(one_line(row.person.name) if row.person else "")),
        Column(N_("Roles"), 16, lambda row: Cell(_roles(row.person) if row.person else ""), grows=True),
        Column(N_("Region"), 10, lambda row: Cell(one_line(row.region) or "-"), gives_way=1),
        Column(N_("Team"), 10, lambda row: Cell(one_line(row.team) or "-"), gives_way=3),
        Column(N_("User"), 10, lambda row: Cell(one_line(row.person.os_user or "-") if row.person else ""), gives_way=2),
        Column(N_("State"), 14, _state),
    )


def setting_columns() -> tuple[Column[AdminRow], ...]:
    """What a setting says, its value, its default and what it may be."""
    return (
        Column(N_("Setting"), 24, lambda row: Cell(row.setting.label if row.setting else _(row.label)), grows=True),
        Column(N_("Value"), 14, lambda row: Cell(one_line(written(row.value)), Tone.STRONG if _own(row) else Tone.PLAIN)),
        Column(N_("Default"), 14, lambda row: Cell(written(row.rule.default) if row.rule else "", Tone.MUTED), gives_way=1),
        Column(N_("Possible"), 16, lambda row: Cell(possible(row.rule) if row.rule else _(row.may_be), Tone.MUTED), gives_way=2),
    )


def product_columns() -> tuple[Column[AdminRow], ...]:
    """Code, name, family, the terms that the model has of its own, whether it is in use."""
    return (
        Column(N_("Model"), 14, lambda row: Cell(one_line(row.model.code) if row.model else "", Tone.STRONG)),
        Column(N_("Product"), 16, lambda row: Cell(one_line(row.model.name) if row.model else ""), grows=True),
        Column(N_("Product family"), 14, lambda row: Cell(one_line(row.model.family) or "-" if row.model else ""), gives_way=1),
        Column(N_("Refund (d)"), 10, lambda row: _term(row.model.refund_days if row.model else None)),
        Column(N_("Exchange (d)"), 12, lambda row: _term(row.model.exchange_days if row.model else None)),
        Column(N_("Repair (m)"), 10, lambda row: _term(row.model.free_repair_months if row.model else None)),
        Column(N_("State"), 12, lambda row: Cell("" if row.model is None or row.model.active else _("out of use"), Tone.MUTED)),
    )


def team_columns() -> tuple[Column[AdminRow], ...]:
    """Code, name, region, how many people are in it, whether it is in use."""
    return (
        Column(N_("Code"), 14, lambda row: Cell(one_line(row.group.code) if row.group else "", Tone.STRONG)),
        Column(N_("Team"), 16, lambda row: Cell(one_line(row.group.name) if row.group else ""), grows=True),
        Column(N_("Region"), 14, lambda row: Cell(one_line(row.region) or "-")),
        Column(N_("People"), 10, lambda row: Cell(str(row.group.people) if row.group else "")),
        Column(N_("State"), 12, lambda row: Cell("" if row.group is None or row.group.active else _("out of use"), Tone.MUTED)),
    )


def _term(own: int | None) -> Cell:
    return Cell(_("site's"), Tone.MUTED) if own is None else Cell(str(own))


def _own(row: AdminRow) -> bool:
    return row.rule is not None and row.value != row.rule.default
