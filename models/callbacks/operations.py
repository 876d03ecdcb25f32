"""Making callbacks: promising one, checking the papers, recording attempts and what the customer said.

All raise DomainError: NOT_ALLOWED, NOT_FOUND, STALE, NOT_POSSIBLE_NOW for a callback that has ended, and what their own line
names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import clock, database
from models.callbacks import tasks
from models.callbacks.consequences import Consequence, consequence_of, follow
from models.callbacks.schedule import half_day, half_days_tried, is_quiet, next_half_day, zone_of
from models.callbacks.tables import AttemptOutcome, Callback, CallbackAttempt, CallbackStatus, Survey
from models.customers.queries import open_account
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import changed_by
from models.events.tables import Subject
from models.i18n import N_, _
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.site.queries import setting, site
from models.site.settings import SettingName
from models.sla.operations import set_clock, stop_clock
from models.sla.tables import ClockKind
from models.text import long_text, optional

__all__ = [
    "Answers",
    "CallbackDraft",
    "Consequence",
    "check_papers",
    "excuse",
    "hand_over",
    "promise_callback",
    "record_attempt",
    "record_result",
    "take_on",
]


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


@dataclass(frozen=True)
class Answers:
    """What a customer said: scores from 1 to 5, empty where none was given; `satisfied` decides what follows."""

    satisfied: bool
    result: int | None = None
    timeliness: int | None = None
    attitude: int | None = None
    quality: int | None = None
    fee: int | None = None
    comment: str = ""


def promise_callback(draft: CallbackDraft, *, actor: Actor) -> int:
    """Keeps a promise to call somebody back, with its clock, and returns its id; the same draft promises once.

    Raises DomainError: MISSING (neither number nor customer), INVALID (a time that had passed when it was promised).
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
            raise DomainError(
                Fault.INVALID, field=Callback.due_at.verbose_name, value=site().told(draft.due_at), reason=N_("it has passed")
            )
        account = open_account(draft.customer_id, actor)
        callback_id: int = Callback.insert(
            client_uuid=draft.client_uuid,
            customer=account.customer_id,
            number=draft.number,
            ticket=draft.ticket_id,
            call=draft.call_id,
            region=draft.region_id or account.region_id or actor.region_id,
            owner=draft.owner_id,
            subject_text=long_text(draft.about),
            due_at=draft.due_at,
            created_at=now,
        ).execute()
        record(Subject.CALLBACK, callback_id, "promised", actor=actor, due_at=draft.due_at, owner=draft.owner_id)
        set_clock(Subject.CALLBACK, callback_id, ClockKind.CALLBACK, started_at=now, due_at=draft.due_at)
        return callback_id


@contextmanager
def _changing(
    callback_id: int, *, actor: Actor, expected_version: int | None, permission: Permission = Permission.MAKE_CALLBACK
) -> Iterator[Callback]:
    """A transaction around one change of one open callback."""
    actor.require(permission)
    with database.transaction():
        if not database.lock_row("callback", callback_id):
            raise DomainError(Fault.NOT_FOUND, what=N_("Callback"))
        callback: Callback = Callback.get_by_id(callback_id)
        sight_of(actor).require(callback.region)
        if expected_version is not None and expected_version != callback.version:
            who = changed_by(Subject.CALLBACK, callback_id) or N_("the system")
            raise DomainError(Fault.STALE, what=N_("Callback"), who=who)
        if callback.status is not CallbackStatus.OPEN:
            raise DomainError(
                Fault.NOT_POSSIBLE_NOW, what=N_("Callback"), state=callback.status.label_id, operation=permission.label_id
            )
        yield callback


def _write(callback: Callback, kind: str, *, actor: Actor, values: dict[str, Any], **facts: Any) -> None:
    callback.version += 1
    Callback.update(**values, version=callback.version).where(Callback.id == callback.id).execute()
    record(Subject.CALLBACK, callback.id, kind, actor=actor, **facts)


