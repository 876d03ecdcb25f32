"""What a person types into a list's filter: each word as a SELECT of the tickets that hold it, and as a test of one ticket."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from models import database, search
from models.paging import Part
from models.search import SearchIndex

MOST_WORDS = 6
"""Words beyond these are left out: nobody types more, and each is one more condition."""
DAY = 6
"""Digits of a day in a ticket's number; fewer name a month or a year, whose tickets are too many to be meant."""

_TICKET_NUMBER = re.compile(r"t-[0-9-]*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Gathering:
    """The tickets `n` whose `column` is among what `inner` selects, and which pass the `check`, where there is one.

    Without a column, `inner` is the condition itself. By customer and by product they are found in an index that also says
    when they were opened, so that no row is looked up.
    """

    ORDER: ClassVar[tuple[str, ...]] = ("opened_at", "id")
    """What `opened` selects."""

    column: str
    inner: Part
    check: Part | None = None

    @property
    def by_owner(self) -> bool:
        """Whether they are found by their customer or product."""
        return self.column not in ("", "id")

    def opened(self) -> Part:
        """The tickets with the time at which they were opened: the order of all tickets, without their rows.

        The sign keeps a planner from walking all tickets in that order instead.
        """
        sql, values = self._select("+n.opened_at AS opened_at, n.id AS id", self.inner)
        return (f"{sql} AND {self.check[0].format('n')}", (*values, *self.check[1])) if self.check else (sql, values)

    def few(self, most: int) -> Part:
        """Up to so many of what `inner` selects."""
        sql, values = self.inner if self.column else self._select("n.id", self.inner)
        return f"SELECT * FROM ({sql} LIMIT {most}) few", values

    def ids(self, *, only_open: bool, most: int | None = None) -> Part:
        """The tickets' ids, unchecked; `only_open` may leave out what is closed, `most` limits what `inner` selects."""
        if not self.by_owner:
            return self.few(most) if most is not None else self.inner if self.column else self._select("n.id", self.inner)
        sql, values = self._select("n.id", self.inner if most is None else self.few(most))
        return sql + (_SINCE_OLDEST_OPEN if only_open else ""), values

    def _select(self, columns: str, inner: Part) -> Part:
        sql, values = inner
        condition = _among(f"n.{self.column}", sql) if self.column else sql
        return f"SELECT {columns} FROM ticket n WHERE {condition}", values


@dataclass(frozen=True)
class Word:
    """One word in two ways that fit the same tickets: `found` gathers them by indexes, `test` looks at the ticket `t`.

    Gathering costs what a word's hits are, testing what the rows looked at are: which is cheaper depends on the word.
    """

    found: tuple[Gathering, ...]
    test: Part

    def condition(self, *, only_open: bool, probed: bool = False) -> Part:
        """The ticket `t` holds the word, by its being among those gathered; `only_open` for lists of open tickets.

        Probed (on SQLite), the list is walked in its order and each row's id looked up among them; else their rows are fetched
        and sorted.
        """
        sql, values = joined(tuple(way.ids(only_open=only_open) for way in self.found), " UNION ALL ")
        among = f"+t.id IN ({sql})" if probed else _among("t.id", sql)
        if all(way.check is None for way in self.found):
            return among, values
        return f"{among} AND {self.test[0]}", (*values, *self.test[1])

    def hits(self, *, only_open: bool, most: int | None = None) -> Part:
        """The ids gathered, unchecked and some perhaps twice.

        With `most`, no more customers or products than that, and these too: to look one up costs what a ticket does.
        """
        parts = []
        for way in self.found:
            if most is not None and way.by_owner:
                parts.append(way.few(most))
            parts.append(way.ids(only_open=only_open, most=most))
        return joined(tuple(parts), " UNION ALL ")


def _among(column: str, selected: str) -> str:
    """As an array on PostgreSQL, whose planner would else read the whole table where it takes a rare word for a common one."""
    return f"{column} = ANY(ARRAY({selected}))" if database.on_postgresql() else f"{column} IN ({selected})"


_SINCE_OLDEST_OPEN = " AND n.opened_at >= (SELECT min(o.opened_at) FROM ticket o WHERE o.open)"
"""Of the tickets of a customer or product, nearly all are closed: those before the oldest open one needn't be looked up."""

_RUNNING_NUMBER = "substr(n.number, 10) = ?"
_NUMBERS = "SELECT customer_id FROM contact_number WHERE {}"
_NAMES = "SELECT id FROM customer WHERE {} UNION ALL SELECT id FROM customer WHERE {}"
_SERIALS = "SELECT id FROM owned_product WHERE {}"
_MODELS = "SELECT m.id FROM product_model m WHERE {} LIKE ? OR {} LIKE ?"
_OF_MODELS = "SELECT o.id FROM owned_product o WHERE o.model_id IN ({})"

_NUMBERED = "t.number LIKE ?"
"""Not as a range: the number's index would be walked instead of the list's own."""
_HAS_RUNNING_NUMBER = "substr(t.number, 10) = ?"
_HAS_NUMBER = "EXISTS (SELECT 1 FROM contact_number x WHERE x.customer_id = t.customer_id AND {})"
_HAS_NAME = "EXISTS (SELECT 1 FROM customer x WHERE x.id = t.customer_id AND ({} OR {}))"
_HAS_PRODUCT = "EXISTS (SELECT 1 FROM owned_product x WHERE x.id = t.owned_product_id AND {})"
_SAYS = "({0} LIKE ? OR {1} LIKE ?)"


def words_of(text: str) -> list[Word]:
    """The words of what was typed; none for empty text."""
    return [_word(word) for word in unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]]


