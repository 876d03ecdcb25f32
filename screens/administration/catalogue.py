"""The catalogue: a model added, or what is known of one changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from models.events.queries import events_of, touches
from models.events.tables import Subject
from models.fields import spec
from models.i18n import N_, _
from models.products.drafts import ProductModelDraft
from models.products.operations import add_model, edit_model
from models.products.queries import CatalogueRow, catalogue_model
from models.products.tables import ProductModel
from screens.dialogs.kept_form import Asked, KeptForm, Latest, Values, Versioned
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskScreen

TERM = N_("Empty: the site's own holds. 0: never.")
COLUMNS = (
    spec(ProductModel.code),
    spec(ProductModel.name),
    spec(ProductModel.family),
    spec(ProductModel.specification),
    *(
        replace(spec(term), help=TERM)
        for term in (ProductModel.refund_days, ProductModel.exchange_days, ProductModel.free_repair_months)
    ),
    spec(ProductModel.on_site_service),
)
ACTIVE = spec(ProductModel.active)
"""Whether it is offered while somebody types; customers keep what they own."""


async def add(screen: DeskScreen) -> None:
    """Asks for a new model's particulars and adds it."""
    desk = screen.desk

    async def save(values: Values, _version: int | None) -> str:
        await desk.door.ask(add_model, _draft(values), actor=screen.actor)
        return ""

    fields = tuple(Asked(column, True if column.kind == "yes/no" else None) for column in COLUMNS)
    key = f"{screen.actor.staff_id}:model"
    if await desk.push_screen_wait(KeptForm(_("A new model"), fields, save, kept=desk.unsent, key=key)):
        desk.tell(_("The model is in the catalogue."))


async def change(screen: DeskScreen, model: CatalogueRow) -> None:
    """Changes a model; where a colleague saved first, the two are put together field by field."""
    desk = screen.desk
    present, events = await desk.door.ask(_read, model.id)

    async def save(values: Values, over: int | None) -> str:
        edit = partial(edit_model, active=bool(values["active"]), expected_events=over, actor=screen.actor)
        await desk.door.ask(edit, model.id, _draft(values))
        return ""

    async def read() -> Latest:
        now, events_now = await desk.door.ask(_read, model.id)
        return Latest(events_now, _fields(now), await desk.door.ask(touches, Subject.PRODUCT, model.id))

    title = one_line(f"{present.code} {present.name}")
    key = f"{screen.actor.staff_id}:model:{model.id}"
    versioned = Versioned(events, read)
    if await desk.push_screen_wait(KeptForm(title, _fields(present), save, kept=desk.unsent, key=key, versioned=versioned)):
        desk.tell(_("The change is saved."))


def _read(model_id: int) -> tuple[CatalogueRow, int]:
    return catalogue_model(model_id), events_of(Subject.PRODUCT, model_id)


def _fields(model: CatalogueRow) -> tuple[Asked, ...]:
    return tuple(Asked(column, getattr(model, column.name)) for column in (*COLUMNS, ACTIVE))


def _draft(values: Values) -> ProductModelDraft:
    written: dict[str, Any] = {column.name: values[column.name] for column in COLUMNS}
    return ProductModelDraft(**written)
