"""What a person types into a list's filter: each word as a SELECT of the tickets that hold it, and as a test of one ticket."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from models import database, search
from models.search import SearchIndex

MOST_WORDS = 6
"""Words beyond these are left out: nobody types more, and each is one more condition."""
DAY = 6
"""Digits of a day in a ticket's number; fewer name a month or a year, whose tickets are too many to be meant."""

_TICKET_NUMBER = re.compile(r"t-[0-9-]*", re.IGNORECASE | re.ASCII)

Part = tuple[str, tuple[object, ...]]
"""A condition or a SELECT of ticket ids with `?` marks, and its values."""


@dataclass(frozen=True)
class Gathering:
    """Tickets by the customers or products that `inner` selects, or those that it selects itself where `of` is "{}"."""

    of: str
    inner: Part

    def part(self, most: int | None = None) -> Part:
        """The SELECT of the tickets' ids; by `most` customers or products at most."""
        sql, values = self.inner
        return self.of.format(sql if most is None or self.of == "{}" else f"{sql} LIMIT {most}"), values


@dataclass(frozen=True)
class Word:
    """One word in two ways that fit the same tickets: `found` gathers their ids by indexes, `test` looks at the ticket `t`.

    Gathering costs what a word's hits are, testing what the rows looked at are: which is cheaper depends on the word.
    `written` are the tickets that the index of pairs names; those that don't hold the word itself fail the test.
    """

    found: tuple[Gathering, ...]
    test: Part
    written: tuple[Part, ...] = ()

    @property
    def condition(self) -> Part:
        """The ticket `t` holds the word, by its being among those gathered.

        As an array on PostgreSQL, whose planner would else walk the whole list where it takes a rare word for a common one.
        """
        sql, values = joined((*(way.part() for way in self.found), *self.written), " UNION ")
        among = f"t.id = ANY(ARRAY({sql}))" if database.on_postgresql() else f"t.id IN ({sql})"
        if not self.written:
            return among, values
        return f"{among} AND {self.test[0]}", (*values, *self.test[1])

    def hits(self, most: int | None = None) -> Part:
        """The ids gathered, some perhaps twice; stops early where only a few are asked for.

        With `most`, by no more customers or products than that, which is soon found out where many fit.
        """
        return joined((*(way.part(most) for way in self.found), *self.written), " UNION ALL ")


_NUMBER = "SELECT n.id FROM ticket n WHERE {}"
_RUNNING_NUMBER = "SELECT n.id FROM ticket n WHERE substr(n.number, 10) = ?"
_CUSTOMER = "SELECT n.id FROM ticket n WHERE n.customer_id IN ({})"
_PRODUCT = "SELECT n.id FROM ticket n WHERE n.owned_product_id IN ({})"
_NUMBERS = "SELECT customer_id FROM contact_number WHERE {}"
_NAMES = "SELECT id FROM customer WHERE {} UNION ALL SELECT id FROM customer WHERE {}"
_SERIALS = "SELECT id FROM owned_product WHERE {}"
_MODELS = (
    "SELECT o.id FROM owned_product o"
    " WHERE o.model_id IN (SELECT m.id FROM product_model m WHERE lower(m.code) LIKE ? OR lower(m.name) LIKE ?)"
)

_NUMBERED = "t.number LIKE ?"
"""Not as a range: the number's index would be walked instead of the list's own."""
_HAS_RUNNING_NUMBER = "substr(t.number, 10) = ?"
_HAS_NUMBER = "EXISTS (SELECT 1 FROM contact_number x WHERE x.customer_id = t.customer_id AND {})"
_HAS_NAME = "EXISTS (SELECT 1 FROM customer x WHERE x.id = t.customer_id AND ({} OR {}))"
_HAS_SERIAL = "EXISTS (SELECT 1 FROM owned_product x WHERE x.id = t.owned_product_id AND {})"
_HAS_MODEL = (
    "EXISTS (SELECT 1 FROM owned_product x JOIN product_model m ON m.id = x.model_id"
    " WHERE x.id = t.owned_product_id AND (lower(m.code) LIKE ? OR lower(m.name) LIKE ?))"
)
_SAYS = "(lower(t.problem) LIKE ? OR lower(t.solution) LIKE ?)"


def words_of(text: str) -> list[Word]:
    """The words of what was typed; none for empty text."""
    return [_word(word) for word in unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]]


