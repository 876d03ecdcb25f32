"""A floor of desks on one database: how many this machine carries at a working day's pace, and how long each step waits.

The desks have no screens, but a real desk's door and pulse, with their threads and connections: they hear of commits, read their
queue, counts and figures again as a desk does, sweep, give signs of life, and claim, note and save through the same operations.
Many of them share a process. One real desk at a terminal is among them, whose keys are timed, before and meanwhile. `--speed`
plays a day faster.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import pwd
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ParamSpec

import psutil

from models import clock, database
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.door import Door
from models.errors import DomainError, Fault
from models.events.tables import EVERYTHING, Subject
from models.events.verification import verify_log
from models.people.operations import edit_staff, keep_session, sign_in_os_user
from models.people.permissions import SYSTEM
from models.people.queries import people_at_desks
from models.people.tables import Role
from models.pinyin import pinyin
from models.sla.sweep import next_event_at, sweep
from models.tickets.operations import add_note, claim
from models.tickets.queue import QueueQuery, QueueView, queue_page, view_counts
from models.tickets.total import RunningTotal
from screens.listing import COUNT_PAUSE_SECONDS
from screens.queue.screen import QueueScreen
from screens.status import Figures as StatusFigures
from screens.status import read_figures
from tests.bench.meter import Figures, environment
from tests.models.builders import category_id, small_site, staff, ticket
from tests.stress.engines import fresh, scratch
from tests.stress.painted import Desk as Terminal
from workstation.pulse import Pulse

P = ParamSpec("P")
EVENTS_AN_HOUR = 40
"""Calls taken, tickets claimed, notes written by one busy agent."""
CONNECTIONS, SPARE = 4, 30
"""Connections to a server that one desk holds."""
TOGETHER = 25
"""Desks of one process."""
OPEN_TICKETS = 2000
PAGE = 40
READ_BEFORE = 12
COMING_SECONDS = 0.1
"""Desks begin so far apart."""
WARM_SECONDS = 20.0
"""So long they work before anything is counted."""
KEY_SECONDS = 0.15
"""A key at the real desk in this time."""
LEAVING_SECONDS = 4.0
"""The server is looked at so long before the desks leave: their connections go then, with what they used."""
VIEWS = (QueueView.MINE, QueueView.UNASSIGNED)


@dataclass
class Shift:
    """What the desks of a process did: seconds of each step by kind, failures by fault, and processor time."""

    seconds: dict[str, list[float]] = field(
        default_factory=lambda: {"queue": [], "counts": [], "figures": [], "claim": [], "note": [], "save": [], "sweep": []}
    )
    faults: Counter[str] = field(default_factory=Counter)
    processor: float = 0.0


@dataclass(frozen=True)
class Pace:
    """How the desks work: seconds between the events of one, and when counting begins and all end (`time.monotonic`)."""

    between: float
    begins: float
    ends: float


class Desk:
    """One desk: a person, the door with its two lanes, the pulse."""

    def __init__(self, url: str, place: int, pace: Pace, shift: Shift) -> None:
        self._pace, self._shift, self._chance = pace, shift, random.Random(place)
        self._door = Door()
        with database.connection():
            actor = sign_in_os_user(f"agent{place}", desk=f"desk {place}")
            self._category = category_id("repair")
        assert actor is not None
        self._actor = self._door.reader = actor
        view = VIEWS[place % len(VIEWS)]
        self._queue = QueueQuery(view, staff_id=actor.staff_id, team_id=actor.team_id, region_id=actor.region_id)
        self._total = RunningTotal()
        self._known: StatusFigures | None = None
        self._heard: frozenset[Subject] = frozenset()
        self._reading = self._read_again = False
        self._counted_at = 0.0
        self._background: set[asyncio.Task[None]] = set()
        self._pulse = Pulse(
            door=self._door,
            url=url,
            on_change=self._changed,
            on_opened=lambda _records: None,
            on_trouble=lambda error: self._shift.faults.update([error.fault.name] if error else ()),
            on_check=self._check,
            desks=people_at_desks,
            next_due=next_event_at,
            sweep=self._swept,
        )

    async def work(self) -> None:
        """Works until the end of the trial."""
        await self._begin()
        self._pulse.start()
        next_event = time.monotonic() + self._chance.random() * self._pace.between
        while next_event < self._pace.ends:
            await asyncio.sleep(next_event - time.monotonic())
            kind = self._chance.choice(("claim", "note", "save", "save"))
            await self._timed(kind, self._door.ask, getattr(self, f"_{kind}"))
            next_event += self._chance.expovariate(1 / self._pace.between)
        await asyncio.sleep(max(0.0, self._pace.ends - time.monotonic()))
        await self._pulse.stop()
        await asyncio.gather(*self._background)
        await asyncio.to_thread(self._door.close)

    async def _begin(self) -> None:
        """Reads as often as a desk has within its first minutes: a server plans a statement of a connection anew ten times."""
        for _time in range(READ_BEFORE):
            await self._door.ask(self._page)
            await self._door.ask_in_background(view_counts, self._queue, self._total)
            await self._door.ask_in_background(self._figures, EVERYTHING)

    async def _timed(self, kind: str, ask: Callable[..., object], *arguments: object) -> None:
        begun = time.monotonic()
        try:
            await ask(*arguments)  # type: ignore[misc]
        except DomainError as error:
            if error.fault not in (Fault.STALE, Fault.ALREADY_TAKEN, Fault.NOT_POSSIBLE_NOW):
                self._shift.faults[error.fault.name] += 1
        if begun >= self._pace.begins:
            self._shift.seconds[kind].append(time.monotonic() - begun)

    # What is heard

    def _changed(self, changed: frozenset[Subject]) -> None:
        self._read_again = True
        self._heard |= changed
        if not self._reading:
            self._reading = True
            self._beside(self._read())

    def _beside(self, work: object) -> None:
        task = asyncio.create_task(work)  # type: ignore[arg-type]
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _read(self) -> None:
        """Reads the page, the counts at most once a second, and the figures of the status line."""
        while self._read_again:
            self._read_again = False
            changed, self._heard = self._heard, frozenset()
            if not changed <= QueueScreen.SHOWS_NONE_OF:
                await self._timed("queue", self._door.ask, self._page)
                if time.monotonic() - self._counted_at > COUNT_PAUSE_SECONDS:
                    self._counted_at = time.monotonic()
                    await self._timed("counts", self._door.ask_in_background, view_counts, self._queue, self._total)
            await self._timed("figures", self._door.ask_in_background, self._figures, changed)
        self._reading = False

    def _figures(self, changed: frozenset[Subject]) -> None:
        self._known = read_figures(self._actor, changed, self._known)

    def _page(self) -> None:
        queue_page(self._queue, limit=PAGE)

    def _check(self) -> None:
        self._changed(frozenset(Subject))
        self._beside(self._timed("sweep", self._door.ask_in_background, keep_session, self._actor))

    def _swept(self) -> int:
        return len(sweep().flags)

    # What the person does

    def _some_ticket(self) -> int:
        return self._chance.randint(1, OPEN_TICKETS)

    def _claim(self) -> None:
        claim(self._some_ticket(), actor=self._actor)

    def _note(self) -> None:
        add_note(self._some_ticket(), "客户再次来电，已安抚", actor=self._actor)

    def _save(self) -> None:
        draft = new_draft(
            problem="开灯十分钟后闪烁",
            caller_name="来电人",
            category_id=self._category,
            answered_at=clock.now(),
            ending=Ending.TICKET_OPENED,
        )
        finish_call(draft, actor=self._actor)


async def _group(url: str, places: range, pace: Pace) -> Shift:
    shift = Shift()

    async def one(place: int) -> None:
        await asyncio.sleep(COMING_SECONDS * place)
        desk = await asyncio.to_thread(Desk, url, place, pace, shift)
        await desk.work()

    async def processor() -> None:
        await asyncio.sleep(max(0.0, pace.begins - time.monotonic()))
        before = time.process_time()
        await asyncio.sleep(max(0.0, pace.ends - time.monotonic()))
        shift.processor = time.process_time() - before

    await asyncio.gather(processor(), *(one(place) for place in places))
    return shift


def _process(url: str, places: range, pace: Pace, told: multiprocessing.SimpleQueue[Shift]) -> None:
    database.open(url)
    pinyin("来电人")  # The first name loads a dictionary, which a desk has after its first call.
    told.put(asyncio.run(_group(url, places, pace)))
    database.close()


# The site, the real desk, the server


def _found(desks: int) -> None:
    site = small_site()
    edit_staff(site.agent.staff_id or 0, actor=SYSTEM, os_user=pwd.getpwuid(os.getuid()).pw_name)
    for place in range(desks):
        person = staff(f"9{place:04d}", f"坐席{place}", Role.PHONE_AGENT)
        edit_staff(person.staff_id or 0, actor=SYSTEM, os_user=f"agent{place}")
    for number in range(OPEN_TICKETS):
        ticket(actor=SYSTEM, opened_at=clock.now() - timedelta(minutes=number % 600))
    while sweep().more:
        pass


def _keys(desk: Terminal, seconds: float) -> Figures:
    """Milliseconds from a key in the queue of all tickets to the first that is painted."""
    found = []
    end = time.monotonic() + seconds
    for turn in itertools.cycle(range(20)):
        if time.monotonic() > end:
            break
        seen, pressed = len(desk.arrivals), time.monotonic()
        desk.press("up" if turn >= 10 else "down")
        desk.wait_for_bytes(seen)
        found += [(at - pressed) * 1000 for at, _size in desk.arrivals[seen : seen + 1]]
        time.sleep(KEY_SECONDS)
    return Figures.of(found)


def _server_seconds(url: str) -> float:
    """Processor time of the server, those of its processes that have ended too; 0 for SQLite."""
    if not database.is_postgresql(url):
        return 0.0
    with database.connection():
        ((backend,),) = database.rows("SELECT pg_backend_pid()")
        postmaster = psutil.Process(backend).parent()
        assert postmaster is not None
        own = postmaster.cpu_times()
        seconds: float = own.user + own.system + own.children_user + own.children_system
        for process in postmaster.children():
            with suppress(psutil.NoSuchProcess):
                spent = process.cpu_times()
                seconds += spent.user + spent.system
    return seconds


def run(engine: str, *, desks: int, seconds: float, speed: float) -> dict[str, object]:
    """Lets so many desks work for a while; `busy` counts steps that a person would have been told of, and must be 0."""
    with fresh(engine, connections=CONNECTIONS * (desks + 1) + SPARE) as url, scratch() as folder:
        database.open(url)
        with database.connection():
            _found(desks)
            before = _counts()
        database.close()
        command = [sys.executable, "-m", "workstation", "--database", url, "--language", "zh"]
        with Terminal(command, environment=environment(folder)) as terminal:
            terminal.reads("未派")
            terminal.type("8")
            terminal.settle(1.0)
            alone = _keys(terminal, min(20.0, seconds))
            shifts, among, server = _together(url, desks, seconds, speed, terminal)
        database.open(url)
        with database.connection():
            events, tickets = (after - earlier for after, earlier in zip(_counts(), before, strict=True))
            sound = verify_log().broken is None
        database.close()
    used = sum(shift.processor for shift in shifts)
    return {
        "desks": desks,
        **_figures(shifts),
        "key p50/p95 alone (ms)": f"{alone.median:.1f}/{alone.p95:.1f}",
        "key p50/p95 among them (ms)": f"{among.median:.1f}/{among.p95:.1f}",
        "tickets": tickets,
        "events": events,
        "half": int(not sound),
        "processor, desks (cores)": round(used / seconds, 2),
        "processor, server (cores)": round(server, 2),
        "load of the machine": f"{os.getloadavg()[0]:.1f}",
    }


def _together(url: str, desks: int, seconds: float, speed: float, terminal: Terminal) -> tuple[list[Shift], Figures, float]:
    """The desks' shifts, the real desk's keys meanwhile, and the cores that the server used."""
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.SimpleQueue[Shift] = context.SimpleQueue()
    groups = [range(first, min(desks, first + TOGETHER)) for first in range(0, desks, TOGETHER)]
    begins = time.monotonic() + COMING_SECONDS * desks + WARM_SECONDS
    pace = Pace(3600 / EVENTS_AN_HOUR / speed, begins, begins + seconds)
    processes = [context.Process(target=_process, args=(url, group, pace, told)) for group in groups]
    for process in processes:
        process.start()
    time.sleep(max(0.0, begins - time.monotonic()))
    database.open(url)
    before, begun = _server_seconds(url), time.monotonic()
    among = _keys(terminal, pace.ends - time.monotonic() - LEAVING_SECONDS)
    server = (_server_seconds(url) - before) / (time.monotonic() - begun)
    database.close()
    shifts = [told.get() for _process in processes]
    for process in processes:
        process.join()
    return shifts, among, server


def _counts() -> tuple[int, int]:
    ((events,),), ((tickets,),) = (database.rows(f"SELECT count(*) FROM {table}") for table in ("event", "ticket"))
    return int(events), int(tickets)


def _figures(shifts: list[Shift]) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for kind in shifts[0].seconds:
        times = sorted(seconds * 1000 for shift in shifts for seconds in shift.seconds[kind])
        if times:
            at = Figures.of(times)
            found[f"{kind} p50/p95/max (ms)"] = f"{at.median:.1f}/{at.p95:.1f}/{at.worst:.0f} of {at.count}"
    faults = sum((shift.faults for shift in shifts), Counter[str]())
    return {**found, "busy": sum(faults.values()), "faults": dict(faults)}
