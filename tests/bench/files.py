"""G16: bringing in tickets from a file and writing a register to one, by the commands that people use."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from models import clock
from tests.bench import imported
from tests.bench.data import make_site, write_tickets
from tests.bench.meter import Figures, environment
from tests.bench.place import Place
from tests.bench.report import Line
from tests.conftest import ROOT

LOOK_SECONDS = 0.1
"""How often a running command's memory is looked up."""


def files(place: Place) -> Iterator[Line]:
    """Seconds and the most memory of an import and of an export of `--rows` rows."""
    rows = place.largest
    empty = place.folder / "empty.db"
    url = make_site(empty, 20)
    path, mapping = imported.write_file(place.folder, rows)
    seconds, most = _measured(place, imported.command(url, path, mapping))
    floor = _bare_rows(place.folder / "floor.db", rows)
    yield Line("G16", "import of tickets", rows, "s", Figures.of([seconds]), Figures.of([floor]))
    yield Line("G16", "import of tickets: most memory", rows, "MB", Figures.of([most]))
    target = place.folder / "service.xlsx"
    last = clock.now().date()
    period = ("--from", str(last.replace(year=last.year - 2)), "--to", str(last))
    command = [sys.executable, "-m", "workstation", "--database", url, "export", "service", *period, "-o", str(target)]
    seconds, most = _measured(place, command)
    floor = _measured(
        place, [sys.executable, "-m", "tests.bench.floors.spreadsheet", str(place.folder / "bare.xlsx"), str(rows)]
    )[0]
    yield Line("G16", "export of the service register", rows, "s", Figures.of([seconds]), Figures.of([floor]))
    yield Line("G16", "export: most memory", rows, "MB", Figures.of([most]))
    yield Line("G16", "export: file", rows, "MB", Figures.of([target.stat().st_size / 1e6]))


def _measured(place: Place, command: Sequence[str]) -> tuple[float, float]:
    """Seconds that a command took, and the most memory that it held (MB).

    Looked up while it runs: what the system says of a process that has ended counts in who started it.
    """
    most = 0.0
    with TemporaryFile("w+") as said:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, env=environment(place.folder), stdout=subprocess.DEVNULL, stderr=said)
        while process.poll() is None:
            most = max(most, _most_memory(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_SECONDS)
        seconds = time.monotonic() - start
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read()[-2000:])
    return seconds, most


def _most_memory(process_id: int) -> float:
    """The most that a process has held so far (MB); nothing once it has ended."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process_id}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _bare_rows(path: Path, rows: int) -> float:
    """Seconds of `executemany` for as many tickets, clocks and search rows, as durable as ours, in one transaction."""
    make_site(path, 20)
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode = wal", "synchronous = full"):
        connection.execute(f"PRAGMA {setting}")
    start = time.monotonic()
    connection.execute("BEGIN IMMEDIATE")
    write_tickets(connection, rows, after=20)
    connection.execute("COMMIT")
    seconds = time.monotonic() - start
    connection.close()
    return seconds
