"""`workstation setting`: what the site decides for itself, seen and changed."""

from __future__ import annotations

from typing import Any

import click

from models.errors import DomainError, Fault
from models.i18n import N_, _
from models.people.permissions import SYSTEM
from models.site.operations import change_setting
from models.site.queries import setting as value_of
from models.site.queries import settings
from models.site.settings import RULES, Rule, SettingName
from models.text import shortened_to
from models.wording import aligned
from workstation.cli.help import Argument
from workstation.cli.shell import Command, Group, OneOf, answer_json, json_option, site_at_hand

SWITCH = {"on": True, "off": False}
LONGEST_NUMBER = 12
"""More digits than any bound has; longer ones are refused before they are read."""


@click.group("setting", cls=Group, no_args_is_help=True, help=N_("See and change what the site decides for itself."))
def setting() -> None:
    """Groups the commands on the site's settings."""


@setting.command("list", cls=Command, help=N_("List every setting: its name, value, default, what it may be, and what it says."))
@json_option
@click.pass_context
def list_settings(context: click.Context, as_json: bool) -> None:
    """Lists the settings with the values that hold."""
    with site_at_hand(context):
        present = settings()
    if as_json:
        answer_json([_plain(name, value, RULES[name]) for name, value in present.items()])
        return
    rows = [(_("Setting"), _("Value"), _("Default"), _("Possible"), _("Meaning"))]
    rows += [
        (name.value, _shown(value), _shown(RULES[name].default), _bounds(RULES[name]), name.label)
        for name, value in present.items()
    ]
    for line in aligned(rows):
        click.echo(line)


def _plain(name: SettingName, value: object, rule: Rule) -> dict[str, object]:
    bounded = isinstance(rule.default, int) and not isinstance(rule.default, bool)
    return {
        "name": name.value,
        "label": name.label,
        "value": value,
        "default": rule.default,
        "lowest": rule.lowest if bounded else None,
        "highest": rule.highest if bounded else None,
        "words": list(rule.words),
        "steps": rule.steps,
        "shares": rule.shares,
    }


def _shown(value: object) -> str:
    """The value as it is typed at `set`."""
    return next((word for word, meant in SWITCH.items() if meant is value), str(value))


def _bounds(rule: Rule) -> str:
    if isinstance(rule.default, bool):
        return " / ".join(SWITCH)
    if isinstance(rule.default, int):
        return f"{rule.lowest}-{rule.highest}"
    if rule.shares:
        return _("{count} numbers, 100 together").format(count=rule.shares)
    return _("{count} rising numbers").format(count=rule.steps) if rule.steps else " / ".join(rule.words)


@setting.command("set", cls=Command, help=N_("Give one setting another value."))
@click.argument(
    "word",
    cls=Argument,
    type=OneOf(*(name.value for name in SettingName)),
    metavar="NAME",
    description=N_("The setting's name, as setting list shows it."),
)
@click.argument(
    "text", cls=Argument, metavar="VALUE", description=N_("The value; several numbers stand between quotation marks.")
)
@json_option
@click.pass_context
def set_setting(context: click.Context, word: str, text: str, as_json: bool) -> None:
    """Changes one setting."""
    name = SettingName(word)
    value = _read(name, text)
    with site_at_hand(context):
        before = value_of(name)
        change_setting(name, value, actor=SYSTEM)
    if as_json:
        answer_json({"name": word, "before": before, "value": value})
    elif before == value:
        click.echo(_("{name} is {value} already; nothing was changed.").format(name=word, value=_shown(value)))
    else:
        told = _("{name}: {before} -> {value} ({label})")
        click.echo(told.format(name=word, before=_shown(before), value=_shown(value), label=name.label))


def _read(name: SettingName, text: str) -> Any:
    """The typed value as the setting's kind; its bounds are the operation's to check. Raises DomainError(INVALID)."""
    rule, text = RULES[name], text.strip()
    if isinstance(rule.default, str):
        return " ".join(text.split())
    if isinstance(rule.default, bool) and text.lower() in SWITCH:
        return SWITCH[text.lower()]
    if not isinstance(rule.default, bool) and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        return int(text)
    raise DomainError(Fault.INVALID, field=name.label_id, value=shortened_to(text, 40), reason=_bounds(rule))
