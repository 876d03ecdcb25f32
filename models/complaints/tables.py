"""Tables of the complaints: cases and everything that is added to one on its way to the customer's confirmation.

The stages and what each must hold follow GB/T 19012-2019 (ISO 10002:2018) clause 7.
"""

from __future__ import annotations

import peewee

from models.choices import Choice
from models.clock import NEVER
from models.customers.tables import Contact, Customer
from models.database import Table
from models.events.tables import Subject
from models.fields import (
    EnumField,
    OptionalEnumField,
    OptionalUtcDateTimeField,
    UtcDateTimeField,
    optional_reference,
    reference,
)
from models.i18n import N_
from models.people.tables import Staff
from models.products.tables import OwnedProduct
from models.site.tables import Region
from models.sla.tables import Clock, SlaState
from models.tickets.tables import Channel


class ComplaintClass(Choice):
    """What a complaint is about."""

    PRODUCT_QUALITY = "product_quality", N_("Product quality")
    SERVICE_ATTITUDE = "service_attitude", N_("Service attitude")
    TIMELINESS = "timeliness", N_("Timeliness")
    FEE = "fee", N_("Fee")
    REPEATED_FAILURE = "repeated_failure", N_("Repeated failure")
    CONTRACT = "contract", N_("Contract")
    PRIVACY = "privacy", N_("Privacy")
    OTHER = "other", N_("Other")


class ComplaintGrade(Choice):
    """How serious a complaint is; a critical one starts at the department manager."""

    GENERAL = "general", N_("General")
    SERIOUS = "serious", N_("Serious")
    CRITICAL = "critical", N_("Critical")


class Stage(Choice):
    """Where a case stands; which step may follow which is in `stages.py`."""

    REGISTERED = "registered", N_("Registered")
    INVESTIGATION = "investigation", N_("Investigation")
    PLAN = "plan", N_("Plan")
    APPROVAL = "approval", N_("Approval")
    CARRYING_OUT = "carrying_out", N_("Carrying out")
    FOLLOW_UP = "follow_up", N_("Follow-up")
    CLOSED = "closed", N_("Case closed")


class Remedy(Choice):
    """What a complainant wants or is offered (ISO 10002, clause 7.7)."""

    REPAIR = "repair", N_("Repair")
    EXCHANGE = "exchange", N_("Exchange")
    REFUND = "refund", N_("Refund")
    COMPENSATION = "compensation", N_("Compensation")
    TECHNICAL_HELP = "technical_help", N_("Technical help")
    INFORMATION = "information", N_("Information")
    APOLOGY = "apology", N_("Apology")
    GIFT = "gift", N_("Gift")
    OTHER = "other", N_("Other")


class Cause(Choice):
    """Why it came to the complaint, as found by the investigation."""

    DESIGN = "design", N_("Design")
    MANUFACTURE = "manufacture", N_("Manufacture")
    TRANSPORT = "transport", N_("Transport")
    INSTALLATION = "installation", N_("Installation")
    REPAIR_QUALITY = "repair_quality", N_("Quality of the repair")
    CONDUCT = "conduct", N_("Conduct of staff")
    DELAY = "delay", N_("Delay")
    WRONG_INFORMATION = "wrong_information", N_("Wrong information")
    USE = "use", N_("Use by the customer")
    UNFOUNDED = "unfounded", N_("Unfounded")


class Responsibility(Choice):
    """Who has to answer for the cause."""

    PRODUCTION = "production", N_("Production")
    LOGISTICS = "logistics", N_("Logistics")
    SALES = "sales", N_("Sales")
    AFTER_SALES = "after_sales", N_("After-sales service")
    OUTLET = "outlet", N_("Service outlet")
    SUPPLIER = "supplier", N_("Supplier")
    CUSTOMER = "customer", N_("Customer")
    NOBODY = "nobody", N_("Nobody")


class Closing(Choice):
    """On what ground a case was closed."""

    CONFIRMED = "confirmed", N_("Confirmed by the customer")
    BY_DECISION = "by_decision", N_("Closed by decision, with a reason")
    WITHDRAWN = "withdrawn", N_("Withdrawn by the customer")
    MERGED = "merged", N_("Merged into another case")


class Trigger(Choice):
    """Why a case came to its present level."""

    OPENED = "opened", N_("Opened")
    CRITICAL = "critical", N_("Critical grade")
    BY_HAND = "by_hand", N_("By hand")
    TARGET = "target", N_("Target breached or nearly breached")
    REJECTION = "rejection", N_("Plan rejected twice")
    OVER_LIMIT = "over_limit", N_("Compensation over the limit")
    DISSATISFIED = "dissatisfied", N_("Customer dissatisfied at follow-up")
    STEPPED_DOWN = "stepped_down", N_("Returned to the level below")


