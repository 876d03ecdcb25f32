"""What is known of a customer before there is a file, and what of a file may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from models.customers.phone import PhoneNumber
from models.customers.tables import CustomerKind, CustomerLevel


@dataclass(frozen=True)
class ContactDraft:
    """Someone who speaks for a customer, with their own numbers."""

    name: str
    title: str = ""
    numbers: tuple[PhoneNumber, ...] = ()


@dataclass(frozen=True)
class CustomerDraft:
    """A customer before there is a file; `external_key` is another system's key, `timezone` only where it isn't the site's."""

    name: str
    kind: CustomerKind = CustomerKind.PERSON
    level: CustomerLevel = CustomerLevel.C
    region_id: int | None = None
    city: str = ""
    address: str = ""
    email: str = ""
    note: str = ""
    numbers: tuple[PhoneNumber, ...] = ()
    contacts: tuple[ContactDraft, ...] = ()
    external_key: str | None = None
    timezone: str | None = None


class CustomerChanges(TypedDict, total=False):
    """What `edit_customer` may be told; what is not named stays."""

    name: str
    kind: CustomerKind
    level: CustomerLevel
    region_id: int | None
    city: str
    address: str
    email: str
    note: str
    timezone: str | None
