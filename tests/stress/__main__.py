"""`python -m tests.stress [--engine sqlite] [--processes 30] [--tickets 100] [--kills 200]`; exit code 1 for any loss."""

from __future__ import annotations

import argparse
import sys

from tests.stress import killed_desks, many_desks
from tests.stress.engines import ENGINES

MUST_BE_NONE = ("twice", "lost", "half", "busy")


def main() -> int:
    """Runs both trials on each engine and prints what they came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--processes", type=int, default=30)
    parser.add_argument("--tickets", type=int, default=100)
    parser.add_argument("--kills", type=int, default=200)
    given = parser.parse_args()
    losses = 0
    for engine in given.engine or ENGINES:
        trials = {
            "many desks": lambda engine=engine: many_desks.run(engine, processes=given.processes, tickets=given.tickets),
            "killed desks": lambda engine=engine: killed_desks.run(engine, kills=given.kills),
        }
        for name, trial in trials.items():
            figures = trial()
            losses += sum(int(str(figures.get(key, 0))) for key in MUST_BE_NONE)
            print(f"{engine}, {name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    print(f"losses: {losses}")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
