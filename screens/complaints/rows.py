"""The complaints as a list of any length: hands the list's questions on to the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.complaints.queries import (
    ComplaintQuery,
    ComplaintRow,
    complaint_count,
    complaint_page,
    complaint_rank,
    complaint_rows,
)
from models.paging import END
from screens.widgets.rows import Key


@dataclass(frozen=True)
class CaseRows:
    """The rows of one query; asked on the door's thread only."""

    query: ComplaintQuery

    def count(self) -> int:
        """How many rows the query has."""
        return complaint_count(self.query)

    def after(self, key: Key | None, limit: int) -> Sequence[ComplaintRow]:
        """The rows that follow `key`, or the first page."""
        return complaint_page(self.query, after=key, limit=limit)

    def before(self, key: Key | None, limit: int) -> Sequence[ComplaintRow]:
        """The rows just before `key`, or the last page."""
        return complaint_page(self.query, before=END if key is None else key, limit=limit)

    def at(self, offset: int, limit: int) -> Sequence[ComplaintRow]:
        """The rows from a position on."""
        return complaint_page(self.query, offset=offset, limit=limit)

    def rank(self, key: Key) -> int:
        """How many rows stand before `key`."""
        return complaint_rank(self.query, key)

    def row(self, id: int) -> ComplaintRow | None:
        """A case's row as it is now."""
        return next(iter(complaint_rows([id])), None)
