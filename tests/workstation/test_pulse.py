"""The pulse tells of commits, sweeps what is due, never twice at once, and goes on after trouble."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models import clock, database
from models.clock import FakeClock
from models.door import Door
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import RecordKey, Subject
from models.people.operations import keep_session
from models.people.permissions import SYSTEM
from models.people.tables import DeskSession, Staff
from models.presence.operations import Opened, show_open
from tests.halves import on_postgresql
from workstation import pulse as pulse_module
from workstation.pulse import Pulse, gap, rest


class Desk:
    """What a pulse tells."""

    def __init__(self) -> None:
        self.changes = 0
        self.kinds: frozenset[Subject] = frozenset()
        self.checks = 0
        self.opened: set[RecordKey] = set()
        self.troubles: list[DomainError | None] = []
        self.happened = asyncio.Event()

    def changed(self, changed: frozenset[Subject]) -> None:
        self.changes += 1
        self.kinds = changed
        self.happened.set()

    def checked(self) -> None:
        self.checks += 1
        self.happened.set()

    def trouble(self, error: DomainError | None) -> None:
        self.troubles.append(error)
        self.happened.set()


class Clocks:
    """Clocks that come due as a test says; remembers how often it was swept and by how many threads at once."""

    def __init__(self) -> None:
        self.due: datetime | None = None
        self.looks = 0
        self.sweeps = 0
        self.error: DomainError | None = None
        self.at_once = 0
        self.most_at_once = 0

    def next_due(self) -> datetime | None:
        self.looks += 1
        if self.error is not None:
            raise self.error
        return self.due

    def sweep(self) -> int:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.sweeps += 1
        self.due = None
        self.at_once -= 1
        return 1


async def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses so short that a test needn't wait."""
    monkeypatch.setattr(pulse_module, "SWEEP_SECONDS", 0.02)
    monkeypatch.setattr(pulse_module, "FIRST_PAUSE_SECONDS", 0.01)


@pytest.fixture
def door() -> Iterator[Door]:
    opened = Door()
    yield opened
    opened.close()


@asynccontextmanager
async def beating(door: Door, url: str, clocks: Clocks) -> AsyncIterator[Desk]:
    desk = Desk()
    pulse = Pulse(
        door=door,
        url=url,
        on_change=desk.changed,
        on_opened=desk.opened.update,
        on_trouble=desk.trouble,
        on_check=desk.checked,
        desks=lambda: 1,
        next_due=clocks.next_due,
        sweep=clocks.sweep,
    )
    pulse.start()
    try:
        await wait_for(lambda: desk.changes > 0)
        yield desk
    finally:
        await pulse.stop()


def _commit(subject: Subject = Subject.SITE) -> None:
    with database.transaction():
        record(subject, 1, "opened", actor=SYSTEM)


def test_the_more_desks_the_rarer_each_reads_and_looks_at_the_clocks() -> None:
    assert rest(2) == rest(100) == pulse_module.SWEEP_SECONDS < rest(500) == rest(5000)
    assert gap(2) == gap(20) == pulse_module.GAP_SECONDS
    at_five_hundred = [gap(500) for _desk in range(500)]
    assert 100 < sum(1 / seconds for seconds in at_five_hundred) < 200
    assert len(set(at_five_hundred)) > 400


async def test_a_commit_reaches_the_desk_that_made_it_too(site_database: str, door: Door) -> None:
    async with beating(door, site_database, Clocks()) as desk:
        before = desk.changes
        await door.ask(_commit)
        await wait_for(lambda: desk.changes > before, seconds=pulse_module.FULL_CHECK_SECONDS / 2)
        assert desk.kinds == {Subject.SITE}
        assert desk.troubles == []


async def test_a_record_that_is_opened_elsewhere_wakes_nobody_who_does_not_show_it(site_database: str, door: Door) -> None:
    with database.transaction():
        staff: int = Staff.insert(number="8012", name="张敏", created_at=clock.now()).execute()
        moments = {"started_at": clock.now(), "seen_at": clock.now()}
        session: int = DeskSession.insert(staff=staff, desk="other", **moments).execute()
    other = replace(SYSTEM, staff_id=staff, session_id=session)
    async with beating(door, site_database, Clocks()) as desk:
        before = desk.changes
        await door.ask(show_open, {Opened(Subject.TICKET, 7)}, actor=other)
        await door.ask(keep_session, other)
        await wait_for(lambda: desk.opened == {(Subject.TICKET, 7)}, seconds=pulse_module.FULL_CHECK_SECONDS / 2)
        assert desk.changes == before


