"""`python -m tests.stress [trial …] [--engine E] …`: every trial on each engine, or those named; exit code 1 for any loss."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

from tests.stress import killed_desks, many_desks
from tests.stress.engines import ENGINES

MUST_BE_NONE = ("twice", "lost", "half", "busy")
"""Figures that count losses."""

Trial = Callable[[str, argparse.Namespace], Mapping[str, object]]

TRIALS: dict[str, Trial] = {
    "load": lambda engine, given: many_desks.run(engine, processes=given.processes, tickets=given.tickets),
    "kills": lambda engine, given: killed_desks.run(engine, kills=given.kills, lanes=given.lanes),
}


def main() -> int:
    """Runs the trials and prints what they came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description="Faults on purpose, many times.")
    parser.add_argument("trials", nargs="*", metavar="trial", help=f"one of {', '.join(TRIALS)}; all without one")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both without it")
    parser.add_argument("--processes", type=int, default=30, help="load: processes at once (30)")
    parser.add_argument("--tickets", type=int, default=100, help="load: overdue tickets that all go for (100)")
    parser.add_argument("--kills", type=int, default=1000, help="kills: desks killed in mid-save (1000)")
    parser.add_argument("--lanes", type=int, default=4, help="kills: desks at once (4)")
    given = parser.parse_args()
    if unknown := set(given.trials) - set(TRIALS):
        parser.error(f"no such trial: {', '.join(sorted(unknown))}")
    losses = 0
    for engine in given.engine or ENGINES:
        for name in given.trials or TRIALS:
            figures = TRIALS[name](engine, given)
            losses += sum(int(str(figures.get(key, 0))) for key in MUST_BE_NONE)
            print(f"{engine}, {name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    print(f"losses: {losses}")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
