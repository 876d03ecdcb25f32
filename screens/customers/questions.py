"""What the customer file screen asks the domain, each in one call through the door."""

from __future__ import annotations

from models.customers.drafts import CustomerDraft
from models.customers.operations import add_number, open_customer
from models.customers.phone import PhoneNumber, parse
from models.people.permissions import Actor
from models.site.queries import site


def parsed_here(text: str) -> PhoneNumber:
    """The number as this site reads it: its own country and area code. Raises DomainError(INVALID)."""
    home = site()
    return parse(text, country=home.phone_country, area_code=home.area_code)


def add_written_number(customer_id: int, text: str, *, actor: Actor) -> int:
    """Adds a number to the file as a person wrote it. Raises as `add_number` and `parse` do."""
    return add_number(customer_id, parsed_here(text), actor=actor)


def open_written(draft: CustomerDraft, number: str, *, actor: Actor) -> int:
    """Opens a file with its first number as a person wrote it, if any. Raises as `open_customer` and `parse` do."""
    numbers = (parsed_here(number),) if number.strip() else ()
    return open_customer(
        CustomerDraft(
            name=draft.name,
            kind=draft.kind,
            level=draft.level,
            region_id=actor.region_id,
            city=draft.city,
            address=draft.address,
            email=draft.email,
            note=draft.note,
            numbers=numbers,
        ),
        actor=actor,
    )
