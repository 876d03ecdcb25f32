"""The words by which a customer can be recognised, and the taking of them out of what others wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

from models import database
from models.customers.phone import shown
from models.privacy.traces import WRITTEN
from models.tickets import search_row

STEP = 100_000
"""Rows looked through by one statement, so that none of them lasts."""
GONE = "***"
"""What stands where a recognisable word stood."""
_NUMBER_COLUMNS = ("caller_number", "contact_number", "number")
_SHORTEST_NAME, _SHORTEST_NUMBER = 2, 6

Found = dict[str, list[int]]
"""Ids of rows by their table."""


def own_words(customer_ids: Sequence[int]) -> tuple[str, ...]:
    """The names, numbers and addresses of these files that nobody else's record could mean, the longest first.

    A name that also is, or is a part of, another customer's, contact's or colleague's name is left out: taking it away would
    mutilate what is written of them. So is a number or an address that stands in another file too.
    """
    marks = ", ".join("?" for _id in customer_ids)
    ids = tuple(customer_ids)
    names = {
        name
        for (name,) in database.rows(
            f"SELECT name FROM customer WHERE id IN ({marks}) UNION SELECT name FROM contact WHERE customer_id IN ({marks})",
            (*ids, *ids),
        )
    }
    addresses = {text for row in database.rows(f"SELECT address, email FROM customer WHERE id IN ({marks})", ids) for text in row}
    words = [name for name in names if len(name) >= _SHORTEST_NAME and not _is_anothers_name(name, ids)]
    words += [text for text in addresses if len(text) >= _SHORTEST_NUMBER and not _is_anothers_address(text, ids)]
    for (number,) in database.rows(f"SELECT DISTINCT number FROM contact_number WHERE customer_id IN ({marks})", ids):
        if len(number) >= _SHORTEST_NUMBER and not _is_anothers_number(number, ids):
            words += written_forms(number)
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def written_forms(number: str) -> list[str]:
    """A stored number as it may stand in a text: stored, as people write it, and without anything between the digits."""
    told = shown(number)
    bare = "".join(character for character in told if character.isdigit())
    return list(dict.fromkeys((number, told, told.replace(" ", "-"), bare)))


def _is_anothers_name(name: str, ids: tuple[int, ...]) -> bool:
    marks = ", ".join("?" for _id in ids)
    return bool(
        database.rows(
            f"SELECT 1 FROM customer WHERE id NOT IN ({marks}) AND name <> replace(name, ?, '')"
            f" UNION ALL SELECT 1 FROM contact WHERE customer_id NOT IN ({marks}) AND name <> replace(name, ?, '')"
            " UNION ALL SELECT 1 FROM staff WHERE name <> replace(name, ?, '') LIMIT 1",
            (*ids, name, *ids, name, name),
        )
    )


def _is_anothers_address(text: str, ids: tuple[int, ...]) -> bool:
    marks = ", ".join("?" for _id in ids)
    return bool(
        database.rows(
            f"SELECT 1 FROM customer WHERE id NOT IN ({marks})"
            " AND (address <> replace(address, ?, '') OR email <> replace(email, ?, '')) LIMIT 1",
            (*ids, text, text),
        )
    )


def _is_anothers_number(number: str, ids: tuple[int, ...]) -> bool:
    marks = ", ".join("?" for _id in ids)
    return bool(
        database.rows(f"SELECT 1 FROM contact_number WHERE number = ? AND customer_id NOT IN ({marks}) LIMIT 1", (number, *ids))
    )


def taken_out(text: str, words: Collection[str]) -> str:
    """`text` without these words."""
    for word in words:
        text = text.replace(word, GONE)
    return text


def mentions(words: Sequence[str]) -> Found:
    """The rows in which one of these words was written, whoever they belong to; read in steps, outside any transaction."""
    found: Found = {}
    for table, columns in WRITTEN.items() if words else ():
        key = _key(table)
        tests, values = [], []
        for column in columns:
            for word in words:
                tests.append(f"{column} <> replace({column}, ?, '')")
                values.append(word)
        ((first, last),) = database.rows(f"SELECT min({key}), max({key}) FROM {table}")
        ids: list[int] = []
        for start in range(first or 0, (last or -1) + 1, STEP):
            ids += (
                row[0]
                for row in database.rows(
                    f"SELECT {key} FROM {table} WHERE {key} >= ? AND {key} < ? AND ({' OR '.join(tests)})",
                    (start, start + STEP, *values),
                )
            )
        if ids:
            found[table] = ids
    return found


def take_out(found: Found, words: Sequence[str]) -> int:
    """Takes the words out of the rows that `mentions` found; returns how many rows there were.

    The facts of an event are emptied whole: their digest covers them whole.
    """
    for table, row_id in _each(found):
        if table == "event_detail":
            database.execute("UPDATE event_detail SET salt = '', body = '' WHERE event_id = ?", (row_id,))
            continue
        kept: AbstractContextManager[None] = search_row.rewriting(row_id) if table == "ticket" else nullcontext()
        with kept:
            columns = WRITTEN[table]
            (before,) = database.rows(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (row_id,))
            after = tuple(_cleaned(column, text, words) for column, text in zip(columns, before, strict=True))
            marks = ", ".join(f"{column} = ?" for column in columns)
            database.execute(f"UPDATE {table} SET {marks} WHERE id = ?", (*after, row_id))
    return sum(len(ids) for ids in found.values())


def _each(found: Found) -> Iterator[tuple[str, int]]:
    for table, ids in found.items():
        for row_id in ids:
            yield table, row_id


def _cleaned(column: str, text: str, words: Sequence[str]) -> str:
    if column in _NUMBER_COLUMNS:
        return "" if text in words else text
    return taken_out(text, words)


def _key(table: str) -> str:
    return "event_id" if table == "event_detail" else "id"
