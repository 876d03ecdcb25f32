"""Pages of long lists: keyset pages in both directions, ranks and counts, each statement built once and served by an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from models import database

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
    """A list's statement: the table under the alias `t`, what is selected, and the joins that only the page's rows need."""

    table: str
    columns: str
    joins: str = ""


@dataclass(frozen=True)
class Scope:
    """Which rows in which order: conditions with `?` marks and their values; `prefix` is the column all rows share."""

    order: Order
    conditions: tuple[str, ...]
    values: tuple[object, ...] = ()
    prefix: str = ""


def page(
    listing: Listing, scope: Scope, *, after: Key | None = None, before: Key | None = None, offset: int | None = None, limit: int
) -> list[tuple[Any, ...]]:
    """Up to `limit` rows: those after a key, those just before one, or those from `offset` on; always in the list's order.

    Without any of them the first page; `before=END` is the last one. The row of the key itself is not among them.
    """
    key = after if before is None else before
    return database.rows(*statement(listing, scope, key=key, backward=before is not None, offset=offset or 0, limit=limit))


def statement(
    listing: Listing, scope: Scope, *, key: Key | None, backward: bool, offset: int = 0, limit: int
) -> tuple[str, tuple[object, ...]]:
    """A page's statement with `?` marks and its values, as it is run; `key` None or END begins at the end of the list."""
    sql = _page_sql(listing, scope.order, scope.prefix, scope.conditions, bool(key), backward)
    if key:
        return sql, (*scope.values, *_place(scope.order, key), limit)
    return sql, (*scope.values, limit, offset)


def count_statement(listing: Listing, scope: Scope) -> str:
    """The statement that counts the rows; its values are the scope's."""
    return _count_sql(listing.table, scope.order, scope.conditions, False)


def count(listing: Listing, scope: Scope) -> int:
    """How many rows there are."""
    ((found,),) = database.rows(count_statement(listing, scope), scope.values)
    return int(found)


def rank(listing: Listing, scope: Scope, key: Key) -> int:
    """How many rows stand before `key`, whether or not a row has that key."""
    sql = _count_sql(listing.table, scope.order, scope.conditions, True)
    ((found,),) = database.rows(sql, (*scope.values, *_place(scope.order, key)))
    return int(found)


def look(listing: Listing, scope: Scope, test: tuple[str, tuple[object, ...]], limit: int) -> tuple[int, int]:
    """How many of the first `limit` rows there are, and how many of those pass a test with `?` marks."""
    condition, values = test
    sql = _look_sql(listing.table, scope.order, scope.prefix, scope.conditions, condition)
    ((looked, fits),) = database.rows(sql, (*values, *scope.values, limit))
    return int(looked), int(fits or 0)


def by_ids(listing: Listing, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows with these ids, in whatever order they come; one that is not there is left out."""
    if not ids:
        return []
    marks = ", ".join("?" for _id in ids)
    return database.rows(f"SELECT {listing.columns} FROM {listing.table} t{listing.joins} WHERE t.id IN ({marks})", tuple(ids))


@cache
def _page_sql(listing: Listing, order: Order, prefix: str, conditions: tuple[str, ...], keyed: bool, backward: bool) -> str:
    """One page's statement: its ids by one index, then what else the rows show."""
    falling = order.falling != backward
    if keyed:
        conditions = (*conditions, _beyond(order, falling))
    inner = _by_index(order, prefix, falling)
    outer = ", ".join(f"t.{column}{' DESC' if order.falling else ''}" for column in order.columns)
    ids = f"SELECT t.id FROM {listing.table} t{_where(conditions)} ORDER BY {inner} LIMIT ?{'' if keyed else ' OFFSET ?'}"
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
