"""A customer file that somebody else saved first: put together with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from models.choices import Choice
from models.customers.queries import CustomerFile, customer_file
from models.customers.tables import Customer
from models.events.queries import Touches, touches
from models.events.tables import Subject
from models.fields import FieldSpec, spec
from models.i18n import _
from models.merging import merged
from screens.desk import DeskScreen
from screens.dialogs.merging import FieldTold, Merging
from screens.forms import Value

HIDDEN = ("address", "email")
"""Fields that the form shows masked: empty leaves them as they are."""
_COLUMNS = (Customer.name, Customer.kind, Customer.level, Customer.city, Customer.address, Customer.email, Customer.note)


@dataclass(frozen=True)
class PutTogether:
    """The file as it stands now, and what its form is to hold; None where it may stay as it is."""

    file: CustomerFile
    values: Mapping[str, Value] | None


async def put_together(
    screen: DeskScreen, base: CustomerFile, typed: Mapping[str, Value], said: str, regions: Mapping[int, str]
) -> PutTogether | None:
    """Merges what was typed over `base` with what stands in the file now; None where the person went back to the form.

    Asks only where somebody changed a field of the form. `said` is the refusal that led here, `regions` are names by id.
    """
    now, touched = await screen.desk.door.ask(_read, base)
    theirs = {name: _now(name, value, touched) for name, value in values_of(now).items()}
    at_first = values_of(base)
    mine = {name: at_first[name] if name in HIDDEN and not typed[name] else typed[name] for name in at_first}
    merge = merged(at_first, mine, theirs)
    if not merge.touched:
        return PutTogether(now, None)
    fields = {name: FieldTold(_(column.label), _told, lines=column.kind == "long text") for name, column in _specs().items()}
    fields["region_id"] = FieldTold(_(Customer.region.verbose_name), lambda value: regions.get(cast(int, value), ""))
    settled = await screen.desk.push_screen_wait(Merging(f"{base.name}\n{said}", merge, fields, touched.of, screen.desk.zone))
    if settled is None:
        return None
    as_it_is = {name: "" for name in HIDDEN if settled[name] in (theirs[name], at_first[name])}
    return PutTogether(now, {**settled, **as_it_is})


def values_of(file: CustomerFile) -> dict[str, Value]:
    """What the form's fields stand for in a file; addresses masked."""
    return {
        "name": file.name,
        "kind": file.kind,
        "level": file.level,
        "region_id": file.region_id,
        "city": file.city,
        "address": file.address_masked,
        "email": file.email_masked,
        "note": file.note,
    }


def _read(base: CustomerFile) -> tuple[CustomerFile, Touches]:
    return customer_file(base.id), touches(Subject.CUSTOMER, base.id, after=base.events, kind="edited")


def _now(name: str, value: Value, touched: Touches) -> Value:
    """A value as it stands now; a masked one may look as before though it was changed."""
    return _("{value} (changed)").format(value=value) if name in HIDDEN and name in touched.fields else value


def _specs() -> dict[str, FieldSpec]:
    return {column.name: spec(column) for column in _COLUMNS}


def _told(value: Value) -> str:
    return value.label if isinstance(value, Choice) else str(value)
