"""The registers of complaints (投诉登记表, 调查表, 处理记录表, 案件追踪表, 处理通知单): a line for each case or deed."""

from __future__ import annotations

from models.complaints import levels
from models.complaints.tables import (
    Cause,
    Closing,
    ComplaintClass,
    ComplaintGrade,
    PlanState,
    Remedy,
    Responsibility,
    Stage,
)
from models.events.tables import Subject
from models.i18n import N_
from models.paging import Order
from models.registers.definition import (
    Column,
    Listed,
    Register,
    amount,
    choice,
    count,
    customer,
    flag,
    moment,
    number,
    text,
    verdict,
)
from models.site.exports import ExportKind
from models.sla.tables import ClockKind
from models.tickets.tables import Channel

_BY_OPENING = Order(("opened_at", "id"), (0, 1))
_PARTIES = (
    " LEFT JOIN customer c ON c.id = {case}.customer_id LEFT JOIN region r ON r.id = {case}.region_id"
    " LEFT JOIN owned_product o ON o.id = {case}.owned_product_id LEFT JOIN product_model m ON m.id = o.model_id"
)
_OWNER = " LEFT JOIN staff s ON s.id = t.owner_id LEFT JOIN staff b ON b.id = t.opened_by_id"
_ALL = Listed("complaint", _BY_OPENING, _PARTIES.format(case="t") + _OWNER, "opened_at", person="t.owner_id = ?", page=1_000)


def _level(label: str, sql: str) -> Column:
    return Column(label, 14, sql, levels.titled)


def _verdict(label: str, kind: ClockKind) -> Column:
    return verdict(label, Subject.COMPLAINT, kind)


_NUMBER = text(N_("Complaint number"), 14, "t.number")
_OPENED = moment(N_("Opened at"), "t.opened_at")
_CLASS = choice(N_("Class"), 11, "t.complaint_class", ComplaintClass)
_GRADE = choice(N_("Grade"), 7, "t.grade", ComplaintGrade)
_STAGE = choice(N_("Stage"), 9, "t.stage", Stage)
_CLOSED = moment(N_("Closed at"), "t.closed_at")
_RESPONSIBLE = text(N_("Responsible"), 10, "s.name")
_REGION = text(N_("Region"), 10, "r.name")

CASES = Register(
    ExportKind.COMPLAINTS,
    N_("Every complaint that was opened, by the time at which it was."),
    (
        _NUMBER,
        _OPENED,
        choice(N_("Channel"), 9, "t.channel", Channel),
        customer(),
        number(N_("Telephone"), "t.contact_number"),
        _REGION,
        text(N_("Product"), 14, "m.name"),
        text(N_("Serial number"), 14, "o.serial_number"),
        _CLASS,
        _GRADE,
        flag(N_("Urgent"), 5, "t.urgent"),
        text(N_("What the customer complains of"), 34, "t.content"),
        choice(N_("Remedy wanted"), 10, "t.remedy_wanted", Remedy),
        text(N_("Registered by"), 10, "b.name"),
        _RESPONSIBLE,
        _STAGE,
        _CLOSED,
    ),
    _ALL,
    (N_("Registered by"), N_("Supervisor")),
)

INVESTIGATIONS = Register(
    ExportKind.COMPLAINT_INVESTIGATIONS,
    N_("What was found out about each complaint, by the time at which it was opened."),
    (
        _NUMBER,
        _OPENED,
        customer(),
        _CLASS,
        _GRADE,
        count(N_("Investigators"), "(SELECT count(*) FROM investigator i WHERE i.complaint_id = t.id)"),
        count(N_("Pieces of evidence"), "(SELECT count(*) FROM evidence e WHERE e.complaint_id = t.id)"),
        text(N_("Findings"), 40, "t.findings"),
        choice(N_("Cause"), 12, "t.cause", Cause),
        choice(N_("Responsibility"), 12, "t.responsibility", Responsibility),
        _RESPONSIBLE,
        _STAGE,
    ),
    _ALL,
    (N_("Investigators"), N_("Supervisor")),
)

