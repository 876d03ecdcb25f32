"""What people are doing: one open span each, begun and ended by themselves, by who directs them, or by the end of sign-ins."""

from __future__ import annotations

from datetime import datetime

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.fields import from_stored, to_stored
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.queries import actor_of, agent_state
from models.people.tables import AgentState, AgentStateSpan
from models.presence.operations import leave_all
from models.text import optional


def set_agent_state(state: AgentState, reason: str = "", *, actor: Actor) -> datetime:
    """Ends what the person was doing and begins `state`; returns since when it holds.

    The same state for the same reason goes on as it is. Exactly one span of a person is open from the first sign-in on.
    """
    staff_id = own_id(actor)
    reason = optional(reason, AgentStateSpan.reason)
    with database.transaction():
        database.lock_row("staff", staff_id)
        return begin_state(staff_id, state, reason, clock.now(), actor)


def direct_agent_state(staff_id: int, state: AgentState, reason: str = "", *, actor: Actor) -> datetime:
    """Sets what somebody else is doing (a forgotten break, a call long over); returns since when it holds.

    Raises DomainError: NOT_ALLOWED, NOT_FOUND, and NOT_POSSIBLE_NOW for who is not signed in.
    """
    actor.require(Permission.DIRECT_STAFF)
    reason = optional(reason, AgentStateSpan.reason)
    with database.transaction():
        if not database.lock_row("staff", staff_id):
            raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
        present = agent_state(staff_id)[0]
        if present is AgentState.OFFLINE:
            name = actor_of(staff_id).name
            raise DomainError(
                Fault.NOT_POSSIBLE_NOW, what=name, state=present.label_id, operation=Permission.DIRECT_STAFF.label_id
            )
        return begin_state(staff_id, state, reason, clock.now(), actor)


def begin_state(staff_id: int, state: AgentState, reason: str, now: datetime, actor: Actor) -> datetime:
    """Ends the open span and begins another, in the transaction that holds the person's row; returns since when it holds."""
    found = database.rows(
        "SELECT id, state, reason, started_at FROM agent_state_span WHERE staff_id = ? AND ended_at IS NULL", (staff_id,)
    )
    before = None
    if found:
        span_id, before, before_reason, since = found[0]
        if (before, before_reason) == (state.value, reason):
            return from_stored(since)
        end = max(to_stored(now), since)
        database.execute("UPDATE agent_state_span SET ended_at = ? WHERE id = ?", (end, span_id))
        now = from_stored(end)
    AgentStateSpan.insert(staff=staff_id, state=state, reason=reason, started_at=now).execute()
    record(Subject.STAFF, staff_id, "state", actor=actor, before=before, after=state, reason=reason)
    return now


def own_id(actor: Actor) -> int:
    """The actor's own row. Raises DomainError(NOT_FOUND) for the software itself."""
    if actor.staff_id is None:
        raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
    return actor.staff_id


def end_sessions(staff_id: int, *, actor: Actor, why: str) -> int:
    """Ends every sign-in of a person, who is offline from now on; returns how many there were.

    For a new first password, other roles, another region, and for who leaves: what a sign-in may do is found out at its
    beginning. A desk notices within half a minute, keeps its drafts and asks for a sign-in.
    """
    now = clock.now()
    found = database.rows(
        "UPDATE desk_session SET ended_at = ? WHERE staff_id = ? AND ended_at IS NULL RETURNING id", (to_stored(now), staff_id)
    )
    for (session_id,) in found:
        leave_all(session_id)
    ended = len(found)
    if ended:
        record(Subject.STAFF, staff_id, "sessions_ended", actor=actor, sessions=ended, why=why)
        begin_state(staff_id, AgentState.OFFLINE, "", now, actor)
    return ended
