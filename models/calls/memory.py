"""Callers whom a desk has seen, so that they are known while the database is away.

Kept in the desk's own memory, not on the disk: it holds what the screen showed, numbers masked, and goes with the sign-in.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from models import clock
from models.calls.card import CallerCard
from models.customers.callers import SHORTEST, CallerMatch, MatchKind
from models.customers.phone import masked, parse
from models.customers.queries import NumberRow
from models.errors import DomainError

MOST_CARDS = 200
"""About a day's callers of one agent; a card takes some 20 KB."""
SHOWN_DIGITS = 4
"""A masked number ends in its last four digits: by these, or by the whole number masked alike, a caller is found."""


@dataclass(frozen=True)
class RememberedCard:
    """A caller's card as the desk saw it at `seen_at` (UTC)."""

    card: CallerCard
    seen_at: datetime


class CallerMemory:
    """The cards of the last callers of one desk; the one not seen for longest is forgotten first."""

    def __init__(self, *, most: int = MOST_CARDS) -> None:
        self._most = most
        self._cards: OrderedDict[int, RememberedCard] = OrderedDict()

    def keep(self, customer_id: int, card: CallerCard) -> None:
        """Remembers a card that was just read."""
        self._cards[customer_id] = RememberedCard(card, clock.now())
        self._cards.move_to_end(customer_id)
        if len(self._cards) > self._most:
            self._cards.popitem(last=False)

    def card(self, customer_id: int) -> RememberedCard | None:
        """The card of a customer, if the desk has seen it."""
        return self._cards.get(customer_id)

    def find(self, text: str) -> list[CallerMatch]:
        """The remembered callers that fit what was typed, the last seen first: by number, its last four digits, or name."""
        query = " ".join(unicodedata.normalize("NFKC", text[:200]).split()).casefold()
        if len(query) < SHORTEST:
            return []
        alike = _masked_alike(query)
        found: list[CallerMatch] = []
        for customer_id, seen in reversed(self._cards.items()):
            match = _match(customer_id, seen.card, query, alike)
            if match is not None:
                found.append(match)
        return found

    def drop(self, customer_id: int) -> None:
        """Forgets one customer, whose account was closed."""
        self._cards.pop(customer_id, None)

    def forget(self) -> None:
        """Another person sits down."""
        self._cards.clear()


def _masked_alike(query: str) -> str:
    """How a card would show the typed number; empty for what is no whole number."""
    if not any(character.isdigit() for character in query):
        return ""
    try:
        number = parse(query)
    except DomainError:
        return ""
    return masked(number.number, number.extension)


def _match(customer_id: int, card: CallerCard, query: str, alike: str) -> CallerMatch | None:
    number, how = _number(card, query, alike)
    contacts = card.customer.contacts
    if number is not None:
        contact = next((row for row in contacts if row.id == number.contact_id), None)
    else:
        contact = next((row for row in contacts if query in row.name.casefold()), None)
        if query not in card.customer.name.casefold() and contact is None:
            return None
        how = MatchKind.NAME
    shown = number or next(iter(card.customer.numbers), None)
    return CallerMatch(
        customer_id=customer_id,
        contact_id=contact.id if contact else None,
        name=card.customer.name,
        contact_name=contact.name if contact else "",
        number_masked=shown.masked if shown else "",
        level=card.customer.level,
        region_name=card.customer.region_name,
        city=card.customer.city,
        how=how,
    )


def _number(card: CallerCard, query: str, alike: str) -> tuple[NumberRow | None, MatchKind]:
    for row in card.customer.numbers:
        if alike and row.masked == alike:
            return row, MatchKind.NUMBER
        if query.isdigit() and len(query) == SHOWN_DIGITS and row.masked.endswith(query):
            return row, MatchKind.LAST_DIGITS
    return None, MatchKind.NAME
