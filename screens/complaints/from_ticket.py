"""A complaint opened from the ticket that it is about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from models.complaints.finding import complain_about_ticket
from models.complaints.operations import ComplaintDraft
from models.complaints.queries import complaints_of
from models.complaints.tables import Stage
from models.events.tables import Subject
from models.i18n import _
from models.tickets.file import TicketFile
from screens.complaints.asking import register_fields
from screens.complaints.deeds import registered
from screens.dialogs.kept_form import KeptForm, Values
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskScreen


async def complain(screen: DeskScreen, ticket: TicketFile) -> None:
    """Leads to the open case of a ticket, or registers one that is linked with it both ways."""
    desk = screen.desk
    cases = await desk.door.ask(partial(complaints_of, Subject.TICKET), ticket.id)
    known = [(id_, _("Open {number}").format(number=number)) for id_, number, stage in cases if stage is not Stage.CLOSED]
    if known:
        chosen = await desk.choose(_("The ticket has a complaint already."), [*known, (0, _("Open another complaint"))])
        if chosen is None:
            return
        if chosen:
            desk.open_complaint(chosen)
            return
    await _register(screen, ticket)


async def _register(screen: DeskScreen, ticket: TicketFile) -> None:
    desk, client_uuid = screen.desk, str(uuid4())

    async def save(values: Values, _version: int | None) -> str:
        draft = ComplaintDraft(client_uuid=client_uuid, **registered(values))
        opened = await desk.door.ask(complain_about_ticket, ticket.id, draft, actor=screen.actor)
        desk.tell(_("Complaint {number} is open.").format(number=opened.number))
        screen.database_changed()
        return ""

    who = one_line(ticket.customer.name) if ticket.customer else ""
    title = f"{ticket.number}  {who}".rstrip() + "\n" + _("Register a complaint")
    key = f"{screen.actor.staff_id}:complain:{ticket.id}"
    form = KeptForm(title, register_fields(content=ticket.problem), save, kept=desk.unsent, key=key)
    await desk.push_screen_wait(form)
