"""What may be done to the site: founding it, its settings, its regions."""

from __future__ import annotations

import json
from typing import Any

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import require_events
from models.events.tables import Subject
from models.fields import to_stored
from models.i18n import N_, Language, _
from models.people import sight
from models.people.permissions import SYSTEM, Actor, Permission
from models.site.queries import is_founded, setting
from models.site.settings import SettingName, checked
from models.site.tables import Region, Site
from models.text import folded_line, required, shortened_to, zone_name

SITE_ID = 1


def found_site(
    name: str, *, language: Language, timezone: str = "Asia/Shanghai", phone_country: str = "CN", area_code: str = ""
) -> None:
    """Gives an empty database its company, on the first start.

    Raises DomainError(DUPLICATE) where there is one, MISSING, TOO_LONG, or INVALID for an unknown zone, country or area code.
    """
    name = required(name, Site.name)
    values = _checked_place(timezone, phone_country, area_code)
    with database.transaction():
        database.serialise("site")
        if is_founded():
            raise DomainError(Fault.DUPLICATE, what=N_("Site"))
        Site.insert(id=SITE_ID, name=name, language=language.value, created_at=clock.now(), **values).execute()
        record(Subject.SITE, SITE_ID, "founded", actor=SYSTEM, name=name, language=language, place=values)


def edit_site(
    *,
    name: str,
    language: Language,
    timezone: str,
    phone_country: str,
    area_code: str,
    expected_events: int | None = None,
    actor: Actor,
) -> None:
    """Changes the company's name, first language, zone and where its bare telephone numbers belong.

    `expected_events` is how many events the site had when it was read. Raises DomainError as `found_site` does, NOT_ALLOWED or
    STALE.
    """
    actor.require(Permission.EDIT_SITE)
    values = {
        "name": required(name, Site.name),
        "language": language.value,
        **_checked_place(timezone, phone_country, area_code),
    }
    with database.transaction():
        database.serialise("site")
        require_events(Subject.SITE, SITE_ID, expected_events, what=Subject.SITE.label_id)
        (before,) = database.named_rows(f"SELECT {', '.join(values)} FROM site WHERE id = ?", (SITE_ID,))
        changes = {column: [before[column], value] for column, value in values.items() if value != before[column]}
        if changes:
            Site.update(**values).where(Site.id == SITE_ID).execute()
            record(Subject.SITE, SITE_ID, "edited", actor=actor, changes=changes)


def _checked_place(timezone: str, phone_country: str, area_code: str) -> dict[str, str]:
    country = folded_line(phone_country).upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise DomainError(Fault.INVALID, field=N_("Country of numbers"), value=phone_country, reason=N_("two letters, as in CN"))
    digits = folded_line(area_code).lstrip("0")
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= 5):
        raise DomainError(Fault.INVALID, field=N_("Own area code"), value=area_code, reason=N_("digits only, as in 0571"))
    return {"timezone": zone_name(folded_line(timezone)), "phone_country": country, "area_code": digits}


def change_setting(name: SettingName, value: Any, *, actor: Actor) -> None:
    """Gives the site its own value for one setting. Raises DomainError(NOT_ALLOWED or INVALID)."""
    actor.require(Permission.EDIT_SITE)
    checked(name, value)
    with database.transaction():
        before = setting(name)
        if before == value:
            return
        _require_order(name, value)
        database.execute(
            "INSERT INTO setting (name, value, changed_at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
            (name.value, json.dumps(value), to_stored(clock.now())),
        )
        sight.forget_policy()
        record(Subject.SITE, SITE_ID, "setting_changed", actor=actor, setting=name, before=before, after=value)


_RISING = (
    (SettingName.CALL_FROM_HOUR, SettingName.CALL_TO_HOUR, False),
    (SettingName.COMPENSATION_LIMIT_AGENT, SettingName.COMPENSATION_LIMIT_SUPERVISOR, True),
    (SettingName.COMPENSATION_LIMIT_SUPERVISOR, SettingName.COMPENSATION_LIMIT_MANAGER, True),
    (SettingName.REFUND_DAYS, SettingName.EXCHANGE_DAYS, True),
)
"""Settings of which the first must stay below the second; where the third says so, both may be the same."""


def _require_order(name: SettingName, value: Any) -> None:
    """Raises DomainError(INVALID) for a value that would put a pair of settings upside down, naming the other one."""
    for low, high, same in _RISING:
        if name not in (low, high):
            continue
        below, above = (value, setting(high)) if name is low else (setting(low), value)
        if below > above or (below == above and not same):
            other = high if name is low else low
            reason = _("{setting} is {value}").format(setting=other.label, value=setting(other))
            raise DomainError(Fault.INVALID, field=name.label_id, value=value, reason=reason)


def add_region(code: str, name: str, *, parent_id: int | None = None, actor: Actor) -> int:
    """Adds a regional centre and returns its id. Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG or DUPLICATE)."""
    actor.require(Permission.EDIT_SITE)
    code, name = required(code, Region.code), required(name, Region.name)
    with database.transaction():
        database.serialise("region")
        if database.rows("SELECT 1 FROM region WHERE code = ?", (code,)):
            raise DomainError(Fault.DUPLICATE, what=shortened_to(code, 40))
        region_id: int = Region.insert(code=code, name=name, parent=parent_id).execute()
        record(Subject.SITE, SITE_ID, "region_added", actor=actor, region=region_id, code=code, name=name)
        return region_id


def edit_region(region_id: int, *, name: str, active: bool = True, actor: Actor) -> None:
    """Renames a regional centre or takes it out of use. Raises DomainError(NOT_ALLOWED, NOT_FOUND, MISSING or TOO_LONG)."""
    actor.require(Permission.EDIT_SITE)
    name = required(name, Region.name)
    with database.transaction():
        if not Region.update(name=name, active=active).where(Region.id == region_id).execute():
            raise DomainError(Fault.NOT_FOUND, what=N_("Region"))
        record(Subject.SITE, SITE_ID, "region_edited", actor=actor, region=region_id, name=name, active=active)
