"""Rows in our terms into the site's records, kind by kind, through the same operations that a desk uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

from models import database
from models.calls.importing import ImportedCall, put_calls
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.operations import put_customer
from models.customers.phone import PhoneNumber, parse
from models.errors import DomainError, Fault
from models.people.operations import StaffDraft, put_staff
from models.people.permissions import Actor
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.operations import put_model, put_owned_product
from models.site.queries import SiteRow
from models.tickets.importing import ImportedTicket, put_tickets
from models.upsert import Put
from workstation.importing.kinds import Kind, Row
from workstation.importing.mapping import ColumnMap

Ids = Mapping[str, int | None]


class Writer(Protocol):
    """Writes rows of one kind; `table` is where their records are and `key` which of our columns names them."""

    table: str
    key: str

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """Writes all rows inside the caller's transaction, in order. Raises DomainError for the first that can't be."""


class TicketWriter:
    """Writes tickets a batch at a time."""

    table, key = "ticket", "external_key"

    def __init__(self, place: SiteRow, actor: Actor) -> None:
        self._place = place
        self._actor = actor

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """As `Writer.put`."""
        return put_tickets([self._ticket(row, ids) for row, ids in rows], actor=self._actor)

    def _ticket(self, row: Row, ids: Ids) -> ImportedTicket:
        values: dict[str, Any] = {name: value for name, value in row.values.items() if name not in ids}
        number = values.pop("contact_number", "")
        if number:
            values["contact_number"] = _number(self._place, number).number
        values |= {f"{name}_id": id_ for name, id_ in ids.items()}
        return ImportedTicket(**values)


class CustomerWriter:
    """Writes customer files."""

    table, key = "customer", "external_key"

    def __init__(self, place: SiteRow, actor: Actor) -> None:
        self._place = place
        self._actor = actor

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """As `Writer.put`."""
        return [put_customer(self._customer(row, ids), actor=self._actor) for row, ids in rows]

    def _customer(self, row: Row, ids: Ids) -> CustomerDraft:
        values: dict[str, Any] = {name: value for name, value in row.values.items() if name not in ids}
        numbers = tuple(_number(self._place, text) for text in values.pop("numbers", ()))
        title = values.pop("contact_title", "")
        contact = values.pop("contact", "")
        contacts = (ContactDraft(contact, title),) if contact else ()
        return CustomerDraft(**values, numbers=numbers, contacts=contacts, region_id=ids.get("region"))


class ProductWriter:
    """Writes the catalogue, and what customers own where the file names a customer."""

    key = "external_key"

    def __init__(self, owned: bool, actor: Actor) -> None:
        self.table = "owned_product" if owned else "product_model"
        self._owned = owned
        self._actor = actor

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """As `Writer.put`."""
        return [self._put_owned(row, ids) if self._owned else put_model(self._model(row), actor=self._actor) for row, ids in rows]

    def _model(self, row: Row) -> ProductModelDraft:
        names = ("family", "specification", "refund_days", "exchange_days", "free_repair_months", "on_site_service")
        values: dict[str, Any] = {name: row.values[name] for name in names if name in row.values}
        key = None if self._owned else cast("str | None", row.values.get("external_key"))
        code = str(row.values["model"])
        return ProductModelDraft(code, str(row.values.get("model_name", code)), external_key=key, **values)

    def _put_owned(self, row: Row, ids: Ids) -> Put:
        """Writes an owned product; a model that the catalogue lacks is added, one that it has stays as it is."""
        found = database.rows("SELECT id FROM product_model WHERE code = ?", (row.values["model"],))
        model_id = found[0][0] if found else put_model(self._model(row), actor=self._actor).id
        customer_id = ids.get("customer")
        if customer_id is None:
            raise DomainError(Fault.MISSING, field="customer")
        names = ("serial_number", "purchased_on", "delivered_on", "note", "external_key")
        values: dict[str, Any] = {name: row.values[name] for name in names if name in row.values}
        return put_owned_product(OwnedProductDraft(customer_id, model_id, **values), actor=self._actor)


class StaffWriter:
    """Writes staff, without passwords: an administrator gives those."""

    table, key = "staff", "number"

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """As `Writer.put`."""
        return [put_staff(self._staff(row, ids), actor=self._actor) for row, ids in rows]

    def _staff(self, row: Row, ids: Ids) -> StaffDraft:
        values: dict[str, Any] = {name: value for name, value in row.values.items() if name not in ids}
        roles = frozenset(values.pop("roles"))
        return StaffDraft(**values, roles=roles, region_id=ids.get("region"), team_id=ids.get("team"))


class CallWriter:
    """Writes calls a batch at a time."""

    table, key = "call", "external_key"

    def __init__(self, place: SiteRow, actor: Actor) -> None:
        self._place = place
        self._actor = actor

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """As `Writer.put`."""
        return put_calls([self._call(row, ids) for row, ids in rows], actor=self._actor)

    def _call(self, row: Row, ids: Ids) -> ImportedCall:
        values: dict[str, Any] = {name: value for name, value in row.values.items() if name not in ids}
        if "number" in values:
            values["number"] = _number(self._place, values["number"]).number
        values |= {f"{name}_id": id_ for name, id_ in ids.items()}
        return ImportedCall(**values)


def writer_for(mapping: ColumnMap, place: SiteRow, actor: Actor) -> Writer:
    """The writer for a mapping's kind of record."""
    makers: Mapping[Kind, Callable[[], Writer]] = {
        Kind.TICKETS: lambda: TicketWriter(place, actor),
        Kind.CUSTOMERS: lambda: CustomerWriter(place, actor),
        Kind.PRODUCTS: lambda: ProductWriter("customer" in mapping.columns, actor),
        Kind.STAFF: lambda: StaffWriter(actor),
        Kind.CALLS: lambda: CallWriter(place, actor),
    }
    return makers[mapping.kind]()


def _number(place: SiteRow, text: str) -> PhoneNumber:
    return parse(text, country=place.phone_country, area_code=place.area_code)
