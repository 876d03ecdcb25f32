"""What a person types into a list's filter, as conditions on the ticket `t`, each served by indexes."""

from __future__ import annotations

import re
import unicodedata

from models import database, search
from models.search import SearchIndex

MOST_WORDS = 6
"""Words beyond these are left out: nobody types more, and each is one more condition."""

_TICKET_NUMBER = re.compile(r"t-[0-9-]*", re.IGNORECASE | re.ASCII)

Part = tuple[str, tuple[object, ...]]
"""A condition or a SELECT of ticket ids with `?` marks, and its values."""

_NUMBER = "SELECT n.id FROM ticket n WHERE {}"
_RUNNING_NUMBER = "SELECT n.id FROM ticket n WHERE n.id IN ({}) AND n.number LIKE ?"
_WRITTEN = "SELECT n.id FROM ticket n WHERE n.id IN ({}) AND (lower(n.problem) LIKE ? OR lower(n.solution) LIKE ?)"
_CUSTOMER = "SELECT n.id FROM ticket n WHERE n.customer_id IN ({})"
_CALLER = _CUSTOMER.format("SELECT customer_id FROM contact_number WHERE {}")
_PINYIN = _CUSTOMER.format("SELECT id FROM customer WHERE {} UNION SELECT id FROM customer WHERE {}")
_PRODUCT = "SELECT n.id FROM ticket n WHERE n.owned_product_id IN ({})"
_SERIAL = _PRODUCT.format("SELECT id FROM owned_product WHERE {}")
_MODEL = _PRODUCT.format(
    "SELECT o.id FROM owned_product o JOIN product_model m ON m.id = o.model_id"
    " WHERE lower(m.code) LIKE ? OR lower(m.name) LIKE ?"
)


def word_conditions(text: str) -> list[Part]:
    """Each word of `text` as a condition with `?` marks and its values; nothing for empty text."""
    words = unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]
    return [_condition(word) for word in words]


def _condition(word: str) -> Part:
    if _TICKET_NUMBER.fullmatch(word):
        condition, bounds = database.prefix("t.number", word.upper())
        return f"({condition})", bounds
    if word.replace("-", "").isdigit() and word.isascii():
        parts = _digits(word.replace("-", ""))
    else:
        parts = _letters(word.lower()) if word.isascii() else _characters(word.lower())
    sql = " UNION ".join(statement for statement, _values in parts)
    return f"t.id IN ({sql})", tuple(value for _statement, values in parts for value in values)


def _digits(digits: str) -> list[Part]:
    """A ticket's number from its day on, or the end of it; the end of a caller's number; the beginning of a serial number."""
    number = f"T-{digits[:6]}" + (f"-{digits[6:]}" if len(digits) > 6 else "")
    return [
        _by_beginning(_NUMBER, ("n.number", number)),
        _by_beginning(_CALLER, ("reversed_digits", digits[::-1])),
        _by_beginning(_SERIAL, ("serial_number", digits)),
        *_by_pairs(_RUNNING_NUMBER, SearchIndex.TICKETS, digits, (f"%-{digits}",)),
    ]


def _letters(word: str) -> list[Part]:
    """A serial number, a customer's pinyin or initials, a model; a word that was written in the ticket."""
    like = f"%{_literal(word)}%"
    return [
        _by_beginning(_PINYIN, ("pinyin", word), ("initials", word)),
        _by_beginning(_SERIAL, ("serial_number", word.upper())),
        (_MODEL, (like, like)),
        *_by_pairs(_WRITTEN, SearchIndex.TICKETS, word, (like, like)),
    ]


def _characters(word: str) -> list[Part]:
    """A part of the customer's or the product's name, or of what was written in the ticket.

    Longer words are looked for in the text as well, since their pairs may stand apart; one pair is the word itself.
    """
    like = f"%{_literal(word)}%"
    one_pair = len(word) <= 2
    return [
        (_MODEL, (like, like)),
        *_by_pairs(_CUSTOMER, SearchIndex.CUSTOMERS, word, ()),
        *_by_pairs("{}" if one_pair else _WRITTEN, SearchIndex.TICKETS, word, () if one_pair else (like, like)),
    ]


def _by_beginning(statement: str, *columns: tuple[str, str]) -> Part:
    ranges = [database.prefix(column, beginning) for column, beginning in columns]
    return statement.format(*(condition for condition, _bounds in ranges)), tuple(
        bound for _, bounds in ranges for bound in bounds
    )


def _by_pairs(statement: str, index: SearchIndex, word: str, values: tuple[object, ...]) -> list[Part]:
    found = search.subquery(index, word)
    return [(statement.format(found[0]), (*found[1], *values))] if found else []


def _literal(word: str) -> str:
    """A word in which LIKE sees no signs of its own; what they stand for is rare, so each may match any one character."""
    return word.replace("%", "_").replace("\\", "_")