async def test_a_burst_of_commits_is_told_few_times_and_to_its_end(site_database: str, door: Door) -> None:
    async with beating(door, site_database, Clocks()) as desk:
        before, start = desk.changes, asyncio.get_running_loop().time()
        for _number in range(30):
            await door.ask(_commit)
        await wait_for(lambda: desk.changes > before)
        spent = asyncio.get_running_loop().time() - start
        assert desk.changes - before <= spent / pulse_module.GAP_SECONDS + 2
        await door.ask(_commit, Subject.STAFF)
        await wait_for(lambda: Subject.STAFF in desk.kinds, seconds=pulse_module.FULL_CHECK_SECONDS / 2)


async def test_a_due_clock_is_swept_at_its_time_and_told(
    site_database: str, door: Door, quick: None, fake_clock: FakeClock
) -> None:
    clocks = Clocks()
    clocks.due = clock.now() + timedelta(seconds=30)
    async with beating(door, site_database, clocks) as desk:
        before = desk.changes
        await wait_for(lambda: clocks.looks >= 5)
        assert clocks.sweeps == 0
        fake_clock.advance(timedelta(seconds=30))
        await wait_for(lambda: clocks.sweeps == 1 and desk.changes > before)


async def test_a_clock_that_stays_due_does_not_make_the_sweep_spin(site_database: str, door: Door, fake_clock: FakeClock) -> None:
    clocks = Clocks()
    looks: list[None] = []

    def stuck() -> datetime:
        looks.append(None)
        return clock.now()

    clocks.next_due = stuck  # type: ignore[method-assign]
    clocks.sweep = lambda: 0  # type: ignore[method-assign]
    async with beating(door, site_database, clocks):
        await asyncio.sleep(0.3)
    assert len(looks) <= 4


async def test_the_sweep_never_runs_beside_itself(site_database: str, door: Door, quick: None) -> None:
    clocks = Clocks()
    slow = threading.Event()
    sweep = clocks.sweep

    def slowly() -> int:
        slow.wait(0.05)
        flagged = sweep()
        clocks.due = clock.now()
        return flagged

    clocks.due = clock.now()
    clocks.sweep = slowly  # type: ignore[method-assign]
    async with beating(door, site_database, clocks):
        await wait_for(lambda: clocks.sweeps >= 4)
    assert clocks.most_at_once == 1


async def test_trouble_is_said_and_taken_back(site_database: str, door: Door, quick: None) -> None:
    clocks = Clocks()
    clocks.error = DomainError(Fault.DATABASE_BUSY)
    async with beating(door, site_database, clocks) as desk:
        await wait_for(lambda: bool(desk.troubles))
        assert desk.troubles[-1] is clocks.error
        clocks.error = None
        await wait_for(lambda: desk.troubles[-1] is None)


async def test_an_unforeseen_error_is_said_and_the_pulse_goes_on(
    site_database: str, door: Door, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse_module, "LONGEST_PAUSE_SECONDS", 0.02)
    clocks = Clocks()

    def breaks() -> datetime | None:
        raise ZeroDivisionError

    well = clocks.next_due
    clocks.next_due = breaks  # type: ignore[method-assign]
    async with beating(door, site_database, clocks) as desk:
        await wait_for(lambda: bool(desk.troubles))
        clocks.next_due = well  # type: ignore[method-assign]
        assert desk.troubles[0] is not None
        assert desk.troubles[0].fault is Fault.UNEXPECTED


async def test_the_full_check_comes_without_any_commit(site_database: str, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse_module, "FULL_CHECK_SECONDS", 0.02)
    async with beating(door, site_database, Clocks()) as desk:
        await wait_for(lambda: desk.checks >= 2)
        assert desk.changes == 1


@on_postgresql  # SQLite has no server
async def test_a_restarted_server_is_listened_to_again(site_database: str, door: Door, quick: None) -> None:
    async with beating(door, site_database, Clocks()) as desk:
        database.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        await wait_for(lambda: bool(desk.troubles) and desk.troubles[-1] is None)
        before = desk.changes
        _commit()
        await wait_for(lambda: desk.changes > before)