def joined(parts: tuple[Part, ...], between: str) -> Part:
    """Several parts as one."""
    return between.join(sql for sql, _values in parts), tuple(value for _sql, values in parts for value in values)


def _word(word: str) -> Word:
    if _TICKET_NUMBER.fullmatch(word):
        numbers = _by_beginning("{}", ("n.number", word.upper()))
        return Word((Gathering("", numbers),), (_NUMBERED, (f"{word.upper()}%",)))
    if word.replace("-", "").isdigit() and word.isascii():
        return _digits(word.replace("-", ""))
    return _letters(word.lower()) if word.isascii() else _characters(word.lower())


def _digits(digits: str) -> Word:
    """A ticket's number from its day on, or the end of it; the end of a caller's number; the beginning of a serial number."""
    number = f"T-{digits[:DAY]}" + (f"-{digits[DAY:]}" if len(digits) > DAY else "")
    begins = len(digits) >= DAY
    numbers = _by_beginning(_NUMBERS, ("reversed_digits", digits[::-1]))
    found = (
        *([Gathering("", _by_beginning("{}", ("n.number", number)))] if begins else []),
        Gathering("customer_id", numbers),
        Gathering("owned_product_id", _by_beginning(_SERIALS, ("serial_number", digits))),
        Gathering("", (_RUNNING_NUMBER, (digits,))),
    )
    tests = (
        *([(_NUMBERED, (f"{number}%",))] if begins else []),
        (_HAS_RUNNING_NUMBER, (digits,)),
        _where_any(numbers, _by_beginning(_HAS_NUMBER, ("x.reversed_digits", digits[::-1]))),
        _has_serial(digits),
    )
    return Word(found, _any(tests))


def _letters(word: str) -> Word:
    """A serial number, a customer's pinyin or initials, a model; a word that was written in the ticket."""
    names = _by_beginning(_NAMES, ("pinyin", word), ("initials", word))
    written, tests = _written(word)
    found = (
        Gathering("customer_id", names),
        Gathering("owned_product_id", _by_beginning(_SERIALS, ("serial_number", word.upper()))),
        _of_models(word),
        *written,
    )
    tests = (
        *tests,
        _where_any(names, _by_beginning(_HAS_NAME, ("x.pinyin", word), ("x.initials", word))),
        _has_serial(word.upper()),
        _has_model(word),
    )
    return Word(found, _any(tests))


def _characters(word: str) -> Word:
    """A part of the customer's or the product's name, or of what was written in the ticket."""
    customers = _by_pairs("{}", SearchIndex.CUSTOMERS, word)
    written, tests = _written(word)
    found = (_of_models(word), *(Gathering("customer_id", part) for part in customers), *written)
    tests = (*tests, *_by_pairs("t.customer_id IN ({})", SearchIndex.CUSTOMERS, word), _has_model(word))
    return Word(found, _any(tests))


def _written(word: str) -> tuple[tuple[Gathering, ...], tuple[Part, ...]]:
    """A word in the ticket: those that the index of pairs names are checked, for the pairs of a longer word may stand apart."""
    like = (f"%{_literal(word)}%",) * 2
    found = _by_pairs("{}", SearchIndex.TICKETS, word)
    said = _SAYS.format(_small("{0}.problem"), _small("{0}.solution"))
    return tuple(Gathering("id", part, (said, like)) for part in found), ((said.format("t"), like),) if found else ()


def _models(word: str) -> Part:
    return _MODELS.format(_small("m.code"), _small("m.name")), (f"%{_literal(word)}%",) * 2


def _of_models(word: str) -> Gathering:
    sql, values = _models(word)
    return Gathering("owned_product_id", (_OF_MODELS.format(sql), values))


def _has_model(word: str) -> Part:
    sql, values = _models(word)
    return _where_any((sql, values), (_HAS_PRODUCT.format(f"x.model_id IN ({sql})"), values))


def _has_serial(beginning: str) -> Part:
    serials = _by_beginning(_SERIALS, ("serial_number", beginning))
    return _where_any(serials, _by_beginning(_HAS_PRODUCT, ("x.serial_number", beginning)))


def _where_any(kind: Part, test: Part) -> Part:
    """A test of each ticket only where there is any customer or product of the kind, which SQLite finds out once.

    PostgreSQL's planner might read a whole table for that.
    """
    if database.on_postgresql():
        return test
    return f"EXISTS ({kind[0]}) AND {test[0]}", (*kind[1], *test[1])


def _any(parts: tuple[Part, ...]) -> Part:
    sql, values = joined(tuple((f"({condition})", values) for condition, values in parts), " OR ")
    return f"({sql})", values


def _small(column: str) -> str:
    """A column for LIKE, which on SQLite takes great letters of ASCII for small ones anyway."""
    return f"lower({column})" if database.on_postgresql() else column


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
