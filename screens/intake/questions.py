"""What the intake screen asks the domain, each in one call through the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.calls.card import CallerCard, caller_card
from models.calls.tables import Call
from models.customers.typed_number import typed_number
from models.events.tables import Subject
from models.i18n import _
from models.products.entitlements import Entitlements, describe
from models.sla import queries as sla
from models.sla.tables import ClockKind, Priority
from models.tickets.queries import DuplicateRow, open_tickets_like


@dataclass(frozen=True)
class Advice:
    """What the domain says to a call in hand: due times of a ticket opened now, and open tickets that may be the same matter."""

    due: tuple[tuple[ClockKind, datetime], ...] = ()
    duplicates: tuple[DuplicateRow, ...] = ()


def card_for(customer_id: int, number_text: str) -> CallerCard:
    """The caller's card; a number that the caller was found by is named on it. Raises DomainError(NOT_FOUND)."""
    caller = typed_number(number_text, field=Call.caller_number.verbose_name) if number_text.strip() else None
    return caller_card(customer_id, caller=caller)


def advice_for(
    customer_id: int | None, owned_product_id: int | None, category: str | None, priority: Priority, at: datetime
) -> Advice:
    """The due times for a ticket of `category` opened `at`, and the customer's open tickets on the same product."""
    due = sla.proposed(Subject.TICKET, category=category, priority=priority, at=at)
    alike = open_tickets_like(customer_id, owned_product_id) if customer_id is not None else []
    return Advice(tuple(due), tuple(alike))


def entitled(category: str | None, entitlements: Entitlements | None) -> str:
    """What the customer may claim for the product in this category, in a sentence (domain rules 2.6); empty without a product."""
    if entitlements is None:
        return ""
    if not entitlements.known:
        return _("{entitlements}.").format(entitlements=describe(entitlements))
    if category == "replacement":
        if entitlements.exchange_days_left is not None:
            return _("Free exchange possible, {days} days left.").format(days=entitlements.exchange_days_left)
        return _("The exchange period is over: exchange only if it can't be repaired.")
    if category == "return":
        if entitlements.refund_days_left is not None:
            return _("Refund possible if unused and undamaged, {days} days left.").format(days=entitlements.refund_days_left)
        return _("The refund period is over: refund only for a serious defect after repair or exchange.")
    if category in ("repair", "technical_support"):
        if entitlements.free_repair and entitlements.free_repair_until is not None:
            return _("Free repair until {day}.").format(day=entitlements.free_repair_until.isoformat())
        return _("The free period is over: repair is paid for.")
    return _("{entitlements}.").format(entitlements=describe(entitlements))
