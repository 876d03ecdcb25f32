"""Any number of desks may sweep at once: between them each event is flagged exactly once."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest

from models import clock, database
from models.clock import FakeClock
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from models.sla import sweep as module
from models.sla.operations import stop_clock
from models.sla.sweep import sweep
from models.sla.tables import ClockKind, FlagKind
from models.tickets.tables import Category, Ticket
from tests.models.sla.records import HOUR, MINUTE, MONDAY, Records, open_record, register_records, staff

RECORDS = 25
LATE = MONDAY + 3 * HOUR
Found = list[tuple[int, str, str, int]]


def _sweep_all(limit: int) -> Found:
    """Sweeps until nothing is left that another desk did not take."""
    found: Found = []
    while True:
        result = sweep(as_of=LATE, limit=limit)
        found += [(flag.subject_id, flag.kind.value, flag.clock.value, flag.percent) for flag in result.flags]
        if not result.more:
            return found


def _desk(url: str, start: Barrier, found: multiprocessing.SimpleQueue[Found]) -> None:
    """One desk in a process of its own."""
    register_records()
    clock.use(lambda: LATE)
    database.open(url)
    with database.connection():
        start.wait()
        found.put(_sweep_all(7))


def _expected() -> Counter[tuple[int, str, str, int]]:
    return Counter(
        (number, kind, "first_response", percent)
        for number in range(1, RECORDS + 1)
        for kind, percent in (("sla_warned", 75), ("sla_breached", 100), ("sla_escalated", 125), ("sla_escalated", 150))
    )


def _logged() -> Counter[str]:
    return Counter(kind for (kind,) in database.rows("SELECT kind FROM event"))


@pytest.fixture
def tickets(records: Records) -> None:
    """The rows by which desks take turns; what is said of them still comes from the stand-in."""
    category: int = Category.insert(code="repair", name="Repair").execute()
    for number in range(1, RECORDS + 1):
        name = f"T-{number:03d}"
        Ticket.insert(id=number, number=name, client_uuid=name, category=category, problem="", opened_at=MONDAY).execute()


def test_sweeps_in_several_processes_flag_each_event_once(site_database: str, records: Records, opening_time: FakeClock) -> None:
    staff("801")
    for number in range(1, RECORDS + 1):
        records.owners[number] = 1
        open_record(number)
    opening_time.at = LATE
    context = multiprocessing.get_context("spawn")
    start, found = context.Barrier(3), context.SimpleQueue()
    desks = [context.Process(target=_desk, args=(site_database, start, found)) for _ in range(3)]
    for desk in desks:
        desk.start()
    together: Counter[tuple[int, str, str, int]] = Counter()
    for _ in desks:
        together.update(found.get())
    for desk in desks:
        desk.join(timeout=30)
    assert together == _expected()
    logged = _logged()
    assert (logged["sla_warned"], logged["sla_breached"], logged["sla_escalated"]) == (RECORDS, RECORDS, 2 * RECORDS)


@contextmanager
def _connected() -> Iterator[None]:
    with database.connection():
        yield


def test_a_desk_that_ends_clocks_while_another_sweeps(tickets: None, opening_time: FakeClock) -> None:
    for number in range(1, RECORDS + 1):
        open_record(number, at=MONDAY + number * MINUTE)
    opening_time.at = LATE
    ready = Barrier(2)

    def end_all() -> None:
        with _connected():
            ready.wait()
            for number in range(RECORDS, 0, -1):
                stop_clock(Subject.TICKET, number, ClockKind.FIRST_RESPONSE, at=LATE, actor=SYSTEM)

    def sweep_all() -> None:
        with _connected():
            ready.wait()
            _sweep_all(1)

    with ThreadPoolExecutor(2) as desks:
        for ended in [desks.submit(end_all), desks.submit(sweep_all)]:
            ended.result()
    breaches = database.rows(
        "SELECT subject_id, COUNT(*) FROM event WHERE kind = 'sla_breached' GROUP BY subject_id HAVING COUNT(*) <> 1"
    )
    assert breaches == []
    assert _logged()["sla_breached"] == RECORDS


def test_two_sweeps_that_read_the_same_due_list_share_it(records: Records, opening_time: FakeClock) -> None:
    """The second desk's list is as old as can be: it was read before the first desk wrote anything."""
    open_record(1)
    opening_time.at = LATE
    due = database.rows(module._DUE, (10**18, 10, 10**18, 10, 10))
    assert len(due) == 2
    assert sweep().count(FlagKind.BREACHED) == 1
    for _source, clock_id, *_rest in due:
        with database.transaction():
            assert module._flag_clock(clock_id, LATE) == []
