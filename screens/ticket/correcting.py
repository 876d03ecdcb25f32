"""Correcting what was taken down of a ticket: a form filled from its file and from what its customer offers to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from models.events.queries import Touches, touches
from models.events.tables import Subject
from models.fields import spec
from models.i18n import N_, _
from models.presence.operations import Opened
from models.products.entitlements import describe
from models.products.queries import OwnedProductRow
from models.tickets.editing import Editable, TicketChanges, editable
from models.tickets.operations import edit_ticket
from models.tickets.queries import open_tickets_like
from models.tickets.tables import Ticket
from screens.desk import DeskScreen
from screens.dialogs.kept_form import Asked, KeptForm, Latest, Values, Versioned
from screens.forms import Option
from screens.plain import one_line

CONTACT = spec(Ticket.contact)
NUMBER = replace(
    spec(Ticket.contact_number),
    help=N_("Type a new number whole. As it stands, masked, it stays what it is."),
    max_length=60,
)
"""Longer than the column: people write a number with blanks, dashes and its country."""
PRODUCT = spec(Ticket.owned_product)
PROBLEM = spec(Ticket.problem)


def fields(ticket: Editable, *, over: int) -> tuple[Asked, ...]:
    """The form as the ticket fills it; `over` is the version that it is laid over, so that a number changed since tells."""
    file = ticket.file
    number = file.contact_number_masked
    if ticket.renumbered > over:
        number = _("{value} (changed)").format(value=number)
    contacts = [Option(row.id, one_line(f"{row.name} {row.title}")) for row in ticket.contacts]
    products = [Option(row.id, _named(row), describe(row.entitlements)) for row in ticket.products]
    return (
        Asked(CONTACT, file.contact_id, (*contacts, Option(None, N_("No contact person")))),
        Asked(NUMBER, number, masked=True),
        Asked(PRODUCT, file.product.id if file.product else None, (*products, Option(None, N_("No product")))),
        Asked(PROBLEM, file.problem),
    )


def _named(row: OwnedProductRow) -> str:
    return one_line(f"{row.model_code} {row.model_name} {row.serial_number}")


async def correct(screen: DeskScreen, ticket_id: int, title: str) -> bool:
    """Asks what is to be corrected and saves it, to be awaited in a worker of `screen`; whether it was done.

    Where a colleague saved first, the two are put together field by field.
    """
    desk = screen.desk
    ticket = await desk.door.ask(editable, ticket_id)
    version = ticket.file.version
    form = _Standing(fields(ticket, over=version))

    async def save(values: Values, over: int | None) -> str:
        form.over = version if over is None else over
        changes = form.differing(values)
        others = await desk.door.ask(_save, ticket_id, changes, actor=screen.actor, expected_version=form.over)
        told = _("{number}: corrected. Open on the same product too: {others}.") if others else _("{number}: corrected.")
        desk.tell(told.format(number=ticket.file.number, others=", ".join(others)))
        return ""

    async def read() -> Latest:
        latest, touched = await desk.door.ask(_latest, ticket_id)
        form.asked = fields(latest, over=form.over)
        return Latest(latest.file.version, form.asked, touched)

    key = f"{screen.actor.staff_id}:correct:{ticket_id}"
    editing = Opened(Subject.TICKET, ticket_id, editing=True)
    dialog = KeptForm(title, form.asked, save, kept=desk.unsent, key=key, versioned=Versioned(version, read), open_record=editing)
    return await desk.push_screen_wait(dialog) is True


class _Standing:
    """What stands in the ticket, as the form last read it: only what differs from it is saved.

    So a masked number, and a product that is out of use and can't be chosen any more, stay what they are.
    """

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.over = 0

    def differing(self, values: Values) -> TicketChanges:
        """The columns that the person wants otherwise."""
        changed: dict[str, Any] = {
            asked.spec.name: values[asked.spec.name] for asked in self.asked if values[asked.spec.name] != asked.value
        }
        return cast(TicketChanges, changed)


def _save(ticket_id: int, changes: TicketChanges, **named: Any) -> list[str]:
    """Corrects the ticket; the numbers of the customer's other open tickets on the product, if it is another one now."""
    edit_ticket(ticket_id, **changes, **named)
    product = changes.get("owned_product")
    customer = editable(ticket_id).file.customer if product is not None else None
    if product is None or customer is None:
        return []
    return [row.number for row in open_tickets_like(customer.id, product) if row.id != ticket_id]


def _latest(ticket_id: int) -> tuple[Editable, Touches]:
    return editable(ticket_id), touches(Subject.TICKET, ticket_id)