class EvidenceKind(Choice):
    """What a piece of evidence is."""

    STATEMENT = "statement", N_("Customer's statement")
    REPAIR_RECORD = "repair_record", N_("Repair record")
    INSPECTION = "inspection", N_("Inspection report")
    CALL = "call", N_("Call record")
    TICKET = "ticket", N_("Ticket")
    FILE = "file", N_("Attached file")
    OTHER = "other", N_("Other")


class PlanState(Choice):
    """How a plan stands."""

    DRAFTED = "drafted", N_("Drafted")
    SUBMITTED = "submitted", N_("Waiting for approval")
    APPROVED = "approved", N_("Approved")
    REJECTED = "rejected", N_("Rejected")


class ExtensionState(Choice):
    """How a request for more time stands."""

    ASKED = "asked", N_("Asked for")
    GRANTED = "granted", N_("Granted")
    REFUSED = "refused", N_("Refused")


class Complaint(Table):
    """One case, from the customer's words to the customer's confirmation.

    `level` 1 agent, 2 service supervisor, 3 department manager, 4 general manager; `owner` answers for it at that level.
    """

    number = peewee.CharField(max_length=16, unique=True, verbose_name=N_("Complaint number"))
    client_uuid = peewee.CharField(max_length=36, unique=True)
    customer = optional_reference(Customer, verbose_name=N_("Customer"))
    contact = optional_reference(Contact, verbose_name=N_("Contact"))
    contact_number = peewee.CharField(max_length=24, default="", verbose_name=N_("Call back at"))
    owned_product = optional_reference(OwnedProduct, verbose_name=N_("Product"))
    channel = EnumField(Channel, default=Channel.HOTLINE, verbose_name=N_("Channel"))
    region = optional_reference(Region, verbose_name=N_("Region"))
    complaint_class = EnumField(ComplaintClass, verbose_name=N_("Class"))
    grade = EnumField(ComplaintGrade, default=ComplaintGrade.GENERAL, verbose_name=N_("Grade"))
    urgent = peewee.BooleanField(default=False, verbose_name=N_("Urgent"))
    content = peewee.TextField(verbose_name=N_("What the customer complains of"))
    remedy_wanted = OptionalEnumField(Remedy, verbose_name=N_("Remedy the customer wants"))
    stage = EnumField(Stage, default=Stage.REGISTERED, verbose_name=N_("Stage"))
    level = peewee.SmallIntegerField(default=1, constraints=[peewee.Check("level BETWEEN 1 AND 4")], verbose_name=N_("Level"))
    owner = optional_reference(Staff, verbose_name=N_("Responsible"))
    findings = peewee.TextField(default="", verbose_name=N_("Findings"))
    cause = OptionalEnumField(Cause, verbose_name=N_("Cause"))
    responsibility = OptionalEnumField(Responsibility, verbose_name=N_("Responsibility"))
    rejections = peewee.SmallIntegerField(default=0)
    rounds = peewee.SmallIntegerField(default=1)
    opened_at = UtcDateTimeField(verbose_name=N_("Opened at"))
    opened_by = optional_reference(Staff)
    contacted_at = OptionalUtcDateTimeField()
    replied_at = OptionalUtcDateTimeField(verbose_name=N_("First reply at"))
    told_at = OptionalUtcDateTimeField(verbose_name=N_("Customer told at"))
    closed_at = OptionalUtcDateTimeField(verbose_name=N_("Closed at"))
    closing = OptionalEnumField(Closing, verbose_name=N_("Ground of closing"))
    closing_reason = peewee.CharField(max_length=240, default="", verbose_name=N_("Reason"))
    open = peewee.BooleanField(default=True)
    next_due_at = UtcDateTimeField(default=NEVER)
    sla = EnumField(SlaState, default=SlaState.NONE)
    merged_into = optional_reference("self")
    external_key = peewee.CharField(max_length=80, null=True, unique=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "complaint"
        indexes = ((("customer", "opened_at"), False), (("opened_at",), False))
        constraints = [
            peewee.Check('("open") = (closing IS NULL)', name="complaint_closed_on_a_ground"),
            peewee.Check("closing IS NULL OR closing = 'confirmed' OR closing_reason <> ''", name="complaint_closed_with_reason"),
        ]


# A partial index serves only statements that repeat its condition to the letter: `WHERE open`.
for _name, _columns in {
    "complaint_open_due": (Complaint.next_due_at, Complaint.id),
    "complaint_open_owner": (Complaint.owner, Complaint.next_due_at, Complaint.id),
    "complaint_open_level": (Complaint.level, Complaint.next_due_at, Complaint.id),
}.items():
    Complaint.add_index(*_columns, where=peewee.SQL('"open"'), name=_name)


class LevelSpan(Table):
    """How long a case was at one level, who owned it there, and what brought it there; at most one span of a case is open."""

    complaint = reference(Complaint)
    level = peewee.SmallIntegerField(constraints=[peewee.Check("level BETWEEN 1 AND 4")])
    owner = optional_reference(Staff)
    trigger = EnumField(Trigger)
    reason = peewee.CharField(max_length=240, default="")
    started_at = UtcDateTimeField()
    ended_at = OptionalUtcDateTimeField()
    by = optional_reference(Staff)

    class Meta:
        table_name = "level_span"
        indexes = ((("complaint", "started_at"), False), (("started_at",), False))


LevelSpan.add_index(LevelSpan.complaint, unique=True, where=LevelSpan.ended_at.is_null(), name="level_span_open")


class ComplaintLink(Table):
    """A ticket, call or callback that belongs to a case; read from both sides."""

    complaint = reference(Complaint, index=True)
    subject = EnumField(Subject)
    subject_id = peewee.IntegerField()
    linked_at = UtcDateTimeField()
    linked_by = optional_reference(Staff)

    class Meta:
        table_name = "complaint_link"
        indexes = ((("subject", "subject_id", "complaint"), True),)


class Investigator(Table):
    """A member of the team that investigates a case."""

    complaint = reference(Complaint)
    staff = reference(Staff)
    since = UtcDateTimeField()

    class Meta:
        table_name = "investigator"
        indexes = ((("complaint", "staff"), True),)


class Evidence(Table):
    """Something that proves or disproves; a file is named by its path and the SHA-256 of what it held when it was added."""

    complaint = reference(Complaint, index=True)
    kind = EnumField(EvidenceKind, verbose_name=N_("Kind of evidence"))
    description = peewee.CharField(max_length=500, verbose_name=N_("Description"))
    subject = OptionalEnumField(Subject)
    subject_id = peewee.IntegerField(null=True)
    path = peewee.CharField(max_length=400, default="", verbose_name=N_("Attached file"))
    sha256 = peewee.CharField(max_length=64, default="")
    added_at = UtcDateTimeField()
    added_by = optional_reference(Staff)

    class Meta:
        table_name = "evidence"


class Plan(Table):
    """How a case is to be put right; a rejected plan stays on record and a new one follows. Compensation is in fen."""

    complaint = reference(Complaint, index=True)
    remedy = EnumField(Remedy, verbose_name=N_("Remedy"))
    description = peewee.TextField(verbose_name=N_("Plan"))
    department = peewee.CharField(max_length=60, verbose_name=N_("Responsible department"))
    responsible = reference(Staff, verbose_name=N_("Responsible"))
    deadline = UtcDateTimeField(verbose_name=N_("Deadline"))
    compensation = peewee.IntegerField(
        default=0, constraints=[peewee.Check("compensation >= 0")], verbose_name=N_("Compensation")
    )
    state = EnumField(PlanState, default=PlanState.DRAFTED)
    drafted_by = optional_reference(Staff)
    drafted_at = UtcDateTimeField()
    decided_by = optional_reference(Staff)
    decided_level = peewee.SmallIntegerField(null=True)
    decided_at = OptionalUtcDateTimeField()
    decision_reason = peewee.CharField(max_length=240, default="")

    class Meta:
        table_name = "plan"
        constraints = [peewee.Check("state <> 'rejected' OR decision_reason <> ''", name="plan_rejected_with_reason")]


class Measure(Table):
    """One thing that a plan says is to be done, and who did it."""

    plan = reference(Plan, index=True)
    text = peewee.CharField(max_length=240, verbose_name=N_("Measure"))
    responsible = optional_reference(Staff, verbose_name=N_("Responsible"))
    done_at = OptionalUtcDateTimeField()
    done_by = optional_reference(Staff)

    class Meta:
        table_name = "measure"


class Extension(Table):
    """A request for more time on one clock, asked before it expired and decided by the level above; the old target is kept."""

    complaint = reference(Complaint, index=True)
    clock = reference(Clock)
    reason = peewee.CharField(max_length=240, verbose_name=N_("Reason"))
    asked_at = UtcDateTimeField()
    asked_by = optional_reference(Staff)
    old_due_at = UtcDateTimeField()
    new_due_at = UtcDateTimeField(verbose_name=N_("New due time"))
    state = EnumField(ExtensionState, default=ExtensionState.ASKED)
    decided_at = OptionalUtcDateTimeField()
    decided_by = optional_reference(Staff)

    class Meta:
        table_name = "extension"


class Notice(Table):
    """A notice of handling (处理通知单) that a department was given."""

    complaint = reference(Complaint, index=True)
    department = peewee.CharField(max_length=60, verbose_name=N_("Department"))
    text = peewee.TextField(verbose_name=N_("Notice"))
    given_at = UtcDateTimeField()
    given_by = optional_reference(Staff)

    class Meta:
        table_name = "notice"
