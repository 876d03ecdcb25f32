"""What a person at the desk feels: the start, the keys in the queue, what an idle desk does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from models import database
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from tests.bench.meter import Answer, Figures, Meter
from tests.bench.place import Place
from tests.bench.report import Line

QUEUE_IS_READ = "T-0"
"""The beginning of every ticket number: once one is painted the queue can be read."""
ALL = "8"
"""The key of the view of all tickets."""
IDLE_SECONDS = 10.0


def startup(place: Place) -> Iterator[Line]:
    """G1: from the start of the process to a readable queue, beside an app with one label; taken in turns."""
    for rows in place.sizes:
        place.url(rows)
        ours, floor = [], []
        for number in range(max(5, place.repeat // 5) + 1):
            with place.hello() as hello:
                bare = hello.painted_before("READY")
            with place.desk(rows) as desk:
                full = desk.painted_before(QUEUE_IS_READ)
            if number:  # The first start compiles the modules.
                floor.append(bare * 1000)
                ours.append(full * 1000)
        yield Line("G1", "start to a readable queue", rows, "ms", Figures.of(ours), Figures.of(floor))


def queue(place: Place) -> Iterator[Line]:
    """G3-G5, G12, G15: keys in the view of all tickets, their bytes, typing ahead and memory, beside the bare list."""
    for rows in place.sizes:
        with _opened(place.desk(rows)) as desk, _opened(place.bare_list(rows)) as bare:
            desk.type(ALL)
            desk.settle(1.5)
            for key, back, what in (
                ("down", "", "cursor down"),
                ("pagedown", "", "page down"),
                ("end", "home", "End"),
                ("home", "end", "Home"),
            ):
                count = min(place.repeat, rows // 50) if not back else max(5, place.repeat // 3)
                both = []
                for program in (desk, bare):
                    program.answer("home" if key != "home" else "end")
                    program.settle(0.5)
                    both.append(program.answers(key, count, back=back))
                yield from _key_lines(what, rows, *both)
            yield from _typed_ahead(desk, rows, place.repeat)
            yield Line("G15", "memory of its own", rows, "MB", Figures.of([desk.memory()]), Figures.of([bare.memory()]))


def _opened(program: Meter) -> AbstractContextManager[Meter]:
    program.painted_before("READY" if "floors" in program.arguments[2] else QUEUE_IS_READ)
    program.settle(0.5)
    return program


def _key_lines(what: str, rows: int, ours: list[Answer], floor: list[Answer]) -> Iterator[Line]:
    def figures(answers: list[Answer], pick: Callable[[Answer], float | None]) -> Figures:
        return Figures.of([value for answer in answers if (value := pick(answer)) is not None])

    times, floors = (figures(answers, lambda answer: answer.milliseconds) for answers in (ours, floor))
    yield Line("G3", what, rows, "ms", times, floors)
    yield Line("G4", f"{what}: worst beside own median", rows, "ms", Figures.of([times.worst]), Figures.of([times.median]))
    sizes, bare = (figures(answers, lambda answer: float(answer.bytes)) for answers in (ours, floor))
    yield Line("G5", f"{what}: bytes", rows, "B", sizes, bare)


AHEAD = 40
"""So many keys arrive in one write, as after a stalled line."""


def _typed_ahead(desk: Meter, rows: int, repeat: int) -> Iterator[Line]:
    """G12: forty keys in one write lead where they lead one by one."""
    together, right = [], []
    desk.answer("home")
    desk.settle(0.3)
    for _key in range(AHEAD):
        desk.answer("down")
    one_by_one = under_cursor(desk)
    for _number in range(max(5, repeat // 10)):
        desk.answer("home")
        desk.settle(0.3)
        answer = desk.answer(*["down"] * AHEAD, quiet=0.2)
        together.append((answer.milliseconds or 0.0) / AHEAD)
        right.append(float(under_cursor(desk) == one_by_one))
    yield Line("G12", "a key of forty in one write", rows, "ms", Figures.of(together))
    yield Line("G12", "share of runs that ended where single keys do", rows, "1", Figures.of([sum(right) / len(right)]))


def under_cursor(desk: Meter) -> str:
    """The number of the ticket under the cursor."""
    return next((line.split()[1] for line in desk.text().splitlines() if line.startswith(">")), "")


def idle(place: Place) -> Iterator[Line]:
    """G6: what goes over the line and what it costs while nobody types, beside a clock with a 100 ms poll."""
    for rows in place.sizes:
        with _opened(place.desk(rows)) as desk, _opened(place.hello("clock")) as bare:
            desk.settle(2.0)
            ours, floor = desk.quiet(IDLE_SECONDS), bare.quiet(IDLE_SECONDS)
        for what, unit, name in (
            ("idle: bytes", "B/s", "bytes_per_second"),
            ("idle: writes", "1/s", "writes_per_second"),
            ("idle: processor", "% of a core", "cpu_percent"),
        ):
            yield Line("G6", what, rows, unit, Figures.of([getattr(ours, name)]), Figures.of([getattr(floor, name)]))


def feed(place: Place) -> Iterator[Line]:
    """G5, G6: commits of other desks, five a second, that change nothing in view, and one row in view."""
    for rows in place.sizes:
        with _opened(place.desk(rows)) as desk:
            desk.type(ALL)
            desk.settle(1.5)
            seen = desk.quiet(1.0)
            for what, first in (("five commits a second out of view", 1), ("five commits a second in view", rows - 10)):
                with commits(place.url(rows), first) as commit:
                    before, start = desk.cpu_seconds(), time.monotonic()
                    arrived = len(desk.arrivals)
                    for number in range(25):
                        commit(number)
                        time.sleep(0.2)
                    passed = time.monotonic() - start
                    used = 100 * (desk.cpu_seconds() - before) / passed
                    sent = sum(size for _at, size in desk.arrivals[arrived:])
                yield Line("G5", f"{what}: bytes a commit", rows, "B", Figures.of([sent / 25]))
                yield Line("G6", f"{what}: processor", rows, "% of a core", Figures.of([used]), Figures.of([seen.cpu_percent]))
            yield Line(
                "G10", "commit elsewhere to paint", rows, "ms", Figures.of(_delays(desk, place.url(rows), rows, place.repeat))
            )


class commits:
    """A connection that changes one ticket's priority per call, with its event, as a colleague would."""

    def __init__(self, url: str, ticket_id: int) -> None:
        self._url = url
        self._ticket_id = ticket_id

    def __enter__(self) -> Callable[[int], None]:
        database.open(self._url)
        database.connect_kept()
        return self._commit

    def __exit__(self, *_error: object) -> None:
        database.close()

    def _commit(self, number: int) -> None:
        priority = ("low", "urgent")[number % 2]
        with database.transaction():
            database.execute("UPDATE ticket SET priority = ? WHERE id = ?", (priority, self._ticket_id))
            record(Subject.TICKET, self._ticket_id, "priority_changed", actor=SYSTEM, priority_to=priority)


def _delays(desk: Meter, url: str, rows: int, repeat: int) -> list[float]:
    found = []
    with commits(url, rows - 10) as commit:
        for number in range(repeat):
            desk.settle(0.3)
            arrived = len(desk.arrivals)
            start = time.monotonic()
            commit(number + 1)
            desk.wait_for_bytes(arrived)
            found.append((desk.arrivals[arrived][0] - start) * 1000 if len(desk.arrivals) > arrived else 5000.0)
            time.sleep(0.25)
    return found
