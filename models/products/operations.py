"""What may be done to the catalogue and to what customers own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Unpack

from models import clock, database
from models.customers.queries import open_account
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.queries import require_events
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.pinyin import pinyin
from models.products.drafts import OwnedProductChanges, OwnedProductDraft, ProductModelDraft
from models.products.tables import OwnedProduct, ProductModel
from models.text import long_text, optional, required
from models.upsert import Put, PutOutcome

EARLIEST = date(1950, 1, 1)
LONGEST_TERM = 36_500
MODELS = "product_model"
"""One change of the catalogue at a time: two at once could take one code."""


def add_model(draft: ProductModelDraft, *, actor: Actor) -> int:
    """Adds a model to the catalogue and returns its id.

    Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG, INVALID or DUPLICATE).
    """
    actor.require(Permission.EDIT_CATALOGUE)
    values = _model_values(draft)
    with database.transaction():
        database.serialise(MODELS)
        _require_free_code(values["code"], None)
        return _insert_model(values, actor)


def edit_model(
    model_id: int, draft: ProductModelDraft, *, active: bool = True, expected_events: int | None = None, actor: Actor
) -> None:
    """Gives a model the draft's values, or takes it out of use.

    `expected_events` is how many events the model had when it was read. Raises DomainError as `add_model` does, NOT_FOUND or
    STALE.
    """
    actor.require(Permission.EDIT_CATALOGUE)
    values = {**_model_values(draft), "active": active}
    with database.transaction():
        database.serialise(MODELS)
        if not database.lock_row("product_model", model_id):
            raise DomainError(Fault.NOT_FOUND, what=N_("Model"))
        require_events(Subject.PRODUCT, model_id, expected_events, what=N_("Model"))
        _require_free_code(values["code"], model_id)
        _change("product_model", model_id, values, actor, Subject.PRODUCT, model_id, "edited")


def put_model(draft: ProductModelDraft, *, actor: Actor) -> Put:
    """Writes a model found by external key, else by code; safe to repeat. Raises DomainError as `add_model` does."""
    actor.require(Permission.EDIT_CATALOGUE)
    values = _model_values(draft)
    with database.transaction():
        database.serialise(MODELS)
        model_id = _by_key("product_model", draft.external_key)
        if model_id is None:
            found = database.rows("SELECT id FROM product_model WHERE code = ?", (values["code"],))
            model_id = found[0][0] if found else None
        if model_id is None:
            return Put(_insert_model(values, actor), PutOutcome.NEW)
        database.lock_row("product_model", model_id)
        _require_free_code(values["code"], model_id)
        changed = _change("product_model", model_id, values, actor, Subject.PRODUCT, model_id, "edited")
        return Put(model_id, PutOutcome.CHANGED if changed else PutOutcome.SAME)


def add_owned_product(draft: OwnedProductDraft, *, actor: Actor) -> int:
    """Writes that a customer owns a product and returns the id of that.

    Raises DomainError(NOT_ALLOWED, NOT_FOUND, TOO_LONG, INVALID, or DUPLICATE for the same serial number in the same file).
    """
    actor.require(Permission.EDIT_CUSTOMER)
    values = _owned_values(_changes(draft))
    with database.transaction():
        owner_id = _owner(draft.customer_id, draft.model_id, actor)
        return _insert_owned(owner_id, draft, values, actor)


def edit_owned_product(
    owned_product_id: int, *, actor: Actor, expected_events: int | None = None, **changes: Unpack[OwnedProductChanges]
) -> None:
    """Changes what is named of an owned product.

    `expected_events` is how many events the owner's file had when the product was read. Raises DomainError as
    `add_owned_product` does, or STALE.
    """
    actor.require(Permission.EDIT_CUSTOMER)
    values = _owned_values(changes)
    with database.transaction():
        found = database.rows("SELECT customer_id FROM owned_product WHERE id = ?", (owned_product_id,))
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=N_("Product"))
        owner_id = _owner(found[0][0], changes.get("model_id"), actor)
        require_events(Subject.CUSTOMER, owner_id, expected_events, what=N_("Product"))
        _require_free_serial(owner_id, owned_product_id, values)
        _change(
            "owned_product",
            owned_product_id,
            values,
            actor,
            Subject.CUSTOMER,
            owner_id,
            "product_edited",
            owned_product=owned_product_id,
        )


def put_owned_product(draft: OwnedProductDraft, *, actor: Actor) -> Put:
    """Writes an owned product found by its external key; safe to repeat. An empty date of the draft changes nothing.

    Raises DomainError as `add_owned_product` does, or MISSING for a draft without external key.
    """
    actor.require(Permission.EDIT_CUSTOMER)
    if not draft.external_key:
        raise DomainError(Fault.MISSING, field=N_("External key"))
    values = _owned_values(_changes(draft))
    with database.transaction():
        owner_id = _owner(draft.customer_id, draft.model_id, actor)
        owned_product_id = _by_key("owned_product", draft.external_key)
        if owned_product_id is None:
            return Put(_insert_owned(owner_id, draft, values, actor), PutOutcome.NEW)
        given = {column: value for column, value in values.items() if value not in (None, "")} | {"customer_id": owner_id}
        changed = _change(
            "owned_product",
            owned_product_id,
            given,
            actor,
            Subject.CUSTOMER,
            owner_id,
            "product_edited",
            owned_product=owned_product_id,
        )
        return Put(owned_product_id, PutOutcome.CHANGED if changed else PutOutcome.SAME)


def _model_values(draft: ProductModelDraft) -> dict[str, Any]:
    name = required(draft.name, ProductModel.name)
    full, initials = pinyin(name)
    values: dict[str, Any] = {
        "code": required(draft.code, ProductModel.code),
        "name": name,
        "pinyin": full[:160],
        "initials": initials[:40],
        "family": optional(draft.family, ProductModel.family),
        "specification": long_text(draft.specification),
        "on_site_service": draft.on_site_service,
    }
    for field, term in (
        (ProductModel.refund_days, draft.refund_days),
        (ProductModel.exchange_days, draft.exchange_days),
        (ProductModel.free_repair_months, draft.free_repair_months),
    ):
        if term is not None and not 0 <= term <= LONGEST_TERM:
            raise DomainError(Fault.INVALID, field=field.verbose_name, value=term, reason=f"0-{LONGEST_TERM}")
        values[field.name] = term
    if draft.external_key:
        values["external_key"] = draft.external_key
    return values


def _require_free_code(code: str, model_id: int | None) -> None:
    """Raises DomainError(DUPLICATE) for a code that another model has."""
    if database.rows("SELECT 1 FROM product_model WHERE code = ? AND id <> ?", (code, model_id or 0)):
        raise DomainError(Fault.DUPLICATE, what=code)


def _insert_model(values: dict[str, Any], actor: Actor) -> int:
    model_id: int = ProductModel.insert(**values).execute()
    record(Subject.PRODUCT, model_id, "added", actor=actor, code=values["code"], name=values["name"])
    return model_id


def _changes(draft: OwnedProductDraft) -> OwnedProductChanges:
    return OwnedProductChanges(
        model_id=draft.model_id,
        serial_number=draft.serial_number,
        purchased_on=draft.purchased_on,
        delivered_on=draft.delivered_on,
        note=draft.note,
    )


def _owned_values(changes: OwnedProductChanges) -> dict[str, Any]:
    """The columns that the changes mean. Raises DomainError(TOO_LONG or INVALID)."""
    values: dict[str, Any] = {}
    if "model_id" in changes:
        values["model_id"] = changes["model_id"]
    if "serial_number" in changes:
        values["serial_number"] = optional(changes["serial_number"], OwnedProduct.serial_number).upper()
    if "note" in changes:
        values["note"] = optional(changes["note"], OwnedProduct.note)
    if "purchased_on" in changes:
        values["purchased_on"] = _likely(changes["purchased_on"], N_("Bought on"), days_ahead=1)
    if "delivered_on" in changes:
        values["delivered_on"] = _likely(changes["delivered_on"], N_("Delivered on"), days_ahead=366)
    if "active" in changes:
        values["active"] = changes["active"]
    return values


def _likely(day: date | None, label: str, *, days_ahead: int) -> date | None:
    """The day, unless nobody can have bought or been promised anything on it. Raises DomainError(INVALID)."""
    if day is not None and not EARLIEST <= day <= clock.now().date() + timedelta(days=days_ahead):
        raise DomainError(Fault.INVALID, field=label, value=day.isoformat(), reason=N_("not a likely date"))
    return day


def _owner(customer_id: int, model_id: int | None, actor: Actor) -> int:
    """The file that takes the product, for one change of its products at a time.

    Raises DomainError as `open_account` does, or NOT_FOUND for an unknown model.
    """
    account = open_account(customer_id, actor)
    if model_id is not None and not database.rows("SELECT 1 FROM product_model WHERE id = ?", (model_id,)):
        raise DomainError(Fault.NOT_FOUND, what=N_("Model"))
    owner_id = account.customer_id or customer_id
    database.serialise(f"owned_product:{owner_id}")
    return owner_id


def _require_free_serial(owner_id: int, owned_product_id: int, values: dict[str, Any]) -> None:
    """Raises DomainError(DUPLICATE) where a change would give a product the serial number of another one in the file."""
    (before,) = database.rows("SELECT model_id, serial_number FROM owned_product WHERE id = ?", (owned_product_id,))
    model_id, serial_number = (values.get("model_id", before[0]), values.get("serial_number", before[1]))
    if (model_id, serial_number) != before:
        _require_other_serial(owner_id, model_id, serial_number)


def _require_other_serial(owner_id: int, model_id: int, serial_number: str) -> None:
    """Raises DomainError(DUPLICATE) where the file has a product of that model and serial number; without one, any is another."""
    same = "SELECT 1 FROM owned_product WHERE customer_id = ? AND model_id = ? AND serial_number = ?"
    if serial_number and database.rows(same, (owner_id, model_id, serial_number)):
        raise DomainError(Fault.DUPLICATE, what=serial_number)


def _insert_owned(owner_id: int, draft: OwnedProductDraft, values: dict[str, Any], actor: Actor) -> int:
    serial_number = values["serial_number"]
    _require_other_serial(owner_id, draft.model_id, serial_number)
    model_id = values.pop("model_id")
    owned_product_id: int = OwnedProduct.insert(
        **values, customer=owner_id, model=model_id, external_key=draft.external_key, created_at=clock.now()
    ).execute()
    record(
        Subject.CUSTOMER,
        owner_id,
        "product_added",
        actor=actor,
        owned_product=owned_product_id,
        model=model_id,
        serial_number=serial_number,
        purchased_on=draft.purchased_on.isoformat() if draft.purchased_on else None,
    )
    return owned_product_id


def _change(
    table: str, row_id: int, values: dict[str, Any], actor: Actor, subject: Subject, subject_id: int, kind: str, **facts: Any
) -> bool:
    """Writes what differs of one row, with an event on its subject; returns whether anything did."""
    columns = list(values)
    (before,) = database.rows(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (row_id,))
    wanted = {column: _stored(value) for column, value in values.items()}
    differing = {
        c: [_plain(old), _plain(wanted[c])] for c, old in zip(columns, before, strict=True) if _plain(old) != _plain(wanted[c])
    }
    if not differing:
        return False
    marks = ", ".join(f"{column} = ?" for column in differing)
    database.execute(f"UPDATE {table} SET {marks} WHERE id = ?", (*(wanted[column] for column in differing), row_id))
    told = {column: pair for column, pair in differing.items() if column not in ("pinyin", "initials")}
    record(subject, subject_id, kind, actor=actor, changes=told, **facts)
    return True


def _stored(value: object) -> object:
    """A day as the engine's driver takes it."""
    return value.isoformat() if isinstance(value, date) and not database.on_postgresql() else value


def _plain(value: object) -> object:
    """A value that compares and is told alike on both engines."""
    return value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, bool) else value


def _by_key(table: str, key: str | None) -> int | None:
    found = database.rows(f"SELECT id FROM {table} WHERE external_key = ?", (key,)) if key else []
    return found[0][0] if found else None
