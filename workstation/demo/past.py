"""The year that lies behind the demo's site: customers and closed tickets, made piece by piece while the hotline is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from models import clock, database
from models.errors import DomainError, Fault
from workstation.demo.callers import CustomerFiles
from workstation.demo.crew import Crew
from workstation.demo.lives import play_together, play_whole
from workstation.demo.planning import Planner
from workstation.demo.site import DemoSite

CUSTOMERS = 2000
FIRST_CUSTOMERS = 120
"""How many customers are on file before the first screen shows."""

OPEN_TICKETS = 72
PAST_TICKETS = 5000
_BATCH = 6
"""So much is written at a time: a person's own saving waits some hundredths of a second for it at most."""


def make_morning(
    random: Random,
    site: DemoSite,
    crew: Crew,
    *,
    at_desk: str,
    customers: int = FIRST_CUSTOMERS,
    tickets: int = OPEN_TICKETS,
) -> None:
    """The first customers and the queue as it stands now; `at_desk` is the staff number of who looks at it."""
    now = clock.now()
    with database.transaction():
        files = CustomerFiles(random, regions=site.regions, models=site.models, today=now)
        for _ in range(customers):
            files.open_one()
        person = crew.one(at_desk)
        lives = Planner(random, crew, at_desk=person).open_queue(now, tickets)
        play_together(random, lives, until=now, lead=crew.manager, at_desk=person)


def make_past(
    random: Random, site: DemoSite, crew: Crew, *, customers: int = CUSTOMERS - FIRST_CUSTOMERS, tickets: int = PAST_TICKETS
) -> Iterator[None]:
    """Adds a few customer files or closed tickets per step in one short transaction, the latest days first."""
    now = clock.now()
    files = CustomerFiles(random, regions=site.regions, models=site.models, today=now)
    yield from _in_batches([files.open_one] * customers)
    planner = Planner(random, crew)
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(hours=32)
    left = tickets
    while left:
        lives = planner.past_day(midnight, now)[:left]
        yield from _in_batches([partial(play_whole, random, life, lead=crew.manager) for life in lives])
        left -= len(lives)
        midnight -= timedelta(days=1)


def _in_batches(calls: Sequence[Callable[[], object]]) -> Iterator[None]:
    for first in range(0, len(calls), _BATCH):
        _all_of_it(calls[first : first + _BATCH])
        yield


def _all_of_it(calls: Iterable[Callable[[], object]]) -> None:
    """Makes the calls in one transaction, however often another desk has the database meanwhile."""
    while True:
        try:
            with database.transaction():
                for call in calls:
                    call()
            return
        except DomainError as error:
            if error.fault is not Fault.DATABASE_BUSY:
                raise
