"""Sending a message to a colleague's desk, and noting that it was shown."""

from __future__ import annotations

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.fields import to_stored
from models.i18n import N_
from models.messages.tables import Message
from models.people.permissions import Actor, Permission
from models.text import required


def send_message(recipient_id: int, text: str, *, actor: Actor) -> int:
    """Sends a line to a colleague, whose desk shows it at once or at the next sign-in; returns its id.

    The timeline of the recipient says that there was one; the words are in the message alone.
    Raises DomainError: NOT_ALLOWED, MISSING, TOO_LONG, NOT_FOUND.
    """
    actor.require(Permission.DIRECT_STAFF)
    text = required(text, Message.text)
    with database.transaction():
        if not database.rows("SELECT 1 FROM staff WHERE id = ? AND active", (recipient_id,)):
            raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
        message_id: int = Message.insert(sender=actor.staff_id, recipient=recipient_id, text=text, sent_at=clock.now()).execute()
        record(Subject.STAFF, recipient_id, "message_sent", actor=actor, message=message_id)
        return message_id


def note_seen(message_id: int, *, actor: Actor) -> bool:
    """Notes that a desk of the recipient shows the message; true for the first desk only."""
    return bool(
        database.execute(
            "UPDATE message SET seen_at = ? WHERE id = ? AND recipient_id = ? AND seen_at IS NULL",
            (to_stored(clock.now()), message_id, actor.staff_id),
        )
    )
