"""Promising a callback and recording the attempts to make it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import clock, database
from models.callbacks.tables import AttemptOutcome, Callback, CallbackAttempt, CallbackStatus
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import changed_by
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.sla.operations import set_clock, stop_clock
from models.sla.tables import ClockKind
from models.text import long_text, optional


@dataclass(frozen=True)
class CallbackDraft:
    """A callback to be promised for `due_at`; without an owner anybody may make it. `client_uuid` names it for good.

    `promised_at` None means now; a promise may be handed in later than it was given.
    """

    client_uuid: str
    due_at: datetime
    customer_id: int | None = None
    number: str = ""
    ticket_id: int | None = None
    call_id: int | None = None
    region_id: int | None = None
    owner_id: int | None = None
    about: str = ""
    promised_at: datetime | None = None


def promise_callback(draft: CallbackDraft, *, actor: Actor) -> int:
    """Keeps a promise to call somebody back, with its clock, and returns its id; the same draft promises once.

    Raises DomainError: NOT_ALLOWED, MISSING (neither number nor customer), INVALID (a time that had passed when it was promised).
    """
    actor.require(Permission.MAKE_CALLBACK)
    now = draft.promised_at or clock.now()
    with database.transaction():
        database.serialise(draft.client_uuid)
        known = database.rows("SELECT id FROM callback WHERE client_uuid = ?", (draft.client_uuid,))
        if known:
            return int(known[0][0])
        if draft.customer_id is None and not draft.number:
            raise DomainError(Fault.MISSING, field=Callback.number.verbose_name)
        if draft.due_at <= now:
            raise DomainError(Fault.INVALID, field=Callback.due_at.verbose_name, value=draft.due_at, reason=N_("it has passed"))
        callback_id: int = Callback.insert(
            client_uuid=draft.client_uuid,
            customer=draft.customer_id,
            number=draft.number,
            ticket=draft.ticket_id,
            call=draft.call_id,
            region=draft.region_id or actor.region_id,
            owner=draft.owner_id,
            subject_text=long_text(draft.about),
            due_at=draft.due_at,
            created_at=now,
        ).execute()
        record(Subject.CALLBACK, callback_id, "promised", actor=actor, due_at=draft.due_at, owner=draft.owner_id)
        set_clock(Subject.CALLBACK, callback_id, ClockKind.CALLBACK, started_at=now, due_at=draft.due_at)
        return callback_id


def record_attempt(
    callback_id: int,
    outcome: AttemptOutcome,
    comment: str = "",
    *,
    next_at: datetime | None = None,
    actor: Actor,
    expected_version: int | None = None,
) -> None:
    """Records one attempt: reached ends the callback and its clock, anything else leaves it open, to be tried at `next_at`.

    The promise stays what it was: another time for the next attempt doesn't move the clock. Raises DomainError: NOT_ALLOWED,
    NOT_FOUND, STALE, or NOT_POSSIBLE_NOW for a callback that was made.
    """
    actor.require(Permission.MAKE_CALLBACK)
    said = optional(comment, CallbackAttempt.comment)
    with database.transaction():
        if not database.lock_row("callback", callback_id):
            raise DomainError(Fault.NOT_FOUND, what=N_("Callback"))
        ((status, version),) = database.rows("SELECT status, version FROM callback WHERE id = ?", (callback_id,))
        if expected_version is not None and expected_version != version:
            who = changed_by(Subject.CALLBACK, callback_id) or N_("the system")
            raise DomainError(Fault.STALE, what=N_("Callback"), who=who)
        if CallbackStatus(status) is not CallbackStatus.OPEN:
            state = CallbackStatus(status).label_id
            raise DomainError(
                Fault.NOT_POSSIBLE_NOW, what=N_("Callback"), state=state, operation=Permission.MAKE_CALLBACK.label_id
            )
        now = clock.now()
        CallbackAttempt.insert(
            callback=callback_id, at=now, agent=actor.staff_id, outcome=outcome, comment=said, next_at=next_at
        ).execute()
        changes: dict[str, Any] = {"version": version + 1}
        if outcome is AttemptOutcome.REACHED:
            changes |= {"status": CallbackStatus.REACHED, "done_at": now}
        Callback.update(**changes).where(Callback.id == callback_id).execute()
        record(Subject.CALLBACK, callback_id, "attempted", actor=actor, outcome=outcome, next_at=next_at)
        if outcome is AttemptOutcome.REACHED:
            stop_clock(Subject.CALLBACK, callback_id, ClockKind.CALLBACK, at=now, actor=actor)
