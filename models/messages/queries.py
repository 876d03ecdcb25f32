"""What may be asked of the messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.fields import from_stored


@dataclass(frozen=True)
class MessageRow:
    """A message that no desk has shown yet; without a sender it comes from the software itself."""

    id: int
    sender_name: str
    text: str
    sent_at: datetime


def unseen_messages(staff_id: int, *, limit: int = 20) -> list[MessageRow]:
    """What a person has not seen yet, oldest first."""
    found = database.rows(
        "SELECT m.id, s.name, m.text, m.sent_at FROM message m LEFT JOIN staff s ON s.id = m.sender_id"
        " WHERE m.recipient_id = ? AND m.seen_at IS NULL ORDER BY m.id LIMIT ?",
        (staff_id, limit),
    )
    return [MessageRow(id_, sender or "", text, from_stored(sent)) for id_, sender, text, sent in found]
