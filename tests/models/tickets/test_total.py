"""The number of all tickets is right without counting them all each time."""

from __future__ import annotations

import pytest

from models.tickets.queries import QueueQuery, QueueView, RunningTotal, view_counts
from tests.models.builders import small_site, ticket


@pytest.mark.usefixtures("site_database", "fake_clock")
def test_the_total_follows_new_tickets_and_stands_in_the_counts_of_the_views() -> None:
    small_site()
    total = RunningTotal()
    seen = [total.read()]
    for _number in range(2):
        ticket()
        seen.append(total.read())
    assert seen == [0, 1, 2]
    ticket()
    query = QueueQuery(QueueView.ALL)
    assert view_counts(query, total) == view_counts(query)
