"""Handing in a callback: the papers that were checked, and the attempt or the customer's answers, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.callbacks.consequences import Consequence
from models.callbacks.operations import Answers, check_papers, record_attempt, record_result
from models.callbacks.tables import AttemptOutcome, CallbackStatus
from models.customers.operations import reason_to_reveal, reveal_number
from models.customers.phone import shown
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.site.queries import setting
from models.site.settings import SettingName


@dataclass(frozen=True)
class CallbackReport:
    """What an agent hands in: `papers` (warranty card, service sheet, signature) where they were checked.

    `answers` belong to REACHED, with the `consequence` that was shown; `next_at` and `message` to the other outcomes.
    """

    outcome: AttemptOutcome
    papers: tuple[bool, bool, bool] | None = None
    answers: Answers | None = None
    consequence: Consequence | None = None
    comment: str = ""
    next_at: datetime | None = None
    message: str = ""


@dataclass(frozen=True)
class HandedIn:
    """How the callback stands now, and what followed where the customer was reached."""

    status: CallbackStatus
    consequence: Consequence | None = None


def hand_in(callback_id: int, report: CallbackReport, *, actor: Actor, expected_version: int | None = None) -> HandedIn:
    """Records all of a report or nothing of it.

    Raises DomainError as `check_papers`, `record_attempt` and `record_result` do; MISSING for REACHED without answers.
    """
    actor.require(Permission.MAKE_CALLBACK)
    with database.transaction():
        version = expected_version
        if report.papers is not None:
            card, sheet, signature = report.papers
            check_papers(
                callback_id,
                warranty_card=card,
                service_sheet=sheet,
                signature=signature,
                actor=actor,
                expected_version=version,
            )
            version = None
        if report.outcome is AttemptOutcome.REACHED:
            if report.answers is None:
                raise DomainError(Fault.MISSING, field=N_("Satisfied"))
            followed = record_result(callback_id, report.answers, report.consequence, actor=actor, expected_version=version)
            return HandedIn(CallbackStatus.REACHED, followed)
        status = record_attempt(
            callback_id,
            report.outcome,
            report.comment,
            next_at=report.next_at,
            message=report.message,
            actor=actor,
            expected_version=version,
        )
        return HandedIn(status)


def reveal_callback_number(callback_id: int, reason: str, *, actor: Actor) -> str:
    """The whole number that is to be called, for a reason that is kept with who asked.

    A number of the customer's file is revealed there; one that only the callback has, on the callback's own history.
    Raises DomainError(NOT_ALLOWED, NOT_FOUND or REASON_NEEDED).
    """
    why = reason_to_reveal(reason, actor)
    found = database.rows(
        "SELECT b.number, b.region_id,"
        " (SELECT MIN(n.id) FROM contact_number n WHERE n.customer_id = b.customer_id AND n.number = b.number)"
        " FROM callback b WHERE b.id = ?",
        (callback_id,),
    )
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Callback"))
    ((number, region_id, number_id),) = found
    sight_of(actor).require(region_id)
    if number_id is not None:
        return reveal_number(number_id, reason, actor=actor)
    with database.transaction():
        minutes = setting(SettingName.REVEAL_MINUTES)
        record(Subject.CALLBACK, callback_id, "number_revealed", actor=actor, reason=why, minutes=minutes)
    return shown(number)
