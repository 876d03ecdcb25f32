"""Where a long list gets its rows from: a few of them, around the place that is looked at, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from models.door import Door
from models.paging import AtLeast

Key = tuple[int, ...]
"""Where a row stands in its list; rows are sorted by it and no two have the same."""


class Row(Protocol):
    """What a list must know of a row: who it is, and where it stands."""

    @property
    def id(self) -> int:
        """Stays the same however the row changes."""

    @property
    def key(self) -> Key:
        """The row's place in the list's order."""


R = TypeVar("R", bound=Row)
R_co = TypeVar("R_co", bound=Row, covariant=True)


class Rows(Protocol[R_co]):
    """One list as the domain answers it; every answer is in the list's order. Called off the painting thread."""

    def count(self) -> int:
        """How many rows the list has."""

    def after(self, key: Key | None, limit: int) -> Sequence[R_co]:
        """The rows that follow `key`; the first ones where it is None."""

    def before(self, key: Key | None, limit: int) -> Sequence[R_co]:
        """The rows just before `key`; the last ones where it is None."""

    def at(self, offset: int, limit: int) -> Sequence[R_co]:
        """The rows from position `offset` on."""

    def rank(self, key: Key) -> int:
        """How many rows stand before `key`."""

    def row(self, id: int) -> R_co | None:
        """A row as it is now, wherever it stands; it may have left the list."""


@dataclass(frozen=True)
class At:
    """Asks for the rows around a position."""

    position: int
    limit: int


@dataclass(frozen=True)
class Around:
    """Asks for the rows around one row, which is found again though it may have moved; `key` is where it last stood."""

    id: int
    key: Key | None
    limit: int


@dataclass(frozen=True)
class Beyond:
    """Asks for the rows that follow those in memory, or that stand before them."""

    key: Key
    forward: bool
    limit: int


Wish = At | Around | Beyond


@dataclass(frozen=True)
class Page(Generic[R]):
    """Rows that stand next to each other; the first one is at position `first` of `total`, which may be AtLeast so many.

    `cursor` is the position of the row or place that was asked for.
    """

    first: int
    rows: tuple[R, ...]
    total: int
    cursor: int


class Source(Protocol[R]):
    """Answers the wishes of a list without holding up the painting."""

    async def read(self, wish: Wish) -> Page[R]:
        """The rows wished for; `total` and `first` of an answer to `Beyond` are not counted anew and stay 0."""


class DoorSource(Generic[R]):
    """Asks the domain through the one door, a whole answer in one call."""

    def __init__(self, door: Door, rows: Rows[R]) -> None:
        self._door = door
        self._rows = rows

    async def read(self, wish: Wish) -> Page[R]:
        """The rows wished for; raises DomainError."""
        return await self._door.ask(read, self._rows, wish)


class AskedAhead(Generic[R]):
    """A source that is asked for its first rows before its list is shown, so that they are there by then."""

    def __init__(self, source: Source[R], wish: Wish) -> None:
        self._source = source
        self._wish: Wish | None = wish
        self._answer = asyncio.ensure_future(source.read(wish))

    async def read(self, wish: Wish) -> Page[R]:
        """The rows wished for; raises as the source does."""
        asked, self._wish = self._wish, None
        return await (self._answer if wish == asked else self._source.read(wish))

    def drop(self) -> None:
        """Nobody is going to show the list, and nobody wants to know what became of the question."""
        self._answer.cancel()
        self._answer.add_done_callback(lambda answer: answer.cancelled() or answer.exception())


def read(rows: Rows[R], wish: Wish) -> Page[R]:
    """Fulfils a wish with the cheapest questions: from a known neighbour, from an end, or by offset where nothing is known."""
    if isinstance(wish, Beyond):
        found = rows.after(wish.key, wish.limit) if wish.forward else rows.before(wish.key, wish.limit)
        return Page(0, tuple(found), 0, 0)
    if isinstance(wish, At):
        return _at(rows, wish.position, wish.limit)
    return _around(rows, wish)


