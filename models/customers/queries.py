"""What can be asked of a customer file, with numbers and addresses masked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from models import database
from models.customers.callers import CallerMatch as CallerMatch
from models.customers.callers import MatchKind as MatchKind
from models.customers.callers import find_callers as find_callers
from models.customers.phone import masked
from models.customers.tables import CustomerKind, CustomerLevel, CustomerStatus
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.people.permissions import Actor
from models.people.sight import present, sight_of


@dataclass(frozen=True)
class NumberRow:
    """A telephone number of a file; `contact_id` says whose it is, None for the customer's own."""

    id: int
    masked: str
    extension: str
    contact_id: int | None


@dataclass(frozen=True)
class ContactRow:
    """Someone who speaks for the customer."""

    id: int
    name: str
    title: str


@dataclass(frozen=True)
class CustomerFile:
    """A customer file as it may be read by whoever takes the call; `merged_into` names the file that was kept.

    `events` is how many events its timeline had by then.
    """

    id: int
    name: str
    kind: CustomerKind
    level: CustomerLevel
    status: CustomerStatus
    region_id: int | None
    region_name: str
    city: str
    address_masked: str
    email_masked: str
    note: str
    timezone: str | None
    numbers: tuple[NumberRow, ...]
    contacts: tuple[ContactRow, ...]
    merged_into: int | None
    version: int
    events: int


def customer_file(customer_id: int) -> CustomerFile:
    """The file with its numbers and contacts, its own first. Raises DomainError(NOT_FOUND or OTHER_REGION)."""
    found = database.rows(
        "SELECT c.name, c.kind, c.level, c.status, c.region_id, r.name, c.city, c.address, c.email, c.note, c.timezone,"
        " c.merged_into_id, c.version, (SELECT max(e.position) FROM event e WHERE e.subject = 'customer' AND e.subject_id = c.id)"
        " FROM customer c LEFT JOIN region r ON r.id = c.region_id WHERE c.id = ?",
        (customer_id,),
    )
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=Subject.CUSTOMER.label_id)
    name, kind, level, status, region_id, region, city, address, email, note, timezone, merged_into, version, events = found[0]
    present().require(region_id)
    return CustomerFile(
        id=customer_id,
        name=name,
        kind=CustomerKind(kind),
        level=CustomerLevel(level),
        status=CustomerStatus(status),
        region_id=region_id,
        region_name=region or "",
        city=city,
        address_masked=masked_address(address),
        email_masked=masked_email(email),
        note=note,
        timezone=timezone,
        numbers=_numbers(customer_id),
        contacts=_contacts(customer_id),
        merged_into=merged_into,
        version=version,
        events=events or 0,
    )


def _numbers(customer_id: int) -> tuple[NumberRow, ...]:
    found = database.rows(
        "SELECT id, number, extension, contact_id FROM contact_number WHERE customer_id = ? ORDER BY position, id", (customer_id,)
    )
    return tuple(NumberRow(id_, masked(number, extension), extension, contact_id) for id_, number, extension, contact_id in found)


def _contacts(customer_id: int) -> tuple[ContactRow, ...]:
    found = database.rows("SELECT id, name, title FROM contact WHERE customer_id = ? ORDER BY id", (customer_id,))
    return tuple(ContactRow(*row) for row in found)


@dataclass(frozen=True)
class OpenAccount:
    """The file that takes something new, and its region; without a customer there is neither."""

    customer_id: int | None = None
    region_id: int | None = None


def open_account(customer_id: int | None, actor: Actor) -> OpenAccount:
    """The file that something new is to be written to: where it was merged away since a person saw it, the one that was kept.

    To be asked in the transaction that writes: it keeps the account from being closed or merged away until that ends. None
    passes. Raises DomainError(NOT_FOUND, OTHER_REGION or ACCOUNT_CLOSED).
    """
    if customer_id is None:
        return OpenAccount()
    suffix = " FOR SHARE" if database.on_postgresql() else ""
    kept: int | None = customer_id
    while kept is not None:
        customer_id = kept
        found = database.rows(f"SELECT status, region_id, merged_into_id FROM customer WHERE id = ?{suffix}", (customer_id,))
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=Subject.CUSTOMER.label_id)
        ((status, region_id, kept),) = found
    sight_of(actor).require(region_id)
    if status == CustomerStatus.CLOSED.value:
        raise DomainError(Fault.ACCOUNT_CLOSED)
    return OpenAccount(customer_id, region_id)


def require_open_accounts(customer_ids: Collection[int | None]) -> None:
    """Keeps the accounts of many that come from another system from being closed. Raises DomainError(ACCOUNT_CLOSED)."""
    ids = tuple(sorted({id_ for id_ in customer_ids if id_ is not None}))
    if not ids:
        return
    suffix = " FOR SHARE" if database.on_postgresql() else ""
    found = database.rows(f"SELECT status FROM customer WHERE id IN ({', '.join('?' for _id in ids)}) ORDER BY id{suffix}", ids)
    if any(status == CustomerStatus.CLOSED.value for (status,) in found):
        raise DomainError(Fault.ACCOUNT_CLOSED)


def kept_file(customer_id: int) -> int:
    """The file that a file was merged into, over as many merges as there were; itself where there was none."""
    seen = {customer_id}
    while True:
        found = database.rows("SELECT merged_into_id FROM customer WHERE id = ?", (customer_id,))
        following = found[0][0] if found else None
        if following is None or following in seen:
            return customer_id
        seen.add(following)
        customer_id = following


def masked_address(address: str) -> str:
    """An address without what leads to the door: its last part, and every digit, hidden."""
    if not address:
        return ""
    kept = address[: max(len(address) // 2, 1)]
    return "".join("*" if c.isdigit() else c for c in kept) + "****"


def masked_email(email: str) -> str:
    """An e-mail address with its name hidden but for the first letter."""
    name, at, host = email.partition("@")
    return f"{name[:1]}****{at}{host}" if email else ""
