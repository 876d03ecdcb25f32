"""What may be done to customer files: opening, editing, numbers and contacts, merging doubles, revealing a number."""

from __future__ import annotations

from typing import Unpack

from models import clock, database, search
from models.customers.drafts import ContactDraft, CustomerChanges, CustomerDraft
from models.customers.phone import PhoneNumber, shown
from models.customers.queries import kept_file
from models.customers.tables import Contact, Customer, CustomerStatus
from models.customers.writing import (
    clean,
    contact_values,
    give_numbers,
    index_again,
    insert_contact,
    insert_numbers,
    key_of_closed,
    names_of,
    require_in_sight,
    take,
)
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import require_events
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.pinyin import pinyin
from models.search import SearchIndex
from models.site.queries import setting
from models.site.settings import SettingName
from models.text import folded_line
from models.upsert import Put, PutOutcome

FOLLOWERS = ("owned_product", "ticket", "call", "callback", "complaint", "legal_hold")
"""The tables of other rooms whose rows belong to a customer and follow it into the file that is kept."""


def open_customer(draft: CustomerDraft, *, actor: Actor) -> int:
    """Opens a file and returns its id.

    Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG, INVALID, or DUPLICATE for an external key that is there already).
    """
    actor.require(Permission.EDIT_CUSTOMER)
    pinyin(draft.name)  # The first name loads a dictionary: not while other desks wait for the write lock.
    with database.transaction():
        if draft.external_key and _by_external_key(draft.external_key) is not None:
            raise DomainError(Fault.DUPLICATE, what=Subject.CUSTOMER.label_id)
        return _insert(draft, actor)


def put_customer(draft: CustomerDraft, *, actor: Actor) -> Put:
    """Writes the file with the draft's external key, new or changed; safe to repeat.

    Numbers and contacts that the file lacks are added, none is taken away; empty columns of the draft change nothing.
    A file that was merged away is left alone; the one that was kept is returned.
    Raises DomainError(NOT_ALLOWED, MISSING, also for a draft without external key, TOO_LONG, INVALID, or NOT_POSSIBLE_NOW).
    """
    actor.require(Permission.EDIT_CUSTOMER)
    if not draft.external_key:
        raise DomainError(Fault.MISSING, field=N_("External key"))
    with database.transaction():
        customer_id = _by_external_key(draft.external_key)
        if customer_id is None:
            return Put(_insert(draft, actor), PutOutcome.NEW)
        if (kept := kept_file(customer_id)) != customer_id:
            return Put(kept, PutOutcome.SAME)
        take(customer_id, Permission.EDIT_CUSTOMER, actor)
        changes = CustomerChanges(name=draft.name, kind=draft.kind, level=draft.level)
        if draft.region_id is not None:
            changes["region_id"] = draft.region_id
        if draft.city:
            changes["city"] = draft.city
        if draft.address:
            changes["address"] = draft.address
        if draft.email:
            changes["email"] = draft.email
        if draft.note:
            changes["note"] = draft.note
        if draft.timezone:
            changes["timezone"] = draft.timezone
        changed = [_change(customer_id, changes, actor), _add_what_lacks(customer_id, draft, actor)]
        return Put(customer_id, PutOutcome.CHANGED if any(changed) else PutOutcome.SAME)


def edit_customer(
    customer_id: int, *, actor: Actor, expected_version: int | None = None, **changes: Unpack[CustomerChanges]
) -> None:
    """Changes what is named of a file.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND, STALE, NOT_POSSIBLE_NOW for a merged or closed file, MISSING, TOO_LONG or INVALID).
    """
    actor.require(Permission.EDIT_CUSTOMER)
    with database.transaction():
        take(customer_id, Permission.EDIT_CUSTOMER, actor, expected_version)
        _change(customer_id, changes, actor)


def add_number(customer_id: int, number: PhoneNumber, *, contact_id: int | None = None, actor: Actor) -> int:
    """Adds a telephone number to a file and returns its id; a number that is there already is left as it is.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND, NOT_POSSIBLE_NOW, or MISSING for a number without digits).
    """
    actor.require(Permission.EDIT_CUSTOMER)
    if not number.number:
        raise DomainError(Fault.MISSING, field=N_("Telephone number"))
    with database.transaction():
        take(customer_id, Permission.EDIT_CUSTOMER, actor)
        new = insert_numbers(customer_id, [number], contact_id=contact_id)
        if new:
            _bump(customer_id)
            record(Subject.CUSTOMER, customer_id, "number_added", actor=actor, number_id=new[0])
        found = database.rows(
            "SELECT id FROM contact_number WHERE customer_id = ? AND number = ? AND extension = ?",
            (customer_id, number.number, number.extension),
        )
        return int(found[0][0])