def joined(parts: tuple[Part, ...], between: str) -> Part:
    """Several parts as one."""
    return between.join(sql for sql, _values in parts), tuple(value for _sql, values in parts for value in values)


def _word(word: str) -> Word:
    if _TICKET_NUMBER.fullmatch(word):
        return Word((Gathering("{}", _by_beginning(_NUMBER, ("n.number", word.upper()))),), (_NUMBERED, (f"{word.upper()}%",)))
    if word.replace("-", "").isdigit() and word.isascii():
        return _digits(word.replace("-", ""))
    return _letters(word.lower()) if word.isascii() else _characters(word.lower())


def _digits(digits: str) -> Word:
    """A ticket's number from its day on, or the end of it; the end of a caller's number; the beginning of a serial number."""
    number = f"T-{digits[:DAY]}" + (f"-{digits[DAY:]}" if len(digits) > DAY else "")
    begins = len(digits) >= DAY
    found = (
        *([Gathering("{}", _by_beginning(_NUMBER, ("n.number", number)))] if begins else []),
        Gathering(_CUSTOMER, _by_beginning(_NUMBERS, ("reversed_digits", digits[::-1]))),
        Gathering(_PRODUCT, _by_beginning(_SERIALS, ("serial_number", digits))),
        Gathering("{}", (_RUNNING_NUMBER, (digits,))),
    )
    tests = (
        *([(_NUMBERED, (f"{number}%",))] if begins else []),
        (_HAS_RUNNING_NUMBER, (digits,)),
        _by_beginning(_HAS_NUMBER, ("x.reversed_digits", digits[::-1])),
        _by_beginning(_HAS_SERIAL, ("x.serial_number", digits)),
    )
    return Word(found, _any(tests))


def _letters(word: str) -> Word:
    """A serial number, a customer's pinyin or initials, a model; a word that was written in the ticket."""
    like = (f"%{_literal(word)}%",) * 2
    written = _by_pairs("{}", SearchIndex.TICKETS, word)
    found = (
        Gathering(_CUSTOMER, _by_beginning(_NAMES, ("pinyin", word), ("initials", word))),
        Gathering(_PRODUCT, _by_beginning(_SERIALS, ("serial_number", word.upper()))),
        Gathering(_PRODUCT, (_MODELS, like)),
    )
    tests = (
        *([(_SAYS, like)] if written else []),
        _by_beginning(_HAS_NAME, ("x.pinyin", word), ("x.initials", word)),
        _by_beginning(_HAS_SERIAL, ("x.serial_number", word.upper())),
        (_HAS_MODEL, like),
    )
    return Word(found, _any(tests), written)


def _characters(word: str) -> Word:
    """A part of the customer's or the product's name, or of what was written in the ticket.

    One pair is the word itself; the pairs of a longer one may stand apart.
    """
    like = (f"%{_literal(word)}%",) * 2
    written = _by_pairs("{}", SearchIndex.TICKETS, word)
    customers = _by_pairs("{}", SearchIndex.CUSTOMERS, word)
    found = (Gathering(_PRODUCT, (_MODELS, like)), *(Gathering(_CUSTOMER, part) for part in customers))
    tests = (
        *([(_SAYS, like)] if written else []),
        *_by_pairs("t.customer_id IN ({})", SearchIndex.CUSTOMERS, word),
        (_HAS_MODEL, like),
    )
    one_pair = len(word) <= 2
    gathered = tuple(Gathering("{}", part) for part in written)
    return Word((*found, *gathered) if one_pair else found, _any(tests), () if one_pair else written)


def _any(parts: tuple[Part, ...]) -> Part:
    sql, values = joined(tuple((f"({condition})", values) for condition, values in parts), " OR ")
    return f"({sql})", values


def _by_beginning(statement: str, *columns: tuple[str, str]) -> Part:
    ranges = [database.prefix(column, beginning) for column, beginning in columns]
    return statement.format(*(condition for condition, _bounds in ranges)), tuple(
        bound for _, bounds in ranges for bound in bounds
    )


def _by_pairs(statement: str, index: SearchIndex, word: str) -> tuple[Part, ...]:
    found = search.subquery(index, word)
    return ((statement.format(found[0]), found[1]),) if found else ()


def _literal(word: str) -> str:
    """A word in which LIKE sees no signs of its own; what they stand for is rare, so each may match any one character."""
    return word.replace("%", "_").replace("\\", "_")