TRACKING = Register(
    ExportKind.COMPLAINT_TRACKING,
    N_("How each complaint stands against its targets, by the time at which it was opened."),
    (
        _NUMBER,
        _OPENED,
        customer(),
        _GRADE,
        _STAGE,
        _level(N_("Level of escalation"), "t.level"),
        _RESPONSIBLE,
        moment(N_("Customer contacted at"), "t.contacted_at"),
        moment(N_("First reply at"), "t.replied_at"),
        _verdict(N_("First response"), ClockKind.FIRST_RESPONSE),
        _verdict(N_("Plan"), ClockKind.PLAN),
        _verdict(N_("Resolution"), ClockKind.RESOLUTION),
        moment(N_("Customer told at"), "t.told_at"),
        _verdict(N_("Follow-up"), ClockKind.FOLLOW_UP),
        count(N_("Rounds of handling"), "t.rounds"),
        _CLOSED,
        choice(N_("Ground of closing"), 12, "t.closing", Closing),
        text(N_("Reason"), 20, "t.closing_reason"),
    ),
    _ALL,
    (N_("Tracked by"), N_("Supervisor")),
)

_OF_REGION = "EXISTS (SELECT 1 FROM complaint h WHERE h.id = t.complaint_id AND h.region_id = ?)"
_OF_CASE = " JOIN complaint k ON k.id = t.complaint_id" + _PARTIES.format(case="k")

HANDLING = Register(
    ExportKind.COMPLAINT_HANDLING,
    N_("Every plan that was drafted for a complaint, with its approval and its measures, by the time of the draft."),
    (
        text(N_("Complaint number"), 14, "k.number"),
        moment(N_("Drafted at"), "t.drafted_at"),
        customer(),
        choice(N_("Class"), 11, "k.complaint_class", ComplaintClass),
        choice(N_("Remedy"), 10, "t.remedy", Remedy),
        text(N_("Plan"), 36, "t.description"),
        text(N_("Responsible department"), 12, "t.department"),
        text(N_("Responsible"), 10, "s.name"),
        moment(N_("Deadline"), "t.deadline"),
        amount(N_("Compensation (yuan)"), "t.compensation"),
        choice(N_("Decision"), 10, "t.state", PlanState),
        text(N_("Decided by"), 10, "d.name"),
        moment(N_("Decided at"), "t.decided_at"),
        text(N_("Reason"), 20, "t.decision_reason"),
        count(N_("Measures"), "(SELECT count(*) FROM measure u WHERE u.plan_id = t.id)", 6),
        count(N_("Measures done"), "(SELECT count(*) FROM measure u WHERE u.plan_id = t.id AND u.done_at IS NOT NULL)", 6),
    ),
    Listed(
        "plan",
        Order(("drafted_at", "id"), (0, 1)),
        _OF_CASE + " LEFT JOIN staff s ON s.id = t.responsible_id LEFT JOIN staff d ON d.id = t.decided_by_id",
        "drafted_at",
        region=_OF_REGION,
        person="t.responsible_id = ?",
    ),
    (N_("Drafted by"), N_("Approved by")),
)

NOTICES = Register(
    ExportKind.COMPLAINT_NOTICES,
    N_("Every notice of handling that a department was given, by the time at which it was."),
    (
        text(N_("Complaint number"), 14, "k.number"),
        moment(N_("Notice given at"), "t.given_at"),
        text(N_("To the department"), 14, "t.department"),
        customer(),
        choice(N_("Class"), 11, "k.complaint_class", ComplaintClass),
        text(N_("Notice"), 46, "t.text"),
        text(N_("Notice given by"), 10, "s.name"),
        Column(N_("Received by"), 12, "''"),
    ),
    Listed(
        "notice",
        Order(("given_at", "id"), (0, 1)),
        _OF_CASE + " LEFT JOIN staff s ON s.id = t.given_by_id",
        "given_at",
        region=_OF_REGION,
        person="t.given_by_id = ?",
    ),
    (N_("Notice given by"), N_("Supervisor")),
)
