"""A query of the domain as a list of any length: hands the list's questions on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from models.paging import END
from screens.widgets.rows import Key, R

Q = TypeVar("Q")
Q_contra = TypeVar("Q_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class PageOf(Protocol[Q_contra, R_co]):
    """The query function of a room: see `paging.page`."""

    def __call__(
        self,
        query: Q_contra,
        /,
        *,
        after: Key | None = None,
        before: Key | None = None,
        offset: int | None = None,
        limit: int,
    ) -> Sequence[R_co]:
        """Up to `limit` rows."""


@dataclass(frozen=True)
class PagedRows(Generic[Q, R]):
    """The rows of one query, by a room's functions; asked on the door's thread only."""

    query: Q
    count_of: Callable[[Q], int]
    page_of: PageOf[Q, R]
    rank_of: Callable[[Q, Key], int]
    rows_of: Callable[[Sequence[int]], Sequence[R]]

    def count(self) -> int:
        """How many rows the query has."""
        return self.count_of(self.query)

    def after(self, key: Key | None, limit: int) -> Sequence[R]:
        """The rows that follow `key`, or the first page."""
        return self.page_of(self.query, after=key, limit=limit)

    def before(self, key: Key | None, limit: int) -> Sequence[R]:
        """The rows just before `key`, or the last page."""
        return self.page_of(self.query, before=END if key is None else key, limit=limit)

    def at(self, offset: int, limit: int) -> Sequence[R]:
        """The rows from a position on."""
        return self.page_of(self.query, offset=offset, limit=limit)

    def rank(self, key: Key) -> int:
        """How many rows stand before `key`."""
        return self.rank_of(self.query, key)

    def row(self, id: int) -> R | None:
        """A row as it is now."""
        return next(iter(self.rows_of([id])), None)
