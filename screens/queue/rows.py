"""The queue as a list of any length: hands the list's questions on to the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.paging import END
from models.tickets.queue import QueueQuery, QueueRow, QueueView, queue_count, queue_page, queue_rank, queue_rows
from models.tickets.total import RunningTotal
from screens.widgets.rows import Key


@dataclass(frozen=True)
class QueueRows:
    """The rows of one query; asked on the door's thread only."""

    query: QueueQuery
    total: RunningTotal

    def count(self) -> int:
        """How many rows the query has."""
        return self.total.read() if self.query.view is QueueView.ALL and not self.query.text else queue_count(self.query)

    def after(self, key: Key | None, limit: int) -> Sequence[QueueRow]:
        """The rows that follow `key`, or the first page."""
        return queue_page(self.query, after=key, limit=limit)

    def before(self, key: Key | None, limit: int) -> Sequence[QueueRow]:
        """The rows just before `key`, or the last page."""
        return queue_page(self.query, before=END if key is None else key, limit=limit)

    def at(self, offset: int, limit: int) -> Sequence[QueueRow]:
        """The rows from a position on."""
        return queue_page(self.query, offset=offset, limit=limit)

    def rank(self, key: Key) -> int:
        """How many rows stand before `key`."""
        return queue_rank(self.query, key)

    def row(self, id: int) -> QueueRow | None:
        """A ticket's row as it is now."""
        return next(iter(queue_rows([id])), None)
