"""The year behind the demo's site: customers, closed tickets and complaints, made piece by piece while the hotline is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from models import clock, database
from models.complaints.tables import Stage
from models.errors import DomainError, Fault
from workstation.demo.callers import CustomerFiles
from workstation.demo.crew import Crew
from workstation.demo.grievances import Complaints
from workstation.demo.lives import play_together, play_whole
from workstation.demo.planning import Planner
from workstation.demo.site import DemoSite

CUSTOMERS = 2000
FIRST_CUSTOMERS = 120
"""How many customers are on file before the first screen shows."""

OPEN_TICKETS = 72
SERVED_TICKETS = 12
"""How many customers wait for their callback in the morning."""
PAST_TICKETS = 5000
PAST_COMPLAINTS = 300
COMPLAINTS_A_DAY = 1
_LONG_ENDED = timedelta(days=12)
"""So long ago the latest of the past complaints came in."""

OPEN_COMPLAINTS: tuple[tuple[Stage, int, float], ...] = (
    (Stage.REGISTERED, 1, 2),
    (Stage.REGISTERED, 1, 12.5),
    (Stage.REGISTERED, 2, 20),
    (Stage.REGISTERED, 4, 30),
    (Stage.INVESTIGATION, 1, 20),
    (Stage.INVESTIGATION, 2, 34),
    (Stage.INVESTIGATION, 3, 46),
    (Stage.PLAN, 1, 30),
    (Stage.PLAN, 2, 44),
    (Stage.APPROVAL, 2, 40),
    (Stage.APPROVAL, 3, 50),
    (Stage.APPROVAL, 4, 52),
    (Stage.CARRYING_OUT, 2, 48),
    (Stage.CARRYING_OUT, 3, 52),
    (Stage.FOLLOW_UP, 2, 50),
    (Stage.FOLLOW_UP, 3, 53),
)
"""The open complaints of the morning: stage, level, and how many hours ago each was registered."""

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
    served: int = SERVED_TICKETS,
) -> None:
    """The first customers and the queue as it stands now; `at_desk` is the staff number of who looks at it."""
    now = clock.now()
    with database.transaction():
        files = CustomerFiles(random, regions=site.regions, models=site.models, today=now)
        for _ in range(customers):
            files.open_one()
        person = crew.one(at_desk)
        complaints = Complaints(random, crew)
        for stage, level, hours in OPEN_COMPLAINTS:
            complaints.play_open(stage, level, now, hours)
        planner = Planner(random, crew, at_desk=person)
        lives = [*planner.served(now, served), *planner.open_queue(now, tickets)]
        play_together(random, lives, until=now, lead=crew.manager, at_desk=person)


def make_past(
    random: Random,
    site: DemoSite,
    crew: Crew,
    *,
    customers: int = CUSTOMERS - FIRST_CUSTOMERS,
    tickets: int = PAST_TICKETS,
    complaints: int = PAST_COMPLAINTS,
) -> Iterator[None]:
    """Adds a few customer files, closed tickets or complaints per step in one short transaction, the latest days first."""
    now = clock.now()
    files = CustomerFiles(random, regions=site.regions, models=site.models, today=now)
    yield from _in_batches([files.open_one] * customers)
    planner = Planner(random, crew)
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(hours=32)
    grievances = Complaints(random, crew)
    left = tickets
    while left or complaints:
        lives = planner.past_day(midnight, now)[:left]
        yield from _in_batches([partial(play_whole, random, life, lead=crew.manager) for life in lives])
        left -= len(lives)
        today = min(complaints, COMPLAINTS_A_DAY)
        for _ in range(today):
            opened_at = midnight - _LONG_ENDED + timedelta(hours=random.uniform(0.5, 12))
            _all_of_it([partial(grievances.play_past, opened_at, now)])
            yield
        complaints -= today
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
