"""What may be done to a complaint from its first word to the findings: each function is one use case in one transaction.

Plans and approvals are in `plans.py`, endings in `closing.py`, levels in `escalation.py`. All raise DomainError: NOT_ALLOWED,
NOT_FOUND, STALE, NOT_POSSIBLE_NOW (see `stages.py`), and what their own line names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models import clock, database
from models.complaints import levels
from models.complaints.changes import changing, priority_of, refuse, require_open, stepping, write, write_step
from models.complaints.escalation import enter, level_category
from models.complaints.records import number_of
from models.complaints.stages import Step
from models.complaints.tables import (
    Cause,
    Complaint,
    ComplaintClass,
    ComplaintGrade,
    ComplaintLink,
    Evidence,
    EvidenceKind,
    Investigator,
    LevelSpan,
    Remedy,
    Responsibility,
    Trigger,
)
from models.customers.queries import OpenAccount, open_account
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.i18n import N_
from models.numbering import next_number
from models.people.permissions import Actor, Permission
from models.site.queries import site
from models.sla.alerts import tell_owner
from models.sla.operations import recompute_clocks, start_clocks, stop_clock
from models.sla.tables import ClockKind
from models.text import long_text, required
from models.tickets.tables import Channel

OPENING_CLOCKS = (ClockKind.CONTACT, ClockKind.FIRST_RESPONSE, ClockKind.PLAN, ClockKind.RESOLUTION)


@dataclass(frozen=True)
class ComplaintDraft:
    """A complaint to be opened; `client_uuid` names it for good: the same draft handed in twice opens one case.

    `links` are the records it arises from: a call, a ticket, a callback. `opened_at` is when the customer was heard, if that was
    before it is entered: the clocks run since then.
    """

    client_uuid: str
    complaint_class: ComplaintClass
    content: str
    grade: ComplaintGrade = ComplaintGrade.GENERAL
    urgent: bool = False
    customer_id: int | None = None
    contact_id: int | None = None
    contact_number: str = ""
    owned_product_id: int | None = None
    channel: Channel = Channel.HOTLINE
    region_id: int | None = None
    remedy_wanted: Remedy | None = None
    links: tuple[tuple[Subject, int], ...] = ()
    level: int = levels.AGENT
    owner_id: int | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True)
class OpenedComplaint:
    """A case that was just opened, or had been by the same draft."""

    id: int
    number: str


def open_complaint(draft: ComplaintDraft, *, actor: Actor) -> OpenedComplaint:
    """Registers a case and starts its clocks; a critical one starts at the department manager.

    Raises DomainError: NOT_ALLOWED, MISSING (content), NOT_FOUND (customer).
    """
    actor.require(Permission.OPEN_COMPLAINT)
    content = long_text(draft.content)
    if not content:
        raise DomainError(Fault.MISSING, field=Complaint.content.verbose_name)
    with database.transaction():
        database.serialise(draft.client_uuid)
        known = database.rows("SELECT id, number FROM complaint WHERE client_uuid = ?", (draft.client_uuid,))
        if known:
            return OpenedComplaint(*known[0])
        return _open(draft, open_account(draft.customer_id, actor), content, actor)


def _open(draft: ComplaintDraft, account: OpenAccount, content: str, actor: Actor) -> OpenedComplaint:
    now = min(draft.opened_at or clock.now(), clock.now())
    level = max(draft.level, levels.MANAGER if draft.grade is ComplaintGrade.CRITICAL else levels.AGENT)
    region_id = draft.region_id or account.region_id or actor.region_id
    owner = draft.owner_id or (actor.staff_id if level == levels.AGENT else levels.owner_at(level, region_id))
    trigger = Trigger.CRITICAL if draft.grade is ComplaintGrade.CRITICAL else Trigger.OPENED
    case = Complaint.create(
        number=next_number("C", now.astimezone(site().zone).date()),
        client_uuid=draft.client_uuid,
        customer=account.customer_id,
        contact=draft.contact_id,
        contact_number=draft.contact_number,
        owned_product=draft.owned_product_id,
        channel=draft.channel,
        region=region_id,
        complaint_class=draft.complaint_class,
        grade=draft.grade,
        urgent=draft.urgent,
        content=content,
        remedy_wanted=draft.remedy_wanted,
        level=level,
        owner=owner,
        opened_at=now,
        opened_by=actor.staff_id,
    )
    record(
        Subject.COMPLAINT,
        case.id,
        "opened",
        actor=actor,
        number=case.number,
        complaint_class=draft.complaint_class,
        grade=draft.grade,
        level_to=level,
        owner_to=owner,
        trigger=trigger,
        told=[] if owner in (None, actor.staff_id) else [owner],
    )
    LevelSpan.insert(complaint=case.id, level=level, owner=owner, trigger=trigger, started_at=now, by=actor.staff_id).execute()
    for subject, subject_id in draft.links:
        _link(case, subject, subject_id, actor)
    _start(case, actor)
    return OpenedComplaint(case.id, case.number)


def _start(case: Complaint, actor: Actor) -> None:
    """Starts the clocks of the case and of its level, and tells its owner where that is not who opened it."""
    priority = priority_of(case)
    start_clocks(
        Subject.COMPLAINT,
        case.id,
        category=case.grade.value,
        priority=priority,
        started_at=case.opened_at,
        kinds=OPENING_CLOCKS,
        actor=actor,
    )
    start_clocks(
        Subject.COMPLAINT,
        case.id,
        category=level_category(case.level),
        priority=priority,
        started_at=case.opened_at,
        kinds=(ClockKind.LEVEL,),
        actor=actor,
    )
    if case.owner not in (None, actor.staff_id):
        tell_owner(Subject.COMPLAINT, case.id, ClockKind.LEVEL, case.owner)


def link(complaint_id: int, subject: Subject, subject_id: int, *, actor: Actor) -> None:
    """Ties a ticket, call, callback or another case to a case; safe to repeat. Both timelines tell of it.

    Raises NOT_POSSIBLE_NOW for a case with itself, NOT_FOUND.
    """
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor) as case:
        if (subject, subject_id) == (Subject.COMPLAINT, complaint_id):
            refuse(case, N_("link a complaint with itself"))
        _link(case, subject, subject_id, actor)


def _link(case: Complaint, subject: Subject, subject_id: int, actor: Actor) -> None:
    fresh = (
        ComplaintLink.insert(
            complaint=case.id, subject=subject, subject_id=subject_id, linked_at=clock.now(), linked_by=actor.staff_id
        )
        .on_conflict_ignore()
        .execute()
    )
    if fresh:
        number = number_of(subject, subject_id)
        record(Subject.COMPLAINT, case.id, "linked", actor=actor, what=subject, record=subject_id, number=number)
        record(subject, subject_id, "complaint_linked", actor=actor, number=case.number)


def record_contact(complaint_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Records that the complainant was spoken to by a named person, as an urgent case demands within minutes."""
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor, expected_version=expected_version) as case:
        require_open(case, N_("record a contact"))
        now = clock.now()
        write(case, "contacted", actor=actor, values={"contacted_at": case.contacted_at or now})
        stop_clock(Subject.COMPLAINT, case.id, ClockKind.CONTACT, at=now, actor=actor)


