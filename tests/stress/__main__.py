"""`python -m tests.stress [trial …] [--engine E] …`: every trial on each engine, or those named; exit code 1 for any loss."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping

from tests.stress import desks, ends, faults, killed_desks, killed_programs, many_desks, soak
from tests.stress.engines import ENGINES

MUST_BE_NONE = ("twice", "lost", "half", "busy", "failed", "out of order", "left in the journal")
"""Figures that count losses."""

Figures = Mapping[str, object]
Trial = Callable[[str, argparse.Namespace], Iterator[tuple[str, Figures]]]


def _load(engine: str, given: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    yield "", many_desks.run(engine, processes=given.processes, tickets=given.tickets)


def _kills(engine: str, given: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    yield "", killed_programs.run(engine, kills=given.kills, lanes=given.programs)


def _crowd(engine: str, given: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    yield "", killed_desks.run(engine, kills=given.kills, lanes=given.lanes)


def _faults(engine: str, given: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    return faults.run(engine, away=given.away, only=given.only)


def _soak(engine: str, given: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    yield "", soak.run(engine, actions=given.actions)


def _ends(engine: str, given: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    return ends.run(engine, rounds=given.rounds)


def _desks(engine: str, given: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    yield "", desks.run(engine, desks=given.desks, seconds=given.seconds, speed=given.speed)


TRIALS: dict[str, Trial] = {
    "load": _load,
    "kills": _kills,
    "crowd": _crowd,
    "faults": _faults,
    "ends": _ends,
    "desks": _desks,
    "soak": _soak,
}


def main() -> int:
    """Runs the trials and prints what they came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description="Faults on purpose, many times.")
    parser.add_argument("trials", nargs="*", metavar="trial", help=f"one of {', '.join(TRIALS)}; all without one")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both without it")
    parser.add_argument("--processes", type=int, default=30, help="load: processes at once (30)")
    parser.add_argument("--tickets", type=int, default=100, help="load: overdue tickets that all go for (100)")
    parser.add_argument("--kills", type=int, default=1000, help="kills, crowd: so many in mid-save (1000)")
    parser.add_argument("--programs", type=int, default=2, help="kills: programs at once (2)")
    parser.add_argument("--lanes", type=int, default=4, help="crowd: desks at once (4)")
    parser.add_argument("--actions", type=int, default=30_000, help="soak: what one agent does (30000)")
    parser.add_argument("--rounds", type=int, default=5, help="ends: each way to end so many times (5)")
    parser.add_argument("--desks", type=int, default=50, help="desks: how many at once (50)")
    parser.add_argument("--seconds", type=float, default=60, help="desks: how long they work (60)")
    parser.add_argument("--speed", type=float, default=1, help="desks: how much faster than 40 events an hour each (1)")
    parser.add_argument("--away", type=float, default=60, help="faults: seconds of the long absence (60)")
    parser.add_argument("--only", default="", help="faults: those with this in their name")
    given = parser.parse_args()
    if unknown := set(given.trials) - set(TRIALS):
        parser.error(f"no such trial: {', '.join(sorted(unknown))}")
    losses = 0
    for engine in given.engine or ENGINES:
        for name in given.trials or TRIALS:
            for what, figures in TRIALS[name](engine, given):
                losses += sum(int(str(figures.get(key, 0))) for key in MUST_BE_NONE)
                told = ", ".join(f"{key} {value}" for key, value in figures.items())
                print(f"{engine}, {name}{what and f', {what}'}: {told}", flush=True)
    print(f"losses: {losses}")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
