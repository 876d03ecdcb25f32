"""Pages of long lists: keyset pages in both directions, ranks and counts, each statement built once and served by an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from models import database

Alternatives = tuple[tuple[str, tuple[object, ...]], ...]
"""Conditions that exclude each other, each with its values."""

Part = tuple[str, tuple[object, ...]]
"""A condition or a SELECT with `?` marks, and its values."""

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
    `sources` are statements that select the order's columns; their rows are the scope's, not the whole table's. A row may be
    in several of them, but only once in each.
    """

    order: Order
    conditions: tuple[str, ...]
    values: tuple[object, ...] = ()
    prefix: str = ""
    within: Alternatives = ()
    sources: tuple[Part, ...] = ()


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
    walks = _walks(listing, scope)
    place = _place(scope.order, key) if key else ()
    statements = tuple((walk.table, walk.condition) for walk in walks)
    told = 0 if offset else limit
    sql = _page_sql(listing, scope.order, scope.prefix, scope.conditions, statements, _between(scope), bool(key), backward, told)
    end, most = ((limit, offset), (limit + offset,)) if offset else ((), ())
    if not walks:
        return sql, (*scope.values, *place, *end)
    branches = tuple(value for walk in walks for value in (*walk.before, *scope.values, *place, *walk.after, *most))
    return sql, (*branches, *end)


@dataclass(frozen=True)
class _Walk:
    """One of several walks that make up a scope: over what table, on what further condition, and the values of both."""

    table: str
    condition: str
    before: tuple[object, ...] = ()
    after: tuple[object, ...] = ()


def _walks(listing: Listing, scope: Scope) -> tuple[_Walk, ...]:
    """Those of `sources` or `within`; none for a scope that is walked in one go."""
    if scope.sources:
        return tuple(_Walk(f"({sql})", "", before=values) for sql, values in scope.sources)
    return tuple(_Walk(listing.table, condition, after=values) for condition, values in scope.within)


def _between(scope: Scope) -> str:
    """What stands between the walks: the same row may be found by several of them or not."""
    return " UNION " if scope.sources else " UNION ALL "


def count_statement(listing: Listing, scope: Scope) -> str:
    """The statement that counts the rows; its values are `count_values`."""
    return _counting(listing, scope, False)


def count_values(listing: Listing, scope: Scope, place: tuple[int, ...] = ()) -> tuple[object, ...]:
    """The values of `count_statement`; `place` is that of the key of a rank."""
    walks = _walks(listing, scope)
    if not walks:
        return (*scope.values, *place)
    return tuple(value for walk in walks for value in (*walk.before, *scope.values, *walk.after, *place))


def _counting(listing: Listing, scope: Scope, ranked: bool) -> str:
    beyond = (_beyond(scope.order, not scope.order.falling),) if ranked else ()
    walks = _walks(listing, scope)
    if scope.sources:
        ids = (f"SELECT t.id FROM {walk.table} t{_where((*scope.conditions, *beyond))}" for walk in walks)
        return f"SELECT count(*) FROM ({' UNION '.join(ids)}) r"
    if not walks:
        return _count_sql(listing.table, (*scope.conditions, *beyond))
    return "SELECT " + " + ".join(f"({_count_sql(walk.table, (*scope.conditions, walk.condition, *beyond))})" for walk in walks)


def count(listing: Listing, scope: Scope) -> int:
    """How many rows there are."""
    ((found,),) = database.rows(count_statement(listing, scope), count_values(listing, scope))
    return int(found)


def count_up_to(listing: Listing, scope: Scope, most: int) -> int:
    """How many rows there are; AtLeast `most` where there are more, which takes no longer however many."""
    walks = _walks(listing, scope) or (_Walk(listing.table, ""),)
    ids = (
        f"SELECT * FROM (SELECT t.id FROM {walk.table} t{_where((*scope.conditions, walk.condition))} LIMIT ?) w{at}"
        for at, walk in enumerate(walks)
    )
    values = tuple(value for walk in walks for value in (*walk.before, *scope.values, *walk.after, most + 1))
    ((found,),) = database.rows(f"SELECT count(*) FROM ({_between(scope).join(ids)}) r", values)
    return int(found) if found <= most else AtLeast(most)


def rank(listing: Listing, scope: Scope, key: Key) -> int:
    """How many rows stand before `key`, whether or not a row has that key."""
    ((found,),) = database.rows(_counting(listing, scope, True), count_values(listing, scope, _place(scope.order, key)))
    return int(found)


