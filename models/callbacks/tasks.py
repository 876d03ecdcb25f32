"""Callbacks that arise by themselves: from a resolved ticket, from a complaint whose customer was told; and their withdrawal.

Every served customer is called back: no ticket is resolved without a callback, or without a recorded reason why none is due.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from models import clock, database
from models.callbacks.schedule import callable_at, next_half_day, working_days_later, zone_of
from models.callbacks.tables import Callback, CallbackKind, CallbackStatus
from models.events.operations import record
from models.events.tables import Subject
from models.fields import from_stored, to_stored
from models.i18n import N_, _
from models.people.permissions import SYSTEM, Actor
from models.site.queries import setting
from models.site.settings import SettingName
from models.sla.operations import cancel_clocks, start_clocks
from models.sla.tables import ClockKind, Priority
from models.text import fitted

_NUMBER = "(SELECT n.number FROM contact_number n WHERE n.customer_id = {0}.customer_id ORDER BY n.position, n.id LIMIT 1)"


def call_back_served_customer(ticket_id: int, *, actor: Actor) -> int:
    """Makes the satisfaction callback of a ticket that was just resolved and returns its id.

    Due by the policy's target from now, to be made on the working day that the site sets. A customer without any number can't
    be called: the callback is kept as unreachable, with that reason.
    """
    ((customer_id, number, region_id, own, rounds),) = database.rows(
        f"SELECT t.customer_id, t.contact_number, t.region_id, {_NUMBER.format('t')},"
        " (SELECT count(*) FROM callback b WHERE b.ticket_id = t.id AND b.kind = 'satisfaction')"
        " FROM ticket t WHERE t.id = ?",
        (ticket_id,),
    )
    planned = callable_at(working_days_later(clock.now(), setting(SettingName.CALLBACK_AFTER_DAYS)), zone_of(customer_id))
    return _arise(
        CallbackKind.SATISFACTION,
        planned,
        actor,
        customer=customer_id,
        number=number or own or "",
        region=region_id,
        ticket=ticket_id,
        round=rounds + 1,
    )


def follow_up_complaint(complaint_id: int, *, actor: Actor) -> int:
    """Makes the follow-up callback of a complaint whose customer was just told the result, and returns its id."""
    ((customer_id, number, region_id, own, rounds),) = database.rows(
        f"SELECT c.customer_id, c.contact_number, c.region_id, {_NUMBER.format('c')}, c.rounds FROM complaint c WHERE c.id = ?",
        (complaint_id,),
    )
    return _arise(
        CallbackKind.COMPLAINT,
        next_half_day(clock.now(), zone_of(customer_id)),
        actor,
        customer=customer_id,
        number=number or own or "",
        region=region_id,
        complaint=complaint_id,
        round=rounds,
    )


def _arise(kind: CallbackKind, planned: datetime, actor: Actor, **columns: Any) -> int:
    now = clock.now()
    callback_id: int = Callback.insert(client_uuid=str(uuid4()), kind=kind, due_at=planned, created_at=now, **columns).execute()
    record(Subject.CALLBACK, callback_id, "arisen", actor=actor, kind_of=kind, due_at=planned)
    if columns["number"]:
        start_clocks(
            Subject.CALLBACK,
            callback_id,
            category=kind.value,
            priority=Priority.MEDIUM,
            started_at=now,
            kinds=(ClockKind.CALLBACK,),
            actor=actor,
        )
    else:
        end(callback_id, CallbackStatus.UNREACHABLE, _("no telephone number is on file"), actor=actor)
    return callback_id


def end(callback_id: int, status: CallbackStatus, reason: str, *, actor: Actor, **facts: Any) -> None:
    """Ends an open callback without its having been made, with the reason; its clock isn't counted.

    One that somebody has ended meanwhile stays as it is. Of a reason that is longer than the list's column the event has it all.
    """
    now = clock.now()
    told = fitted(reason, Callback.done_reason)
    ended = (
        Callback.update(status=status, done_at=now, done_reason=told, version=Callback.version + 1)
        .where(Callback.id == callback_id, Callback.status == CallbackStatus.OPEN)
        .execute()
    )
    if not ended:
        return
    record(Subject.CALLBACK, callback_id, "ended", actor=actor, status=status, reason=reason, **facts)
    cancel_clocks(Subject.CALLBACK, callback_id, at=now, actor=actor)


def follow_number(ticket_id: int, was: str, number: str, *, actor: Actor) -> None:
    """Gives the open callbacks of a ticket its corrected number, where they had the wrong one; none takes no number away."""
    if not was or not number:
        return
    found = database.rows(
        "UPDATE callback SET number = ?, version = version + 1"
        " WHERE ticket_id = ? AND status = 'open' AND number = ? RETURNING id",
        (number, ticket_id, was),
    )
    for (callback_id,) in found:
        record(Subject.CALLBACK, callback_id, "number_corrected", actor=actor)


def withdraw_of_ticket(ticket_id: int, reason: str, *, actor: Actor) -> None:
    """Withdraws a ticket's open satisfaction callbacks: it goes on, and is called back after the next resolution."""
    _withdraw("ticket_id = ? AND kind = 'satisfaction'", ticket_id, reason, actor)


def withdraw_follow_ups(complaint_id: int, *, reason: str, actor: Actor) -> None:
    """Withdraws a complaint's open follow-ups: it was closed another way."""
    _withdraw("complaint_id = ?", complaint_id, reason, actor)


def _withdraw(condition: str, value: int, reason: str, actor: Actor) -> None:
    for (callback_id,) in database.rows(f"SELECT id FROM callback WHERE {condition} AND status = 'open' ORDER BY id", (value,)):
        end(callback_id, CallbackStatus.WITHDRAWN, reason, actor=actor)


_UNMADE = "SELECT id, due_at FROM callback WHERE status = 'open' AND owner_id IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT ?"


def next_release_at() -> datetime | None:
    """When the next personal callback becomes anyone's unless it is made; None where nobody has one."""
    found = database.rows("SELECT due_at FROM callback WHERE status = 'open' AND owner_id IS NOT NULL ORDER BY due_at LIMIT 1")
    if not found:
        return None
    return from_stored(found[0][0]) + timedelta(minutes=setting(SettingName.CALLBACK_RELEASE_MINUTES))


def release_unmade(*, as_of: datetime | None = None, limit: int = 100) -> list[int]:
    """Makes personal callbacks anyone's that nobody made within the site's minutes after their time; returns their ids.

    Safe on any number of desks: whoever changes the row writes the event.
    """
    now = as_of or clock.now()
    cut = to_stored(now - timedelta(minutes=setting(SettingName.CALLBACK_RELEASE_MINUTES)))
    released = []
    for callback_id, due_at in database.rows(_UNMADE, (cut, limit)):
        with database.transaction():
            taken = database.rows(
                "UPDATE callback SET owner_id = NULL, version = version + 1"
                " WHERE id = ? AND status = 'open' AND owner_id IS NOT NULL AND due_at = ? RETURNING id",
                (callback_id, due_at),
            )
            if taken:
                record(Subject.CALLBACK, callback_id, "released", actor=SYSTEM, reason=N_("not made in time"))
                released.append(callback_id)
    return released
