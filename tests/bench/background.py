"""What goes on elsewhere while somebody types: a program with the database's URL and one of `WORKS`, until it is killed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta

from models import clock, database
from models.periods import Span, span_of
from models.reports.queries import figures
from models.site.queries import site
from models.sla.sweep import sweep
from tests.bench.domain import save, who_works_there

LOCK_SECONDS = 1.0


def _commits() -> None:
    actor, category = who_works_there()
    while True:
        save(actor, category)
        time.sleep(0.2)


def _lock() -> None:
    """Holds the lock for writing for a second, again and again; on PostgreSQL that of one table."""
    while True:
        with database.transaction():
            if database.on_postgresql():
                database.execute("LOCK TABLE ticket IN EXCLUSIVE MODE")
            time.sleep(LOCK_SECONDS)
        time.sleep(0.2)


def _query() -> None:
    while True:
        database.rows("SELECT category_id, count(*), avg(length(problem)) FROM ticket GROUP BY category_id ORDER BY 2")


def _sweep() -> None:
    moment = clock.now()
    while True:
        moment += timedelta(hours=1)
        sweep(as_of=moment, limit=50)


def _report() -> None:
    zone = site().zone
    while True:
        figures(span_of(Span.YEAR, clock.now().astimezone(zone).date(), zone))


WORKS: dict[str, Callable[[], None]] = {
    "five commits a second": _commits,
    "a lock held for a second": _lock,
    "a query that never ends": _query,
    "sweeps": _sweep,
    "reports": _report,
}


def main() -> None:
    """Does one of them."""
    database.open(sys.argv[1])
    with database.connection():
        print("READY", flush=True)
        WORKS[sys.argv[2]]()


if __name__ == "__main__":
    main()
