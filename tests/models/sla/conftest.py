"""A site with one policy and stand-in records, its clock at opening time on a Monday."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import clock
from models.events.tables import Subject
from models.sla import subjects
from tests.models.sla.records import MONDAY, Records, install_policy, register_records


@pytest.fixture
def opening_time() -> Iterator[clock.FakeClock]:
    """The clock stands at 09:00 on a Monday in Shanghai."""
    with clock.fixed(MONDAY) as standing:
        yield standing


@pytest.fixture
def records(site_database: str, opening_time: clock.FakeClock) -> Iterator[Records]:
    """Stand-in records under the policy of `records.TARGETS`, on each engine in turn."""
    before = subjects._adapters.get(Subject.TICKET)
    install_policy()
    yield register_records()
    subjects._adapters.pop(Subject.TICKET)
    if before is not None:
        subjects.register(Subject.TICKET, before)
