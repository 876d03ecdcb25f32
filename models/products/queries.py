"""What can be asked of the catalogue and of what customers own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import clock, database, search
from models.errors import DomainError, Fault
from models.fields import day_from_stored
from models.i18n import N_, _
from models.products.entitlements import Entitlements, WarrantyTerms, entitlements, start_day
from models.site.queries import settings, site
from models.site.settings import CountFrom, SettingName
from models.text import folded_line, shortened_to

MOST_NAMED = 4
"""So many models are named where what was written down fits several."""


@dataclass(frozen=True)
class ModelRow:
    """A model of the catalogue with the terms that hold for it: its own, or the site's defaults."""

    id: int
    code: str
    name: str
    family: str
    specification: str
    terms: WarrantyTerms


@dataclass(frozen=True)
class OwnedProductRow:
    """One product that a customer owns, or owned where it is not `active` any more, with what it entitles to today."""

    id: int
    customer_id: int
    model_id: int
    model_code: str
    model_name: str
    serial_number: str
    purchased_on: date | None
    delivered_on: date | None
    note: str
    entitlements: Entitlements
    active: bool


_MODEL_COLUMNS = (
    "m.id, m.code, m.name, m.family, m.specification, m.refund_days, m.exchange_days, m.free_repair_months, m.on_site_service"
)


def find_models(text: str, *, limit: int = 20) -> list[ModelRow]:
    """The models in use whose code, name, pinyin or initials fit what was typed, the surest first; all of them for nothing typed.

    A catalogue has hundreds of models, so they are read and compared here.
    """
    found = database.rows(f"SELECT {_MODEL_COLUMNS}, m.pinyin, m.initials FROM product_model m WHERE m.active ORDER BY m.code")
    words = search.runs(text)
    typed = "".join(words)
    terms = _terms_of_site(settings())
    ranked = []
    for *columns, pinyin, initials in found:
        code, name = "".join(search.runs(columns[1])), "".join(search.runs(columns[2]))
        ways = (code.startswith(typed), initials.startswith(typed), typed in name, pinyin.startswith(typed), typed in code)
        every = words and all(word in f"{code} {name} {pinyin}" for word in words)
        rank = next((place for place, fits in enumerate((*ways, every)) if fits), None)
        if rank is not None:
            ranked.append((rank, columns))
    ranked.sort(key=lambda pair: pair[0])
    return [_model(columns, terms) for _rank, columns in ranked[:limit]]


@dataclass(frozen=True)
class CatalogueRow:
    """A model as the catalogue has it, in use or not; an empty term means that the site's own holds."""

    id: int
    code: str
    name: str
    family: str
    specification: str
    refund_days: int | None
    exchange_days: int | None
    free_repair_months: int | None
    on_site_service: bool
    active: bool


def catalogue() -> list[CatalogueRow]:
    """Every model by its code, those out of use too."""
    return [
        _catalogue_row(row) for row in database.rows(f"SELECT {_MODEL_COLUMNS}, m.active FROM product_model m ORDER BY m.code")
    ]


def catalogue_model(model_id: int) -> CatalogueRow:
    """One model. Raises DomainError(NOT_FOUND)."""
    found = database.rows(f"SELECT {_MODEL_COLUMNS}, m.active FROM product_model m WHERE m.id = ?", (model_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Model"))
    return _catalogue_row(found[0])


def _catalogue_row(row: tuple[Any, ...]) -> CatalogueRow:
    id_, code, name, family, specification, refund, exchange, months, on_site_service, active = row
    return CatalogueRow(
        id_,
        code,
        name,
        family,
        specification,
        refund,
        exchange,
        months,
        on_site_service=bool(on_site_service),
        active=bool(active),
    )


def model_meant(text: str) -> int:
    """The id of the model that somebody wrote down: by its code, in use or not, else the one in use of that name or that fits.

    Raises DomainError(INVALID) where none fits, or several do.
    """
    written = folded_line(text).casefold()
    known = [id_ for id_, code in database.rows("SELECT id, code FROM product_model ORDER BY id") if code.casefold() == written]
    if known:
        return int(known[0])
    found = find_models(text, limit=MOST_NAMED + 1)
    same_name = [row for row in found if row.name.casefold() == written]
    if len(same_name) == 1 or len(found) == 1:
        return (same_name or found)[0].id
    codes = ", ".join(row.code for row in found[:MOST_NAMED])
    reason = _("several fit: {codes}").format(codes=codes) if found else N_("no model in use fits")
    raise DomainError(Fault.INVALID, field=N_("Model"), value=shortened_to(text, 40), reason=reason)


def owned_products(customer_id: int, *, inactive: bool = False) -> list[OwnedProductRow]:
    """What a customer owns, the latest bought first; what is not the customer's any more only where asked for, at the end."""
    found = _owned("o.customer_id = ?" if inactive else "o.customer_id = ? AND o.active", (customer_id,))
    return sorted(found, key=lambda row: not row.active)


def owned_product(owned_product_id: int) -> OwnedProductRow:
    """One owned product, in use or not. Raises DomainError(NOT_FOUND)."""
    found = _owned("o.id = ?", (owned_product_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Product"))
    return found[0]


def _owned(condition: str, parameters: tuple[object, ...]) -> list[OwnedProductRow]:
    rows = database.rows(
        f"SELECT {_MODEL_COLUMNS}, o.id, o.customer_id, o.serial_number, o.purchased_on, o.delivered_on, o.note, o.active"
        f" FROM owned_product o JOIN product_model m ON m.id = o.model_id WHERE {condition}"
        " ORDER BY o.purchased_on IS NULL, o.purchased_on DESC, o.id DESC",
        parameters,
    )
    if not rows:
        return []
    own = settings()
    terms, from_delivery = _terms_of_site(own), own[SettingName.COUNT_FROM] == CountFrom.DELIVERY.value
    today = clock.now().astimezone(site().zone).date()
    found = []
    for *columns, id_, customer_id, serial_number, purchased, delivered, note, active in rows:
        model = _model(columns, terms)
        purchased_on, delivered_on = day_from_stored(purchased), day_from_stored(delivered)
        start = start_day(purchased_on, delivered_on, from_delivery=from_delivery)
        found.append(
            OwnedProductRow(
                id=id_,
                customer_id=customer_id,
                model_id=model.id,
                model_code=model.code,
                model_name=model.name,
                serial_number=serial_number,
                purchased_on=purchased_on,
                delivered_on=delivered_on,
                note=note,
                entitlements=entitlements(model.terms, start, today),
                active=bool(active),
            )
        )
    return found


def _terms_of_site(own: Mapping[SettingName, Any]) -> Callable[[int | None, int | None, int | None, bool], WarrantyTerms]:
    """How a model's own terms are completed by the site's defaults, which stand among its settings (`own`)."""

    def completed(refund: int | None, exchange: int | None, months: int | None, on_site: bool) -> WarrantyTerms:
        return WarrantyTerms(
            refund_days=own[SettingName.REFUND_DAYS] if refund is None else refund,
            exchange_days=own[SettingName.EXCHANGE_DAYS] if exchange is None else exchange,
            free_repair_months=own[SettingName.FREE_REPAIR_MONTHS] if months is None else months,
            on_site=bool(on_site and own[SettingName.ON_SITE_SERVICE]),
        )

    return completed


def _model(columns: list[Any], terms: Callable[..., WarrantyTerms]) -> ModelRow:
    id_, code, name, family, specification, *own_terms = columns
    return ModelRow(id_, code, name, family, specification, terms(*own_terms))
