"""What may be done by and to the people: signing in and out, states, and what the administration does with staff."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import changed_by
from models.events.tables import Subject
from models.fields import to_stored
from models.i18n import N_, Language
from models.people import passwords
from models.people.attempts import begin_attempt, end_attempt
from models.people.permissions import SYSTEM, Actor, Permission
from models.people.queries import actor_of, agent_state
from models.people.states import begin_state, end_sessions, own_id
from models.people.states import direct_agent_state as direct_agent_state
from models.people.states import set_agent_state as set_agent_state
from models.people.tables import AgentState, DeskSession, Role, Staff, StaffRole
from models.pinyin import pinyin
from models.presence.operations import STALE_AFTER, leave_all
from models.site.queries import setting
from models.site.settings import SettingName
from models.text import folded_line, optional, required
from models.upsert import Put, PutOutcome

STAFF = "staff"
"""One change of staff at a time: two at once could take one number, or leave no administrator."""


def sign_in(number: str, password: str, *, desk: str) -> Actor:
    """Opens a session at a desk for whoever knows the password.

    Raises DomainError(SIGN_IN_REFUSED), SIGN_IN_DELAYED while the delay after failures runs, or SIGN_IN_LOCKED.
    An attempt counts as failed from its start, so that many tried at once are no way around the delay.
    """
    attempt = begin_attempt(folded_line(number))
    if attempt is None:
        passwords.fits(password, None)
        raise DomainError(Fault.SIGN_IN_REFUSED)
    end_attempt(attempt, password, desk=desk)
    return _open_session(attempt.staff_id, desk, way="password")


def sign_in_os_user(name: str, *, desk: str) -> Actor | None:
    """Opens a session for the person whom this machine's user name is bound to; None where it is bound to nobody."""
    found = database.rows("SELECT id FROM staff WHERE os_user = ? AND active", (name,)) if name else []
    return _open_session(found[0][0], desk, way="os_user") if found else None


def unlock(password: str, *, actor: Actor) -> None:
    """Lifts the lock of a desk for the same person. Raises DomainError as `sign_in` does.

    Who has no password came by the machine's own sign-in; that one guards the desk, so any answer will do.
    """
    staff_id = own_id(actor)
    ((kept,),) = database.rows("SELECT password_hash FROM staff WHERE id = ?", (staff_id,))
    if kept is None:
        return
    attempt = begin_attempt(actor.number)
    if attempt is None:
        raise DomainError(Fault.SIGN_IN_REFUSED)
    end_attempt(attempt, password, desk="")


def _open_session(staff_id: int, desk: str, *, way: str) -> Actor:
    now = clock.now()
    with database.transaction():
        database.lock_row("staff", staff_id)
        if not setting(SettingName.SECOND_SIGN_IN):
            _take_over(staff_id, desk, now)
        sits_here = _sits_at_a_desk(staff_id, now)
        session_id: int = DeskSession.insert(staff=staff_id, desk=desk[:80], started_at=now, seen_at=now).execute()
        actor = actor_of(staff_id, session_id=session_id)
        record(Subject.STAFF, staff_id, "signed_in", actor=actor, desk=desk, way=way)
        if not sits_here or agent_state(staff_id)[0] is AgentState.OFFLINE:
            begin_state(staff_id, AgentState.AVAILABLE, "", now, actor)
        return actor


def _sits_at_a_desk(staff_id: int, now: datetime) -> bool:
    """Whether a desk of this person's gives signs of life; one that was killed is still signed in, but nobody sits there."""
    return bool(
        database.rows(
            "SELECT 1 FROM desk_session WHERE staff_id = ? AND ended_at IS NULL AND seen_at >= ?",
            (staff_id, to_stored(now - STALE_AFTER)),
        )
    )


def _take_over(staff_id: int, desk: str, now: datetime) -> None:
    """Ends a person's sessions at other desks, where the site allows only one."""
    ended = database.rows(
        "UPDATE desk_session SET ended_at = ? WHERE staff_id = ? AND ended_at IS NULL RETURNING id", (to_stored(now), staff_id)
    )
    for (session_id,) in ended:
        leave_all(session_id)
    if ended:
        record(Subject.STAFF, staff_id, "session_taken_over", actor=SYSTEM, desk=desk, sessions=len(ended))


