"""What a customer owns: a product added to the file, or what was taken down of one corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from models.customers.queries import CustomerFile, customer_file
from models.events.queries import Touches, touches
from models.events.tables import Subject
from models.fields import spec
from models.i18n import N_, _
from models.people.permissions import Actor
from models.presence.operations import Opened
from models.products.drafts import OwnedProductChanges, OwnedProductDraft
from models.products.operations import add_owned_product, edit_owned_product
from models.products.queries import OwnedProductRow, model_meant, owned_product, owned_products
from models.products.tables import OwnedProduct, ProductModel
from screens.dialogs.kept_form import Asked, KeptForm, Latest, Values, Versioned
from screens.intake.card_text import product_label
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskApp

DAY = N_("A day such as 2026-11-21. The warranty counts from the purchase, or where the site says so, from the delivery.")
MODEL = replace(spec(ProductModel.code), name="model_id", help=N_("The model's code, or so much of its name that no other fits."))
SERIAL = spec(OwnedProduct.serial_number)
BOUGHT = replace(spec(OwnedProduct.purchased_on), help=DAY)
DELIVERED = replace(spec(OwnedProduct.delivered_on), help=DAY)
NOTE = spec(OwnedProduct.note)
STILL = spec(OwnedProduct.active)
NEW = 0
"""No product has this id: the choice of one that is not in the file yet."""


async def ask_and_write_product(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Asks which of the customer's products is to be corrected, or for a new one, and saves it; whether it was done."""
    known = await desk.door.ask(owned_products, file.id, inactive=True)
    options = [(row.id, _line(row)) for row in known] + [(NEW, _("A product that is not in the file yet"))]
    chosen = await desk.choose(_("Which product?"), options) if known else NEW
    if chosen is None:
        return False
    done = await (_add(desk, file, actor) if chosen == NEW else _correct(desk, file, chosen, actor))
    if done:
        desk.tell(_("The product is saved."))
    return done


def _line(row: OwnedProductRow) -> str:
    bought = row.purchased_on.isoformat() if row.purchased_on else ""
    gone = "" if row.active else _("(not the customer's any more)")
    return "  ".join(filter(None, (product_label(row), bought, gone)))


def _fields(row: OwnedProductRow | None) -> tuple[Asked, ...]:
    """The form as a product fills it; only one that is in the file can have left the customer."""
    if row is None:
        return tuple(Asked(column) for column in (MODEL, SERIAL, BOUGHT, DELIVERED, NOTE))
    return (
        Asked(MODEL, row.model_code),
        Asked(SERIAL, row.serial_number),
        Asked(BOUGHT, row.purchased_on),
        Asked(DELIVERED, row.delivered_on),
        Asked(NOTE, row.note),
        Asked(STILL, row.active),
    )


async def _add(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    async def save(values: Values, _version: int | None) -> str:
        await desk.door.ask(_added, file.id, values, actor=actor)
        return ""

    editing = Opened(Subject.CUSTOMER, file.id, editing=True)
    title, key = _("A product of {name}").format(name=one_line(file.name)), f"{actor.staff_id}:product_new:customer:{file.id}"
    return (
        await desk.push_screen_wait(KeptForm(title, _fields(None), save, kept=desk.unsent, key=key, open_record=editing)) is True
    )


async def _correct(desk: DeskApp, file: CustomerFile, owned_product_id: int, actor: Actor) -> bool:
    """Corrects one product; where a colleague saved first, the two are put together field by field."""
    row, events = await desk.door.ask(_read, file.id, owned_product_id)

    async def save(values: Values, over: int | None) -> str:
        await desk.door.ask(_corrected, owned_product_id, values, events if over is None else over, actor=actor)
        return ""

    async def read() -> Latest:
        latest, events_now = await desk.door.ask(_read, file.id, owned_product_id)
        return Latest(events_now, _fields(latest), await desk.door.ask(_touches, file.id, owned_product_id))

    editing = Opened(Subject.CUSTOMER, file.id, editing=True)
    dialog = KeptForm(
        product_label(row),
        _fields(row),
        save,
        kept=desk.unsent,
        key=f"{actor.staff_id}:product{owned_product_id}:customer:{file.id}",
        versioned=Versioned(events, read),
        open_record=editing,
    )
    return await desk.push_screen_wait(dialog) is True


def _read(customer_id: int, owned_product_id: int) -> tuple[OwnedProductRow, int]:
    """The product, and how many events its owner's file has."""
    return owned_product(owned_product_id), customer_file(customer_id).events


def _touches(customer_id: int, owned_product_id: int) -> Touches:
    return touches(Subject.CUSTOMER, customer_id, kind="product_edited", having={"owned_product": owned_product_id})


def _added(customer_id: int, values: Values, *, actor: Actor) -> None:
    model_id = model_meant(str(values["model_id"]))
    written = {name: value for name, value in values.items() if name != "model_id"}
    add_owned_product(OwnedProductDraft(customer_id, model_id, **written), actor=actor)


def _corrected(owned_product_id: int, values: Values, events: int, *, actor: Actor) -> None:
    model_id = model_meant(str(values["model_id"]))
    changes = cast("OwnedProductChanges", {**values, "model_id": model_id})
    edit_owned_product(owned_product_id, expected_events=events, actor=actor, **changes)
