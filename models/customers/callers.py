"""Who is calling: look-up while one types, by number in any form, last digits, name, pinyin or serial number.

Each way is one range over an index with a limit, so an answer takes as long among a million files as among a hundred.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models import database, search
from models.choices import Choice
from models.customers.phone import masked, parse
from models.customers.tables import CustomerLevel, CustomerStatus
from models.errors import DomainError
from models.i18n import N_
from models.people.sight import present
from models.search import SearchIndex
from models.site.queries import is_founded, site

SHORTEST = 2
FEWEST_DIGITS, MOST_DIGITS = 4, 8
_CANDIDATES = 200
_CHECKED_AT_ONCE = 25
_PHONE = re.compile(r"[0-9+()\-. /#*转分机轉ext号]+", re.IGNORECASE)
_LETTERS = re.compile(r"[a-z][a-z ']*", re.IGNORECASE)


class MatchKind(Choice):
    """By what somebody was found."""

    NUMBER = "number", N_("Telephone number")
    LAST_DIGITS = "last_digits", N_("Last digits")
    NAME = "name", N_("Name")
    PINYIN = "pinyin", N_("Pinyin")
    SERIAL_NUMBER = "serial_number", N_("Serial number")


@dataclass(frozen=True)
class CallerMatch:
    """A file that the caller may belong to, and by what it was found."""

    customer_id: int
    contact_id: int | None
    name: str
    contact_name: str
    number_masked: str
    level: CustomerLevel
    region_name: str
    city: str
    how: MatchKind


@dataclass(frozen=True)
class _Hit:
    customer_id: int
    how: MatchKind
    contact_id: int | None = None
    number_id: int | None = None


def find_callers(text: str, *, limit: int = 20) -> list[CallerMatch]:
    """The files that fit what was typed so far, the surest way first; nothing for fewer than two characters.

    Digits mean a telephone number (whole in any written form, or its last 4 to 8) or a serial number; letters mean pinyin,
    initials or a Latin name; anything else a name or a part of one.
    """
    query = " ".join(unicodedata.normalize("NFKC", text[:200]).split())
    if len(query) < SHORTEST:
        return []
    hits: dict[int, _Hit] = {}
    for found in _ways(query, limit):
        for hit in found:
            hits.setdefault(hit.customer_id, hit)
        if len(hits) >= limit:
            break
    return _matches(list(hits.values())[:limit])


def _in_sight(customer_id: str) -> tuple[str, tuple[object, ...]]:
    """The condition, beginning with AND, that the customer of that id is in sight; empty for who sees everything.

    Tested row by row on the way along the index: so nothing in sight is missed, and who sees everything pays nothing.
    """
    near, own = present().condition("seen.region_id")
    return (f" AND EXISTS (SELECT 1 FROM customer seen WHERE seen.id = {customer_id}{near})", own) if near else ("", ())


def _ways(query: str, limit: int) -> Iterable[list[_Hit]]:
    """The ways of looking, one after the other, so that a later one runs only where the earlier ones found too little."""
    letters = bool(_LETTERS.fullmatch(query))
    if any(c.isdigit() for c in query) and _PHONE.fullmatch(query):
        yield _by_number(query, limit)
        yield _by_last_digits(re.sub(r"[^0-9]", "", query), limit)
    if letters:
        yield _by_pinyin(re.sub(r"[ ']", "", query.casefold()), limit)
    if not letters or len(query) > SHORTEST:
        yield _by_serial_number(query, limit)
    yield _by_name_head(query, limit)
    yield _by_name_part(query, limit)


def _by_number(query: str, limit: int) -> list[_Hit]:
    here = site() if is_founded() else None
    try:
        number = parse(query, country=here.phone_country if here else "CN", area_code=here.area_code if here else "")
    except DomainError:
        return []
    if len(number.number) <= FEWEST_DIGITS:
        return []
    near, own = _in_sight("customer_id")
    found = database.rows(
        f"SELECT customer_id, contact_id, id FROM contact_number WHERE number = ?{near} ORDER BY id DESC LIMIT ?",
        (number.number, *own, limit),
    )
    return [_Hit(customer_id, MatchKind.NUMBER, contact_id, number_id) for customer_id, contact_id, number_id in found]


def _first(columns: str, table: str, column: str, beginning: str, limit: int) -> list[tuple[Any, ...]]:
    """The first few rows in sight of a table whose column begins so, read from its index."""
    condition, bounds = database.prefix(column, beginning)
    near, own = _in_sight(f"{table}.{'id' if table == 'customer' else 'customer_id'}")
    order = database.prefix_order(column)
    return database.rows(
        f"SELECT {columns} FROM {table} WHERE {condition}{near} ORDER BY {order} LIMIT ?", (*bounds, *own, limit)
    )


def _by_last_digits(digits: str, limit: int) -> list[_Hit]:
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return []
    found = _first("customer_id, contact_id, id", "contact_number", "reversed_digits", digits[::-1], limit)
    return [_Hit(customer_id, MatchKind.LAST_DIGITS, contact_id, number_id) for customer_id, contact_id, number_id in found]


def _by_pinyin(letters: str, limit: int) -> list[_Hit]:
    hits = []
    for column in ("initials", "pinyin"):
        hits += _heads(column, letters, MatchKind.PINYIN, limit)
    return hits


def _by_name_head(query: str, limit: int) -> list[_Hit]:
    return _heads("name", query, MatchKind.NAME, limit)


def _heads(column: str, head: str, how: MatchKind, limit: int) -> list[_Hit]:
    """Customers, then contacts, whose column begins with `head`."""
    customers = _first("id", "customer", column, head, limit)
    contacts = _first("customer_id, id", "contact", column, head, limit)
    return [_Hit(customer_id, how) for (customer_id,) in customers] + [
        _Hit(customer_id, how, contact_id) for customer_id, contact_id in contacts
    ]


def _by_serial_number(query: str, limit: int) -> list[_Hit]:
    """Owners of a product whose serial number begins so; products are a higher room, hence only their table is named."""
    found = _first("customer_id", "owned_product", "serial_number", query.upper(), limit)
    return [_Hit(customer_id, MatchKind.SERIAL_NUMBER) for (customer_id,) in found]


def _by_name_part(query: str, limit: int) -> list[_Hit]:
    ids = search.matching(SearchIndex.CUSTOMERS, query, limit=_CANDIDATES, within=_in_sight)
    hits: list[_Hit] = []
    for at in range(0, len(ids), _CHECKED_AT_ONCE):
        hits += _with_name(ids[at : at + _CHECKED_AT_ONCE], query)
        if len(hits) >= limit:
            break
    return hits[:limit]


def _with_name(ids: list[int], query: str) -> list[_Hit]:
    """Those of some customers whose own or whose contact's name holds the query."""
    marks = ", ".join("?" for _id in ids)
    names: dict[int, list[tuple[str, int | None]]] = {}
    for customer_id, contact_id, name in database.rows(
        f"SELECT id, NULL, name FROM customer WHERE id IN ({marks})"
        f" UNION ALL SELECT customer_id, id, name FROM contact WHERE customer_id IN ({marks})",
        (*ids, *ids),
    ):
        names.setdefault(customer_id, []).append((name, contact_id))
    hits = []
    for customer_id in ids:
        whose = [contact_id for name, contact_id in names.get(customer_id, ()) if search.holds(name, query)]
        if whose:
            hits.append(_Hit(customer_id, MatchKind.NAME, None if None in whose else whose[0]))
    return hits