def keep_session(actor: Actor) -> bool:
    """Notes that the desk is still there; False where the session was ended elsewhere."""
    return bool(
        database.execute(
            "UPDATE desk_session SET seen_at = ? WHERE id = ? AND ended_at IS NULL",
            (to_stored(clock.now()), actor.session_id),
        )
    )


def sign_out(actor: Actor) -> None:
    """Ends the session; the person is offline once the last one has ended. Signing out twice does nothing."""
    staff_id, now = own_id(actor), clock.now()
    with database.transaction():
        database.lock_row("staff", staff_id)
        ended = database.execute(
            "UPDATE desk_session SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (to_stored(now), actor.session_id)
        )
        if not ended:
            return
        leave_all(actor.session_id or 0)
        record(Subject.STAFF, staff_id, "signed_out", actor=actor)
        if not _sits_at_a_desk(staff_id, now):
            begin_state(staff_id, AgentState.OFFLINE, "", now, actor)


def must_change_password(actor: Actor) -> bool:
    """Whether the person still has the password that somebody else chose."""
    found = database.rows("SELECT must_change_password AND password_hash IS NOT NULL FROM staff WHERE id = ?", (actor.staff_id,))
    return bool(found and found[0][0])


def change_password(old: str, new: str, *, actor: Actor) -> None:
    """Gives the person a password of their own choice.

    Raises DomainError(SIGN_IN_REFUSED, _DELAYED or _LOCKED) for a wrong old one, WEAK_PASSWORD, or INVALID where nothing changes.
    """
    staff_id = own_id(actor)
    passwords.require_strong(new, number=actor.number, name=actor.name, shortest=setting(SettingName.PASSWORD_LENGTH))
    if old == new:
        raise DomainError(Fault.WEAK_PASSWORD, reason=N_("it is the old one"))
    attempt = begin_attempt(actor.number)
    if attempt is None:
        raise DomainError(Fault.SIGN_IN_REFUSED)
    end_attempt(attempt, old, desk="")
    kept = passwords.hashed(new)
    with database.transaction():
        database.lock_row("staff", staff_id)
        Staff.update(password_hash=kept, must_change_password=False).where(Staff.id == staff_id).execute()
        record(Subject.STAFF, staff_id, "password_changed", actor=actor)


def set_language(language: Language, *, actor: Actor) -> None:
    """Keeps the language in which this person reads the program."""
    staff_id = own_id(actor)
    with database.transaction():
        database.lock_row("staff", staff_id)
        if database.execute(
            "UPDATE staff SET language = ? WHERE id = ? AND (language IS NULL OR language <> ?)",
            (language.value, staff_id, language.value),
        ):
            record(Subject.STAFF, staff_id, "language_set", actor=actor, language=language.value)


@dataclass(frozen=True)
class StaffDraft:
    """A staff member as a file from outside has one; `external_key` is the other system's key."""

    number: str
    name: str
    roles: frozenset[Role]
    region_id: int | None = None
    team_id: int | None = None
    os_user: str | None = None
    external_key: str | None = None


class StaffChanges(TypedDict, total=False):
    """What `edit_staff` may be told; what is not named stays."""

    number: str
    name: str
    roles: Collection[Role]
    region_id: int | None
    team_id: int | None
    os_user: str | None
    active: bool


def add_staff(
    number: str,
    name: str,
    roles: Collection[Role],
    *,
    password: str | None,
    region_id: int | None = None,
    team_id: int | None = None,
    os_user: str | None = None,
    own_password: bool = False,
    actor: Actor,
) -> int:
    """Takes somebody on and returns the id; the first password has to be changed at the first sign-in.

    `own_password` says that the person chose it, so it may stay.

    Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG, INVALID, DUPLICATE or WEAK_PASSWORD).
    """
    actor.require(Permission.EDIT_STAFF)
    draft = StaffDraft(number, name, frozenset(roles), region_id, team_id, os_user)
    kept = _first_password(password, number=number, name=name)
    with database.transaction():
        database.serialise(STAFF)
        staff_id = _insert_staff(draft, actor)
        if kept:
            Staff.update(password_hash=kept, must_change_password=not own_password).where(Staff.id == staff_id).execute()
        return staff_id


