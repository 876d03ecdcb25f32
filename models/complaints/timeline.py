"""What happened to a complaint, as sentences in the reader's language."""

from __future__ import annotations

from typing import Any

from models.complaints import levels
from models.complaints.documents import DocumentKind
from models.complaints.tables import (
    Cause,
    Closing,
    ComplaintClass,
    ComplaintGrade,
    EvidenceKind,
    Remedy,
    Responsibility,
    Stage,
    Trigger,
)
from models.events.tables import Subject
from models.i18n import N_, _
from models.telling import Language, TimelineRow, told_timeline

_SENTENCES: dict[str, str] = {
    "opened": N_("Registered the complaint ({complaint_class}, {grade})"),
    "registered": N_("Changed the register"),
    "linked": N_("Linked: {what}"),
    "contacted": N_("Spoke to the complainant"),
    "replied": N_("Replied to the complainant"),
    "investigation_begun": N_("Began the investigation"),
    "evidence_added": N_("Added evidence: {kind_of}"),
    "found": N_("Found the cause: {cause}; responsible: {responsibility}"),
    "plan_drafted": N_("Drafted a plan: {remedy}, compensation {compensation} yuan"),
    "plan_submitted": N_("Submitted the plan; to be approved at level {needed_level}"),
    "plan_approved": N_("Approved the plan at level {level}"),
    "plan_rejected": N_("Rejected the plan at level {level}"),
    "measure_done": N_("Carried out a measure"),
    "notice_given": N_("Gave notice to {department}"),
    "customer_told": N_("Told the customer the result"),
    "sent_back": N_("The customer is dissatisfied: back to the investigation"),
    "handed_over": N_("Handed over to {owner_to}"),
    "level_changed": N_("Now with {owner_to}: {trigger}"),
    "extension_asked": N_("Asked for more time until {new_due_at}"),
    "extension_granted": N_("Granted more time until {new_due_at}; before: {old_due_at}"),
    "extension_refused": N_("Refused more time"),
    "closed": N_("Closed the complaint: {ground}"),
    "ticket_closed": N_("Closed the ticket {number} with it"),
    "merged_into": N_("Merged into {number}"),
    "merged_from": N_("Took in the double complaint {number}"),
    "documents_exported": N_("Exported: {documents}"),
}


def _yuan(fen: Any) -> str:
    return f"{fen / 100:.2f}"


def _documents(kinds: Any) -> str:
    return _(", ").join(DocumentKind(kind).label for kind in kinds)


_LANGUAGE = Language(
    subject=Subject.COMPLAINT,
    sentences=_SENTENCES,
    choices={
        "complaint_class": ComplaintClass,
        "grade": ComplaintGrade,
        "stage_from": Stage,
        "stage_to": Stage,
        "trigger": Trigger,
        "ground": Closing,
        "cause": Cause,
        "responsibility": Responsibility,
        "kind_of": EvidenceKind,
        "remedy": Remedy,
        "remedy_wanted": Remedy,
        "what": Subject,
    },
    words={
        "level": levels.titled,
        "level_from": levels.titled,
        "level_to": levels.titled,
        "needed_level": levels.titled,
        "compensation": _yuan,
        "documents": _documents,
        "urgent": lambda urgent: _("yes") if urgent else _("no"),
    },
    labels={
        "complaint_class": N_("Class"),
        "grade": N_("Grade"),
        "urgent": N_("Urgent"),
        "remedy_wanted": N_("Remedy wanted"),
        "content": N_("Complaint"),
    },
    texts={
        "linked": "number",
        "replied": "text",
        "evidence_added": "description",
        "plan_approved": "text",
        "plan_rejected": "reason",
        "measure_done": "text",
        "customer_told": "text",
        "sent_back": "text",
        "level_changed": "reason",
        "extension_asked": "reason",
        "extension_refused": "reason",
        "closed": "reason",
        "merged_from": "reason",
    },
)


def complaint_timeline(complaint_id: int, *, limit: int = 500) -> list[TimelineRow]:
    """A case's history, newest first."""
    return told_timeline(_LANGUAGE, complaint_id, limit=limit)
