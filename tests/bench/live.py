"""From one desk's commit to another desk's paint, on both engines, and what a desk pays for what doesn't concern it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import count, cycle
from random import Random

from models import database
from models.events.tables import Subject
from models.i18n import Language
from models.people.operations import add_staff, keep_session, set_language, sign_in_os_user
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role
from models.presence.operations import Opened, show_open
from models.tickets.operations import add_note, assign
from tests.bench.meter import Figures, Meter, environment
from tests.bench.place import Place
from tests.bench.report import Line
from tests.models import builders
from tests.stress.engines import ENGINES, fresh

TICKETS = 200
COMMITS = 120
"""So many commits of each kind are timed, at no regular time: more than the hundred that a p95 wants."""
NOTES_EACH = 20
"""So many notes does one ticket get, as many as a long one has."""
QUIET_SECONDS = 10.0
A_SECOND = 5
"""So many commits a second stand for a busy site of fifty desks."""

Shown = Callable[[str], bool]
Cause = Callable[[], tuple[float, Shown]]
"""Does something; gives the moment just before it was committed, and how a screen is known to show it."""


class _Site:
    """A small site on one engine, and a colleague who is signed in at no terminal."""

    def __init__(self) -> None:
        people = builders.small_site()
        self.owners = (people.agent, people.technician)
        self.tickets = [builders.ticket(customer_id=builders.customer()) for _number in range(TICKETS)]
        for person in (people.agent, people.supervisor):
            set_language(Language.ENGLISH, actor=person)
        add_staff("8102", "Zhao", {Role.SERVICE_SUPERVISOR}, password=None, os_user="zhao", actor=SYSTEM)
        colleague = sign_in_os_user("zhao", desk="bench")
        if colleague is None:
            raise LookupError("zhao")
        self.colleague: Actor = colleague


def live(place: Place) -> Iterator[Line]:
    """G10: an owner in the queue, a note and a colleague's presence at an open ticket; G6: commits that concern nobody."""
    for engine in ENGINES:
        with fresh(engine) as url:
            database.open(url)
            with database.connection():
                site = _Site()
                with _desk(place, url, "8012") as desk:
                    yield from _in_the_queue(engine, desk, site)
                    yield from _unconcerned(engine, desk, site)
                with _desk(place, url, "8012") as desk, _desk(place, url, "8001") as other:
                    yield from _at_a_ticket(engine, desk, other, site)
            database.close()


def _desk(place: Place, url: str, number: str) -> Meter:
    arguments = [sys.executable, "-m", "tests.bench.desk", url, str(place.folder), number]
    return Meter(arguments, environment=environment(place.folder))


def _in_the_queue(engine: str, desk: Meter, site: _Site) -> Iterator[Line]:
    ticket, owners = site.tickets[-1], cycle(site.owners)
    desk.painted_before("F10")
    desk.type("8")
    desk.painted_before(ticket.number)
    desk.settle(1.5)

    def handed_over() -> tuple[float, Shown]:
        owner = next(owners)
        at = _committed(lambda: assign(ticket.id, owner.staff_id or 0, actor=site.colleague))
        return at, lambda text: any(ticket.number in line and owner.name in line for line in text.splitlines())

    yield _line("G10", f"{engine}: commit to a new owner in another desk's queue", "ms", _delays(desk, handed_over))


def _unconcerned(engine: str, desk: Meter, site: _Site) -> Iterator[Line]:
    """What an idle desk in the queue uses while others open and leave records, give signs of life, or change tickets."""
    idle = desk.quiet(QUIET_SECONDS).cpu_percent
    turns, numbers = cycle((True, False)), count()
    causes: dict[str, Callable[[], object]] = {
        "records opened and left": lambda: show_open(
            {Opened(Subject.TICKET, site.tickets[9].id)} if next(turns) else (), actor=site.colleague
        ),
        "signs of life": lambda: keep_session(site.colleague),
        "notes at a ticket": lambda: add_note(site.tickets[9].id, f"note {next(numbers)}", actor=site.colleague),
    }
    for what, cause in causes.items():
        before, start = desk.cpu_seconds(), time.monotonic()
        while time.monotonic() < start + QUIET_SECONDS:
            cause()
            time.sleep(1 / A_SECOND)
        used = 100 * (desk.cpu_seconds() - before) / (time.monotonic() - start)
        yield _line("G6", f"{engine}: {A_SECOND} {what} a second: processor of an idle desk", "% of a core", [used], [idle])


def _at_a_ticket(engine: str, desk: Meter, other: Meter, site: _Site) -> Iterator[Line]:
    ticket, numbers, turns = site.tickets[1], count(), cycle((True, False))
    for one in (desk, other):
        _open(one, ticket.number)

    def turned() -> tuple[float, Shown]:
        editing = next(turns)
        at = _committed(lambda: show_open({Opened(Subject.TICKET, ticket.id, editing)}, actor=site.colleague))
        return at, lambda text: "Also open: Zhao" in text and ("Zhao (editing)" in text) is editing

    def typed() -> tuple[float, Shown]:
        said = f"typed {next(numbers):04}."
        other.press_and_see("n", "Internal note")
        other.press_and_see(said, said)
        at = time.monotonic()
        other.press("f2")
        return at, lambda text: said in text

    fresh_tickets = cycle(site.tickets[2:])
    noted_at = ticket

    def noted() -> tuple[float, Shown]:
        nonlocal noted_at
        if (number := next(numbers)) % NOTES_EACH == 0:
            noted_at = next(fresh_tickets)
            desk.press("escape")
            desk.settle(0.5)
            _open(desk, noted_at.number)
        said = f"note {number:04}."
        return _committed(lambda: add_note(noted_at.id, said, actor=site.colleague)), lambda text: said in text

    yield _line("G10", f"{engine}: commit to who else is there at another desk's ticket", "ms", _delays(desk, turned))
    yield _line("G10", f"{engine}: F2 at one desk to its note at another", "ms", _delays(desk, typed, NOTES_EACH))
    yield _line("G10", f"{engine}: commit to a note at another desk's ticket", "ms", _delays(desk, noted))


def _open(desk: Meter, number: str) -> None:
    desk.painted_before("F10")
    desk.press_and_see("f3", "Enter opens")
    desk.press_and_see(number, number)
    desk.settle(0.5)
    desk.press("enter")
    desk.painted_before("Owner:", number)
    desk.settle(1.0)


def _committed(call: Callable[[], object]) -> float:
    """Runs an operation; the moment at which everything was written and only the commit was left."""
    with database.transaction():
        call()
        return time.monotonic()


def _delays(desk: Meter, cause: Cause, times: int = COMMITS) -> list[float]:
    """Milliseconds from the commit to the last byte that shows it; commits come at any moment of the desk's rhythm."""
    pauses = Random(1)
    found = []
    for _number in range(times):
        time.sleep(pauses.uniform(0.3, 0.6))
        seen = desk.read_so_far()
        at, shown = cause()
        found.append((desk.when_shown(seen, shown) - at) * 1000)
    return found


def _line(goal: str, what: str, unit: str, ours: list[float], floor: list[float] | None = None) -> Line:
    return Line(goal, what, TICKETS, unit, Figures.of(ours), Figures.of(floor) if floor else None)
