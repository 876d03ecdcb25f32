"""What can be asked of the people: who they are, what they may take on, what they are doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.errors import DomainError, Fault
from models.fields import from_stored
from models.i18n import N_, Language
from models.people.permissions import PERMISSIONS, Actor, Permission
from models.people.tables import AgentState, Role
from models.text import folded_line


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


def actor_of(staff_id: int, *, session_id: int | None = None) -> Actor:
    """The person as operations know them, in their own language or the site's. Raises DomainError(NOT_FOUND)."""
    found = database.rows(
        "SELECT s.number, s.name, s.region_id, s.team_id, COALESCE(s.language, (SELECT language FROM site))"
        " FROM staff s WHERE s.id = ? AND s.active",
        (staff_id,),
    )
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
    number, name, region_id, team_id, language = found[0]
    return Actor(
        staff_id=staff_id,
        number=number,
        name=name,
        roles=frozenset(Role(word) for (word,) in database.rows("SELECT role FROM staff_role WHERE staff_id = ?", (staff_id,))),
        region_id=region_id,
        team_id=team_id,
        language=Language(language or Language.CHINESE),
        session_id=session_id,
    )


def staff_id_of(number: str) -> int | None:
    """The id of the active staff member with that number."""
    found = database.rows("SELECT id FROM staff WHERE number = ? AND active", (folded_line(number),))
    return found[0][0] if found else None


def is_bound_to_os_user(name: str) -> bool:
    """Whether somebody who works here is let in as that user of the machine."""
    return bool(name and database.rows("SELECT 1 FROM staff WHERE os_user = ? AND active", (name,)))


def agent_state(staff_id: int) -> tuple[AgentState, datetime | None]:
    """What somebody is doing, and since when; OFFLINE since None for who never signed in."""
    found = database.rows("SELECT state, started_at FROM agent_state_span WHERE staff_id = ? AND ended_at IS NULL", (staff_id,))
    return (AgentState(found[0][0]), from_stored(found[0][1])) if found else (AgentState.OFFLINE, None)


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


def other_desks(actor: Actor) -> list[str]:
    """The other desks at which this person is signed in, by name."""
    found = database.rows(
        "SELECT DISTINCT desk FROM desk_session WHERE staff_id = ? AND ended_at IS NULL AND id <> ? ORDER BY desk",
        (actor.staff_id, actor.session_id or 0),
    )
    return [desk for (desk,) in found]


def people_at_desks() -> int:
    """How many people are at their desks, more or less: those whose state is another than offline."""
    ((count,),) = database.rows(
        "SELECT count(*) FROM agent_state_span WHERE ended_at IS NULL AND state <> ?", (AgentState.OFFLINE.value,)
    )
    return int(count)


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
