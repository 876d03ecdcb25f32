"""What the customer file screen asks the domain, each in one call through the door."""

from __future__ import annotations

from collections.abc import Sequence

from models.calls.card import CallerCard, caller_card
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.operations import add_number, open_customer
from models.customers.typed_number import typed_number
from models.i18n import N_
from models.people.permissions import Actor
from models.site.queries import RegionRow, regions

_NUMBER = N_("Telephone number")


def card_and_regions(customer_id: int) -> tuple[CallerCard, Sequence[RegionRow]]:
    """All that a file's screen shows of a customer, and the regions to choose from. Raises as `caller_card` does."""
    return caller_card(customer_id), regions(inactive=True)


def add_written_number(customer_id: int, text: str, *, actor: Actor) -> int:
    """Adds a number to the file as a person wrote it. Raises as `add_number` and `typed_number` do."""
    return add_number(customer_id, typed_number(text, field=_NUMBER), actor=actor)


def written_contact(name: str, title: str, number: str) -> ContactDraft:
    """A contact person with their number as a person wrote it, if any; to be asked through the door. Raises as `typed_number`."""
    return ContactDraft(name, title, (typed_number(number, field=_NUMBER),) if number.strip() else ())


def open_written(draft: CustomerDraft, number: str, *, actor: Actor) -> int:
    """Opens a file with its first number as a person wrote it, if any. Raises as `open_customer` and `typed_number` do."""
    numbers = (typed_number(number, field=_NUMBER),) if number.strip() else ()
    return open_customer(
        CustomerDraft(
            name=draft.name,
            kind=draft.kind,
            level=draft.level,
            region_id=draft.region_id,
            city=draft.city,
            address=draft.address,
            email=draft.email,
            note=draft.note,
            numbers=numbers,
        ),
        actor=actor,
    )
