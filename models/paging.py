"""Pages of long lists: keyset pages in both directions, ranks and counts, each statement built once and served by an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from models import database

Alternatives = tuple[tuple[str, tuple[object, ...]], ...]
"""Conditions that exclude each other, each with its values."""

Key = tuple[int, ...]
"""A row's place in every order of its list at once; all whole numbers, the id last."""

END: Key = ()
"""As `before`: the last page."""


class AtLeast(int):
    """A count that stopped: there are so many rows, and probably more."""


@dataclass(frozen=True)
class Order:
    """The columns of an order, where each stands in a Key, and whether it falls."""

    columns: tuple[str, ...]
    places: tuple[int, ...]
    falling: bool = False


@dataclass(frozen=True)
class Listing:
    """A list's statement: the table under the alias `t`, what is selected, and the joins that only the page's rows need.

    `derived` says that the table is a statement in brackets, whose rows no index finds by their id.
    """

    table: str
    columns: str
    joins: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Scope:
    """Which rows in which order: conditions with `?` marks and their values; `prefix` is the column all rows share.

    `within` are conditions of which each row meets exactly one: a page is put together from one walk over an index for each.
    """

    order: Order
    conditions: tuple[str, ...]
    values: tuple[object, ...] = ()
    prefix: str = ""
    within: Alternatives = ()


def page(
    listing: Listing, scope: Scope, *, after: Key | None = None, before: Key | None = None, offset: int | None = None, limit: int
) -> list[tuple[Any, ...]]:
    """Up to `limit` rows: those after a key, those just before one, or those from `offset` on; always in the list's order.

    Without any of them the first page; `before=END` is the last one. The row of the key itself is not among them.
    """
    key = after if before is None else before
    backward = before is not None
    rows = database.rows(*statement(listing, scope, key=key, backward=backward, offset=offset or 0, limit=limit))
    return rows[::-1] if backward and listing.derived else rows


def statement(
    listing: Listing, scope: Scope, *, key: Key | None, backward: bool, offset: int = 0, limit: int
) -> tuple[str, tuple[object, ...]]:
    """A page's statement with `?` marks and its values, as it is run; `key` None or END begins at the end of the list."""
    within = tuple(condition for condition, _values in scope.within)
    sql = _page_sql(listing, scope.order, scope.prefix, scope.conditions, within, bool(key), backward)
    place = _place(scope.order, key) if key else ()
    if not within:
        return sql, (*scope.values, *place, limit, offset)
    branches = tuple(value for _condition, values in scope.within for value in (*scope.values, *place, *values, limit + offset))
    return sql, (*branches, limit, offset)


def count_statement(listing: Listing, scope: Scope) -> str:
    """The statement that counts the rows; its values are `count_values`."""
    return _counting(listing, scope, False)


def count_values(scope: Scope, place: tuple[int, ...] = ()) -> tuple[object, ...]:
    """The values of `count_statement`; `place` is that of the key of a rank."""
    if not scope.within:
        return (*scope.values, *place)
    return tuple(value for _condition, values in scope.within for value in (*scope.values, *values, *place))


def _counting(listing: Listing, scope: Scope, ranked: bool) -> str:
    if not scope.within:
        return _count_sql(listing.table, scope.order, scope.conditions, ranked)
    counts = (
        _count_sql(listing.table, scope.order, (*scope.conditions, condition), ranked) for condition, _values in scope.within
    )
    return "SELECT " + " + ".join(f"({counted})" for counted in counts)


def count(listing: Listing, scope: Scope) -> int:
    """How many rows there are."""
    ((found,),) = database.rows(count_statement(listing, scope), count_values(scope))
    return int(found)


def rank(listing: Listing, scope: Scope, key: Key) -> int:
    """How many rows stand before `key`, whether or not a row has that key."""
    ((found,),) = database.rows(_counting(listing, scope, True), count_values(scope, _place(scope.order, key)))
    return int(found)


def look(listing: Listing, scope: Scope, test: tuple[str, tuple[object, ...]], limit: int) -> tuple[int, int]:
    """How many of the first `limit` rows (of each of `within`) there are, and how many of those pass a test with `?` marks."""
    condition, values = test
    looked_at = fitting = 0
    for one, own in scope.within or (("", ()),):
        conditions = (*scope.conditions, one) if one else scope.conditions
        sql = _look_sql(listing.table, scope.order, scope.prefix, conditions, condition)
        ((looked, fits),) = database.rows(sql, (*values, *scope.values, *own, limit))
        looked_at, fitting = looked_at + int(looked), fitting + int(fits or 0)
    return looked_at, fitting