def look(listing: Listing, scope: Scope, test: tuple[str, tuple[object, ...]], limit: int) -> tuple[int, int]:
    """How many of the first `limit` rows (of each of `within`) there are, and how many of those pass a test with `?` marks."""
    condition, values = test
    looked_at = fitting = 0
    for one, own in scope.within or (("", ()),):
        rows = _look_sql(listing.table, scope.order, scope.prefix, (*scope.conditions, one), condition)
        sql = f"SELECT count(*), sum(r.fits) FROM ({rows}) r"
        ((looked, fits),) = database.rows(sql, (*values, *scope.values, *own, limit))
        looked_at, fitting = looked_at + int(looked), fitting + int(fits or 0)
    return looked_at, fitting


def has(listing: Listing, scope: Scope, test: Part, limit: int, enough: int) -> bool:
    """Whether `enough` of the first `limit` rows (of each of `within`) pass a test with `?` marks; looks no further than that."""
    condition, values = test
    fitting = 0
    for one, own in scope.within or (("", ()),):
        conditions = (*scope.conditions, one)
        looked = _look_sql(listing.table, scope.order, scope.prefix, conditions, condition)
        sql = f"SELECT count(*) FROM (SELECT 1 FROM ({looked}) r WHERE r.fits = 1 LIMIT ?) f"
        ((fits,),) = database.rows(sql, (*values, *scope.values, *own, limit, enough))
        fitting += int(fits)
    return fitting >= enough


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
    walks: tuple[tuple[str, str], ...],
    between: str,
    keyed: bool,
    backward: bool,
    limit: int,
) -> str:
    """One page's statement: its ids by one index (or several walks, each a table and a condition), then what else the rows show.

    Of a derived table both are read at once, which gives the rows of a page that is read backward in that order. A `limit`
    stands in the statement: PostgreSQL takes one that it is given apart for a tenth of the table, holds its plan for too dear,
    and makes a new one each time (3 ms where the page takes 0.5). 0: limit and offset are given apart, for jumps.
    """
    falling = order.falling != backward
    if keyed:
        conditions = (*conditions, _beyond(order, falling))
    inner = _by_index(order, prefix, falling)
    end, most = (f" LIMIT {limit}",) * 2 if limit else (" LIMIT ? OFFSET ?", " LIMIT ?")
    if listing.derived:
        rows = f"SELECT {listing.columns} FROM {listing.table} t{listing.joins}{_where(conditions)}"
        return f"{rows} ORDER BY {inner}{end}"
    outer = ", ".join(f"t.{column}{' DESC' if order.falling else ''}" for column in order.columns)
    if walks:
        columns = ", ".join(f"t.{column}" for column in order.columns)
        each = (
            f"SELECT * FROM (SELECT {columns} FROM {table} t{_where((*conditions, one))} ORDER BY {inner}{most}) w{at}"
            for at, (table, one) in enumerate(walks)
        )
        either = ", ".join(f"{column}{' DESC' if falling else ''}" for column in order.columns)
        ids = f"SELECT id FROM ({between.join(each)}) w ORDER BY {either}{end}"
    else:
        ids = f"SELECT t.id FROM {listing.table} t{_where(conditions)} ORDER BY {inner}{end}"
    # CROSS JOIN keeps SQLite from walking the whole table in the outer order and looking each row up in the page.
    page_rows = f"({ids}) p CROSS JOIN {listing.table} t{listing.joins}"
    return f"SELECT {listing.columns} FROM {page_rows} WHERE t.id = p.id ORDER BY {outer}"


@cache
def _look_sql(table: str, order: Order, prefix: str, conditions: tuple[str, ...], test: str) -> str:
    rows = f"SELECT CASE WHEN {test} THEN 1 ELSE 0 END AS fits FROM {table} t{_where(conditions)}"
    return f"{rows} ORDER BY {_by_index(order, prefix, order.falling)} LIMIT ?"


def _by_index(order: Order, prefix: str, falling: bool) -> str:
    """The order as an index has it.

    The column that is the same in all rows leads the order too: PostgreSQL uses the index for `IS NULL` only then.
    """
    direction = " DESC" if falling else ""
    return ", ".join(f"t.{column}{direction}" for column in ((prefix, *order.columns) if prefix else order.columns))


def _count_sql(table: str, conditions: tuple[str, ...]) -> str:
    return f"SELECT count(*) FROM {table} t{_where(conditions)}"


def _where(conditions: tuple[str, ...]) -> str:
    """The conditions, of which empty ones say nothing."""
    said = " AND ".join(filter(None, conditions))
    return f" WHERE {said}" if said else ""


def _beyond(order: Order, falling: bool) -> str:
    columns = ", ".join(f"t.{column}" for column in order.columns)
    return f"({columns}) {'<' if falling else '>'} ({', '.join('?' for _column in order.columns)})"


def _place(order: Order, key: Key) -> tuple[int, ...]:
    return tuple(key[place] for place in order.places)
