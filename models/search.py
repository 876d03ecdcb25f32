"""Search by overlapping character pairs, for Chinese has no blanks: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

A document of 漏水了 is kept as 漏水, 水了 and 了. A query's pairs must all occur; since they may occur apart, and since a long
query is cut, whoever asks checks the rows fetched with `holds`. The index keeps no text: changing it needs the old text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache

from models import database

MOST_QUERY_PAIRS = 24
"""More pairs than this narrow nothing down; the check of the rows does the rest."""
_COMMON_SHARE = 0.01
_LONGEST_QUERY = 1_000


class SearchIndex(Enum):
    """The tables that hold pairs, by name; a row's id is the id of what it was made of."""

    CUSTOMERS = "customer_search"
    TICKETS = "ticket_search"


class _Searchable(dict[int, int]):
    """What each character counts as, found out once: itself where it is a letter, digit, mark or symbol, else a blank."""

    def __missing__(self, code: int) -> int:
        counted = self[code] = code if unicodedata.category(chr(code))[0] in "LNMS" else ord(" ")
        return counted


_SEARCHABLE = _Searchable()


def runs(text: str) -> list[str]:
    """The unbroken runs of letters, digits, characters and symbols in a text, in NFKC and small letters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(_SEARCHABLE).split()


def pairs(text: str) -> list[str]:
    """What a document is found by: its pairs of neighbouring characters, and each run's last character alone; each once."""
    found = dict.fromkeys([run[at : at + 2] for run in runs(text) for at in range(len(run))])
    return list(map(_token, found))


def holds(text: str, query: str) -> bool:
    """Whether each run of the query occurs in the text; the check of rows that were found by pairs."""
    whole = " ".join(runs(text))
    return all(run in whole for run in runs(query))


@lru_cache(maxsize=65_536)
def _token(pair: str) -> str:
    """A pair in characters that both engines' word breakers leave alone; others by their code, so no query has syntax in it."""
    return "".join(c if _plain(c) else f"u{ord(c):x}z" for c in pair)


def _plain(c: str) -> bool:
    return (c.isascii() and c.isalnum()) or "\u3400" <= c <= "\u9fff"


def _terms(query: str) -> list[tuple[str, bool]]:
    """The tokens that must occur, and whether each is only the beginning of one."""
    terms: dict[str, bool] = {}
    for run in runs(query[:_LONGEST_QUERY]):
        if len(run) == 1:
            terms.setdefault(_token(run), True)
        for at in range(len(run) - 1):
            terms[_token(run[at : at + 2])] = False
    return list(terms.items())[:MOST_QUERY_PAIRS]


def write(index: SearchIndex, row_id: int, text: str) -> None:
    """Adds a row's text to the index; in the same transaction as the row."""
    write_many(index, {row_id: text})


def write_many(index: SearchIndex, texts: Mapping[int, str]) -> None:
    """As `write`, for the texts of many rows by their ids."""
    if database.on_postgresql():
        values = [(row_id, pairs(text)) for row_id, text in texts.items()]
        marks, ending = "?, array_to_tsvector(?::text[])", "ON CONFLICT (id) DO NOTHING"
        database.insert_rows(index.value, ("id", "pairs"), values, marks=marks, ending=ending)
    else:
        database.insert_rows(index.value, ("rowid", "pairs"), [(row_id, " ".join(pairs(text))) for row_id, text in texts.items()])


def remove(index: SearchIndex, row_id: int, old_text: str) -> None:
    """Takes a row out of the index; `old_text` must be what was written."""
    if database.on_postgresql():
        database.execute(f"DELETE FROM {index.value} WHERE id = ?", (row_id,))
    else:
        database.execute(
            f"INSERT INTO {index.value} ({index.value}, rowid, pairs) VALUES ('delete', ?, ?)",
            (row_id, " ".join(pairs(old_text))),
        )


def replace(index: SearchIndex, row_id: int, old_text: str, new_text: str) -> None:
    """Changes a row's text in the index; `old_text` must be what was written."""
    if pairs(old_text) != pairs(new_text):
        remove(index, row_id, old_text)
        write(index, row_id, new_text)


Narrowing = Callable[[str], tuple[str, tuple[object, ...]]]
"""Given the name of a row's id: a condition that begins with AND, or nothing, and its values."""


def matching(
    index: SearchIndex, query: str, *, limit: int, before_id: int | None = None, within: Narrowing | None = None
) -> list[int]:
    """The ids of rows that hold all the query's pairs, newest (highest id) first, below `before_id`; check them with `holds`.

    Only those `within`, where that is given. Empty for a query without any letter, digit or symbol.
    """
    condition = match(index, query)
    if condition is None:
        return []
    where, parameters = condition
    key = "id" if database.on_postgresql() else "rowid"
    if before_id is not None:
        where, parameters = f"{where} AND {key} < ?", (*parameters, before_id)
    if within is not None:
        narrower, values = within(f"{index.value}.{key}")
        where, parameters = f"{where}{narrower}", (*parameters, *values)
    sql = f"SELECT {key} FROM {index.value} WHERE {where} ORDER BY {key} DESC LIMIT ?"
    if database.on_postgresql() and not _is_common(index, where, parameters):
        sql = f"WITH hit AS MATERIALIZED (SELECT id FROM {index.value} WHERE {where}) SELECT id FROM hit ORDER BY id DESC LIMIT ?"
    return [row_id for (row_id,) in database.rows(sql, (*parameters, limit))]


def match(index: SearchIndex, query: str) -> tuple[str, tuple[object, ...]] | None:
    """The condition on the index table and its parameters, to build into another statement; None for an empty query.

    On SQLite the row's id is `rowid`, on PostgreSQL `id`: see `subquery`.
    """
    terms = _terms(query)
    if not terms:
        return None
    if database.on_postgresql():
        return "pairs @@ ?::tsquery", (" & ".join(f"'{token}':*" if begins else f"'{token}'" for token, begins in terms),)
    return f"{index.value} MATCH ?", (" AND ".join(f'"{token}" *' if begins else f'"{token}"' for token, begins in terms),)


def subquery(index: SearchIndex, query: str) -> tuple[str, tuple[object, ...]] | None:
    """A SELECT of the matching ids, for `WHERE id IN (…)`; None for an empty query. Check the rows with `holds`."""
    condition = match(index, query)
    if condition is None:
        return None
    key = "id" if database.on_postgresql() else "rowid"
    return f"SELECT {key} FROM {index.value} WHERE {condition[0]}", condition[1]


def _is_common(index: SearchIndex, where: str, parameters: tuple[object, ...]) -> bool:
    """Whether the server expects so many hits that walking from the newest row finds a page sooner than gathering all.

    Left alone, its planner walks the whole table for a rare word.
    """
    ((plan,),) = database.rows(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {index.value} WHERE {where}", parameters)
    ((whole,),) = database.rows("SELECT reltuples FROM pg_class WHERE relname = ?", (index.value,))
    return bool(whole > 0 and plan[0]["Plan"]["Plan Rows"] > _COMMON_SHARE * whole)
