"""The documents of one complaint (投诉登记表, 调查表, 处理表, 处理报告表, 处理通知单, 案件追踪表), to be printed and signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from models import clock
from models.complaints import levels
from models.complaints.documents import DocumentKind, record_documents
from models.complaints.queries import ComplaintFile, NoticeRow, PlanRow, complaint_file, complaint_timeline
from models.complaints.tables import PlanState
from models.i18n import _
from models.people.permissions import Actor, Permission
from models.site.queries import site
from models.values import Yuan
from workstation.documents.delivery import delivered_book, must_end_in
from workstation.documents.form import Column, Form

WHOLE_TIMELINE = 10_000


def write_complaint_documents(
    complaint_id: int, kinds: Sequence[DocumentKind], path: Path, *, actor: Actor, overwrite: bool = False
) -> None:
    """Writes documents of a case into one XLSX file, a sheet each, in the reader's language; the case's timeline says so.

    Raises DomainError(NOT_ALLOWED or NOT_FOUND), or Refusal for a file that exists (unless `overwrite`) or can't be written.
    """
    actor.require(Permission.EXPORT)
    must_end_in(path, ".xlsx")
    case, place = complaint_file(complaint_id), site()
    today = clock.now().astimezone(place.zone).date()
    put_on_record = partial(record_documents, complaint_id, kinds, actor=actor)
    with delivered_book(path, place, case.number, overwrite=overwrite, put_on_record=put_on_record) as book:
        for kind in kinds:
            form = Form(book, kind.label)
            form.caption(
                _("Complaint number: {number}").format(number=case.number), _("Made on {day}").format(day=f"{today:%Y-%m-%d}")
            )
            _LAYOUTS[kind](form, case)


def _register(form: Form, case: ComplaintFile) -> None:
    form.section(_("Complainant"))
    form.boxes(
        (_("Customer"), case.customer_name),
        (_("Customer level"), case.customer_level.label if case.customer_level else None),
        (_("Telephone"), case.contact_number_masked),
        (_("Region"), case.region_name),
        (_("Product"), _product(case)),
        (_("Serial number"), case.serial_number),
        (_("Purchased on"), case.purchased_on),
        (_("Channel"), case.channel.label),
    )
    form.section(_("Complaint"))
    form.boxes(
        (_("Opened at"), case.opened_at),
        (_("Registered by"), case.opened_by_name),
        (_("Class"), case.complaint_class.label),
        (_("Grade"), case.grade.label),
        (_("Urgent"), _("yes") if case.urgent else _("no")),
        (_("Remedy wanted"), case.remedy_wanted.label if case.remedy_wanted else None),
    )
    form.text(_("What the customer complains of"), case.content, lines=8)
    form.boxes(
        (_("Customer contacted at"), case.contacted_at),
        (_("First reply at"), case.replied_at),
        (_("Level of escalation"), levels.titled(case.level)),
        (_("Responsible"), case.owner_name),
    )
    form.section(_("Records that belong to it"))
    form.table(
        [Column(_("Kind"), 12), Column(_("Record number"), 12)], [(link.subject.label, link.number) for link in case.links]
    )
    form.gap()
    form.signatures(_("Registered by"), _("Supervisor"))


def _investigation(form: Form, case: ComplaintFile) -> None:
    _essentials(form, case)
    form.text(_("What the customer complains of"), case.content)
    form.text(_("Investigated by"), _(", ").join(case.team), lines=2)
    form.section(_("Evidence"))
    form.table(
        [
            Column(_("Kind"), 4),
            Column(_("Description"), 7),
            Column(_("File and its SHA-256"), 6),
            Column(_("Added by"), 3),
            Column(_("Added at"), 4),
        ],
        [
            (row.kind.label, row.description, "\n".join(filter(None, (row.path, row.sha256))), row.added_by_name, row.added_at)
            for row in case.evidence
        ],
        blank=3,
    )
    form.section(_("Result of the investigation"))
    form.text(_("Findings"), case.findings, lines=8)
    form.boxes(*_cause(case))
    form.gap()
    form.signatures(_("Investigators"), _("Supervisor"))


def _handling(form: Form, case: ComplaintFile) -> None:
    plan = _plan_that_holds(case)
    _essentials(form, case)
    form.text(_("Findings"), case.findings)
    form.boxes(*_cause(case))
    form.section(_("Plan"))
    _plan(form, plan)
    _measures(form, plan)
    form.section(_("Decisions"))
    form.table(
        [
            Column(_("Decision"), 4),
            Column(_("Decided by"), 4),
            Column(_("Decided at level"), 4),
            Column(_("Decided at"), 4),
            Column(_("Reason"), 8),
        ],
        [
            (
                row.state.label,
                row.decided_by_name,
                levels.titled(row.decided_level) if row.decided_level else None,
                row.decided_at,
                row.decision_reason,
            )
            for row in case.plans
        ],
    )
    form.gap()
    form.signatures(_("Drafted by"), _("Responsible department"), _("Approved by"))


def _report(form: Form, case: ComplaintFile) -> None:
    plan = _plan_that_holds(case)
    _essentials(form, case)
    form.text(_("What the customer complains of"), case.content)
    form.text(_("Findings"), case.findings)
    form.boxes(*_cause(case))
    form.section(_("Handling"))
    _plan(form, plan)
    _measures(form, plan)
    form.section(_("Outcome"))
    form.boxes(
        (_("Customer told at"), case.told_at),
        (_("Closed at"), case.closed_at),
        (_("Rounds of handling"), case.rounds),
        (_("Level of escalation"), levels.titled(case.level)),
        (_("Ground of closing"), case.closing.label if case.closing else None),
        (_("Reason"), case.closing_reason),
    )
    form.text(_("How to prevent it"), "", lines=4)
    form.gap()
    form.signatures(_("Reported by"), _("Checked by"), _("Approved by"))


def _notice(form: Form, case: ComplaintFile) -> None:
    """One page per notice that was given; where none was, one with the plan for its department, or to be filled in."""
    plan = _plan_that_holds(case)
    for number, notice in enumerate(case.notices or (None,)):
        if number:
            form.page_break()
        _one_notice(form, case, plan, notice)


def _one_notice(form: Form, case: ComplaintFile, plan: PlanRow | None, notice: NoticeRow | None) -> None:
    form.boxes(
        (_("To the department"), notice.department if notice else plan.department if plan else None),
        (_("Notice given at"), notice.given_at if notice else None),
    )
    _essentials(form, case)
    form.text(_("What the customer complains of"), case.content)
    form.text(_("Notice"), notice.text if notice else plan.description if plan else "", lines=6)
    _measures(form, plan)
    form.boxes(
        (_("Deadline"), plan.deadline if plan else None),
        (_("Notice given by"), notice.given_by_name if notice else None),
    )
    form.section(_("Reply of the department"))
    form.text(_("What was done"), "", lines=6)
    form.gap()
    form.signatures(_("Received by"), _("Head of department"))


def _tracking(form: Form, case: ComplaintFile) -> None:
    _essentials(form, case)
    form.boxes(
        (_("Stage"), case.stage.label),
        (_("Level of escalation"), levels.titled(case.level)),
        (_("Responsible"), case.owner_name),
        (_("Closed at"), case.closed_at),
    )
    form.section(_("Targets"))
    form.table(
        [
            Column(_("Target"), 4),
            Column(_("Round"), 2),
            Column(_("Began at"), 4),
            Column(_("Due at"), 4),
            Column(_("Ended at"), 4),
            Column(_("Verdict"), 6),
        ],
        [(row.kind.label, row.round, row.started_at, row.due_at, row.stopped_at, row.verdict.label) for row in case.clocks],
    )
    form.section(_("Levels of escalation"))
    form.table(
        [
            Column(_("Level of escalation"), 4),
            Column(_("Responsible"), 4),
            Column(_("Why"), 8),
            Column(_("From"), 4),
            Column(_("Until"), 4),
        ],
        [
            (
                levels.titled(row.level),
                row.owner_name,
                "\n".join(filter(None, (row.trigger.label, row.reason))),
                row.started_at,
                row.ended_at,
            )
            for row in case.levels
        ],
    )
    _extensions(form, case)
    form.section(_("What happened"))
    form.table(
        [Column(_("When"), 4), Column(_("Who"), 4), Column(_("What"), 8), Column(_("Details"), 8)],
        [(row.at, row.who, row.what, row.detail) for row in reversed(complaint_timeline(case.id, limit=WHOLE_TIMELINE))],
    )
    form.gap()
    form.signatures(_("Tracked by"), _("Supervisor"))


def _extensions(form: Form, case: ComplaintFile) -> None:
    if not case.extensions:
        return
    form.section(_("More time"))
    form.table(
        [
            Column(_("Target"), 4),
            Column(_("Due before"), 4),
            Column(_("New due time"), 4),
            Column(_("Decision"), 4),
            Column(_("Reason"), 8),
        ],
        [(row.kind.label, row.old_due_at, row.new_due_at, row.state.label, row.reason) for row in case.extensions],
    )


def _essentials(form: Form, case: ComplaintFile) -> None:
    """What every form but the register repeats of it."""
    form.boxes(
        (_("Customer"), case.customer_name),
        (_("Telephone"), case.contact_number_masked),
        (_("Product"), _product(case)),
        (_("Serial number"), case.serial_number),
        (_("Class"), case.complaint_class.label),
        (_("Grade"), case.grade.label),
        (_("Opened at"), case.opened_at),
        (_("Remedy wanted"), case.remedy_wanted.label if case.remedy_wanted else None),
    )


def _cause(case: ComplaintFile) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
    return (
        (_("Cause"), case.cause.label if case.cause else None),
        (_("Responsibility"), case.responsibility.label if case.responsibility else None),
    )


def _plan(form: Form, plan: PlanRow | None) -> None:
    form.text(_("Plan"), plan.description if plan else "", lines=4)
    form.boxes(
        (_("Remedy"), plan.remedy.label if plan else None),
        (_("Compensation (yuan)"), Yuan(plan.compensation) if plan else None),
        (_("Responsible department"), plan.department if plan else None),
        (_("Responsible"), plan.responsible_name if plan else None),
        (_("Deadline"), plan.deadline if plan else None),
        (_("To be approved at level"), levels.titled(plan.needed_level) if plan else None),
    )


def _measures(form: Form, plan: PlanRow | None) -> None:
    form.table(
        [Column(_("Measure"), 10), Column(_("Responsible"), 4), Column(_("Done by"), 4), Column(_("Done at"), 6)],
        [(row.text, row.responsible_name, row.done_by_name, row.done_at) for row in (plan.measures if plan else ())],
        blank=3,
    )


def _plan_that_holds(case: ComplaintFile) -> PlanRow | None:
    """The newest plan that wasn't rejected: the one in force or the one that is being decided on."""
    return next((plan for plan in reversed(case.plans) if plan.state is not PlanState.REJECTED), None)


def _product(case: ComplaintFile) -> str:
    return " ".join(filter(None, (case.product_code, case.product_name)))


_LAYOUTS: dict[DocumentKind, Callable[[Form, ComplaintFile], None]] = {
    DocumentKind.REGISTER: _register,
    DocumentKind.INVESTIGATION: _investigation,
    DocumentKind.HANDLING: _handling,
    DocumentKind.REPORT: _report,
    DocumentKind.NOTICE: _notice,
    DocumentKind.TRACKING: _tracking,
}
