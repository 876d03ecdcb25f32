"""What can be asked of the site: itself, its settings and its regions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from models import database
from models.errors import DomainError, Fault
from models.i18n import N_, Language
from models.later import later

if TYPE_CHECKING:
    from models.site import settings as deciding
    from models.site.settings import SettingName
else:
    deciding = later("models.site.settings")


@dataclass(frozen=True)
class SiteRow:
    """The one company of this database; `area_code` is without its leading 0."""

    name: str
    language: Language
    timezone: str
    phone_country: str
    area_code: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the site's days begin and end."""
        return ZoneInfo(self.timezone)

    @property
    def dialled_area_code(self) -> str:
        """The area code as people dial it; empty where the site has none."""
        return f"0{self.area_code}" if self.area_code and self.phone_country == "CN" else self.area_code

    def told(self, moment: datetime) -> str:
        """`moment` as the site's people write it: 2026-11-21 14:32."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class RegionRow:
    """A regional centre."""

    id: int
    code: str
    name: str
    parent_id: int | None
    active: bool


def is_founded() -> bool:
    """Whether somebody has given this database its company."""
    return bool(database.rows("SELECT 1 FROM site LIMIT 1"))


def site() -> SiteRow:
    """The company that this database belongs to. Raises DomainError(NOT_FOUND) before it was founded."""
    found = database.rows("SELECT name, language, timezone, phone_country, area_code FROM site LIMIT 1")
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Site"))
    name, language, timezone, phone_country, area_code = found[0]
    return SiteRow(name, Language(language), timezone, phone_country, area_code)


def setting(name: SettingName) -> Any:
    """The site's value for `name`, or the default; always of the type of the default in `settings.RULES`."""
    found = database.rows("SELECT value FROM setting WHERE name = ?", (name.value,))
    return json.loads(found[0][0]) if found else deciding.RULES[name].default


def settings() -> dict[SettingName, Any]:
    """Every setting with the value that holds."""
    own = {name: json.loads(value) for name, value in database.rows("SELECT name, value FROM setting")}
    return {name: own.get(name.value, rule.default) for name, rule in deciding.RULES.items()}


def regions(*, inactive: bool = False) -> list[RegionRow]:
    """The regional centres by code; those no longer in use only where asked for."""
    found = database.rows("SELECT id, code, name, parent_id, active FROM region ORDER BY code")
    return [
        RegionRow(id_, code, name, parent_id, bool(active)) for id_, code, name, parent_id, active in found if active or inactive
    ]
