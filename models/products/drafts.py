"""What is known of a model or of an owned product before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict


@dataclass(frozen=True)
class ProductModelDraft:
    """A model of the catalogue; an empty warranty term means the site's own default."""

    code: str
    name: str
    family: str = ""
    specification: str = ""
    refund_days: int | None = None
    exchange_days: int | None = None
    free_repair_months: int | None = None
    on_site_service: bool = True
    external_key: str | None = None


@dataclass(frozen=True)
class OwnedProductDraft:
    """One product that a customer owns; days are the site's own."""

    customer_id: int
    model_id: int
    serial_number: str = ""
    purchased_on: date | None = None
    delivered_on: date | None = None
    note: str = ""
    external_key: str | None = None


class OwnedProductChanges(TypedDict, total=False):
    """What `edit_owned_product` may be told; what is not named stays."""

    model_id: int
    serial_number: str
    purchased_on: date | None
    delivered_on: date | None
    note: str
    active: bool
