"""One callback with all that belongs to it, as its screen shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import clock, database
from models.callbacks.consequences import Consequence, consequence_of
from models.callbacks.schedule import half_day, half_days_tried, is_quiet, next_half_day, zone_of
from models.callbacks.script import ScriptFacts, script
from models.callbacks.tables import AttemptOutcome, CallbackKind, CallbackStatus
from models.callbacks.timeline import callback_timeline
from models.customers.phone import masked
from models.customers.tables import CustomerLevel
from models.errors import DomainError, Fault
from models.fields import flag_from_stored, from_stored
from models.i18n import N_
from models.people.sight import present
from models.site.queries import setting, site
from models.site.settings import SettingName
from models.sla.tables import SlaState
from models.telling import TimelineRow


@dataclass(frozen=True)
class Papers:
    """What was found of the papers before the call; None where nobody has looked yet."""

    warranty_card: bool | None = None
    service_sheet: bool | None = None
    signature: bool | None = None


@dataclass(frozen=True)
class AttemptRow:
    """One attempt that was made."""

    at: datetime
    agent_name: str
    outcome: AttemptOutcome
    comment: str


@dataclass(frozen=True)
class SurveyRow:
    """What the customer said; scores from 1 to 5, None where none was given."""

    satisfied: bool
    scores: tuple[int | None, ...]
    comment: str


@dataclass(frozen=True)
class Record:
    """The ticket or complaint that a callback is about; `done` is the solution or the plan's outcome as it was written."""

    ticket_id: int | None
    complaint_id: int | None
    number: str
    problem: str
    done: str
    product: str
    served_by: str


@dataclass(frozen=True)
class CallbackFile:
    """A callback whole; the number is masked, `number_id` names it in the customer's file where it stands there.

    `proposed_next` is the next half-day for another attempt; `last_try` says that an attempt now that reaches nobody ends it.
    `quiet` says that the customer may not be called at this hour. The consequences are those of the ticket's state now.
    """

    id: int
    kind: CallbackKind
    status: CallbackStatus
    round: int
    version: int
    customer_id: int | None
    customer_name: str
    customer_level: CustomerLevel | None
    place: str
    number_masked: str
    number_id: int | None
    about: str
    record: Record | None
    owner_id: int | None
    owner_name: str
    due_at: datetime
    sla: SlaState
    papers: Papers
    attempts: tuple[AttemptRow, ...]
    survey: SurveyRow | None
    done_reason: str
    script: str
    proposed_next: datetime
    last_try: bool
    quiet: bool
    customer_time: datetime
    if_satisfied: Consequence
    if_dissatisfied: Consequence
    if_complaint: Consequence
    timeline: tuple[TimelineRow, ...]


_HEAD = (
    "SELECT b.kind, b.status, b.round, b.version, b.customer_id, c.name, c.level, r.name, c.city, b.number, b.subject_text,"
    " b.owner_id, s.name, b.due_at, b.sla, b.warranty_card, b.service_sheet, b.signature, b.done_reason,"
    " b.region_id,"
    " (SELECT MIN(n.id) FROM contact_number n WHERE n.customer_id = b.customer_id AND n.number = b.number)"
    " FROM callback b LEFT JOIN customer c ON c.id = b.customer_id LEFT JOIN region r ON r.id = c.region_id"
    " LEFT JOIN staff s ON s.id = b.owner_id WHERE b.id = ?"
)
_RECORD = (
    "SELECT b.ticket_id, b.complaint_id, t.number, x.number, t.problem, x.content, t.solution, m.code, m.name, o.name"
    " FROM callback b LEFT JOIN ticket t ON t.id = b.ticket_id LEFT JOIN complaint x ON x.id = b.complaint_id"
    " LEFT JOIN owned_product p ON p.id = COALESCE(t.owned_product_id, x.owned_product_id)"
    " LEFT JOIN product_model m ON m.id = p.model_id LEFT JOIN staff o ON o.id = COALESCE(t.owner_id, x.owner_id)"
    " WHERE b.id = ?"
)


def callback_file(callback_id: int) -> CallbackFile:
    """The whole callback, its history in the reader's language. Raises DomainError(NOT_FOUND or OTHER_REGION)."""
    found = database.rows(_HEAD, (callback_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Callback"))
    kind_word, status, round_, version, customer_id, name, level, region, city, number, about, owner_id, owner = found[0][:13]
    due, sla, card, sheet, signature, reason, region_id, number_id = found[0][13:]
    present().require(region_id)
    kind, now, zone = CallbackKind(kind_word), clock.now(), zone_of(customer_id)
    record = _record(callback_id)
    return CallbackFile(
        id=callback_id,
        kind=kind,
        status=CallbackStatus(status),
        round=round_,
        version=version,
        customer_id=customer_id,
        customer_name=name or "",
        customer_level=CustomerLevel(level) if level else None,
        place="/".join(part for part in (region, city) if part),
        number_masked=masked(number) if number else "",
        number_id=number_id,
        about=about,
        record=record,
        owner_id=owner_id,
        owner_name=owner or "",
        due_at=from_stored(due),
        sla=SlaState(sla),
        papers=Papers(flag_from_stored(card), flag_from_stored(sheet), flag_from_stored(signature)),
        attempts=_attempts(callback_id),
        survey=_survey(callback_id),
        done_reason=reason,
        script=script(ScriptFacts(kind, site().name, name or "", record.product if record else "", about, round_)),
        proposed_next=next_half_day(now, zone),
        last_try=len({*half_days_tried(callback_id), half_day(now, zone)}) >= setting(SettingName.CALLBACK_ATTEMPTS),
        quiet=is_quiet(now, zone),
        customer_time=now.astimezone(zone),
        if_satisfied=consequence_of(callback_id, satisfied=True),
        if_dissatisfied=consequence_of(callback_id, satisfied=False),
        if_complaint=consequence_of(callback_id, satisfied=False, complain=True),
        timeline=tuple(callback_timeline(callback_id)),
    )


def _record(callback_id: int) -> Record | None:
    ((ticket_id, complaint_id, ticket, complaint, problem, content, solution, code, model, served_by),) = database.rows(
        _RECORD, (callback_id,)
    )
    if ticket_id is None and complaint_id is None:
        return None
    product = " ".join(part for part in (code, model) if part)
    if complaint_id is not None:
        return Record(ticket_id, complaint_id, complaint, content, "", product, served_by or "")
    return Record(ticket_id, None, ticket, problem, solution or "", product, served_by or "")


def _attempts(callback_id: int) -> tuple[AttemptRow, ...]:
    rows = database.rows(
        "SELECT a.at, s.name, a.outcome, a.comment FROM callback_attempt a LEFT JOIN staff s ON s.id = a.agent_id"
        " WHERE a.callback_id = ? ORDER BY a.id",
        (callback_id,),
    )
    return tuple(
        AttemptRow(from_stored(at), agent or "", AttemptOutcome(outcome), comment) for at, agent, outcome, comment in rows
    )


def _survey(callback_id: int) -> SurveyRow | None:
    rows = database.rows(
        "SELECT satisfied, result, timeliness, attitude, quality, fee, comment FROM survey WHERE callback_id = ?", (callback_id,)
    )
    if not rows:
        return None
    satisfied, *scores, comment = rows[0]
    return SurveyRow(bool(satisfied), tuple(scores), comment)
