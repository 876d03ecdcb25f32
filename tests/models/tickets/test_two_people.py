"""Several desks at the same moment: one wins, the others are told, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from models import database
from models.calls.drafts import new_draft
from models.calls.intake import FinishedCall, finish_call
from models.calls.tables import Call, Ending
from models.clock import FakeClock
from models.customers.tables import Customer
from models.errors import DomainError, Fault
from models.people.tables import Role
from models.tickets import operations
from models.tickets.queries import ticket_file, ticket_timeline
from models.tickets.tables import Ticket
from tests.models.builders import SmallSite, category_id, small_site, staff, ticket

T = TypeVar("T")
DESKS = 4


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def _at_once(call: Callable[[int], T]) -> list[T | Fault]:
    """What `call` gives on each of several desks that begin together; a refusal by its fault."""
    barrier = Barrier(DESKS)

    def desk(number: int) -> T | Fault:
        with database.connection():
            barrier.wait()
            try:
                return call(number)
            except DomainError as refused:
                return refused.fault

    with ThreadPoolExecutor(DESKS) as desks:
        return list(desks.map(desk, range(DESKS)))


def test_one_of_many_gets_the_ticket(site: SmallSite) -> None:
    opened = ticket()
    people = [staff(f"82{number:02d}", f"员工{number}", Role.TECHNICIAN) for number in range(DESKS)]
    outcomes = _at_once(lambda number: operations.claim(opened.id, actor=people[number]))
    assert sorted(outcomes, key=str) == [Fault.ALREADY_TAKEN] * (DESKS - 1) + [None]
    winner = people[outcomes.index(None)]
    file = ticket_file(opened.id)
    assert (file.owner_id, file.version) == (winner.staff_id, 2)


def test_a_stale_desk_overwrites_nothing(site: SmallSite) -> None:
    opened = ticket()
    outcomes = _at_once(lambda number: operations.add_note(opened.id, f"{number}", actor=site.agent, expected_version=1))
    assert sorted(outcomes, key=str) == [Fault.STALE] * (DESKS - 1) + [None]
    assert [row.what for row in ticket_timeline(opened.id)].count("Wrote a note") == 1


def test_a_call_handed_in_by_many_is_written_once(site: SmallSite) -> None:
    draft = new_draft(number_text="13812342046", problem="不亮", category_id=category_id("repair"), ending=Ending.TICKET_OPENED)
    outcomes = _at_once(lambda _number: finish_call(draft, actor=site.agent))
    assert all(isinstance(outcome, FinishedCall) for outcome in outcomes)
    assert len(set(outcomes)) == 1
    assert (Call.select().count(), Ticket.select().count(), Customer.select().count()) == (1, 1, 1)