def put_staff(draft: StaffDraft, *, actor: Actor) -> Put:
    """Writes a staff member found by external key, else by number; safe to repeat. What the draft leaves empty stays.

    Somebody found by number, who has no external key yet, is known by the draft's from then on.
    Never touches passwords: who comes new gets one by `set_password`.

    Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG, INVALID or DUPLICATE).
    """
    actor.require(Permission.EDIT_STAFF)
    with database.transaction():
        database.serialise(STAFF)
        found = database.rows("SELECT id FROM staff WHERE external_key = ?", (draft.external_key,)) if draft.external_key else []
        found = found or database.rows("SELECT id FROM staff WHERE number = ?", (folded_line(draft.number),))
        if not found:
            return Put(_insert_staff(draft, actor), PutOutcome.NEW)
        staff_id: int = found[0][0]
        database.lock_row("staff", staff_id)
        changes = StaffChanges(number=draft.number, name=draft.name, roles=draft.roles)
        if draft.region_id is not None:
            changes["region_id"] = draft.region_id
        if draft.team_id is not None:
            changes["team_id"] = draft.team_id
        if draft.os_user is not None:
            changes["os_user"] = draft.os_user
        if draft.external_key:
            database.execute(
                "UPDATE staff SET external_key = ? WHERE id = ? AND external_key IS NULL", (draft.external_key, staff_id)
            )
        changed = _change_staff(staff_id, changes, actor)
        return Put(staff_id, PutOutcome.CHANGED if changed else PutOutcome.SAME)


def edit_staff(staff_id: int, *, actor: Actor, expected_version: int | None = None, **changes: Unpack[StaffChanges]) -> None:
    """Changes a person's name, roles, place, user name on this machine, or takes them out of use.

    Other roles, another region and leaving end the person's sign-ins; their open work stays theirs until somebody reassigns it
    (`reports.behind.open_work`). Raises DomainError(NOT_ALLOWED, NOT_FOUND, STALE, MISSING, TOO_LONG, DUPLICATE, or INVALID,
    also where no administrator would be left).
    """
    actor.require(Permission.EDIT_STAFF)
    with database.transaction():
        database.serialise(STAFF)
        require_version(staff_id, expected_version)
        _change_staff(staff_id, changes, actor)


def set_password(staff_id: int, password: str, *, actor: Actor) -> None:
    """Gives somebody a new first password, which they must change; lifts a lock too and ends their sign-ins.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND or WEAK_PASSWORD).
    """
    actor.require(Permission.EDIT_STAFF)
    person = actor_of(staff_id)
    kept = _first_password(password, number=person.number, name=person.name)
    with database.transaction():
        require_version(staff_id, None)
        Staff.update(password_hash=kept, must_change_password=True, failed_sign_ins=0, failed_at=None).where(
            Staff.id == staff_id
        ).execute()
        record(Subject.STAFF, staff_id, "password_set", actor=actor)
        if staff_id != actor.staff_id:
            end_sessions(staff_id, actor=actor, why="password_set")


def unlock_sign_in(staff_id: int, *, actor: Actor) -> None:
    """Lifts the lock that too many failed sign-ins have set. Raises DomainError(NOT_ALLOWED or NOT_FOUND)."""
    actor.require(Permission.UNLOCK_SIGN_IN)
    with database.transaction():
        require_version(staff_id, None)
        if database.execute(
            "UPDATE staff SET failed_sign_ins = 0, failed_at = NULL WHERE id = ? AND failed_sign_ins > 0", (staff_id,)
        ):
            record(Subject.STAFF, staff_id, "sign_in_unlocked", actor=actor)


def _first_password(password: str | None, *, number: str, name: str) -> str | None:
    if password is None:
        return None
    passwords.require_strong(password, number=number, name=name, shortest=setting(SettingName.PASSWORD_LENGTH))
    return passwords.hashed(password)


def _insert_staff(draft: StaffDraft, actor: Actor) -> int:
    values = {"number": _own_number(draft.number, None), **_name_values(draft.name)}
    if not draft.roles:
        raise DomainError(Fault.MISSING, field=N_("Role"))
    os_user = _own_os_user(draft.os_user, None)
    staff_id: int = Staff.insert(
        **values,
        region=draft.region_id,
        team=draft.team_id,
        os_user=os_user,
        external_key=draft.external_key,
        created_at=clock.now(),
    ).execute()
    _write_roles(staff_id, draft.roles)
    record(
        Subject.STAFF,
        staff_id,
        "added",
        actor=actor,
        number=values["number"],
        name=values["name"],
        roles=_words(draft.roles),
        region=draft.region_id,
        team=draft.team_id,
    )
    return staff_id


