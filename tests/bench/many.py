"""G9: many processes that save calls at once, at a pace that people could have and at paces far above it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.meter import Figures, environment
from tests.bench.place import Place
from tests.bench.report import Line
from tests.conftest import ROOT

PROCESSES = 50
RATES = (25, 100, 400)
"""Saves a second of all processes together."""
SECONDS = 20.0


def many(place: Place) -> Iterator[Line]:
    """Times from the moment at which a save was due to its commit, and how many were refused for a lock."""
    rows = place.largest
    for rate in RATES:
        with place.copy(rows) as url:
            times, errors, seconds = _run(place, url, rate)
        name = f"{PROCESSES} processes, {rate} saves a second"
        own = Figures.of(times)
        yield Line("G9", f"{name}: ms", rows, "ms", own)
        ordered = sorted(times)
        yield Line("G9", f"{name}: p99 beside own median", rows, "ms", _one(ordered[int(0.99 * len(times))]), _one(own.median))
        yield Line("G9", f"{name}: saved a second", rows, "1/s", _one((len(times) - errors) / seconds))
        yield Line("G9", f"{name}: refused", rows, "1", _one(float(errors)))


def _one(value: float) -> Figures:
    return Figures.of([value])


def _run(place: Place, url: str, rate: int) -> tuple[list[float], int, float]:
    """Every save's time, how many were refused, and the seconds until the last process was done."""
    savers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.saver", url, str(rate / PROCESSES), str(SECONDS), str(seed)],
            cwd=ROOT,
            env=environment(place.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(PROCESSES)
    ]
    for saver in savers:
        assert saver.stdout is not None
        saver.stdout.readline()
    times: list[float] = []
    errors, seconds = 0, SECONDS
    for saver in savers:
        assert saver.stdin is not None
        saver.stdin.write("\n")
        saver.stdin.flush()
    for saver in savers:
        found = json.loads(saver.communicate(timeout=SECONDS * 10)[0].splitlines()[-1])
        times += found["times"]
        errors += found["errors"]
        seconds = max(seconds, found["seconds"])
    return times, errors, seconds
