"""G11: keys in the intake form, quiet and while the database is busy elsewhere with everything that may happen at a site."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

from tests.bench import imported
from tests.bench.background import WORKS
from tests.bench.meter import Figures, Meter, environment
from tests.bench.place import Place
from tests.bench.report import Line
from tests.conftest import ROOT

TYPED = "13800000007"
IMPORT = "an import"
GAP_SECONDS = 0.15
"""Between two keys, so that the look-up that a pause in typing starts is at work while the next ones are typed."""


def form(place: Place) -> Iterator[Line]:
    """Times from a key to its last byte in a field that looks callers up."""
    rows = place.largest
    count = max(60, 3 * place.repeat)
    with place.copy(rows) as url, place.desk(rows, url=url) as desk:
        desk.painted_before("T-0")
        desk.settle(1.0)
        desk.press("f4")
        desk.settle(2.0)
        quiet = Figures.of(_typed(desk, count))
        yield Line("G11", "key in the intake form, quiet", rows, "ms", quiet)
        for work in (*WORKS, IMPORT):
            with _going_on(place, url, work):
                busy = Figures.of(_typed(desk, count))
            yield Line("G11", f"key in the intake form, {work}", rows, "ms", busy, quiet)


def _typed(desk: Meter, count: int) -> list[float]:
    found = []
    for key in islice(cycle((*TYPED, *[""] * len(TYPED))), count):
        answer = desk.answer(*([] if key else ["backspace"]), text=key, quiet=0.03, patience=1.0)
        if answer.milliseconds is not None:
            found.append(answer.milliseconds)
        time.sleep(GAP_SECONDS)
    return found


@contextmanager
def _going_on(place: Place, url: str, work: str) -> Iterator[None]:
    """Another process that does something with the database without a pause."""
    if work == IMPORT:
        path, mapping = imported.write_file(place.folder, 300_000)
        command = imported.command(url, path, mapping)
    else:
        command = [sys.executable, "-m", "tests.bench.background", url, work]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(place.folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    if work != IMPORT and process.stdout is not None:
        process.stdout.readline()
    time.sleep(1.0)
    try:
        yield
    finally:
        process.kill()
        process.communicate()
