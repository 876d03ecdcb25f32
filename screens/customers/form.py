"""The fields of a customer's file: what the table says of each, and how a file fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from models.customers.queries import CustomerFile
from models.customers.tables import ContactNumber, Customer
from models.fields import FieldSpec, spec
from models.i18n import N_
from models.site.queries import RegionRow
from screens.forms import ChoiceField, FormField, FormText, Option, Value, bound

Fields = dict[str, FormField]
AS_IT_IS = N_("Empty leaves the address as it is.")
REGION = replace(spec(Customer.region), name="region_id", required=False)
COLUMNS = (
    spec(Customer.name),
    replace(spec(Customer.kind), required=True),
    replace(spec(Customer.level), required=True),
    spec(Customer.city),
    replace(spec(Customer.address), help=AS_IT_IS),
    replace(spec(Customer.email), help=AS_IT_IS),
    REGION,
    spec(Customer.note),
    replace(spec(ContactNumber.number), required=False),
)


def fields() -> Fields:
    """The widgets by their columns' names; the regions to choose from come later."""
    return {column.name: _field(column) for column in COLUMNS}


def _field(column: FieldSpec) -> FormField:
    return FormField(REGION, ChoiceField(optional=True)) if column is REGION else bound(column)


def choice(fields: Fields, name: str) -> ChoiceField:
    """A field of which one is chosen."""
    return cast(ChoiceField, fields[name].control)


def offer_regions(fields: Fields, rows: Sequence[RegionRow], present: int | None) -> None:
    """The regions in use, and the one that the file has; a site without regions is not asked for one."""
    fields[REGION.name].display = bool(rows)
    choice(fields, REGION.name).offer([Option(row.id, row.name) for row in rows if row.active or row.id == present])


def put(fields: Fields, values: Mapping[str, Value], file: CustomerFile) -> None:
    """Fills fields; the file says how what it hides looks."""
    masked = {"address": file.address_masked, "email": file.email_masked}
    for name, value in values.items():
        control = fields[name].control
        if isinstance(control, ChoiceField):
            control.choose(value)
        elif isinstance(control, FormText):
            control.load_text(str(value))
        else:
            control.value, control.placeholder = str(value), masked.get(name, "")
