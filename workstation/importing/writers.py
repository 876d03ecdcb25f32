"""Rows in our terms into the site's records, kind by kind, through the same operations that a desk uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol, cast

from models import database
from models.calls.importing import ImportedCall, put_calls
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.operations import put_customer
from models.customers.phone import PhoneNumber, parse
from models.errors import DomainError, Fault
from models.i18n import _
from models.people.operations import StaffDraft, put_staff
from models.people.permissions import Actor
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.operations import put_model, put_owned_product
from models.site.queries import SiteRow
from models.tickets.histories import ImportedHistory, Step, moves_between, put_histories
from models.tickets.importing import ImportedTicket, put_tickets
from models.tickets.tables import TicketStatus
from models.upsert import Put
from workstation.importing.kinds import Kind, Row
from workstation.importing.mapping import ColumnMap

Ids = Mapping[str, int | None]


class Writer(Protocol):
    """Writes rows of one kind; `table` is where their records are and `key` which of our columns names them.

    With `many_rows_each` the rows that follow each other with one key make one record.
    """

    table: str
    key: str
    many_rows_each: bool

    def unfitting(self, rows: Sequence[Row]) -> Mapping[int, str]:
        """Which of one record's rows (by place) can't follow those before them, and why; asked where `many_rows_each`."""

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """Writes all rows inside the caller's transaction, in order. Raises DomainError for the first that can't be."""


class _RowByRow:
    """A record for each row."""

    many_rows_each = False

    def unfitting(self, rows: Sequence[Row]) -> Mapping[int, str]:
        """One row always fits."""
        return {}


class TicketWriter(_RowByRow):
    """Writes tickets a batch at a time."""

    table, key = "ticket", "external_key"

    def __init__(self, place: SiteRow, actor: Actor) -> None:
        self._place = place
        self._actor = actor

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """As `Writer.put`."""
        return put_tickets([self._ticket(row, ids) for row, ids in rows], actor=self._actor)

    def _ticket(self, row: Row, ids: Ids) -> ImportedTicket:
        return ImportedTicket(**_ticket_values(row, ids, self._place))


def _ticket_values(row: Row, ids: Ids, place: SiteRow) -> dict[str, Any]:
    """A row's values by the names of `ImportedTicket`."""
    values: dict[str, Any] = {name: value for name, value in row.values.items() if name not in ids}
    number = values.pop("contact_number", "")
    if number:
        values["contact_number"] = _number(place, number).number
    return values | {f"{name}_id": id_ for name, id_ in ids.items()}


class HistoryWriter:
    """Writes tickets with their whole lives; a ticket's first row says what it was when it was opened."""

    table, key, many_rows_each = "ticket", "external_key", True

    def __init__(self, place: SiteRow, actor: Actor) -> None:
        self._place = place
        self._actor = actor

    def unfitting(self, rows: Sequence[Row]) -> Mapping[int, str]:
        """The rows whose state no way through the life cycle leads to."""
        wrong: dict[int, str] = {}
        status = TicketStatus.NEW
        for place, row in enumerate(rows):
            wanted = cast("TicketStatus", row.values.get("status", status))
            try:
                moves_between(status, wanted)
                status = wanted
            except DomainError as error:
                told = _("{reason}; the other rows of {key} are kept")
                wrong[place] = told.format(reason=error.refusal().rstrip("。."), key=row.values[self.key])
        return wrong

    def put(self, rows: Sequence[tuple[Row, Ids]]) -> list[Put]:
        """As `Writer.put`: one outcome for each row, the same for all of a ticket."""
        units = [list(unit) for _key, unit in groupby(rows, lambda pair: pair[0].values[self.key])]
        puts = put_histories([self._history(unit) for unit in units], actor=self._actor)
        return [put for unit, put in zip(units, puts, strict=True) for _row in unit]

    def _history(self, unit: Sequence[tuple[Row, Ids]]) -> ImportedHistory:
        values = _ticket_values(*unit[0], self._place)
        for name in ("at", "in_time", "status", "hold_reason"):
            values.pop(name, None)
        return ImportedHistory(ImportedTicket(**values), tuple(self._step(row, ids) for row, ids in unit))

    def _step(self, row: Row, ids: Ids) -> Step:
        names = ("at", "status", "hold_reason", "priority", "in_time")
        values: dict[str, Any] = {name: row.values[name] for name in names if name in row.values}
        values |= {f"{name}_id": ids.get(name) for name in ("owner", "team", "category")}
        return Step(**values)


class CustomerWriter(_RowByRow):
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


class ProductWriter(_RowByRow):
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


class StaffWriter(_RowByRow):
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


class CallWriter(_RowByRow):
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
        Kind.HISTORIES: lambda: HistoryWriter(place, actor),
        Kind.CALLS: lambda: CallWriter(place, actor),
    }
    return makers[mapping.kind]()


def _number(place: SiteRow, text: str) -> PhoneNumber:
    return parse(text, country=place.phone_country, area_code=place.area_code)
