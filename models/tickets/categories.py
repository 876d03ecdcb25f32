"""The categories that every site starts with (what a caller wants), named by the catalogues."""

from __future__ import annotations

from models import database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.i18n import N_, _
from models.people.permissions import Actor, Permission
from models.site.operations import SITE_ID
from models.text import required
from models.tickets.tables import Category

COMPLAINT = "complaint"
"""The category of a ticket that a call's complaint opens."""

BUILT_IN: dict[str, tuple[str, bool]] = {
    "repair": (N_("Repair"), True),
    "replacement": (N_("Replacement"), True),
    "return": (N_("Return or refund"), True),
    "consultation": (N_("Consultation"), False),
    "technical_support": (N_("Technical support"), True),
    "delivery": (N_("Delivery and installation"), True),
    COMPLAINT: (N_("Complaint"), False),
    "suggestion": (N_("Suggestion"), False),
    "praise": (N_("Praise"), False),
    "other": (N_("Other"), False),
}
"""Code -> (label, whether a product belongs to it), in the order in which the digits pick them."""


def install_categories() -> None:
    """Adds the built-in categories that the site lacks; its own changes to them stay."""
    with database.transaction():
        for position, (code, (label, needs_product)) in enumerate(BUILT_IN.items(), start=1):
            Category.insert(code=code, name=label, needs_product=needs_product, position=position).on_conflict_ignore().execute()


def add_category(code: str, name: str, *, needs_product: bool = False, actor: Actor) -> int:
    """Adds a category of the site's own, after those that it has, and returns its id.

    Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG or DUPLICATE).
    """
    actor.require(Permission.EDIT_SITE)
    code, name = required(code, Category.code), required(name, Category.name)
    with database.transaction():
        database.serialise("category")
        if database.rows("SELECT 1 FROM category WHERE code = ?", (code,)):
            raise DomainError(Fault.DUPLICATE, what=name)
        ((last,),) = database.rows("SELECT COALESCE(MAX(position), 0) FROM category")
        category_id: int = Category.insert(code=code, name=name, needs_product=needs_product, position=last + 1).execute()
        record(Subject.SITE, SITE_ID, "category_added", actor=actor, category=category_id, code=code, name=name)
        return category_id


def category_name(code: str, name: str) -> str:
    """A category's name in the reader's language; a site's own name stands as it was written."""
    built_in = BUILT_IN.get(code)
    return _(name) if built_in is not None and built_in[0] == name else name
