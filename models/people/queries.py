"""What can be asked of one person: who it is, what they are doing, at which desks they sit."""

from __future__ import annotations

from datetime import datetime

from models import database
from models.errors import DomainError, Fault
from models.fields import from_stored
from models.i18n import N_, Language
from models.people.permissions import Actor
from models.people.tables import AgentState, Role
from models.text import folded_line


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
