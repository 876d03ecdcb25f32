"""What can be imported, and the columns that each kind of record takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import peewee

from models.calls.tables import Direction, Ending
from models.choices import Choice
from models.customers.tables import Contact, Customer, CustomerKind, CustomerLevel
from models.people.tables import Role, Staff
from models.products.tables import OwnedProduct, ProductModel
from models.sla.tables import Priority
from models.tickets.tables import Channel, Grade, HoldReason, Ticket, TicketStatus


class Sort(Enum):
    """How a cell's text is read."""

    LINE = "line"
    TEXT = "text"
    MOMENT = "moment"
    DAY = "day"
    NUMBER = "number"
    SECONDS = "seconds"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    REFERENCE = "reference"


class Unknown(Enum):
    """What is done with a word that names nothing we know; the value is what a mapping file says."""

    REFUSE = "refuse"
    CREATE = "create"
    EMPTY = "empty"
    DEFAULT = "default"


@dataclass(frozen=True)
class Field:
    """One of our columns: how it is read, whether a row must have it, and what may be done with unknown words."""

    sort: Sort
    required: bool = False
    longest: int | None = None
    choices: type[Choice] | None = None
    unknown: tuple[Unknown, ...] = ()


def _line(column: peewee.Field[str] | peewee.Field[str | None], *, required: bool = False) -> Field:
    return Field(Sort.LINE, required, getattr(column, "max_length", None))


def _choice(choices: type[Choice]) -> Field:
    return Field(Sort.CHOICE, choices=choices, unknown=(Unknown.REFUSE, Unknown.DEFAULT))


def _reference(*unknown: Unknown, required: bool = False) -> Field:
    return Field(Sort.REFERENCE, required, unknown=(Unknown.REFUSE, *unknown))


KEY = Field(Sort.LINE, required=True, longest=80)
REGION = _reference(Unknown.CREATE, Unknown.EMPTY, Unknown.DEFAULT)
TEAM = _reference(Unknown.CREATE, Unknown.EMPTY, Unknown.DEFAULT)
OWNER = _reference(Unknown.CREATE, Unknown.EMPTY, Unknown.DEFAULT)
TICKET: Mapping[str, Field] = {
    "external_key": KEY,
    "opened_at": Field(Sort.MOMENT, required=True),
    "category": _reference(Unknown.CREATE, Unknown.DEFAULT, required=True),
    "problem": Field(Sort.TEXT, required=True),
    "number": _line(Ticket.number),
    "customer": _reference(Unknown.EMPTY),
    "contact_number": Field(Sort.LINE, longest=60),
    "channel": _choice(Channel),
    "region": REGION,
    "team": TEAM,
    "owner": OWNER,
    "severity": _choice(Grade),
    "urgency": _choice(Grade),
    "priority": _choice(Priority),
    "status": _choice(TicketStatus),
    "hold_reason": _choice(HoldReason),
    "solution": Field(Sort.TEXT),
}
"""What a ticket's row and a row of its history have in common."""


class Kind(Enum):
    """A kind of record that can be imported, by the word that the command line uses."""

    TICKETS = "tickets"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    STAFF = "staff"
    CALLS = "calls"
    HISTORIES = "histories"


FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    Kind.TICKETS: {
        **TICKET,
        "response_due_at": Field(Sort.MOMENT),
        "responded_at": Field(Sort.MOMENT),
        "resolution_due_at": Field(Sort.MOMENT),
        "resolved_at": Field(Sort.MOMENT),
        "closed_at": Field(Sort.MOMENT),
    },
    Kind.CUSTOMERS: {
        "external_key": KEY,
        "name": _line(Customer.name, required=True),
        "kind": _choice(CustomerKind),
        "level": _choice(CustomerLevel),
        "region": REGION,
        "city": _line(Customer.city),
        "address": _line(Customer.address),
        "email": _line(Customer.email),
        "note": Field(Sort.TEXT),
        "numbers": Field(Sort.LINES, longest=60),
        "contact": _line(Contact.name),
        "contact_title": _line(Contact.title),
    },
    Kind.PRODUCTS: {
        "external_key": KEY,
        "model": _line(ProductModel.code, required=True),
        "model_name": _line(ProductModel.name),
        "family": _line(ProductModel.family),
        "specification": Field(Sort.TEXT),
        "refund_days": Field(Sort.NUMBER),
        "exchange_days": Field(Sort.NUMBER),
        "free_repair_months": Field(Sort.NUMBER),
        "on_site_service": Field(Sort.YES_NO),
        "customer": _reference(),
        "serial_number": _line(OwnedProduct.serial_number),
        "purchased_on": Field(Sort.DAY),
        "delivered_on": Field(Sort.DAY),
        "note": _line(OwnedProduct.note),
    },
    Kind.STAFF: {
        "number": _line(Staff.number, required=True),
        "name": _line(Staff.name, required=True),
        "roles": Field(Sort.CHOICES, required=True, choices=Role, unknown=(Unknown.REFUSE, Unknown.DEFAULT)),
        "external_key": Field(Sort.LINE, longest=80),
        "region": REGION,
        "team": TEAM,
        "os_user": _line(Staff.os_user),
    },
    Kind.CALLS: {
        "external_key": KEY,
        "offered_at": Field(Sort.MOMENT, required=True),
        "answered": Field(Sort.YES_NO, required=True),
        "menu_seconds": Field(Sort.SECONDS),
        "wait_seconds": Field(Sort.SECONDS),
        "talk_seconds": Field(Sort.SECONDS),
        "hold_seconds": Field(Sort.SECONDS),
        "wrap_up_seconds": Field(Sort.SECONDS),
        "direction": _choice(Direction),
        "channel": _choice(Channel),
        "ending": _choice(Ending),
        "number": Field(Sort.LINE, longest=60),
        "agent": OWNER,
        "customer": _reference(Unknown.EMPTY),
        "category": _reference(Unknown.CREATE, Unknown.EMPTY, Unknown.DEFAULT),
        "region": REGION,
    },
    Kind.HISTORIES: {
        **TICKET,
        "at": Field(Sort.MOMENT, required=True),
        "in_time": Field(Sort.YES_NO),
    },
}


@dataclass(frozen=True)
class Row:
    """One row of a file, read into our terms: text, moments in UTC, days, numbers, choices; empty cells are absent."""

    number: int
    values: Mapping[str, object] = field(default_factory=dict)
