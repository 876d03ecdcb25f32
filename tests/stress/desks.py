"""A floor of desks on one database: how many this machine carries at a working day's pace, and how long each step waits.

Desks are processes without screens that read, claim, note and save through the same operations, hear of commits and sweep as a
desk's pulse does. With `--speed` a day is played faster: 500 desks at once are as much work as 50 desks ten times as fast.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from models import clock, database
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.changes import watch
from models.errors import DomainError, Fault
from models.events.verification import verify_log
from models.people.permissions import SYSTEM
from models.people.queries import actor_of
from models.people.tables import Role
from models.sla.sweep import next_event_at, sweep
from models.tickets.operations import add_note, claim
from models.tickets.queue import QueueQuery, QueueView, queue_page, view_counts
from tests.models.builders import category_id, small_site, staff, ticket
from tests.stress.engines import fresh

EVENTS_AN_HOUR = 40
"""Calls taken, tickets claimed, notes written by one busy agent."""
LOOK_SECONDS, READ_SECONDS, SWEEP_SECONDS = 0.1, 0.2, 1.0
"""A desk's pulse: how often SQLite is looked at, the shortest time between two readings of a queue, and the sweep's."""
CONNECTIONS, SPARE = 3, 20
"""Connections to a server that one desk of the trial holds: questions, commits heard, numbers. A real one holds one more."""
OPEN_TICKETS = 2000
PAGE = 40


@dataclass
class Shift:
    """What some desks did: seconds of each step by kind, failures by fault, and commits heard of."""

    seconds: dict[str, list[float]] = field(
        default_factory=lambda: {"read": [], "claim": [], "note": [], "save": [], "sweep": []}
    )
    faults: Counter[str] = field(default_factory=Counter)
    heard: int = 0


@dataclass(frozen=True)
class Pace:
    """How one desk of the trial works: seconds between its events, and when all end (`time.monotonic`)."""

    between: float
    until: float


class Desk:
    """One desk: a person, a kept connection, an ear for commits."""

    def __init__(self, url: str, staff_id: int, pace: Pace) -> None:
        self._actor, self._pace, self._chance = actor_of(staff_id), pace, random.Random(staff_id)
        self._category, self._changes = category_id("repair"), watch(url)
        self._queue = QueueQuery(QueueView.ALL, staff_id=staff_id)
        self.shift = Shift()

    def work(self) -> Shift:
        """Works until the end of the trial."""
        next_event = time.monotonic() + self._chance.random() * self._pace.between
        next_read = next_sweep = time.monotonic() + self._chance.random()
        stale = True
        while (now := time.monotonic()) < self._pace.until:
            if self._changes.heard().changed:
                self.shift.heard += 1
                stale = True
            if stale and now >= next_read:
                self._timed("read", self._read)
                stale, next_read = False, now + READ_SECONDS
            if now >= next_sweep:
                self._timed("sweep", self._sweep)
                next_sweep = now + SWEEP_SECONDS
            if now >= next_event:
                self._event()
                next_event += self._chance.expovariate(1 / self._pace.between)
            time.sleep(LOOK_SECONDS)
        self._changes.close()
        return self.shift

    def _event(self) -> None:
        kind = self._chance.choice(("claim", "note", "save", "save"))
        self._timed(kind, getattr(self, f"_{kind}"))

    def _timed(self, kind: str, step: Callable[[], None]) -> None:
        begun = time.monotonic()
        try:
            step()
        except DomainError as error:
            if error.fault not in (Fault.STALE, Fault.ALREADY_TAKEN, Fault.NOT_POSSIBLE_NOW):
                self.shift.faults[error.fault.name] += 1
        self.shift.seconds[kind].append(time.monotonic() - begun)

    def _read(self) -> None:
        queue_page(self._queue, offset=0, limit=PAGE)
        view_counts(self._queue)

    def _some_ticket(self) -> int:
        return self._chance.randint(1, OPEN_TICKETS)

    def _claim(self) -> None:
        claim(self._some_ticket(), actor=self._actor)

    def _note(self) -> None:
        add_note(self._some_ticket(), "客户再次来电,已安抚", actor=self._actor)

    def _save(self) -> None:
        draft = new_draft(
            problem="开灯十分钟后闪烁",
            caller_name="来电人",
            category_id=self._category,
            answered_at=clock.now(),
            ending=Ending.TICKET_OPENED,
        )
        finish_call(draft, actor=self._actor)

    def _sweep(self) -> None:
        due = next_event_at()
        if due is not None and due <= clock.now():
            sweep()


def _desk(url: str, staff_id: int, pace: Pace, told: multiprocessing.SimpleQueue[Shift]) -> None:
    database.open(url)
    with database.connection():
        desk = Desk(url, staff_id, pace)
        try:
            desk.work()
        finally:
            told.put(desk.shift)
    database.close()


def run(engine: str, *, desks: int, seconds: float, speed: float) -> dict[str, object]:
    """Lets so many desks work for a while; `busy` counts steps that a person would have been told of, and must be 0."""
    with fresh(engine, connections=CONNECTIONS * desks + SPARE) as url:
        database.open(url)
        with database.connection():
            small_site()
            people = [staff(f"9{number:04d}", f"坐席{number}", Role.PHONE_AGENT).staff_id or 0 for number in range(desks)]
            for number in range(OPEN_TICKETS):
                ticket(actor=SYSTEM, opened_at=clock.now() - timedelta(minutes=number % 600))
            while sweep().more:
                pass
            before = _counts()
        database.close()
        context = multiprocessing.get_context("fork")
        told: multiprocessing.SimpleQueue[Shift] = context.SimpleQueue()
        pace = Pace(3600 / EVENTS_AN_HOUR / speed, time.monotonic() + seconds + 0.01 * desks)
        processes = [context.Process(target=_desk, args=(url, person, pace, told)) for person in people]
        for process in processes:
            process.start()
        used = -resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        shifts = [told.get() for _process in processes]
        for process in processes:
            process.join()
        used += resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        database.open(url)
        with database.connection():
            events, tickets = (after - earlier for after, earlier in zip(_counts(), before, strict=True))
            sound = verify_log().broken is None
        database.close()
    figures = {"tickets": tickets, "events": events, "events a second": round(events / seconds, 1), "half": int(not sound)}
    return {**_figures(shifts), **figures, "processor, all desks (cores)": round(used / seconds, 2)}


def _counts() -> tuple[int, int]:
    ((events,),), ((tickets,),) = (database.rows(f"SELECT count(*) FROM {table}") for table in ("event", "ticket"))
    return int(events), int(tickets)


def _figures(shifts: list[Shift]) -> dict[str, object]:
    found: dict[str, object] = {"desks": len(shifts)}
    for kind in shifts[0].seconds:
        times = sorted(seconds for shift in shifts for seconds in shift.seconds[kind])
        if times:
            middle, slow = times[len(times) // 2], times[int(0.99 * len(times))]
            found[f"{kind} p50/p99/max (ms)"] = f"{middle * 1000:.1f}/{slow * 1000:.1f}/{times[-1] * 1000:.0f} of {len(times)}"
    faults = sum((shift.faults for shift in shifts), Counter[str]())
    return {**found, "busy": sum(faults.values()), "faults": dict(faults)}
