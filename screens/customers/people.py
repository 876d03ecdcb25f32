"""Who speaks for a customer, and on which numbers: numbers added and removed, contact persons added."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from models.customers.operations import remove_number
from models.customers.queries import CustomerFile, NumberRow
from models.customers.tables import Contact, ContactNumber
from models.events.tables import Subject
from models.fields import spec
from models.i18n import N_, _
from models.people.permissions import Actor
from models.presence.operations import Opened
from screens.customers.questions import add_written_contact, add_written_number
from screens.dialogs.kept_form import Asked, KeptForm, Values
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskApp

NAME = replace(spec(Contact.name), help=N_("Who speaks for the customer."))
TITLE = replace(spec(Contact.title), help=N_("What they are there, such as buyer or caretaker."))
NUMBER = replace(
    spec(ContactNumber.number),
    required=False,
    max_length=100,
    help=N_("Their own number, written in any usual way; may be left out."),
)
"""Longer than the column: people write a number with blanks, dashes and its country."""


def number_line(file: CustomerFile, row: NumberRow) -> str:
    """A number of the file, masked, with whose it is where it isn't the customer's own."""
    whose = next((f" ({one_line(person.name)})" for person in file.contacts if person.id == row.contact_id), "")
    return f"{row.masked}{whose}"


async def ask_and_add_number(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Asks for a number and adds it; whether it was done."""

    async def add(text: str) -> None:
        await desk.door.ask(add_written_number, file.id, text, actor=actor)

    return await desk.ask_text(_("New telephone number"), limit=100, keep_as=f"number:customer:{file.id}", save=add) is not None


async def ask_and_add_contact(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Asks for a contact person's name, position and number and adds them; whether it was done."""

    async def save(values: Values, _version: int | None) -> str:
        add = partial(add_written_contact, file.id, str(values["name"]), str(values["title"]), str(values["number"]), actor=actor)
        await desk.door.ask(add)
        return ""

    title = _("A contact person of {name}").format(name=one_line(file.name))
    editing = Opened(Subject.CUSTOMER, file.id, editing=True)
    key = f"{actor.staff_id}:contact:customer:{file.id}"
    form = KeptForm(title, (Asked(NAME), Asked(TITLE), Asked(NUMBER)), save, kept=desk.unsent, key=key, open_record=editing)
    if await desk.push_screen_wait(form) is not True:
        return False
    desk.tell(_("The contact person is in the file."))
    return True


async def ask_and_remove_number(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Asks which number and whether it is really to go, with what stays; whether it was done."""
    if not file.numbers:
        desk.tell(_("The file has no number."))
        return False
    chosen = await desk.choose(_("Which number is wrong or given up?"), [(row, number_line(file, row)) for row in file.numbers])
    if chosen is None:
        return False
    question = _(
        "Take {number} out of the file? Whoever calls from it is not known by it any more.\n\n"
        "It stays in the file's record of changes, and with the calls, tickets and callbacks that have it."
    ).format(number=number_line(file, chosen))
    if not await desk.confirm(question, danger=True):
        return False
    await desk.door.ask(remove_number, chosen.id, actor=actor)
    desk.tell(_("{number} is out of the file.").format(number=chosen.masked))
    return True
