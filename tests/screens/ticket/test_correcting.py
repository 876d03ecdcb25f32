"""Correcting a ticket at the desk while a colleague corrects it too."""

from __future__ import annotations

from textual.widgets import TextArea

from models.customers.tables import Contact
from models.tickets.file import TicketFile, ticket_file
from models.tickets.operations import edit_ticket
from models.tickets.tables import Ticket
from screens.dialogs.kept_form import KeptForm
from screens.forms import ChoiceField, FormInput
from screens.queue.screen import QueueScreen
from screens.ticket.screen import TicketScreen
from tests.models.builders import owned_product
from tests.screens.a_morning import Morning, settled
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


def _add_to_customer(file: TicketFile) -> int:
    """A contact and a second product; the contact's id."""
    assert file.customer is not None
    owned_product(file.customer.id, "P-9", "水泵", "P9-1")
    contact_id: int = Contact.insert(customer=file.customer.id, name="曾丽").execute()
    return contact_id


async def test_two_people_correct_one_ticket(open_desk: OpenDesk, morning: Morning) -> None:
    ticket_id, colleague = morning.overdue, morning.engineer
    contact = await another_desk(_add_to_customer, await another_desk(ticket_file, ticket_id))
    async with open_desk(QueueScreen) as (desk, pilot):
        desk.open_ticket(ticket_id)
        await pilot.pause()
        await settled(pilot)
        await pilot.press("b")
        await wait_for_text(desk, pilot, "Correct the ticket")
        assert "13800002046" not in text_of(desk)
        await pilot.press("1", *"13900001111")
        assert desk.screen.query_one(FormInput).value == "13900001111"
        desk.screen.query_one(TextArea).text = "整灯不亮"
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(desk.screen, TicketScreen)
        await pilot.press("ｂ")
        await wait_for_text(desk, pilot, "This is what you wrote before.")
        assert isinstance(desk.screen, KeptForm)
        assert desk.screen.query(ChoiceField)[0].value == contact
        lamp = (await another_desk(ticket_file, ticket_id)).product
        products = desk.screen.query(ChoiceField)[1].options
        assert lamp is not None
        other = next(option.value for option in products if option.value not in (lamp.id, None))
        await another_desk(edit_ticket, ticket_id, owned_product=other, contact_number="13811112046", actor=colleague)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Product: LX-60W 吸顶灯 7781-0042")
        await wait_for_text(desk, pilot, "-> P-9 水泵 P9-1")
        await wait_for_text(desk, pilot, "1 Mine: 13900001111")
        await wait_for_text(desk, pilot, "2 Theirs: 138****2046 (changed)  (王工")
        assert "整灯不亮" not in "".join(line for line in text_of(desk).splitlines() if "Mine" in line)
        await pilot.press("1", "enter")
        await wait_for_text(desk, pilot, "corrected.")
        await wait_for_text(desk, pilot, "Contact: 曾丽")
    saved = await another_desk(Ticket.get_by_id, ticket_id)
    assert (saved.contact_id, saved.contact_number, saved.owned_product_id) == (contact, "+8613900001111", other)
    assert saved.problem == "整灯不亮"
