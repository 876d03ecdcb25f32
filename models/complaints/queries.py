"""What can be asked of one complaint: its whole story in one file, and the next level as it will see the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models import database
from models.complaints import levels
from models.complaints.queue import (
    ComplaintQuery,
    ComplaintRow,
    ComplaintView,
    complaint_count,
    complaint_page,
    complaint_rank,
    complaint_rows,
    complaint_view_counts,
)
from models.complaints.stages import Step, steps
from models.complaints.tables import (
    Cause,
    Closing,
    ComplaintClass,
    ComplaintGrade,
    EvidenceKind,
    ExtensionState,
    PlanState,
    Remedy,
    Responsibility,
    Stage,
    Trigger,
)
from models.complaints.timeline import complaint_timeline
from models.customers.phone import masked
from models.customers.tables import CustomerLevel
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.fields import day_from_stored, from_stored, optional_from_stored
from models.i18n import N_
from models.people.sight import present
from models.sla.queries import ClockRow, clocks
from models.sla.tables import ClockKind, SlaState
from models.tickets.tables import Channel

__all__ = [
    "ComplaintFile",
    "ComplaintQuery",
    "ComplaintRow",
    "ComplaintView",
    "complaint_count",
    "complaint_file",
    "complaint_page",
    "complaint_rank",
    "complaint_rows",
    "complaint_timeline",
    "complaint_view_counts",
    "complaints_of",
    "next_level",
]


MOST_OF_CUSTOMER = 5


@dataclass(frozen=True)
class LevelRow:
    """One level that the case was at, with its owner; `ended_at` is None for the present one."""

    level: int
    owner_name: str
    trigger: Trigger
    reason: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence."""

    id: int
    kind: EvidenceKind
    description: str
    path: str
    sha256: str
    added_at: datetime
    added_by_name: str


@dataclass(frozen=True)
class MeasureRow:
    """One measure of a plan, and who did it."""

    id: int
    text: str
    responsible_name: str
    done_at: datetime | None
    done_by_name: str


@dataclass(frozen=True)
class PlanRow:
    """One plan, also a rejected one; `compensation` is in fen, `needed_level` who may approve it."""

    id: int
    remedy: Remedy
    description: str
    department: str
    responsible_name: str
    deadline: datetime
    compensation: int
    state: PlanState
    needed_level: int
    drafted_by_name: str
    decided_by_name: str
    decided_level: int | None
    decided_at: datetime | None
    decision_reason: str
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True)
class ExtensionRow:
    """One request for more time."""

    id: int
    kind: ClockKind
    reason: str
    asked_by_name: str
    asked_at: datetime
    old_due_at: datetime
    new_due_at: datetime
    state: ExtensionState
    decided_by_name: str


@dataclass(frozen=True)
class NoticeRow:
    """One notice that a department was given."""

    department: str
    text: str
    given_at: datetime
    given_by_name: str


@dataclass(frozen=True)
class LinkRow:
    """A record that belongs to the case."""

    subject: Subject
    subject_id: int
    number: str


@dataclass(frozen=True)
class ComplaintFile:
    """A case whole; numbers are masked. `steps` are what its stage allows, whoever asks.

    `doubles` were merged into it; `of_customer` are the customer's other open cases and tickets.
    """

    id: int
    number: str
    version: int
    stage: Stage
    open: bool
    level: int
    complaint_class: ComplaintClass
    grade: ComplaintGrade
    urgent: bool
    channel: Channel
    content: str
    remedy_wanted: Remedy | None
    findings: str
    cause: Cause | None
    responsibility: Responsibility | None
    customer_id: int | None
    customer_name: str
    customer_level: CustomerLevel | None
    contact_number_masked: str
    product_code: str
    product_name: str
    serial_number: str
    purchased_on: date | None
    region_id: int | None
    region_name: str
    owner_id: int | None
    owner_name: str
    sla: SlaState
    next_due_at: datetime
    opened_at: datetime
    opened_by_name: str
    contacted_at: datetime | None
    replied_at: datetime | None
    told_at: datetime | None
    closed_at: datetime | None
    closing: Closing | None
    closing_reason: str
    rounds: int
    rejections: int
    merged_into_number: str
    clocks: tuple[ClockRow, ...]
    levels: tuple[LevelRow, ...]
    team: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    plans: tuple[PlanRow, ...]
    extensions: tuple[ExtensionRow, ...]
    notices: tuple[NoticeRow, ...]
    links: tuple[LinkRow, ...]
    doubles: tuple[LinkRow, ...]
    of_customer: tuple[LinkRow, ...]
    steps: frozenset[Step]


