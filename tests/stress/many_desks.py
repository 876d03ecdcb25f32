"""Many processes sweep, claim and take numbers at once: each warning, breach, alert, claim and number happens once."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier

from models import clock, database
from models.errors import DomainError, Fault
from models.numbering import next_number
from models.people.queries import actor_of
from models.people.tables import Role
from models.sla.sweep import sweep
from models.tickets.operations import claim
from tests.models.builders import small_site, staff, ticket
from tests.stress.engines import fresh

NUMBERS_EACH = 20
LATE = timedelta(days=30)


@dataclass
class Done:
    """What one process was given."""

    flags: list[tuple[int, str, str, int]] = field(default_factory=list)
    claimed: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    busy: int = 0
    slowest: float = 0.0


def _desk(url: str, staff_id: int, tickets: list[int], start: Barrier, told: multiprocessing.SimpleQueue[Done]) -> None:
    database.open(url)
    done, order = Done(), random.Random(staff_id).sample(tickets, len(tickets))
    with database.connection():
        actor = actor_of(staff_id)
        start.wait()
        more = True
        for place, ticket_id in enumerate(order):
            begun = time.monotonic()
            try:
                if more:
                    result = sweep(limit=10)
                    more = result.more
                    done.flags += [(flag.subject_id, flag.kind.value, flag.clock.value, flag.percent) for flag in result.flags]
                if place < NUMBERS_EACH:
                    with database.transaction():
                        done.numbers.append(next_number("X", clock.now().date()))
                claim(ticket_id, actor=actor)
                done.claimed.append(ticket_id)
            except DomainError as error:
                done.busy += error.fault in (Fault.DATABASE_BUSY, Fault.DATABASE_AWAY, Fault.UNEXPECTED)
            done.slowest = max(done.slowest, time.monotonic() - begun)
        while more:
            result = sweep(limit=10)
            more = result.more
            done.flags += [(flag.subject_id, flag.kind.value, flag.clock.value, flag.percent) for flag in result.flags]
    database.close()
    told.put(done)


def run(engine: str, *, processes: int, tickets: int) -> dict[str, object]:
    """Lets the processes loose on `tickets` overdue tickets; returns figures, `twice` and `busy` of which must be 0."""
    with fresh(engine) as url:
        database.open(url)
        with database.connection():
            small_site()
            people = [staff(f"9{number:03d}", f"员工{number}", Role.TECHNICIAN).staff_id or 0 for number in range(processes)]
            ids = [ticket(opened_at=clock.now() - LATE).id for _number in range(tickets)]
        database.close()
        begun = time.monotonic()
        context = multiprocessing.get_context("spawn")
        start, told = context.Barrier(processes), context.SimpleQueue()
        desks = [context.Process(target=_desk, args=(url, person, ids, start, told)) for person in people]
        for desk in desks:
            desk.start()
        all_done: list[Done] = [told.get() for _desk in desks]
        for desk in desks:
            desk.join()
        spent = time.monotonic() - begun
        with database.connection():
            logged = database.rows("SELECT count(*) FROM event WHERE kind IN ('sla_warned', 'sla_breached', 'sla_escalated')")
            alerts = database.rows("SELECT count(*) FROM alert")
            alerts_twice = database.rows(
                "SELECT count(*) FROM (SELECT 1 FROM alert GROUP BY clock_id, percent, staff_id HAVING count(*) > 1) t"
            )
            owned = database.rows("SELECT count(*) FROM ticket WHERE owner_id IS NOT NULL")
        database.close()
    flags, claimed, numbers = (
        Counter(item for done in all_done for item in getattr(done, name)) for name in ("flags", "claimed", "numbers")
    )
    twice = sum(count - 1 for found in (flags, claimed, numbers) for count in found.values()) + int(alerts_twice[0][0])
    return {
        "flags": flags.total(),
        "flags on record": logged[0][0],
        "alerts": alerts[0][0],
        "claims": claimed.total(),
        "tickets with an owner": owned[0][0],
        "numbers": numbers.total(),
        "twice": twice,
        "busy": sum(done.busy for done in all_done),
        "slowest step (s)": round(max(done.slowest for done in all_done), 2),
        "seconds": round(spent, 1),
    }
