"""The queue as a list of any length."""

from __future__ import annotations

from models.tickets.queue import QueueQuery, QueueRow, QueueView, queue_count, queue_page, queue_rank, queue_rows
from models.tickets.total import RunningTotal
from screens.widgets.paged_rows import PagedRows


def rows_of(query: QueueQuery, total: RunningTotal) -> PagedRows[QueueQuery, QueueRow]:
    """The rows of one query; how many tickets there are in all is counted on from what `total` knows."""

    def count(asked: QueueQuery) -> int:
        return total.read() if asked.view is QueueView.ALL and not asked.text else queue_count(asked)

    return PagedRows(query, count, queue_page, queue_rank, queue_rows)