_HEAD = (
    "SELECT t.number, t.version, t.stage, t.open, t.level, t.complaint_class, t.grade, t.urgent, t.channel, t.content,"
    " t.remedy_wanted, t.findings, t.cause, t.responsibility, t.customer_id, c.name AS customer_name,"
    " c.level AS customer_level, t.contact_number, m.code AS product_code, m.name AS product_name, o.serial_number,"
    " o.purchased_on, t.region_id, r.name AS region_name,"
    " t.owner_id, s.name AS owner_name, t.sla, t.next_due_at, t.opened_at, b.name AS opened_by_name, t.contacted_at,"
    " t.replied_at, t.told_at, t.closed_at, t.closing, t.closing_reason, t.rounds, t.rejections, i.number AS merged_into_number"
    " FROM complaint t LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN owned_product o ON o.id = t.owned_product_id"
    " LEFT JOIN product_model m ON m.id = o.model_id LEFT JOIN region r ON r.id = t.region_id"
    " LEFT JOIN staff s ON s.id = t.owner_id LEFT JOIN staff b ON b.id = t.opened_by_id"
    " LEFT JOIN complaint i ON i.id = t.merged_into_id WHERE t.id = ?"
)


def _head(complaint_id: int) -> database.NamedRow:
    found = database.named_rows(_HEAD, (complaint_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Complaint"))
    present().require(found[0]["region_id"])
    return found[0]


def complaint_file(complaint_id: int) -> ComplaintFile:
    """The case with everything that was added to it. Raises DomainError(NOT_FOUND or OTHER_REGION)."""
    head = _head(complaint_id)
    stage, grade = Stage(head["stage"]), ComplaintGrade(head["grade"])
    return ComplaintFile(
        id=complaint_id,
        number=head["number"],
        version=head["version"],
        stage=stage,
        open=bool(head["open"]),
        level=head["level"],
        complaint_class=ComplaintClass(head["complaint_class"]),
        grade=grade,
        urgent=bool(head["urgent"]),
        channel=Channel(head["channel"]),
        content=head["content"],
        remedy_wanted=_choice(Remedy, head["remedy_wanted"]),
        findings=head["findings"],
        cause=_choice(Cause, head["cause"]),
        responsibility=_choice(Responsibility, head["responsibility"]),
        customer_id=head["customer_id"],
        customer_name=head["customer_name"] or "",
        customer_level=_choice(CustomerLevel, head["customer_level"]),
        contact_number_masked=masked(head["contact_number"]) if head["contact_number"] else "",
        product_code=head["product_code"] or "",
        product_name=head["product_name"] or "",
        serial_number=head["serial_number"] or "",
        purchased_on=day_from_stored(head["purchased_on"]),
        region_id=head["region_id"],
        region_name=head["region_name"] or "",
        owner_id=head["owner_id"],
        owner_name=head["owner_name"] or "",
        sla=SlaState(head["sla"]),
        next_due_at=from_stored(head["next_due_at"]),
        opened_at=from_stored(head["opened_at"]),
        opened_by_name=head["opened_by_name"] or "",
        contacted_at=optional_from_stored(head["contacted_at"]),
        replied_at=optional_from_stored(head["replied_at"]),
        told_at=optional_from_stored(head["told_at"]),
        closed_at=optional_from_stored(head["closed_at"]),
        closing=_choice(Closing, head["closing"]),
        closing_reason=head["closing_reason"],
        rounds=head["rounds"],
        rejections=head["rejections"],
        merged_into_number=head["merged_into_number"] or "",
        clocks=tuple(clocks(Subject.COMPLAINT, complaint_id)),
        levels=_levels(complaint_id),
        team=_team(complaint_id),
        evidence=_evidence(complaint_id),
        plans=_plans(complaint_id, grade),
        extensions=_extensions(complaint_id),
        notices=_notices(complaint_id),
        links=_links(complaint_id),
        doubles=_doubles(complaint_id),
        of_customer=_of_customer(head["customer_id"], complaint_id),
        steps=frozenset(steps(stage)),
    )


def _choice(kind: Any, word: str | None) -> Any:
    return kind(word) if word else None


def _levels(complaint_id: int) -> tuple[LevelRow, ...]:
    found = database.rows(
        "SELECT l.level, s.name, l.trigger, l.reason, l.started_at, l.ended_at FROM level_span l"
        " LEFT JOIN staff s ON s.id = l.owner_id WHERE l.complaint_id = ? ORDER BY l.id",
        (complaint_id,),
    )
    return tuple(
        LevelRow(level, owner or "", Trigger(trigger), reason, from_stored(start), optional_from_stored(end))
        for level, owner, trigger, reason, start, end in found
    )


def _team(complaint_id: int) -> tuple[str, ...]:
    found = database.rows(
        "SELECT s.name FROM investigator i JOIN staff s ON s.id = i.staff_id WHERE i.complaint_id = ? ORDER BY i.id",
        (complaint_id,),
    )
    return tuple(name for (name,) in found)


def _evidence(complaint_id: int) -> tuple[EvidenceRow, ...]:
    found = database.rows(
        "SELECT e.id, e.kind, e.description, e.path, e.sha256, e.added_at, s.name FROM evidence e"
        " LEFT JOIN staff s ON s.id = e.added_by_id WHERE e.complaint_id = ? ORDER BY e.id",
        (complaint_id,),
    )
    return tuple(
        EvidenceRow(id_, EvidenceKind(kind), text, path, digest, from_stored(at), by or "")
        for id_, kind, text, path, digest, at, by in found
    )


def _plans(complaint_id: int, grade: ComplaintGrade) -> tuple[PlanRow, ...]:
    found = database.rows(
        "SELECT p.id, p.remedy, p.description, p.department, r.name, p.deadline, p.compensation, p.state, d.name, x.name,"
        " p.decided_level, p.decided_at, p.decision_reason FROM plan p LEFT JOIN staff r ON r.id = p.responsible_id"
        " LEFT JOIN staff d ON d.id = p.drafted_by_id LEFT JOIN staff x ON x.id = p.decided_by_id"
        " WHERE p.complaint_id = ? ORDER BY p.id",
        (complaint_id,),
    )
    measures: dict[int, list[MeasureRow]] = {}
    for plan_id, id_, text, responsible, done_at, done_by in database.rows(
        "SELECT m.plan_id, m.id, m.text, r.name, m.done_at, d.name FROM measure m JOIN plan p ON p.id = m.plan_id"
        " LEFT JOIN staff r ON r.id = m.responsible_id LEFT JOIN staff d ON d.id = m.done_by_id"
        " WHERE p.complaint_id = ? ORDER BY m.id",
        (complaint_id,),
    ):
        measures.setdefault(plan_id, []).append(
            MeasureRow(id_, text, responsible or "", optional_from_stored(done_at), done_by or "")
        )
    return tuple(_plan(row, grade, tuple(measures.get(row[0], ()))) for row in found)


def _plan(found: tuple[Any, ...], grade: ComplaintGrade, measures: tuple[MeasureRow, ...]) -> PlanRow:
    id_, remedy, description, department, responsible, deadline, compensation = found[:7]
    state, drafted_by, decided_by, level, decided_at, reason = found[7:]
    return PlanRow(
        id=id_,
        remedy=Remedy(remedy),
        description=description,
        department=department,
        responsible_name=responsible or "",
        deadline=from_stored(deadline),
        compensation=compensation,
        state=PlanState(state),
        needed_level=levels.level_for(grade, compensation),
        drafted_by_name=drafted_by or "",
        decided_by_name=decided_by or "",
        decided_level=level,
        decided_at=optional_from_stored(decided_at),
        decision_reason=reason,
        measures=measures,
    )


def _extensions(complaint_id: int) -> tuple[ExtensionRow, ...]:
    found = database.rows(
        "SELECT e.id, k.kind, e.reason, a.name, e.asked_at, e.old_due_at, e.new_due_at, e.state, d.name FROM extension e"
        " JOIN clock k ON k.id = e.clock_id LEFT JOIN staff a ON a.id = e.asked_by_id LEFT JOIN staff d ON d.id = e.decided_by_id"
        " WHERE e.complaint_id = ? ORDER BY e.id",
        (complaint_id,),
    )
    return tuple(
        ExtensionRow(
            id_,
            ClockKind(kind),
            reason,
            asked_by or "",
            from_stored(asked),
            from_stored(old),
            from_stored(new),
            ExtensionState(state),
            decided or "",
        )
        for id_, kind, reason, asked_by, asked, old, new, state, decided in found
    )


def _notices(complaint_id: int) -> tuple[NoticeRow, ...]:
    found = database.rows(
        "SELECT n.department, n.text, n.given_at, s.name FROM notice n LEFT JOIN staff s ON s.id = n.given_by_id"
        " WHERE n.complaint_id = ? ORDER BY n.id",
        (complaint_id,),
    )
    return tuple(NoticeRow(department, text, from_stored(at), by or "") for department, text, at, by in found)


def _links(complaint_id: int) -> tuple[LinkRow, ...]:
    """What was linked with the case, other cases from whichever side that was done."""
    found = database.rows(
        "SELECT l.subject, l.subject_id, COALESCE(t.number, k.number, c.number, '') FROM complaint_link l"
        " LEFT JOIN ticket t ON l.subject = 'ticket' AND t.id = l.subject_id"
        " LEFT JOIN call k ON l.subject = 'call' AND k.id = l.subject_id"
        " LEFT JOIN complaint c ON l.subject = 'complaint' AND c.id = l.subject_id WHERE l.complaint_id = ? ORDER BY l.id",
        (complaint_id,),
    )
    found += [(Subject.COMPLAINT.value, id_, number) for id_, number, _stage in complaints_of(Subject.COMPLAINT, complaint_id)]
    return tuple(LinkRow(Subject(subject), subject_id, number) for subject, subject_id, number in dict.fromkeys(found))


def _doubles(complaint_id: int) -> tuple[LinkRow, ...]:
    found = database.rows("SELECT id, number FROM complaint WHERE merged_into_id = ? ORDER BY id", (complaint_id,))
    return tuple(LinkRow(Subject.COMPLAINT, id_, number) for id_, number in found)


def _of_customer(customer_id: int | None, complaint_id: int) -> tuple[LinkRow, ...]:
    """The customer's other open cases and tickets in sight, the newest first."""
    if customer_id is None:
        return ()
    near, own = present().condition("region_id")
    found = [
        LinkRow(subject, id_, number)
        for subject in (Subject.COMPLAINT, Subject.TICKET)
        for id_, number in database.rows(
            f"SELECT id, number FROM {subject.value} WHERE customer_id = ? AND open{near} ORDER BY opened_at DESC LIMIT ?",
            (customer_id, *own, MOST_OF_CUSTOMER),
        )
    ]
    return tuple(row for row in found if (row.subject, row.subject_id) != (Subject.COMPLAINT, complaint_id))


def complaints_of(subject: Subject, subject_id: int) -> list[tuple[int, str, Stage]]:
    """The cases that a ticket, call or callback belongs to, or (for a customer) that are his: id, number, stage."""
    near, own = present().condition("c.region_id")
    if subject is Subject.CUSTOMER:
        found = database.rows(
            f"SELECT c.id, c.number, c.stage FROM complaint c WHERE c.customer_id = ?{near} ORDER BY c.opened_at DESC",
            (subject_id, *own),
        )
    else:
        found = database.rows(
            "SELECT c.id, c.number, c.stage FROM complaint_link l JOIN complaint c ON c.id = l.complaint_id"
            f" WHERE l.subject = ? AND l.subject_id = ?{near} ORDER BY c.id DESC",
            (subject.value, subject_id, *own),
        )
    return [(id_, number, Stage(stage)) for id_, number, stage in found]


@dataclass(frozen=True)
class NextLevel:
    """What an escalation will do, shown before it does: the level, who will own the case, and who else stands there."""

    level: int
    name: str
    owner_id: int | None
    owner_name: str
    choices: tuple[tuple[int, str], ...]


def next_level(complaint_id: int) -> NextLevel | None:
    """The level above a case with the people who stand there; None at the top. Raises DomainError(NOT_FOUND or OTHER_REGION)."""
    head = _head(complaint_id)
    if head["level"] >= levels.TOP:
        return None
    level, region_id = head["level"] + 1, head["region_id"]
    people = levels.holders_at(level, region_id)
    owner_id = levels.owner_at(level, region_id)
    return NextLevel(
        level=level,
        name=levels.name(level),
        owner_id=owner_id,
        owner_name=dict(people).get(owner_id or 0, ""),
        choices=people,
    )
