"""From a record that is named somewhere to its own screen."""

from __future__ import annotations

from collections.abc import Callable

from models.events.tables import Subject
from models.i18n import _
from screens.desk import DeskApp

OPENED_BY: dict[Subject, Callable[[DeskApp, int], None]] = {
    Subject.TICKET: lambda desk, ticket_id: desk.open_ticket(ticket_id),
    Subject.CALLBACK: lambda desk, callback_id: desk.open_callback(callback_id),
    Subject.COMPLAINT: lambda desk, complaint_id: desk.open_complaint(complaint_id),
}
"""How a record that has a screen of its own is opened."""


def open_record(desk: DeskApp, subject: Subject | None, record_id: int) -> None:
    """Opens a record above what is shown, or says that there is none to open."""
    if subject in OPENED_BY:
        OPENED_BY[subject](desk, record_id)
    else:
        desk.tell(_("There is no record to open behind this row."))
