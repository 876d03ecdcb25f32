"""The four levels of escalation: who stands at each, how much each may grant, and who owns a case there."""

from __future__ import annotations

from models import database
from models.complaints.tables import ComplaintGrade
from models.i18n import N_, _
from models.people.permissions import Actor
from models.people.staff import holders
from models.people.tables import Role
from models.site.queries import setting
from models.site.settings import SettingName

AGENT, SUPERVISOR, MANAGER, GENERAL_MANAGER = 1, 2, 3, 4
TOP = GENERAL_MANAGER

ROLES: dict[int, tuple[Role, ...]] = {
    AGENT: (Role.PHONE_AGENT, Role.CALLBACK_AGENT),
    SUPERVISOR: (Role.SERVICE_SUPERVISOR, Role.TECHNICAL_SUPERVISOR),
    MANAGER: (Role.DEPARTMENT_MANAGER,),
    GENERAL_MANAGER: (Role.GENERAL_MANAGER,),
}
"""Whose level is whose; nobody else's role has one."""

_NAMES = {
    AGENT: N_("Agent"),
    SUPERVISOR: N_("Service supervisor"),
    MANAGER: N_("Department manager"),
    GENERAL_MANAGER: N_("General manager"),
}

GRADE_LEVELS = {ComplaintGrade.GENERAL: SUPERVISOR, ComplaintGrade.SERIOUS: SUPERVISOR, ComplaintGrade.CRITICAL: MANAGER}
"""The lowest level that may approve a plan, by the case's grade."""

_LIMITS = {
    AGENT: SettingName.COMPENSATION_LIMIT_AGENT,
    SUPERVISOR: SettingName.COMPENSATION_LIMIT_SUPERVISOR,
    MANAGER: SettingName.COMPENSATION_LIMIT_MANAGER,
}

_FEN = 100


def name(level: int) -> str:
    """The level's name in the reader's language."""
    return _(_NAMES[level])


def titled(level: int) -> str:
    """The level with its number, as lists and sentences name it."""
    return _("{level} {name}").format(level=level, name=name(level))


def level_of(actor: Actor) -> int:
    """The highest level that one of the person's roles stands at; 0 without one. The system itself stands at the top."""
    if actor.staff_id is None:
        return TOP
    return max((level for level, roles in ROLES.items() if actor.roles.intersection(roles)), default=0)


def stands_at(staff_id: int, level: int) -> bool:
    """Whether one of somebody's roles stands at the level."""
    roles = tuple(role.value for role in ROLES[level])
    marks = ", ".join("?" for _role in roles)
    return bool(database.rows(f"SELECT 1 FROM staff_role WHERE staff_id = ? AND role IN ({marks})", (staff_id, *roles)))


def limit(level: int) -> int | None:
    """The highest compensation in fen that a level may grant; None at the top, which has no limit."""
    return int(setting(_LIMITS[level])) * _FEN if level in _LIMITS else None


def level_for(grade: ComplaintGrade, compensation: int) -> int:
    """The lowest level that may approve a plan of `compensation` fen in a case of that grade."""
    for level in range(GRADE_LEVELS[grade], TOP):
        granted = limit(level)
        if granted is not None and compensation <= granted:
            return level
    return TOP


def owner_at(level: int, region_id: int | None) -> int | None:
    """Who owns a case at a level: of the holders in the region (else of any) the one with the fewest open cases."""
    people = [staff_id for staff_id, _name in holders_at(level, region_id)]
    if not people:
        return None
    marks = ", ".join("?" for _staff in people)
    loads = dict(
        database.rows(f"SELECT owner_id, count(*) FROM complaint WHERE open AND owner_id IN ({marks}) GROUP BY 1", tuple(people))
    )
    return min(people, key=lambda staff_id: (loads.get(staff_id, 0), people.index(staff_id)))


def holders_at(level: int, region_id: int | None) -> tuple[tuple[int, str], ...]:
    """The people who stand at a level in the region (of any where that one has none): id and name."""
    people = [staff_id for role in ROLES[level] for staff_id in holders(role, region_id)]
    if not people:
        return ()
    marks = ", ".join("?" for _staff in people)
    names = dict(database.rows(f"SELECT id, name FROM staff WHERE id IN ({marks})", tuple(people)))
    return tuple((staff_id, names[staff_id]) for staff_id in dict.fromkeys(people))