def by_ids(listing: Listing, ids: Sequence[int], within: Alternatives = ()) -> list[tuple[Any, ...]]:
    """The rows with these ids that meet one of `within`, in whatever order they come; one that is not there is left out."""
    if not ids:
        return []
    marks = ", ".join("?" for _id in ids)
    limit = f" AND ({' OR '.join(condition for condition, _values in within)})" if within else ""
    return database.rows(
        f"SELECT {listing.columns} FROM {listing.table} t{listing.joins} WHERE t.id IN ({marks}){limit}",
        (*ids, *(value for _condition, values in within for value in values)),
    )


@cache
def _page_sql(
    listing: Listing,
    order: Order,
    prefix: str,
    conditions: tuple[str, ...],
    within: tuple[str, ...],
    keyed: bool,
    backward: bool,
) -> str:
    """One page's statement: its ids by one index (one walk for each of `within`), then what else the rows show.

    Of a derived table both are read at once, which gives the rows of a page that is read backward in that order.
    """
    falling = order.falling != backward
    if keyed:
        conditions = (*conditions, _beyond(order, falling))
    inner = _by_index(order, prefix, falling)
    if listing.derived:
        rows = f"SELECT {listing.columns} FROM {listing.table} t{listing.joins}{_where(conditions)}"
        return f"{rows} ORDER BY {inner} LIMIT ? OFFSET ?"
    outer = ", ".join(f"t.{column}{' DESC' if order.falling else ''}" for column in order.columns)
    if within:
        columns = ", ".join(f"t.{column}" for column in order.columns)
        walks = (
            f"SELECT * FROM (SELECT {columns} FROM {listing.table} t{_where((*conditions, one))} ORDER BY {inner} LIMIT ?) w{at}"
            for at, one in enumerate(within)
        )
        either = ", ".join(f"{column}{' DESC' if falling else ''}" for column in order.columns)
        ids = f"SELECT id FROM ({' UNION ALL '.join(walks)}) w ORDER BY {either} LIMIT ? OFFSET ?"
    else:
        ids = f"SELECT t.id FROM {listing.table} t{_where(conditions)} ORDER BY {inner} LIMIT ? OFFSET ?"
    # CROSS JOIN keeps SQLite from walking the whole table in the outer order and looking each row up in the page.
    page_rows = f"({ids}) p CROSS JOIN {listing.table} t{listing.joins}"
    return f"SELECT {listing.columns} FROM {page_rows} WHERE t.id = p.id ORDER BY {outer}"


@cache
def _look_sql(table: str, order: Order, prefix: str, conditions: tuple[str, ...], test: str) -> str:
    rows = f"SELECT CASE WHEN {test} THEN 1 ELSE 0 END AS fits FROM {table} t{_where(conditions)}"
    return f"SELECT count(*), sum(r.fits) FROM ({rows} ORDER BY {_by_index(order, prefix, order.falling)} LIMIT ?) r"


def _by_index(order: Order, prefix: str, falling: bool) -> str:
    """The order as an index has it.

    The column that is the same in all rows leads the order too: PostgreSQL uses the index for `IS NULL` only then.
    """
    direction = " DESC" if falling else ""
    return ", ".join(f"t.{column}{direction}" for column in ((prefix, *order.columns) if prefix else order.columns))


@cache
def _count_sql(table: str, order: Order, conditions: tuple[str, ...], ranked: bool) -> str:
    if ranked:
        conditions = (*conditions, _beyond(order, not order.falling))
    return f"SELECT count(*) FROM {table} t{_where(conditions)}"


def _where(conditions: tuple[str, ...]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _beyond(order: Order, falling: bool) -> str:
    columns = ", ".join(f"t.{column}" for column in order.columns)
    return f"({columns}) {'<' if falling else '>'} ({', '.join('?' for _column in order.columns)})"


def _place(order: Order, key: Key) -> tuple[int, ...]:
    return tuple(key[place] for place in order.places)
