"""What the forms of a case ask for: their fields, bound to the tables, with what stands there at first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from models.complaints.queries import ComplaintFile, NextLevel
from models.complaints.tables import Complaint, Evidence, Extension, LevelSpan, Measure, Notice, Plan
from models.fields import FieldSpec, spec
from models.i18n import N_
from models.sla.tables import ClockKind
from models.tickets.tables import Channel
from screens.dialogs.kept_form import Asked
from screens.forms import Option, Value

CLASS = spec(Complaint.complaint_class)
GRADE = spec(Complaint.grade)
URGENT = spec(Complaint.urgent)
REMEDY_WANTED = replace(spec(Complaint.remedy_wanted), label=N_("Remedy wanted"), required=True)
CONTENT = replace(spec(Complaint.content), label=N_("Complaint"))
CHANNEL = spec(Complaint.channel)
PRODUCT = FieldSpec("owned_product_id", N_("Product"), "", False, None, (), "choice", None)
FINDINGS = replace(spec(Complaint.findings), required=True)
CAUSE = replace(spec(Complaint.cause), required=True)
RESPONSIBILITY = replace(spec(Complaint.responsibility), required=True)
TEXT = FieldSpec("text", N_("Reply to the customer"), "", True, 2000, (), "long text", None)
REASON = replace(spec(LevelSpan.reason), name="reason", label=N_("Reason"), required=True)
TOLD = replace(TEXT, label=N_("What the customer was told"))
NOTE = replace(REASON, label=N_("Note"), required=False, help=N_("May stay empty."))
TEAM = FieldSpec(
    "team",
    N_("Investigation team"),
    N_("Staff numbers or names, one after another: 8012 8101, or 张敏 王工."),
    True,
    240,
    (),
    "text",
    None,
)
EVIDENCE_KIND = spec(Evidence.kind)
DESCRIPTION = spec(Evidence.description)
RECORD = FieldSpec(
    "record",
    N_("Record number"),
    N_("The number of a ticket, a call or another complaint, if the evidence is one; it is linked with the case."),
    False,
    16,
    (),
    "text",
    None,
)
PATH = replace(spec(Evidence.path), required=False, help=N_("The path of a file on this machine; its checksum is kept with it."))
PLAN_REMEDY = spec(Plan.remedy)
PLAN_TEXT = spec(Plan.description)
DEPARTMENT = replace(spec(Plan.department), label=N_("Department"))
RESPONSIBLE = FieldSpec(
    "responsible", N_("Responsible"), N_("A staff number, a name, or a part of a name."), True, 60, (), "text", None
)
DEADLINE = FieldSpec(
    "deadline", N_("Deadline"), N_("As people say it: 11-25 17:00, 3 days, 明天15点."), True, 40, (), "text", None
)
YUAN = FieldSpec(
    "compensation",
    N_("Compensation (yuan)"),
    N_("0 for none. The amount decides which level approves."),
    False,
    12,
    (),
    "text",
    None,
)
MEASURES = FieldSpec(
    "measures",
    spec(Measure.text).label,
    N_("One measure a line; @ and a name at its end says who: 寄出新灯 @王工."),
    True,
    4000,
    (),
    "long text",
    None,
)
NOTICE_TO = spec(Notice.department)
NOTICE = spec(Notice.text)
CLOCK = FieldSpec("clock", N_("Clock"), "", True, None, (), "choice", None)
UNTIL = replace(
    DEADLINE,
    name="until",
    label=spec(Extension.new_due_at).label,
    help=N_("Later than the present due time: 11-25 17:00, 明天15点; 3 days count from now."),
)
WHO = FieldSpec("owner", N_("To whom"), "", True, None, (), "choice", None)


def text_of_case(*, reason: bool = False) -> tuple[Asked, ...]:
    """One text: a reason of one line, or a reply of several."""
    return (Asked(REASON if reason else TEXT),)


def register_fields(case: ComplaintFile | None = None, *, content: str = "") -> tuple[Asked, ...]:
    """The register, as it is or empty."""
    if case is None:
        values: tuple[Value, ...] = (None, CLASS_DEFAULT_GRADE, False, None, content)
    else:
        values = (case.complaint_class, case.grade, case.urgent, case.remedy_wanted, case.content)
    specs = (CLASS, GRADE, URGENT, REMEDY_WANTED, CONTENT)
    return tuple(Asked(column, value) for column, value in zip(specs, values, strict=True))


def customer_fields(products: tuple[Option, ...]) -> tuple[Asked, ...]:
    """The register of a customer who wrote or came: how, about which of their products, and the rest as always."""
    product = (Asked(PRODUCT, None, products),) if products else ()
    return (Asked(CHANNEL, Channel.EMAIL), *product, *register_fields())


CLASS_DEFAULT_GRADE = Complaint.grade.default
"""The grade that a case has unless somebody says otherwise."""


def investigation_fields(case: ComplaintFile, *, author: str) -> tuple[Asked, ...]:
    """The team, and what the customer wants where nobody has asked for that yet."""
    wanted = () if case.remedy_wanted else (Asked(REMEDY_WANTED),)
    return (Asked(TEAM, author), *wanted)


def finding_fields(case: ComplaintFile) -> tuple[Asked, ...]:
    """Findings, cause and responsibility."""
    return (Asked(FINDINGS, case.findings), Asked(CAUSE, case.cause), Asked(RESPONSIBILITY, case.responsibility))


def plan_fields(case: ComplaintFile, *, author: str) -> tuple[Asked, ...]:
    """A plan; after a rejection it starts from the rejected one."""
    last = case.plans[-1] if case.plans else None
    if last is None:
        return (
            Asked(PLAN_REMEDY, case.remedy_wanted),
            Asked(PLAN_TEXT),
            Asked(DEPARTMENT),
            Asked(RESPONSIBLE, case.owner_name or author),
            Asked(DEADLINE),
            Asked(YUAN, "0"),
            Asked(MEASURES),
        )
    measures = "\n".join(
        f"{measure.text} @{measure.responsible_name}" if measure.responsible_name else measure.text for measure in last.measures
    )
    return (
        Asked(PLAN_REMEDY, last.remedy),
        Asked(PLAN_TEXT, last.description),
        Asked(DEPARTMENT, last.department),
        Asked(RESPONSIBLE, last.responsible_name),
        Asked(DEADLINE),
        Asked(YUAN, f"{last.compensation / 100:g}"),
        Asked(MEASURES, measures),
    )


def evidence_fields() -> tuple[Asked, ...]:
    """One piece of evidence."""
    return (Asked(EVIDENCE_KIND), Asked(DESCRIPTION), Asked(RECORD), Asked(PATH))


def extension_fields(due: Mapping[ClockKind, str]) -> tuple[Asked, ...]:
    """A request for more time on one of the clocks that run; `due` says when each is due now."""
    options = tuple(Option(kind, kind.label_id, note) for kind, note in due.items())
    return (Asked(CLOCK, next(iter(due)), options), Asked(UNTIL), Asked(REASON))


def escalation_fields(above: NextLevel) -> tuple[Asked, ...]:
    """Who gets the case, and why."""
    options = tuple(Option(staff_id, name) for staff_id, name in above.choices)
    who = (Asked(WHO, above.owner_id, options),) if options else ()
    return (*who, Asked(REASON))
