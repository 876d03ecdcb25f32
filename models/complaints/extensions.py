"""More time for a case: asked before a clock expires, with a reason, granted by the level above; the old target is kept."""

from __future__ import annotations

from datetime import datetime

from models import clock, database
from models.complaints import levels
from models.complaints.changes import changing, require_open, write
from models.complaints.tables import Complaint, Extension, ExtensionState
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.fields import from_stored
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.site.queries import site
from models.sla.operations import set_clock
from models.sla.tables import ClockKind
from models.text import optional

EXTENDABLE = (ClockKind.PLAN, ClockKind.RESOLUTION, ClockKind.FOLLOW_UP)
"""The clocks that can be given more time; nobody may put off a first reply or a contact."""


def ask_extension(
    complaint_id: int, kind: ClockKind, until: datetime, reason: str, *, actor: Actor, expected_version: int | None = None
) -> int:
    """Asks for more time on one clock until `until` and returns the request's id.

    Raises DomainError: REASON_NEEDED, INVALID (not later than the present due time), NOT_POSSIBLE_NOW once it has expired, for
    a clock that doesn't run, or while another request waits.
    """
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor, expected_version=expected_version) as case:
        require_open(case, _ASK)
        why = optional(reason, Extension.reason)
        if not why:
            raise DomainError(Fault.REASON_NEEDED, operation=_ASK)
        clock_id, due_at = _running(case, kind)
        now = clock.now()
        waiting = database.rows("SELECT 1 FROM extension WHERE complaint_id = ? AND state = 'asked'", (case.id,))
        if kind not in EXTENDABLE or due_at <= now or waiting:
            raise DomainError(Fault.NOT_POSSIBLE_NOW, what=case.number, state=case.stage.label_id, operation=_ASK)
        if until <= due_at:
            reason_id = N_("it must be later than the present due time")
            raise DomainError(Fault.INVALID, field=Extension.new_due_at.verbose_name, value=site().told(until), reason=reason_id)
        extension_id: int = Extension.insert(
            complaint=case.id,
            clock=clock_id,
            reason=why,
            asked_at=now,
            asked_by=actor.staff_id,
            old_due_at=due_at,
            new_due_at=until,
        ).execute()
        write(case, "extension_asked", actor=actor, values={}, clock=kind, new_due_at=until, reason=why)
        return extension_id


_ASK = N_("ask for more time")
_DECIDE = N_("decide on more time")


def _running(case: Complaint, kind: ClockKind) -> tuple[int, datetime]:
    found = database.rows(
        "SELECT id, due_at FROM clock WHERE subject = 'complaint' AND subject_id = ? AND kind = ? AND current"
        " AND stopped_at IS NULL AND due_at IS NOT NULL",
        (case.id, kind.value),
    )
    if not found:
        raise DomainError(Fault.NOT_POSSIBLE_NOW, what=case.number, state=case.stage.label_id, operation=_ASK)
    return found[0][0], from_stored(found[0][1])


def decide_extension(extension_id: int, *, granted: bool, reason: str = "", actor: Actor) -> None:
    """Grants or refuses more time, by a level above the case's own (the top level decides on its own cases).

    Raises DomainError: NOT_ALLOWED, NOT_FOUND, OTHER_REGION, REASON_NEEDED to refuse, NOT_POSSIBLE_NOW for a request that was
    decided, or to grant for a clock that has ended meanwhile.
    """
    actor.require(Permission.APPROVE_PLAN)
    asked: Extension | None = Extension.get_or_none(Extension.id == extension_id)
    if asked is None:
        raise DomainError(Fault.NOT_FOUND, what=Extension.new_due_at.verbose_name)
    with changing(asked.complaint, Permission.APPROVE_PLAN, actor=actor) as case:
        extension: Extension = Extension.get_by_id(extension_id)
        if extension.state is not ExtensionState.ASKED or not case.open:
            raise DomainError(Fault.NOT_POSSIBLE_NOW, what=case.number, state=extension.state.label_id, operation=_DECIDE)
        if levels.level_of(actor) < min(case.level + 1, levels.TOP):
            raise DomainError(Fault.NOT_ALLOWED, operation=_DECIDE)
        why = optional(reason, Extension.reason)
        if not granted and not why:
            raise DomainError(Fault.REASON_NEEDED, operation=_DECIDE)
        ((kind, started_at, stopped_at),) = database.rows(
            "SELECT kind, started_at, stopped_at FROM clock WHERE id = ?", (extension.clock,)
        )
        if granted and stopped_at is not None:
            raise DomainError(Fault.NOT_POSSIBLE_NOW, what=case.number, state=N_("without a running clock"), operation=_DECIDE)
        state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
        Extension.update(state=state, decided_at=clock.now(), decided_by=actor.staff_id).where(
            Extension.id == extension_id
        ).execute()
        facts = {"old_due_at": extension.old_due_at, "new_due_at": extension.new_due_at, "reason": why}
        write(case, "extension_granted" if granted else "extension_refused", actor=actor, values={}, **facts)
        if granted:
            set_clock(
                Subject.COMPLAINT,
                case.id,
                ClockKind(kind),
                started_at=from_stored(started_at),
                due_at=extension.new_due_at,
            )