def _own_number(number: str, staff_id: int | None) -> str:
    """The staff number, if it is one and nobody else's. Raises DomainError(MISSING, TOO_LONG, INVALID or DUPLICATE)."""
    number = required(number, Staff.number)
    if not (number.isascii() and number.replace("-", "").isalnum()):
        raise DomainError(Fault.INVALID, field=N_("Staff number"), value=number, reason=N_("letters and digits only"))
    if database.rows("SELECT 1 FROM staff WHERE number = ? AND id <> ?", (number, staff_id or 0)):
        raise DomainError(Fault.DUPLICATE, what=number)
    return number


def _name_values(name: str) -> dict[str, str]:
    name = required(name, Staff.name)
    full, initials = pinyin(name)
    return {"name": name, "pinyin": full[:120], "initials": initials[:30]}


def _change_staff(staff_id: int, changes: StaffChanges, actor: Actor) -> bool:
    """Writes what differs, with its event; returns whether anything did."""
    ((number, name, region_id, team_id, os_user, active),) = database.rows(
        "SELECT number, name, region_id, team_id, os_user, active FROM staff WHERE id = ?", (staff_id,)
    )
    before: dict[str, Any] = {"number": number, "name": name, "region_id": region_id, "team_id": team_id, "os_user": os_user}
    before["active"] = bool(active)
    before["roles"] = sorted(word for (word,) in database.rows("SELECT role FROM staff_role WHERE staff_id = ?", (staff_id,)))
    after: dict[str, Any] = {**before, **changes}
    after["roles"] = _words(changes["roles"]) if "roles" in changes else before["roles"]
    after |= {"number": _own_number(after["number"], staff_id), "name": required(after["name"], Staff.name)}
    after["os_user"] = _own_os_user(after["os_user"], staff_id)
    if not after["roles"]:
        raise DomainError(Fault.MISSING, field=N_("Role"))
    differing = {key: [before[key], value] for key, value in after.items() if before[key] != value}
    if not differing:
        return False
    _require_an_administrator(staff_id, before, after)
    Staff.update(
        number=after["number"],
        **_name_values(after["name"]),
        region=after["region_id"],
        team=after["team_id"],
        os_user=after["os_user"],
        active=after["active"],
        version=Staff.version + 1,
    ).where(Staff.id == staff_id).execute()
    if "roles" in differing:
        StaffRole.delete().where(StaffRole.staff == staff_id).execute()
        _write_roles(staff_id, [Role(word) for word in after["roles"]])
    record(Subject.STAFF, staff_id, "edited", actor=actor, changes=differing)
    if differing.keys() & {"roles", "region_id", "active"} and staff_id != actor.staff_id:
        end_sessions(staff_id, actor=actor, why=", ".join(sorted(differing)))
    return True


def _require_an_administrator(staff_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises DomainError(INVALID) where the change would leave the site without anybody who can undo it."""
    word = Role.ADMINISTRATOR.value
    if word not in before["roles"] or not before["active"] or (word in after["roles"] and after["active"]):
        return
    others = "SELECT 1 FROM staff s JOIN staff_role r ON r.staff_id = s.id WHERE s.active AND r.role = ? AND s.id <> ?"
    if not database.rows(others, (word, staff_id)):
        reason = N_("the site needs another administrator first")
        raise DomainError(Fault.INVALID, field=N_("Role"), value=after["number"], reason=reason)


def _own_os_user(name: str | None, staff_id: int | None) -> str | None:
    """The user name of a machine, bound to nobody else; None where there is none."""
    os_user = optional(name, Staff.os_user) or None
    if os_user and database.rows("SELECT 1 FROM staff WHERE os_user = ? AND id <> ?", (os_user, staff_id or 0)):
        raise DomainError(Fault.DUPLICATE, what=os_user)
    return os_user


def _write_roles(staff_id: int, roles: Collection[Role]) -> None:
    for role in sorted(set(roles), key=lambda role: role.value):
        StaffRole.insert(staff=staff_id, role=role).execute()


def _words(roles: Collection[Role]) -> list[str]:
    return sorted({role.value for role in roles})


def require_version(staff_id: int, expected: int | None) -> None:
    """Takes the row; raises DomainError(NOT_FOUND), or STALE where somebody else has changed it since it was read."""
    if not database.lock_row("staff", staff_id):
        raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
    ((version,),) = database.rows("SELECT version FROM staff WHERE id = ?", (staff_id,))
    if expected is not None and version != expected:
        raise DomainError(Fault.STALE, what=N_("Staff member"), who=changed_by(Subject.STAFF, staff_id))
