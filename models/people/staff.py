"""Lists of the staff: everybody, who can take on what, teams and skills."""

from __future__ import annotations

from dataclasses import dataclass

from models import database
from models.i18n import Language
from models.people.permissions import PERMISSIONS, Permission
from models.people.tables import AgentState, Role


@dataclass(frozen=True)
class StaffChoice:
    """Somebody whom a ticket can be given to; `skills` are names, best mastered first."""

    id: int
    number: str
    name: str
    roles: frozenset[Role]
    team_name: str
    open_tickets: int
    skills: tuple[str, ...]
    state: AgentState


@dataclass(frozen=True)
class StaffRow:
    """A staff member as the administration sees one; `locked` says that too many sign-ins have failed."""

    id: int
    number: str
    name: str
    roles: frozenset[Role]
    region_id: int | None
    team_id: int | None
    language: Language | None
    os_user: str | None
    has_password: bool
    failed_sign_ins: int
    active: bool
    version: int


@dataclass(frozen=True)
class TeamRow:
    """People who share a queue; `people` is how many of them work here."""

    id: int
    code: str
    name: str
    region_id: int | None
    active: bool
    people: int


@dataclass(frozen=True)
class SkillRow:
    """Something that not everybody can repair or advise on."""

    id: int
    code: str
    name: str


_ASSIGNABLE = tuple(role.value for role in Role if Permission.WORK_ON_TICKET in PERMISSIONS[role])


def assignable_staff(*, region_id: int | None = None) -> list[StaffChoice]:
    """Who can take a ticket (of one region, and those of none), the least loaded first."""
    marks = ", ".join("?" for _role in _ASSIGNABLE)
    found = database.rows(
        "SELECT s.id, s.number, s.name, t.name, (SELECT count(*) FROM ticket k WHERE k.owner_id = s.id AND k.open), a.state"
        " FROM staff s LEFT JOIN team t ON t.id = s.team_id"
        " LEFT JOIN agent_state_span a ON a.staff_id = s.id AND a.ended_at IS NULL"
        f" WHERE s.active AND EXISTS (SELECT 1 FROM staff_role r WHERE r.staff_id = s.id AND r.role IN ({marks}))"
        + (" AND (s.region_id = ? OR s.region_id IS NULL)" if region_id is not None else "")
        + " ORDER BY 5, s.number",
        _ASSIGNABLE if region_id is None else (*_ASSIGNABLE, region_id),
    )
    roles, skills = _roles(), _skills()
    return [
        StaffChoice(
            id=id_,
            number=number,
            name=name,
            roles=roles[id_],
            team_name=team or "",
            open_tickets=open_tickets,
            skills=skills.get(id_, ()),
            state=AgentState(state) if state else AgentState.OFFLINE,
        )
        for id_, number, name, team, open_tickets, state in found
    ]


def holders(role: Role, region_id: int | None) -> list[int]:
    """The staff ids with a role in a region; where the region has none, everybody with that role."""
    found = database.rows(
        "SELECT s.id, s.region_id FROM staff s JOIN staff_role r ON r.staff_id = s.id"
        " WHERE s.active AND r.role = ? ORDER BY s.id",
        (role.value,),
    )
    near = [id_ for id_, region in found if region == region_id]
    return near or [id_ for id_, _region in found]


def staff_members(*, inactive: bool = False) -> list[StaffRow]:
    """Everybody by number; those who left only where asked for."""
    roles = _roles()
    found = database.rows(
        "SELECT id, number, name, region_id, team_id, language, os_user, password_hash IS NOT NULL, failed_sign_ins, active,"
        " version FROM staff ORDER BY number"
    )
    return [
        StaffRow(
            id=id_,
            number=number,
            name=name,
            roles=roles.get(id_, frozenset()),
            region_id=region_id,
            team_id=team_id,
            language=Language(language) if language else None,
            os_user=os_user,
            has_password=bool(has_password),
            failed_sign_ins=failed,
            active=bool(active),
            version=version,
        )
        for id_, number, name, region_id, team_id, language, os_user, has_password, failed, active, version in found
        if active or inactive
    ]


def teams(*, inactive: bool = False) -> list[TeamRow]:
    """The teams by code; those no longer in use only where asked for."""
    found = database.rows(
        "SELECT t.id, t.code, t.name, t.region_id, t.active,"
        " (SELECT count(*) FROM staff s WHERE s.team_id = t.id AND s.active) FROM team t ORDER BY t.code"
    )
    rows = [TeamRow(id_, code, name, region_id, bool(active), people) for id_, code, name, region_id, active, people in found]
    return [row for row in rows if row.active or inactive]


def skills() -> list[SkillRow]:
    """Every skill by code."""
    return [SkillRow(*row) for row in database.rows("SELECT id, code, name FROM skill ORDER BY code")]


def skill_levels(staff_id: int) -> dict[int, int]:
    """How well somebody masters which skills (by id), from 1 to 3."""
    return dict(database.rows("SELECT skill_id, level FROM staff_skill WHERE staff_id = ?", (staff_id,)))


def sessions() -> dict[int, tuple[str, ...]]:
    """The desks at which each person is signed in now, by staff id."""
    found = database.rows("SELECT staff_id, desk FROM desk_session WHERE ended_at IS NULL ORDER BY started_at, id")
    desks: dict[int, tuple[str, ...]] = {}
    for staff_id, desk in found:
        desks[staff_id] = (*desks.get(staff_id, ()), desk)
    return desks


def _roles() -> dict[int, frozenset[Role]]:
    held: dict[int, set[Role]] = {}
    for staff_id, role in database.rows("SELECT staff_id, role FROM staff_role"):
        held.setdefault(staff_id, set()).add(Role(role))
    return {staff_id: frozenset(roles) for staff_id, roles in held.items()}


def _skills() -> dict[int, tuple[str, ...]]:
    mastered: dict[int, list[str]] = {}
    for staff_id, name in database.rows(
        "SELECT m.staff_id, k.name FROM staff_skill m JOIN skill k ON k.id = m.skill_id ORDER BY m.level DESC, k.code"
    ):
        mastered.setdefault(staff_id, []).append(name)
    return {staff_id: tuple(names) for staff_id, names in mastered.items()}
