"""How people are put together: teams that share a queue, and skills that not everybody has."""

from __future__ import annotations

from collections.abc import Mapping

from models import database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import require_events
from models.events.tables import Subject
from models.i18n import N_
from models.people.operations import require_version
from models.people.permissions import Actor, Permission
from models.people.tables import Skill, Staff, StaffSkill, Team
from models.site.operations import SITE_ID
from models.text import required

HIGHEST_LEVEL = 3
"""Of a skill: 1 knows it, 2 works alone, 3 teaches it."""


def add_team(code: str, name: str, *, region_id: int | None = None, actor: Actor) -> int:
    """Adds a team and returns its id. Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG or DUPLICATE)."""
    actor.require(Permission.EDIT_STAFF)
    code, name = required(code, Team.code), required(name, Team.name)
    with database.transaction():
        database.serialise("team")
        if database.rows("SELECT 1 FROM team WHERE code = ?", (code,)):
            raise DomainError(Fault.DUPLICATE, what=code)
        team_id: int = Team.insert(code=code, name=name, region=region_id).execute()
        record(Subject.SITE, SITE_ID, "team_added", actor=actor, team=team_id, code=code, name=name, region=region_id)
        return team_id


def edit_team(
    team_id: int,
    *,
    name: str,
    region_id: int | None,
    active: bool,
    expected_events: int | None = None,
    actor: Actor,
) -> None:
    """Renames a team, gives it to another region or takes it out of use; who is in it stays in it.

    `expected_events` is how many events the site had when the team was read. Raises DomainError(NOT_ALLOWED, NOT_FOUND, STALE,
    MISSING or TOO_LONG).
    """
    actor.require(Permission.EDIT_STAFF)
    values = {"name": required(name, Team.name), "region_id": region_id, "active": active}
    with database.transaction():
        database.serialise("team")
        found = database.rows("SELECT name, region_id, active FROM team WHERE id = ?", (team_id,))
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=N_("Team"))
        require_events(Subject.SITE, SITE_ID, expected_events, what=N_("Team"))
        before = dict(zip(values, (*found[0][:2], bool(found[0][2])), strict=True))
        changes = {column: [before[column], value] for column, value in values.items() if value != before[column]}
        if changes:
            Team.update(name=values["name"], region=region_id, active=active).where(Team.id == team_id).execute()
            record(Subject.SITE, SITE_ID, "team_edited", actor=actor, team=team_id, changes=changes)


def add_skill(code: str, name: str, *, actor: Actor) -> int:
    """Adds a skill and returns its id. Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG or DUPLICATE)."""
    actor.require(Permission.EDIT_STAFF)
    code, name = required(code, Skill.code), required(name, Skill.name)
    with database.transaction():
        database.serialise("skill")
        if database.rows("SELECT 1 FROM skill WHERE code = ?", (code,)):
            raise DomainError(Fault.DUPLICATE, what=code)
        skill_id: int = Skill.insert(code=code, name=name).execute()
        record(Subject.SITE, SITE_ID, "skill_added", actor=actor, skill=skill_id, code=code, name=name)
        return skill_id


def set_skills(staff_id: int, levels: Mapping[int, int], *, expected_version: int | None = None, actor: Actor) -> None:
    """Says which skills (by id) somebody masters, each from 1 to HIGHEST_LEVEL; replaces what was said before.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND, STALE or INVALID).
    """
    actor.require(Permission.EDIT_STAFF)
    for level in levels.values():
        if not 1 <= level <= HIGHEST_LEVEL:
            raise DomainError(Fault.INVALID, field=N_("Skill"), value=level, reason=f"1-{HIGHEST_LEVEL}")
    with database.transaction():
        require_version(staff_id, expected_version)
        StaffSkill.delete().where(StaffSkill.staff == staff_id).execute()
        for skill_id, level in levels.items():
            StaffSkill.insert(staff=staff_id, skill=skill_id, level=level).execute()
        Staff.update(version=Staff.version + 1).where(Staff.id == staff_id).execute()
        record(Subject.STAFF, staff_id, "skills_set", actor=actor, levels={str(skill): level for skill, level in levels.items()})