def _at(rows: Rows[R], position: int, limit: int) -> Page[R]:
    if position <= 0:
        return _beginning(rows, tuple(rows.after(None, limit)), limit)
    total = _at_least(rows.count(), position + 1)
    position = max(0, min(position, total - 1))
    first = max(0, min(position - limit // 2, total - limit))
    if first == 0:
        return Page(0, tuple(rows.after(None, limit)), total, position)
    if first + limit >= total:
        last = tuple(rows.before(None, limit))
        return Page(max(0, total - len(last)), last, total, position)
    return Page(first, tuple(rows.at(first, limit)), total, position)


def _around(rows: Rows[R], wish: Around) -> Page[R]:
    """The rows around where the wished row stands now; around its old place where it has left the list."""
    if wish.key is None:
        return _where_it_is(rows, wish.id, wish.limit)
    page = _around_key(rows, wish.key, wish.limit)
    if (here := _on_row(page, wish.id)) is not None:
        return here
    present = rows.row(wish.id)
    if present is not None and present.key != wish.key:
        moved = _on_row(_around_key(rows, present.key, wish.limit), wish.id)
        if moved is not None:
            return moved
    return page


def _where_it_is(rows: Rows[R], id: int, limit: int) -> Page[R]:
    """The rows around one that the list may hold or not; its beginning where it doesn't.

    Filters leave few rows and mostly not this one, so its place is counted only where the first page shows nothing of it.
    """
    first = tuple(rows.after(None, limit))
    if all(row.id != id for row in first) and len(first) == limit:
        present = rows.row(id)
        earlier, later = ((), ()) if present is None else _neighbours(rows, present.key, limit)
        if present is not None and any(row.id == id for row in later):
            return _on_row(_counted(rows, present.key, earlier, later), id) or _at(rows, 0, limit)
    page = _beginning(rows, first, limit)
    return _on_row(page, id) or page


def _beginning(rows: Rows[R], first: tuple[R, ...], limit: int) -> Page[R]:
    """The first rows, of which so many were asked for: a list that ends with them needs no counting."""
    return Page(0, first, len(first) if len(first) < limit else _at_least(rows.count(), len(first)), 0)


def _on_row(page: Page[R], id: int) -> Page[R] | None:
    """The page with its cursor on a row, if it has that row."""
    place = next((index for index, row in enumerate(page.rows) if row.id == id), None)
    return None if place is None else replace(page, cursor=page.first + place)


def _around_key(rows: Rows[R], key: Key, limit: int) -> Page[R]:
    return _counted(rows, key, *_neighbours(rows, key, limit))


def _neighbours(rows: Rows[R], key: Key, limit: int) -> tuple[tuple[R, ...], tuple[R, ...]]:
    """The rows just before a key, and those from it on."""
    earlier = tuple(rows.before(key, limit // 2))
    return earlier, tuple(rows.after(earlier[-1].key if earlier else None, limit - len(earlier)))


def _counted(rows: Rows[R], key: Key, earlier: tuple[R, ...], later: tuple[R, ...]) -> Page[R]:
    """Neighbours with their place in the list, the cursor at the key."""
    rank = rows.rank(key)
    total = _at_least(rows.count(), rank + len(later))
    return Page(max(0, rank - len(earlier)), earlier + later, total, max(0, min(rank, total - 1)))


def _at_least(total: int, known: int) -> int:
    """A count that stopped before what is known to be there; every other one as it is."""
    return AtLeast(max(total, known)) if isinstance(total, AtLeast) else total


class Window(Generic[R]):
    """The rows in memory: a run of neighbours around the cursor, known by position and by id."""

    def __init__(self, page: Page[R] | None = None) -> None:
        self.first = page.first if page else 0
        self.total: int = page.total if page else 0
        self.goes_on = isinstance(self.total, AtLeast)
        """Whether the list may be longer than `total`: it grows with what is read."""
        self.rows: list[R] = list(page.rows) if page else []
        if page and page.first + len(page.rows) > page.total:
            self.total = page.first + len(page.rows)
        self.counted = self.total
        """How many rows were counted; of a list that goes on, more may have been read since."""

    @property
    def end(self) -> int:
        """The position behind the last row in memory."""
        return self.first + len(self.rows)

    def get(self, position: int) -> R | None:
        """The row at a position, where it is in memory."""
        return self.rows[position - self.first] if self.first <= position < self.end else None

    def position(self, id: int) -> int | None:
        """Where a row stands, where it is in memory."""
        return next((self.first + index for index, row in enumerate(self.rows) if row.id == id), None)

    def covers(self, start: int, end: int) -> bool:
        """Whether every row of the list from `start` up to `end` is in memory; as far as it is known to go."""
        return self.first <= max(0, start) and min(end, self.total) <= self.end

    def lacking(self, start: int, end: int, limit: int) -> Beyond | None:
        """What must be read so that everything from `start` up to `end` is in memory."""
        if not self.rows:
            return None
        if (end if self.goes_on else min(end, self.total)) > self.end:
            return Beyond(self.rows[-1].key, True, limit)
        if max(0, start) < self.first:
            return Beyond(self.rows[0].key, False, limit)
        return None

    def extend(self, wish: Beyond, rows: Sequence[R]) -> int:
        """Adds what was read; an end that came earlier than counted corrects the count.

        Returns by how much every known position has moved: nothing, unless the count above was wrong.
        """
        if not self.rows or self.rows[-1 if wish.forward else 0].key != wish.key:
            return 0
        if wish.forward:
            self.rows.extend(rows)
            if len(rows) < wish.limit:
                self.total, self.goes_on = self.end, False
            self.total = max(self.total, self.end)
            return 0
        self.rows[:0] = rows
        self.first -= len(rows)
        moved = -self.first if self.first < 0 or len(rows) < wish.limit else 0
        self.first += moved
        self.total = max(self.total + moved, self.end)
        return moved

    def trim(self, around: int, limit: int) -> None:
        """Forgets the rows that are far from position `around`."""
        if len(self.rows) <= limit:
            return
        start = max(self.first, min(around - limit // 2, self.end - limit))
        self.rows = self.rows[start - self.first : start - self.first + limit]
        self.first = start


class KnownRows(Generic[R]):
    """A short list that is known as a whole, in its order."""

    def __init__(self, rows: Sequence[R]) -> None:
        self._rows = rows

    def count(self) -> int:
        """How many rows the list has."""
        return len(self._rows)

    def after(self, key: Key | None, limit: int) -> Sequence[R]:
        """The rows that follow `key`, or the first ones."""
        return [row for row in self._rows if key is None or row.key > key][:limit]

    def before(self, key: Key | None, limit: int) -> Sequence[R]:
        """The rows just before `key`, or the last ones."""
        earlier = [row for row in self._rows if key is None or row.key < key]
        return earlier[max(0, len(earlier) - limit) :]

    def at(self, offset: int, limit: int) -> Sequence[R]:
        """The rows from a position on."""
        return self._rows[offset : offset + limit]

    def rank(self, key: Key) -> int:
        """How many rows stand before `key`."""
        return sum(row.key < key for row in self._rows)

    def row(self, id: int) -> R | None:
        """A row by its id."""
        return next((row for row in self._rows if row.id == id), None)


class KnownSource(Generic[R]):
    """Answers from a list that is known as a whole; asks nobody."""

    def __init__(self, rows: Rows[R]) -> None:
        self._rows = rows

    async def read(self, wish: Wish) -> Page[R]:
        """The rows wished for."""
        return read(self._rows, wish)
