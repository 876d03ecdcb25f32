"""A register's rows: pages in both directions for a list of any length, and the whole of it as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models import paging
from models.errors import DomainError, Fault
from models.paging import END, Key, Listing, Scope
from models.registers.definition import Computed, Listed, Row, Selection


@dataclass(frozen=True)
class RegisterRow:
    """One row as a list knows it: who it is, where it stands, and its values in the order of the register's columns."""

    id: int
    key: Key
    values: Row


class RegisterRows:
    """The rows of a selection, asked for in pages; what is computed is computed once. Nothing is asked before the first one."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection

    @cached_property
    def _reader(self) -> _Listing | _Whole:
        return (_Listing if isinstance(self._selection.register.source, Listed) else _Whole)(self._selection)

    def count(self) -> int:
        """How many rows there are."""
        return self._reader.count()

    def after(self, key: Key | None, limit: int) -> Sequence[RegisterRow]:
        """The rows that follow `key`; the first ones where it is None."""
        return self._reader.page(after=key, limit=limit)

    def before(self, key: Key | None, limit: int) -> Sequence[RegisterRow]:
        """The rows just before `key`; the last ones where it is None."""
        return self._reader.page(before=END if key is None else key, limit=limit)

    def at(self, offset: int, limit: int) -> Sequence[RegisterRow]:
        """The rows from position `offset` on."""
        return self._reader.page(offset=offset, limit=limit)

    def rank(self, key: Key) -> int:
        """How many rows stand before `key`."""
        return self._reader.rank(key)

    def row(self, id: int) -> RegisterRow | None:
        """The row with that id as it is now."""
        return self._reader.row(id)


def pages(selection: Selection) -> Iterator[Sequence[RegisterRow]]:
    """Every row of a selection, a page at a time, each read by a short statement of its own from where the last one ended.

    No statement stays open between two pages, so that desks write meanwhile; a row that comes in behind the place that was
    read is left out, none comes twice.
    """
    source = selection.register.source
    rows = RegisterRows(selection)
    size = source.page if isinstance(source, Listed) else max(1, rows.count())
    last: Key | None = None
    while page := rows.after(last, size):
        yield page
        if len(page) < size:
            return
        last = page[-1].key


class _Listing:
    """Asks the database for pages of one table."""

    def __init__(self, selection: Selection) -> None:
        source = selection.register.source
        assert isinstance(source, Listed)
        columns = selection.register.columns
        self._shown = [column.shown for column in columns]
        places = ", ".join(f"t.{column}" for column in source.order.columns)
        values = ", ".join(column.sql for column in columns)
        self._keys = len(source.order.columns)
        self._listing = Listing(source.table, f"t.id, {places}, {values}", source.joins, derived=source.table.startswith("("))
        self._scope = _scope(selection, source)

    def count(self) -> int:
        return paging.count(self._listing, self._scope)

    def page(
        self, *, after: Key | None = None, before: Key | None = None, offset: int | None = None, limit: int
    ) -> list[RegisterRow]:
        found = paging.page(self._listing, self._scope, after=after, before=before, offset=offset, limit=limit)
        return [self._row(row) for row in found]

    def rank(self, key: Key) -> int:
        return paging.rank(self._listing, self._scope, key)

    def row(self, id: int) -> RegisterRow | None:
        found = paging.by_ids(self._listing, [id])
        return self._row(found[0]) if found else None

    def _row(self, found: tuple[Any, ...]) -> RegisterRow:
        behind = 1 + self._keys
        values = [None if value is None else shown(value) for shown, value in zip(self._shown, found[behind:], strict=True)]
        return RegisterRow(found[0], found[1:behind], tuple(values))


def _scope(selection: Selection, source: Listed) -> Scope:
    conditions, values = list(source.conditions), list[object]()
    if source.period is not None:
        start, end = selection.days.period.stored
        conditions += [] if source.overdue_too else [f"t.{source.period} >= ?"]
        conditions.append(f"t.{source.period} < ?")
        values += [end] if source.overdue_too else [start, end]
    region_id = selection.region_id
    if region_id is not None and source.region is None:
        raise DomainError(Fault.OTHER_REGION)
    narrowings = (
        (source.region, region_id),
        (source.person, selection.person_id),
    )
    for condition, wanted in narrowings:
        if condition is not None and wanted is not None:
            conditions.append(condition)
            values.append(wanted)
    return Scope(source.order, tuple(conditions), tuple(values))


class _Whole:
    """Answers from rows that were computed at once, in the order in which they were."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._known: list[RegisterRow] | None = None

    @property
    def _rows(self) -> list[RegisterRow]:
        if self._known is None:
            source = self._selection.register.source
            assert isinstance(source, Computed)
            self._known = [RegisterRow(place, (place,), row) for place, row in enumerate(source.rows(self._selection), 1)]
        return self._known

    def count(self) -> int:
        return len(self._rows)

    def page(
        self, *, after: Key | None = None, before: Key | None = None, offset: int | None = None, limit: int
    ) -> list[RegisterRow]:
        if before is not None:
            end = self.count() if before == END else before[0] - 1
            return self._rows[max(0, end - limit) : end]
        start = after[0] if after is not None else offset or 0
        return self._rows[start : start + limit]

    def rank(self, key: Key) -> int:
        return max(0, key[0] - 1)

    def row(self, id: int) -> RegisterRow | None:
        return self._rows[id - 1] if 0 < id <= self.count() else None
