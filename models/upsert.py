"""What comes of writing a record that may be there already, as an import that is repeated does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from models import database
from models.choices import Choice
from models.i18n import N_


class PutOutcome(Choice):
    """What a written record was before."""

    NEW = "new", N_("new")
    CHANGED = "changed", N_("changed")
    SAME = "same", N_("unchanged")


@dataclass(frozen=True)
class Put:
    """The record that was written, and whether it was new, changed or the same."""

    id: int
    outcome: PutOutcome


def known_ids(table: str, keys: Sequence[str]) -> dict[str, int]:
    """The ids of a table's rows that are there already, by their external keys."""
    if not keys:
        return {}
    marks = ", ".join("?" * len(keys))
    return dict(database.rows(f"SELECT external_key, id FROM {table} WHERE external_key IN ({marks})", tuple(keys)))


class _Keyed(Protocol):
    @property
    def external_key(self) -> str: ...


Record = TypeVar("Record", bound=_Keyed)


def new_ones(batch: Iterable[Record], known: Mapping[str, int]) -> dict[str, Record]:
    """The records whose key isn't known yet, the first of each key."""
    new: dict[str, Record] = {}
    for record in batch:
        if record.external_key not in known:
            new.setdefault(record.external_key, record)
    return new


def neighbouring_uuids(count: int) -> list[str]:
    """UUIDs for new records that stand together in their index: with a place each in it, twice as much is written to the disk."""
    first = uuid4().int
    return [str(UUID(int=first + place)) for place in range(count)]


def insert_new(table: str, rows: Sequence[Mapping[str, object]]) -> dict[str, int]:
    """Adds records, each with the same columns, and returns their ids by their external keys."""
    if not rows:
        return {}
    values = [tuple(row.values()) for row in rows]
    return dict(database.insert_rows(table, tuple(rows[0]), values, ending="RETURNING external_key, id"))


def puts(batch: Iterable[_Keyed], known: Mapping[str, int], made: Mapping[str, int]) -> list[Put]:
    """What came of each record of a batch: the first of a key that was made is new, every other was there before it."""
    ids, left = {**known, **made}, set(made)
    done = []
    for record in batch:
        key = record.external_key
        done.append(Put(ids[key], PutOutcome.NEW if key in left else PutOutcome.SAME))
        left.discard(key)
    return done