def reply(complaint_id: int, text: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Records a reply that tells the process and the expected time; the first one ends the waiting for it.

    Raises MISSING for an empty reply.
    """
    said = long_text(text)
    if not said:
        raise DomainError(Fault.MISSING, field=N_("Reply to the customer"))
    with stepping(complaint_id, Step.REPLY, actor=actor, expected_version=expected_version) as case:
        now = clock.now()
        first = {} if case.replied_at else {"replied_at": now}
        write_step(case, Step.REPLY, "replied", actor=actor, values=first, text=said)
        for kind in (ClockKind.CONTACT, ClockKind.FIRST_RESPONSE):
            stop_clock(Subject.COMPLAINT, case.id, kind, at=now, actor=actor)


def register(
    complaint_id: int,
    *,
    complaint_class: ComplaintClass,
    grade: ComplaintGrade,
    urgent: bool,
    remedy_wanted: Remedy | None,
    content: str,
    actor: Actor,
    expected_version: int | None = None,
) -> None:
    """Corrects the register; its targets are recomputed, and a case that turns critical goes to the department manager.

    Raises MISSING (content).
    """
    text = long_text(content)
    if not text:
        raise DomainError(Fault.MISSING, field=Complaint.content.verbose_name)
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor, expected_version=expected_version) as case:
        require_open(case, N_("change the register of a complaint"))
        values: dict[str, Any] = {
            "complaint_class": complaint_class,
            "grade": grade,
            "urgent": urgent,
            "remedy_wanted": remedy_wanted,
            "content": text,
        }
        was_critical = case.grade is ComplaintGrade.CRITICAL
        before = {column: getattr(case, column) for column in values}
        differing = [column for column in values if values[column] != before[column]]
        told = [
            {column: side[column] for column in differing} | dict.fromkeys({"content"} & {*differing})
            for side in (before, values)
        ]
        write(case, "registered", actor=actor, values=values, before=told[0], after=told[1])
        recompute_clocks(
            Subject.COMPLAINT, case.id, category=grade.value, priority=priority_of(case), kinds=OPENING_CLOCKS, actor=actor
        )
        if grade is ComplaintGrade.CRITICAL and not was_critical and case.level < levels.MANAGER:
            enter(case, levels.MANAGER, Trigger.CRITICAL, "", owner_id=None, actor=actor)


def investigate(
    complaint_id: int,
    team: tuple[int, ...],
    *,
    remedy_wanted: Remedy | None = None,
    actor: Actor,
    expected_version: int | None = None,
) -> None:
    """Begins the investigation with a team, and notes the remedy that the customer wants if that is given.

    Raises MISSING (a team; the remedy, where nobody has asked for it yet).
    """
    if not team:
        raise DomainError(Fault.MISSING, field=N_("Investigation team"))
    with stepping(complaint_id, Step.INVESTIGATE, actor=actor, expected_version=expected_version) as case:
        values, facts = {}, {}
        if remedy_wanted is not None and remedy_wanted is not case.remedy_wanted:
            values = {"remedy_wanted": remedy_wanted}
            facts = {"before": {"remedy_wanted": case.remedy_wanted}, "after": values}
        write_step(case, Step.INVESTIGATE, "investigation_begun", actor=actor, values=values, team=list(team), **facts)
        for staff_id in team:
            Investigator.insert(complaint=case.id, staff=staff_id, since=clock.now()).on_conflict_ignore().execute()


def add_evidence(
    complaint_id: int,
    kind: EvidenceKind,
    description: str,
    *,
    subject: Subject | None = None,
    subject_id: int | None = None,
    path: Path | None = None,
    actor: Actor,
) -> int:
    """Adds a piece of evidence and returns its id; of a file it keeps the path and the SHA-256 of what it holds now.

    A record that is evidence belongs to the case from then on. Raises MISSING (description), TOO_LONG, FILE_UNREADABLE.
    """
    text = required(description, Evidence.description)
    place = str(path.resolve()) if path is not None else ""
    if len(place) > Evidence.path.max_length:
        raise DomainError(Fault.TOO_LONG, field=Evidence.path.verbose_name, limit=Evidence.path.max_length)
    digest = _sha256(path) if path is not None else ""
    with changing(complaint_id, Permission.WORK_ON_COMPLAINT, actor=actor) as case:
        require_open(case, N_("add evidence"))
        evidence_id: int = Evidence.insert(
            complaint=case.id,
            kind=kind,
            description=text,
            subject=subject,
            subject_id=subject_id,
            path=place,
            sha256=digest,
            added_at=clock.now(),
            added_by=actor.staff_id,
        ).execute()
        write(case, "evidence_added", actor=actor, values={}, kind_of=kind, description=text, sha256=digest)
        if subject is not None and subject_id is not None:
            _link(case, subject, subject_id, actor)
        return evidence_id


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DomainError(Fault.FILE_UNREADABLE, path=str(path), reason=error.strerror or type(error).__name__) from error


def record_findings(
    complaint_id: int,
    findings: str,
    cause: Cause,
    responsibility: Responsibility,
    *,
    actor: Actor,
    expected_version: int | None = None,
) -> None:
    """Ends the investigation with what it found: the case then needs a plan. Raises MISSING (findings)."""
    with stepping(complaint_id, Step.FIND, actor=actor, expected_version=expected_version) as case:
        values = {"findings": long_text(findings), "cause": cause, "responsibility": responsibility}
        write_step(case, Step.FIND, "found", actor=actor, values=values, cause=cause, responsibility=responsibility)