def remove_number(number_id: int, *, actor: Actor) -> None:
    """Takes a telephone number out of its file; the number itself stays in the event.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND or NOT_POSSIBLE_NOW).
    """
    actor.require(Permission.EDIT_CUSTOMER)
    with database.transaction():
        customer_id, number, extension = _number(number_id)
        take(customer_id, Permission.EDIT_CUSTOMER, actor)
        database.execute("DELETE FROM contact_number WHERE id = ?", (number_id,))
        _bump(customer_id)
        record(Subject.CUSTOMER, customer_id, "number_removed", actor=actor, number=number, extension=extension)


def add_contact(customer_id: int, draft: ContactDraft, *, actor: Actor) -> int:
    """Adds someone who speaks for the customer and returns their id; a number that was nobody's by name becomes theirs.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND, NOT_POSSIBLE_NOW, MISSING, TOO_LONG, or DUPLICATE for another contact's number).
    """
    actor.require(Permission.EDIT_CUSTOMER)
    pinyin(draft.name)  # The first name loads a dictionary: not while other desks wait for the write lock.
    with database.transaction():
        take(customer_id, Permission.EDIT_CUSTOMER, actor)
        old_names = names_of(customer_id)
        contact_id = insert_contact(customer_id, ContactDraft(draft.name, draft.title))
        give_numbers(customer_id, contact_id, draft.numbers)
        index_again(customer_id, old_names)
        _bump(customer_id)
        record(Subject.CUSTOMER, customer_id, "contact_added", actor=actor, contact=contact_id, name=draft.name)
        return contact_id


def edit_contact(contact_id: int, draft: ContactDraft, *, expected_events: int | None = None, actor: Actor) -> None:
    """Gives a contact the draft's name and position, and the draft's numbers as well as those that they have.

    `expected_events` is how many events the file had when the contact was read. Raises as `add_contact`, or STALE.
    """
    actor.require(Permission.EDIT_CUSTOMER)
    values = contact_values(draft)
    with database.transaction():
        found = database.rows("SELECT customer_id FROM contact WHERE id = ?", (contact_id,))
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=N_("Contact"))
        customer_id = found[0][0]
        take(customer_id, Permission.EDIT_CUSTOMER, actor)
        require_events(Subject.CUSTOMER, customer_id, expected_events, what=N_("Contact"))
        old_names = names_of(customer_id)
        (before,) = database.named_rows("SELECT name, title FROM contact WHERE id = ?", (contact_id,))
        changes = {column: [old, values[column]] for column, old in before.items() if values[column] != old}
        numbers = give_numbers(customer_id, contact_id, draft.numbers)
        if not changes and not numbers:
            return
        Contact.update(**values).where(Contact.id == contact_id).execute()
        index_again(customer_id, old_names)
        _bump(customer_id)
        record(Subject.CUSTOMER, customer_id, "contact_edited", actor=actor, contact=contact_id, changes=changes, numbers=numbers)


def reveal_number(number_id: int, reason: str, *, actor: Actor) -> str:
    """The whole telephone number, for a reason that is kept with who asked; a desk shows it for the site's minutes.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND, OTHER_REGION or REASON_NEEDED).
    """
    why = reason_to_reveal(reason, actor)
    with database.transaction():
        customer_id, number, extension = _number(number_id)
        require_in_sight(customer_id, actor)
        minutes = setting(SettingName.REVEAL_MINUTES)
        record(Subject.CUSTOMER, customer_id, "number_revealed", actor=actor, number_id=number_id, reason=why, minutes=minutes)
        return shown(number, extension)


def reveal_address(customer_id: int, reason: str, *, actor: Actor) -> tuple[str, str]:
    """The whole address and e-mail address, under the same terms as `reveal_number`. Raises as that does."""
    why = reason_to_reveal(reason, actor)
    with database.transaction():
        require_in_sight(customer_id, actor)
        minutes = setting(SettingName.REVEAL_MINUTES)
        record(Subject.CUSTOMER, customer_id, "address_revealed", actor=actor, reason=why, minutes=minutes)
        ((address, email),) = database.rows("SELECT address, email FROM customer WHERE id = ?", (customer_id,))
        return address, email


def reason_to_reveal(reason: str, actor: Actor) -> str:
    """The reason as it is kept. Raises DomainError(NOT_ALLOWED or REASON_NEEDED)."""
    actor.require(Permission.REVEAL_NUMBERS)
    why = " ".join(reason.split())[:240]
    if not why:
        raise DomainError(Fault.REASON_NEEDED, operation=Permission.REVEAL_NUMBERS.label_id)
    return why


