"""Measures the product beside its floors: `python -m tests.bench [area …] [--rows N] [--repeat N] [--json]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import board, domain, files, form, growth, live, many, terminals
from tests.bench.place import Place
from tests.bench.report import Line, as_json, as_table
from tests.bench.servers import Server

AREAS: dict[str, Callable[[Place], Iterator[Line]]] = {
    "startup": terminals.startup,
    "queue": terminals.queue,
    "idle": terminals.idle,
    "feed": terminals.feed,
    "live": live.live,
    "sweep": domain.sweeps,
    "views": domain.views,
    "save": domain.saves,
    "search": domain.searches,
    "filter": growth.filters,
    "find": growth.finds,
    "many": many.many,
    "form": form.form,
    "worst": growth.worst,
    "ahead": growth.ahead,
    "memory": growth.memory,
    "files": files.files,
    "board": board.area,
}
ON_SERVER = ("startup", "queue", "idle", "feed", "views", "save", "search", "filter", "find", "many", "form")
"""What is measured on PostgreSQL too."""
SWITCH_SECONDS = 0.0005
"""The thread that takes down when bytes came waits no longer for the one that reads the screen; Python's own 5 ms would count."""
FEW = 1000
"""The small site that the large one is compared with."""


def main() -> None:
    """Runs the areas that were named, or all of them, and prints what they found."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures the product beside its floors.")
    parser.add_argument("areas", nargs="*", metavar="area", help=f"one of {', '.join(AREAS)}; all without one")
    parser.add_argument("--rows", type=int, default=100_000, help="tickets of the large site (100000)")
    parser.add_argument("--repeat", type=int, default=40, help="presses of each key (40)")
    parser.add_argument("--folder", type=Path, help="keep the sites here and take those of an earlier run, at most ten hours old")
    parser.add_argument("--postgresql", action="store_true", help=f"on a server of this run: {', '.join(ON_SERVER)}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    unknown = set(given.areas) - set(ON_SERVER if given.postgresql else AREAS)
    if unknown:
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    sys.setswitchinterval(SWITCH_SECONDS)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="workstation-bench-") as folder, ExitStack() as stack:
        place = Place(Path(folder), given.folder or Path(folder), tuple(sorted({FEW, given.rows})), given.repeat)
        if given.postgresql:
            Path(folder).chmod(0o755)
            place.server = Server(Path(folder))
            stack.callback(place.server.stop)
        for name in given.areas or (ON_SERVER if given.postgresql else AREAS):
            for line in AREAS[name](place):
                lines.append(line)
                print(f"{name}: {line.what}, {line.rows:,}: {line.ours.median:.2f} {line.unit}", file=sys.stderr, flush=True)
    print(as_json(lines) if given.json else as_table(lines))


if __name__ == "__main__":
    main()
