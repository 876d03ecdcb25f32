"""The rows of a customer file as they are written: cleaned, findable by pinyin, by last digits and by character pairs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from models import database, search
from models.customers.drafts import ContactDraft, CustomerChanges
from models.customers.phone import PhoneNumber, masked
from models.customers.tables import Contact, ContactNumber, Customer, CustomerStatus
from models.errors import DomainError, Fault
from models.events.queries import changed_by
from models.events.tables import Subject
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.pinyin import pinyin
from models.search import SearchIndex
from models.text import long_text, optional, required, zone_name


def clean(changes: CustomerChanges) -> dict[str, Any]:
    """The columns that the changes mean, by their stored names. Raises DomainError(MISSING, TOO_LONG or INVALID)."""
    values: dict[str, Any] = {}
    if "name" in changes:
        values["name"] = required(changes["name"], Customer.name)
        full, initials = pinyin(values["name"])
        values |= {"pinyin": full[:240], "initials": initials[:60]}
    if "city" in changes:
        values["city"] = optional(changes["city"], Customer.city)
    if "address" in changes:
        values["address"] = optional(changes["address"], Customer.address)
    if "email" in changes:
        values["email"] = optional(changes["email"], Customer.email)
    if "note" in changes:
        values["note"] = long_text(changes["note"])
    if "kind" in changes:
        values["kind"] = changes["kind"].value
    if "level" in changes:
        values["level"] = changes["level"].value
    if "region_id" in changes:
        values["region_id"] = changes["region_id"]
    if "timezone" in changes:
        values["timezone"] = zone_name(changes["timezone"]) if changes["timezone"] else None
    return values


def key_of_closed(key: str) -> str:
    """What stands for another system's key once the account was closed: enough to know it again, not to read it."""
    return f"closed-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def is_closed_key(external_key: str) -> bool:
    """Whether another system's key is that of an account that was closed, of which only a hash of the key is left."""
    return bool(database.rows("SELECT 1 FROM customer WHERE external_key = ?", (key_of_closed(external_key),)))


def names_of(customer_id: int) -> str:
    """The text by which a file is found: the customer's name and the contacts' names."""
    found = database.rows(
        "SELECT name FROM customer WHERE id = ? UNION ALL SELECT name FROM contact WHERE customer_id = ?",
        (customer_id, customer_id),
    )
    return "\n".join(sorted(name for (name,) in found))


def index_again(customer_id: int, old_names: str) -> None:
    """Brings the search up to date after names have changed; `old_names` is what `names_of` said before."""
    search.replace(SearchIndex.CUSTOMERS, customer_id, old_names, names_of(customer_id))


def contact_values(draft: ContactDraft) -> dict[str, str]:
    """The columns that say who a contact is. Raises DomainError(MISSING or TOO_LONG)."""
    name = required(draft.name, Contact.name)
    full, initials = pinyin(name)
    return {"name": name, "pinyin": full[:120], "initials": initials[:30], "title": optional(draft.title, Contact.title)}


def insert_contact(customer_id: int, draft: ContactDraft) -> int:
    """Writes a contact and their numbers. Raises DomainError(MISSING or TOO_LONG)."""
    contact_id: int = Contact.insert(customer=customer_id, **contact_values(draft)).execute()
    insert_numbers(customer_id, draft.numbers, contact_id=contact_id)
    return contact_id


def give_numbers(customer_id: int, contact_id: int, numbers: Iterable[PhoneNumber]) -> int:
    """Makes numbers a contact's own: those that the file lacks, and those in it that are nobody's by name.

    Returns how many became theirs. Raises DomainError(DUPLICATE) for one that is another contact's.
    """
    given = 0
    for number in numbers:
        same = "customer_id = ? AND number = ? AND extension = ?"
        key = (customer_id, number.number, number.extension)
        found = database.rows(f"SELECT contact_id FROM contact_number WHERE {same}", key)
        if not found:
            given += len(insert_numbers(customer_id, [number], contact_id=contact_id))
        elif found[0][0] is None:
            given += database.execute(f"UPDATE contact_number SET contact_id = ? WHERE {same}", (contact_id, *key))
        elif found[0][0] != contact_id:
            raise DomainError(Fault.DUPLICATE, what=masked(number.number, number.extension))
    return given


def insert_numbers(customer_id: int, numbers: Iterable[PhoneNumber], *, contact_id: int | None = None) -> list[int]:
    """Writes the numbers that the file doesn't have yet, after those it has; returns the new ones' ids."""
    found = database.rows("SELECT number, extension, position FROM contact_number WHERE customer_id = ?", (customer_id,))
    known = {(number, extension) for number, extension, _position in found}
    position = max((at for _number, _extension, at in found), default=-1)
    new = []
    for number in numbers:
        if not number.number or (number.number, number.extension) in known:
            continue
        known.add((number.number, number.extension))
        position += 1
        new.append(
            ContactNumber.insert(
                customer=customer_id,
                contact=contact_id,
                number=number.number,
                extension=number.extension,
                reversed_digits=number.reversed_digits,
                position=position,
            ).execute()
        )
    return new


def require_in_sight(customer_id: int, actor: Actor) -> None:
    """Takes the row. Raises DomainError(NOT_FOUND, or OTHER_REGION for a file that the actor may not see)."""
    if not database.lock_row("customer", customer_id):
        raise DomainError(Fault.NOT_FOUND, what=Subject.CUSTOMER.label_id)
    ((region_id,),) = database.rows("SELECT region_id FROM customer WHERE id = ?", (customer_id,))
    sight_of(actor).require(region_id)


def take(customer_id: int, operation: Permission, actor: Actor, expected_version: int | None = None) -> None:
    """Takes the row for a change. Raises as `require_in_sight`, NOT_POSSIBLE_NOW where the file is out of use, or STALE."""
    require_in_sight(customer_id, actor)
    ((word, version),) = database.rows("SELECT status, version FROM customer WHERE id = ?", (customer_id,))
    status = CustomerStatus(word)
    if status is not CustomerStatus.ACTIVE:
        raise DomainError(
            Fault.NOT_POSSIBLE_NOW, what=Subject.CUSTOMER.label_id, state=status.label_id, operation=operation.label_id
        )
    if expected_version is not None and version != expected_version:
        raise DomainError(Fault.STALE, what=Subject.CUSTOMER.label_id, who=changed_by(Subject.CUSTOMER, customer_id))
