"""One desk of many that save calls: at moments given by chance, but the same ones each time.

Run as a program: the database's URL, who saves, saves a second of this desk, seconds, a seed; prints its times as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time

from models import database
from models.errors import DomainError
from tests.bench.domain import save, who_works_there
from workstation import memory


def main() -> None:
    """Saves until the time is over; each save is timed from the moment at which it was due, so that waiting counts.

    The process has saved before: the first save of a process loads what later ones have, and each would be one of ten.
    """
    url, rate, seconds, seed = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    chance = random.Random(seed)
    database.open(url)
    times, errors = [], 0
    with database.connection():
        actor, category = who_works_there()
        save(actor, category)
        memory.settle()
        print("READY", flush=True)
        sys.stdin.readline()
        start = time.monotonic()
        due = chance.expovariate(rate)
        while due < seconds:
            time.sleep(max(0.0, start + due - time.monotonic()))
            try:
                save(actor, category)
            except DomainError:
                errors += 1
            times.append((time.monotonic() - start - due) * 1000)
            due += chance.expovariate(rate)
    print(json.dumps({"times": times, "errors": errors, "seconds": time.monotonic() - start}), flush=True)


if __name__ == "__main__":
    main()
