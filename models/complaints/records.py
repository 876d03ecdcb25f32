"""Records that belong to a case, by the number a person reads on them."""

from __future__ import annotations

from models import database
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import N_
from models.text import folded_line

NUMBERED = (Subject.TICKET, Subject.CALL)
"""What has a number of its own and can belong to a case; a callback is known by its ticket."""


def record_numbered(text: str, *, label: str) -> tuple[Subject, int]:
    """The ticket or call of that number. Raises DomainError(INVALID) under the field's `label`."""
    number = folded_line(text).upper()
    for subject in NUMBERED:
        found = database.rows(f"SELECT id FROM {subject.value} WHERE number = ?", (number,))
        if found:
            return subject, int(found[0][0])
    raise DomainError(Fault.INVALID, field=label, value=number[:40], reason=N_("there is no such ticket or call"))


def number_of(subject: Subject, subject_id: int) -> str:
    """The number of a ticket or call; empty for what has none. Raises DomainError(NOT_FOUND)."""
    if subject not in NUMBERED:
        return ""
    found = database.rows(f"SELECT number FROM {subject.value} WHERE id = ?", (subject_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=subject.label_id)
    return str(found[0][0])
