"""A complaint opened at a desk: about a ticket, or for a customer who wrote or came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from models.complaints.finding import complain_about_ticket, complain_for_customer
from models.complaints.operations import ComplaintDraft, OpenedComplaint
from models.complaints.queries import complaints_of
from models.complaints.tables import Stage
from models.events.tables import Subject
from models.i18n import _
from models.products.queries import owned_products
from models.tickets.file import TicketFile
from screens.complaints.asking import customer_fields, register_fields
from screens.complaints.deeds import registered
from screens.dialogs.customer import ChooseCustomer
from screens.dialogs.kept_form import Asked, KeptForm, Values
from screens.forms import Option
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskScreen

Register = Callable[[ComplaintDraft], OpenedComplaint]
"""Opens the case of a draft; asked on the door's thread."""


async def complain(screen: DeskScreen, ticket: TicketFile) -> None:
    """Leads to the open case of a ticket, or registers one that is linked with it both ways."""
    if await _known_will_do(screen, Subject.TICKET, ticket.id, _("The ticket has a complaint already.")):
        return
    who = one_line(ticket.customer.name) if ticket.customer else ""
    opened = await _register(
        screen,
        f"{ticket.number}  {who}".rstrip(),
        f"complain:{ticket.id}",
        register_fields(content=ticket.problem),
        partial(complain_about_ticket, ticket.id, actor=screen.actor),
    )
    if opened is not None:
        screen.database_changed()


async def complain_for_somebody(screen: DeskScreen) -> None:
    """Asks who complains, leads to that customer's open case or registers one, and shows it."""
    desk = screen.desk
    match = await desk.push_screen_wait(ChooseCustomer(_("Who complains?")))
    if match is None:
        return
    customer_id = match.customer_id
    if await _known_will_do(screen, Subject.CUSTOMER, customer_id, _("The customer has a complaint already.")):
        return
    products = await desk.door.ask(owned_products, customer_id)
    options = tuple(Option(row.id, f"{row.model_code} {row.model_name} {row.serial_number}".strip()) for row in products)
    opened = await _register(
        screen,
        f"{one_line(match.name)}  {match.number_masked}".rstrip(),
        f"complain_for:{customer_id}",
        customer_fields(options),
        partial(complain_for_customer, customer_id, actor=screen.actor),
    )
    if opened is not None:
        desk.open_complaint(opened)


async def _known_will_do(screen: DeskScreen, subject: Subject, subject_id: int, said: str) -> bool:
    """Offers the open cases of a record; whether one of them was opened instead, or the person went back."""
    desk = screen.desk
    cases = await desk.door.ask(partial(complaints_of, subject), subject_id)
    known = [(id_, _("Open {number}").format(number=number)) for id_, number, stage in cases if stage is not Stage.CLOSED]
    if not known:
        return False
    chosen = await desk.choose(said, [*known, (0, _("Open another complaint"))])
    if chosen:
        desk.open_complaint(chosen)
    return chosen != 0


async def _register(screen: DeskScreen, about: str, purpose: str, fields: Sequence[Asked], register: Register) -> int | None:
    """Fills the register and opens the case; its id, or None where the person went back."""
    desk, client_uuid = screen.desk, str(uuid4())
    ids: list[int] = []

    async def save(values: Values, _version: int | None) -> str:
        opened = await desk.door.ask(register, ComplaintDraft(client_uuid=client_uuid, **registered(values)))
        desk.tell(_("Complaint {number} is open.").format(number=opened.number))
        ids.append(opened.id)
        return ""

    key = f"{screen.actor.staff_id}:{purpose}"
    form = KeptForm(about + "\n" + _("Register a complaint"), fields, save, kept=desk.unsent, key=key)
    await desk.push_screen_wait(form)
    return ids[0] if ids else None
