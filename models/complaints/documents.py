"""The documents of a case that leave the program on paper, and the record of who took one out."""

from __future__ import annotations

from collections.abc import Sequence

from models import database
from models.choices import Choice
from models.complaints.changes import take
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.text import folded_line


class DocumentKind(Choice):
    """The forms of one complaint, in the order in which a case fills them."""

    REGISTER = "register", N_("Complaint register form")
    INVESTIGATION = "investigation", N_("Complaint investigation form")
    HANDLING = "handling", N_("Complaint handling form")
    REPORT = "report", N_("Complaint handling report")
    NOTICE = "notice", N_("Notice of complaint handling")
    TRACKING = "tracking", N_("Complaint tracking sheet")


def complaint_id_of(number: str) -> int:
    """The id of the case with that number, also in small or full-width letters. Raises DomainError(NOT_FOUND)."""
    found = database.rows("SELECT id FROM complaint WHERE number = ?", (folded_line(number).upper(),))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Complaint"))
    return int(found[0][0])


def record_documents(complaint_id: int, kinds: Sequence[DocumentKind], *, actor: Actor) -> None:
    """Writes on the case's timeline that these documents were exported. Raises DomainError (NOT_FOUND, OTHER_REGION)."""
    actor.require(Permission.EXPORT)
    with database.transaction():
        sight_of(actor).require(take(complaint_id).region)
        documents = [kind.value for kind in kinds]
        record(Subject.COMPLAINT, complaint_id, "documents_exported", actor=actor, documents=documents)