def take_on(callback_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Makes the actor responsible for a callback."""
    with _changing(callback_id, actor=actor, expected_version=expected_version) as callback:
        _write(
            callback,
            "taken_on",
            actor=actor,
            values={"owner": actor.staff_id},
            owner_from=callback.owner,
            owner_to=actor.staff_id,
        )


def hand_over(callback_id: int, staff_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Makes a colleague responsible for a callback; raises DomainError(NOT_FOUND) for one who isn't at work here."""
    with _changing(callback_id, actor=actor, expected_version=expected_version, permission=Permission.ASSIGN_TICKET) as callback:
        if not database.rows("SELECT 1 FROM staff WHERE id = ? AND active", (staff_id,)):
            raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
        values = {"owner": staff_id}
        _write(callback, "handed_over", actor=actor, values=values, owner_from=callback.owner, owner_to=staff_id)


def check_papers(
    callback_id: int,
    *,
    warranty_card: bool,
    service_sheet: bool,
    signature: bool,
    actor: Actor,
    expected_version: int | None = None,
) -> None:
    """Records what was found of the warranty card, the service sheet and the signature before the customer is called."""
    found = {"warranty_card": warranty_card, "service_sheet": service_sheet, "signature": signature}
    with _changing(callback_id, actor=actor, expected_version=expected_version) as callback:
        _write(callback, "papers_checked", actor=actor, values=dict(found), **found)


def record_attempt(
    callback_id: int,
    outcome: AttemptOutcome,
    comment: str = "",
    *,
    next_at: datetime | None = None,
    message: str = "",
    actor: Actor,
    expected_version: int | None = None,
) -> CallbackStatus:
    """Records an attempt that reached nobody (or somebody who would not answer), and returns how the callback stands.

    The next attempt is on another half-day, or at `next_at`. After the site's number of half-days it ends as unreachable, with
    the `message` that was left another way on record. Raises MISSING: ANOTHER_TIME needs `next_at`; INVALID for a quiet hour.
    """
    actor.require(Permission.MAKE_CALLBACK)
    if outcome is AttemptOutcome.REACHED:
        raise ValueError("a customer who was reached answers: record_result")
    if outcome is AttemptOutcome.ANOTHER_TIME and next_at is None:
        raise DomainError(Fault.MISSING, field=N_("Time of the next attempt"))
    said = optional(comment, CallbackAttempt.comment)
    with _changing(callback_id, actor=actor, expected_version=expected_version) as callback:
        now, zone = clock.now(), zone_of(callback.customer)
        if next_at is not None and (next_at <= now or is_quiet(next_at, zone)):
            reason = N_("it has passed") if next_at <= now else N_("the customer may not be called at that hour")
            raise DomainError(Fault.INVALID, field=N_("Time of the next attempt"), value=site().told(next_at), reason=reason)
        planned = next_at or next_half_day(now, zone)
        _add_attempt(callback, outcome, said, planned, actor)
        if outcome is AttemptOutcome.REFUSED:
            tasks.end(callback.id, CallbackStatus.REFUSED, said or outcome.label, actor=actor)
            return CallbackStatus.REFUSED
        if outcome is not AttemptOutcome.ANOTHER_TIME and _exhausted(callback.id, outcome):
            reason = said or _("not reached on {count} half-days").format(count=setting(SettingName.CALLBACK_ATTEMPTS))
            tasks.end(callback.id, CallbackStatus.UNREACHABLE, reason, actor=actor, message=long_text(message))
            return CallbackStatus.UNREACHABLE
        _write(callback, "attempted", actor=actor, values={"due_at": planned}, outcome=outcome, next_at=planned, text=said)
        return CallbackStatus.OPEN


def _add_attempt(callback: Callback, outcome: AttemptOutcome, comment: str, next_at: datetime | None, actor: Actor) -> None:
    """Keeps the attempt and counts it on the callback, whatever becomes of that."""
    now = clock.now()
    day, half = half_day(now, zone_of(callback.customer))
    CallbackAttempt.insert(
        callback=callback.id,
        at=now,
        agent=actor.staff_id,
        outcome=outcome,
        half_day=half,
        day=day,
        comment=comment,
        next_at=next_at,
    ).execute()
    Callback.update(attempts=Callback.attempts + 1).where(Callback.id == callback.id).execute()


def _exhausted(callback_id: int, outcome: AttemptOutcome) -> bool:
    """Whether the customer was tried on as many half-days as the site asks for; a wrong number ends it at once."""
    if outcome is AttemptOutcome.WRONG_NUMBER:
        return True
    return bool(len(half_days_tried(callback_id)) >= setting(SettingName.CALLBACK_ATTEMPTS))


def record_result(
    callback_id: int,
    answers: Answers,
    consequence: Consequence | None = None,
    *,
    actor: Actor,
    expected_version: int | None = None,
) -> Consequence:
    """Records what the customer said and does, in the same transaction, what follows from it; returns what that was.

    `consequence` is the one that was shown before; None takes the one that `consequence_of` proposes.
    """
    said = optional(answers.comment, Survey.comment)
    with _changing(callback_id, actor=actor, expected_version=expected_version) as callback:
        now = clock.now()
        following = consequence or consequence_of(callback_id, satisfied=answers.satisfied)
        scores = {name: getattr(answers, name) for name in ("result", "timeliness", "attitude", "quality", "fee")}
        _add_attempt(callback, AttemptOutcome.REACHED, said, None, actor)
        Survey.insert(
            callback=callback.id, satisfied=answers.satisfied, comment=said, at=now, agent=actor.staff_id, **scores
        ).execute()
        values = {"status": CallbackStatus.REACHED, "done_at": now}
        _write(
            callback, "answered", actor=actor, values=values, satisfied=answers.satisfied, **scores, consequence=following.kind
        )
        stop_clock(Subject.CALLBACK, callback.id, ClockKind.CALLBACK, at=now, actor=actor)
        follow(callback, following, said, actor=actor)
        return following


def excuse(callback_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Closes a callback that was not made, by who may decide that. Raises REASON_NEEDED."""
    why = optional(reason, Callback.done_reason)
    if not why:
        raise DomainError(Fault.REASON_NEEDED, operation=Permission.EXCUSE_CALLBACK.label)
    with _changing(
        callback_id, actor=actor, expected_version=expected_version, permission=Permission.EXCUSE_CALLBACK
    ) as callback:
        tasks.end(callback.id, CallbackStatus.EXCUSED, why, actor=actor)
