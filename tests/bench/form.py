"""G11: keys in the intake form, quiet and while the database is busy elsewhere with everything that may happen at a site."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from tests.bench import imported
from tests.bench.background import WORKS
from tests.bench.meter import Figures, Meter, environment
from tests.bench.place import Place
from tests.bench.report import Line
from tests.conftest import ROOT

TYPED = "13800000007"
LEFT = 4
"""So many digits are left when they are taken away again: fewer may stand elsewhere on the screen."""
IMPORT = "an import"
GAP_SECONDS = 0.15
"""Between two keys, so that the look-up that a pause in typing starts is at work while the next ones are typed."""


def form(place: Place) -> Iterator[Line]:
    """Times from a key to the write that shows it, in a field that looks callers up; other writes aren't its own."""
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
    """The milliseconds of at least so many keys: the number is typed and taken away again, down to its first `LEFT` digits."""
    desk.type(TYPED[:LEFT])
    desk.settle(1.0)
    lengths = (*range(LEFT + 1, len(TYPED) + 1), *range(len(TYPED) - 1, LEFT - 1, -1))
    found, held = [], LEFT
    for length in lengths * -(-count // len(lengths)):
        holds = partial(re.search, rf"(?<!\d){TYPED[:length]}(?!\d)")
        seen, pressed = desk.read_so_far(), time.monotonic()
        if length > held:
            desk.type(TYPED[held])
        else:
            desk.press("backspace")
        found.append((desk.when_shown(seen, holds) - pressed) * 1000)
        held = length
        time.sleep(GAP_SECONDS)
    desk.press(*["backspace"] * LEFT)
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
