"""Records that belong to a case, by the number a person reads on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.fields import from_stored
from models.i18n import N_
from models.people.sight import present
from models.text import folded_line

NUMBERED = (Subject.TICKET, Subject.CALL, Subject.COMPLAINT)
"""What has a number of its own and can belong to a case; a callback is known by its ticket."""


@dataclass(frozen=True)
class Linkable:
    """A record of a case's customer that doesn't belong to the case yet; `text` is what it is about."""

    subject: Subject
    id: int
    number: str
    at: datetime
    text: str


_LINKABLE = (
    "SELECT '{subject}', r.id, r.number, r.{at}, substr(r.{text}, 1, 80) FROM {subject} r WHERE r.customer_id = ?{near}"
    " AND NOT (r.id = ? AND '{subject}' = 'complaint') AND NOT EXISTS (SELECT 1 FROM complaint_link l"
    " WHERE l.complaint_id = ? AND l.subject = '{subject}' AND l.subject_id = r.id) ORDER BY r.{at} DESC LIMIT ?"
)
_COLUMNS = {
    Subject.TICKET: ("opened_at", "problem"),
    Subject.CALL: ("offered_at", "summary"),
    Subject.COMPLAINT: ("opened_at", "content"),
}


def linkable(complaint_id: int, *, limit: int = 7) -> list[Linkable]:
    """The newest tickets, calls and other cases in sight of a case's customer that aren't linked with it, newest first."""
    near, own = present().condition("r.region_id")
    ((customer_id,),) = database.rows("SELECT customer_id FROM complaint WHERE id = ?", (complaint_id,))
    found: list[Linkable] = []
    for subject, (at, text) in _COLUMNS.items():
        sql = _LINKABLE.format(subject=subject.value, at=at, text=text, near=near)
        for word, id_, number, moment, about in database.rows(sql, (customer_id, *own, complaint_id, complaint_id, limit)):
            found.append(Linkable(Subject(word), id_, number, from_stored(moment), about))
    return sorted(found, key=lambda record: record.at, reverse=True)[:limit]


def record_numbered(text: str, *, label: str) -> tuple[Subject, int]:
    """The ticket, call or case of that number. Raises DomainError(INVALID) under the field's `label`."""
    number = folded_line(text).upper()
    for subject in NUMBERED:
        found = database.rows(f"SELECT id FROM {subject.value} WHERE number = ?", (number,))
        if found:
            return subject, int(found[0][0])
    raise DomainError(Fault.INVALID, field=label, value=number[:40], reason=N_("there is no such ticket, call or complaint"))


def number_of(subject: Subject, subject_id: int) -> str:
    """The number of a ticket, call or case; empty for what has none. Raises DomainError(NOT_FOUND)."""
    if subject not in NUMBERED:
        return ""
    found = database.rows(f"SELECT number FROM {subject.value} WHERE id = ?", (subject_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=subject.label_id)
    return str(found[0][0])
