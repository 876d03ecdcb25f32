"""Who speaks for a customer, and on which numbers: numbers added and removed, contact persons added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.customers.operations import add_contact, edit_contact, remove_number
from models.customers.queries import CustomerFile, NumberRow, customer_file
from models.customers.tables import Contact, ContactNumber
from models.errors import DomainError, Fault
from models.events.queries import touches
from models.events.tables import Subject
from models.fields import spec
from models.i18n import N_, _
from models.people.permissions import Actor
from models.presence.operations import Opened
from screens.customers.questions import add_written_number, written_contact
from screens.customers.revealing import ADDRESS
from screens.dialogs.kept_form import Asked, KeptForm, Latest, Values, Versioned
from screens.plain import one_line
from screens.revealed import Revealed

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
ANOTHER = replace(NUMBER, help=N_("One more number of theirs, in any usual way; those they have stay."))
NEW = 0
"""No contact has this id: the choice of one who is not in the file yet."""


def number_line(file: CustomerFile, row: NumberRow) -> str:
    """A number of the file, masked, with whose it is where it isn't the customer's own."""
    whose = next((f" ({one_line(person.name)})" for person in file.contacts if person.id == row.contact_id), "")
    return f"{row.masked}{whose}"


def lists(file: CustomerFile | None, revealed: Revealed) -> dict[str, str]:
    """What stands below a file's fields: its numbers, of which those that are revealed are whole, and its contact persons."""
    shown: list[str] = []
    named = "-"
    if file is not None:
        whole = (replace(row, masked=revealed.get(row.id, row.masked)) for row in file.numbers)
        shown = [f"{digit} {number_line(file, row)}" for digit, row in enumerate(whole, 1)]
        named = ", ".join(f"{one_line(row.name)} {one_line(row.title)}".strip() for row in file.contacts) or "-"
    told = _("Numbers: {numbers}").format(numbers="   ".join(shown) if shown else _("No number yet. Ctrl+N adds one."))
    address = one_line(revealed.get(ADDRESS, ""))
    return {
        "numbers": f"{told}   {address}" if address else told,
        "contacts": _("Contacts: {contacts}").format(contacts=named),
    }


async def ask_and_add_number(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Asks for a number and adds it; whether it was done."""

    async def add(text: str) -> None:
        await desk.door.ask(add_written_number, file.id, text, actor=actor)

    return await desk.ask_text(_("New telephone number"), limit=100, keep_as=f"number:customer:{file.id}", save=add) is not None


async def ask_and_write_contact(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Asks which contact person is to be corrected, or for a new one, and saves it; whether it was done."""
    options = [(row.id, one_line(f"{row.name} {row.title}")) for row in file.contacts]
    options.append((NEW, _("A contact person who is not in the file yet")))
    chosen = await desk.choose(_("Which contact person?"), options) if file.contacts else NEW
    if chosen is None:
        return False
    done = await (_add_contact(desk, file, actor) if chosen == NEW else _correct_contact(desk, file, chosen, actor))
    if done:
        desk.tell(_("The contact person is saved."))
    return done


async def _add_contact(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    async def save(values: Values, _version: int | None) -> str:
        await desk.door.ask(_added, file.id, values, actor=actor)
        return ""

    title = _("A contact person of {name}").format(name=one_line(file.name))
    editing = Opened(Subject.CUSTOMER, file.id, editing=True)
    key = f"{actor.staff_id}:contact_new:customer:{file.id}"
    form = KeptForm(title, (Asked(NAME), Asked(TITLE), Asked(NUMBER)), save, kept=desk.unsent, key=key, open_record=editing)
    return await desk.push_screen_wait(form) is True


async def _correct_contact(desk: DeskApp, file: CustomerFile, contact_id: int, actor: Actor) -> bool:
    """Corrects one contact person; where a colleague saved first, the two are put together field by field."""
    now = await desk.door.ask(customer_file, file.id)

    async def save(values: Values, over: int | None) -> str:
        await desk.door.ask(_corrected, contact_id, values, expected_events=over, actor=actor)
        return ""

    async def read() -> Latest:
        latest = await desk.door.ask(customer_file, file.id)
        told = await desk.door.ask(touches, Subject.CUSTOMER, file.id, kind="contact_edited", having={"contact": contact_id})
        return Latest(latest.events, _fields(latest, contact_id), told)

    form = KeptForm(
        _("A contact person of {name}").format(name=one_line(file.name)),
        _fields(now, contact_id),
        save,
        kept=desk.unsent,
        key=f"{actor.staff_id}:contact{contact_id}:customer:{file.id}",
        versioned=Versioned(now.events, read),
        open_record=Opened(Subject.CUSTOMER, file.id, editing=True),
    )
    return await desk.push_screen_wait(form) is True


def _fields(file: CustomerFile, contact_id: int) -> tuple[Asked, ...]:
    """The form as a contact fills it; numbers that they have stay, another one can be added.

    Raises DomainError(NOT_FOUND) for one who went into another file with everything of this one.
    """
    person = next((row for row in file.contacts if row.id == contact_id), None)
    if person is None:
        raise DomainError(Fault.NOT_FOUND, what=N_("Contact"))
    return (Asked(NAME, person.name), Asked(TITLE, person.title), Asked(ANOTHER))


def _added(customer_id: int, values: Values, *, actor: Actor) -> None:
    add_contact(customer_id, written_contact(**values), actor=actor)


def _corrected(contact_id: int, values: Values, *, expected_events: int | None, actor: Actor) -> None:
    edit_contact(contact_id, written_contact(**values), expected_events=expected_events, actor=actor)


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
