"""From a callback to what it is about."""

from __future__ import annotations

from models.i18n import _
from screens.desk import DeskApp


def open_record(desk: DeskApp, ticket_id: int | None, complaint_id: int | None) -> None:
    """Opens the complaint, else the ticket, above what is shown."""
    if complaint_id is not None:
        desk.open_complaint(complaint_id)
    elif ticket_id is not None:
        desk.open_ticket(ticket_id)
    else:
        desk.tell(_("This callback is about no ticket."))