def merge_customers(keep: int, gone: int, *, actor: Actor) -> None:
    """Moves everything of the file `gone` into the file `keep`; `gone` stays as a pointer, with its own timeline.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND, NOT_POSSIBLE_NOW, or INVALID for a file with itself).
    """
    actor.require(Permission.MERGE_CUSTOMERS)
    if keep == gone:
        raise DomainError(
            Fault.INVALID, field=Subject.CUSTOMER.label_id, value=keep, reason=N_("a file can't be merged with itself")
        )
    with database.transaction():
        for customer_id in sorted((keep, gone)):
            take(customer_id, Permission.MERGE_CUSTOMERS, actor)
        kept_names, gone_names = names_of(keep), names_of(gone)
        moved = _move_rows(keep, gone)
        search.remove(SearchIndex.CUSTOMERS, gone, gone_names)
        index_again(keep, kept_names)
        Customer.update(status=CustomerStatus.MERGED, merged_into=keep, version=Customer.version + 1).where(
            Customer.id == gone
        ).execute()
        _bump(keep)
        record(Subject.CUSTOMER, keep, "merged", actor=actor, gone=gone, moved=moved)
        record(Subject.CUSTOMER, gone, "merged_into", actor=actor, keep=keep)


def _move_rows(keep: int, gone: int) -> dict[str, int]:
    """Gives the kept file what belonged to the other; returns how many rows of each table."""
    doubles = database.rows(
        "SELECT g.id FROM contact_number g JOIN contact_number k ON k.number = g.number AND k.extension = g.extension"
        " WHERE g.customer_id = ? AND k.customer_id = ?",
        (gone, keep),
    )
    for (number_id,) in doubles:
        database.execute("DELETE FROM contact_number WHERE id = ?", (number_id,))
    ((last,),) = database.rows("SELECT COALESCE(MAX(position), -1) + 1 FROM contact_number WHERE customer_id = ?", (keep,))
    database.execute("UPDATE contact_number SET position = position + ? WHERE customer_id = ?", (last, gone))
    return {
        table: database.execute(f"UPDATE {table} SET customer_id = ? WHERE customer_id = ?", (keep, gone))
        for table in ("contact", "contact_number", *FOLLOWERS)
    }


def _insert(draft: CustomerDraft, actor: Actor) -> int:
    values = clean(
        CustomerChanges(
            name=draft.name,
            kind=draft.kind,
            level=draft.level,
            region_id=draft.region_id,
            city=draft.city,
            address=draft.address,
            email=draft.email,
            note=draft.note,
            timezone=draft.timezone,
        )
    )
    region_id = values.pop("region_id")
    customer_id: int = Customer.insert(
        **values, region=region_id, external_key=draft.external_key, created_at=clock.now()
    ).execute()
    insert_numbers(customer_id, draft.numbers)
    for contact in draft.contacts:
        insert_contact(customer_id, contact)
    search.write(SearchIndex.CUSTOMERS, customer_id, names_of(customer_id))
    record(Subject.CUSTOMER, customer_id, "opened", actor=actor, name=values["name"], customer_kind=draft.kind, level=draft.level)
    return customer_id


def _change(customer_id: int, changes: CustomerChanges, actor: Actor) -> bool:
    """Writes what differs, with its event; returns whether anything did."""
    values = clean(changes)
    if not values:
        return False
    columns = list(values)
    (before,) = database.rows(f"SELECT {', '.join(columns)} FROM customer WHERE id = ?", (customer_id,))
    differing = {column: [old, values[column]] for column, old in zip(columns, before, strict=True) if old != values[column]}
    if not differing:
        return False
    old_names = names_of(customer_id)
    marks = ", ".join(f"{column} = ?" for column in differing)
    database.execute(
        f"UPDATE customer SET {marks}, version = version + 1 WHERE id = ?",
        (*(values[column] for column in differing), customer_id),
    )
    index_again(customer_id, old_names)
    told = {column: pair for column, pair in differing.items() if column not in ("pinyin", "initials")}
    record(Subject.CUSTOMER, customer_id, "edited", actor=actor, changes=told)
    return True


def _add_what_lacks(customer_id: int, draft: CustomerDraft, actor: Actor) -> bool:
    """Adds the draft's numbers and contacts that the file doesn't have; returns whether there were any."""
    old_names = names_of(customer_id)
    known = {name for (name,) in database.rows("SELECT name FROM contact WHERE customer_id = ?", (customer_id,))}
    numbers = insert_numbers(customer_id, draft.numbers)
    contacts = [insert_contact(customer_id, contact) for contact in draft.contacts if folded_line(contact.name) not in known]
    if not numbers and not contacts:
        return False
    index_again(customer_id, old_names)
    _bump(customer_id)
    record(Subject.CUSTOMER, customer_id, "completed", actor=actor, numbers=numbers, contacts=contacts)
    return True


def _number(number_id: int) -> tuple[int, str, str]:
    found = database.rows("SELECT customer_id, number, extension FROM contact_number WHERE id = ?", (number_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Telephone number"))
    customer_id, number, extension = found[0]
    return customer_id, number, extension


def _by_external_key(key: str) -> int | None:
    """The file with another system's key, also one whose account was closed: it must not come into being again."""
    found = database.rows("SELECT id FROM customer WHERE external_key IN (?, ?)", (key, key_of_closed(key)))
    return found[0][0] if found else None


def _bump(customer_id: int) -> None:
    database.execute("UPDATE customer SET version = version + 1 WHERE id = ?", (customer_id,))