def _matches(hits: list[_Hit]) -> list[CallerMatch]:
    """The hits with what a list shows of them, in their order; files out of use are left out."""
    if not hits:
        return []
    marks = ", ".join("?" for _hit in hits)
    ids = tuple(hit.customer_id for hit in hits)
    files = {
        row[0]: row[1:]
        for row in database.rows(
            "SELECT c.id, c.name, c.level, r.name, c.city FROM customer c LEFT JOIN region r ON r.id = c.region_id"
            f" WHERE c.id IN ({marks}) AND c.status = ?",
            (*ids, CustomerStatus.ACTIVE.value),
        )
    }
    contacts = dict(database.rows(f"SELECT id, name FROM contact WHERE customer_id IN ({marks})", ids))
    numbers: dict[int, list[tuple[int, str]]] = {}
    for customer_id, number_id, number, extension in database.rows(
        f"SELECT customer_id, id, number, extension FROM contact_number WHERE customer_id IN ({marks}) ORDER BY position, id", ids
    ):
        numbers.setdefault(customer_id, []).append((number_id, masked(number, extension)))
    return [
        CallerMatch(
            customer_id=hit.customer_id,
            contact_id=hit.contact_id,
            name=files[hit.customer_id][0],
            contact_name=contacts.get(hit.contact_id, ""),
            number_masked=_number_to_show(numbers.get(hit.customer_id, []), hit.number_id),
            level=CustomerLevel(files[hit.customer_id][1]),
            region_name=files[hit.customer_id][2] or "",
            city=files[hit.customer_id][3],
            how=hit.how,
        )
        for hit in hits
        if hit.customer_id in files
    ]


def _number_to_show(numbers: list[tuple[int, str]], found_by: int | None) -> str:
    """The number that was looked for, else the file's first."""
    return next((text for number_id, text in numbers if number_id == found_by), numbers[0][1] if numbers else "")
