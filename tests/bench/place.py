"""Where a run works: a folder of its own with a site per size, and the programs that are measured there."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.data import AGENT, make_site
from tests.bench.meter import Meter, environment


@dataclass
class Place:
    """A folder for this run and one for the sites; `sizes` are the numbers of tickets compared, `repeat` the presses of a key."""

    folder: Path
    sites: Path
    sizes: tuple[int, ...]
    repeat: int

    def site(self, rows: int) -> Path:
        """The database's file with so many tickets, made when it is first asked for."""
        path = self.sites / f"site-{rows}.db"
        if not path.exists():
            self.sites.mkdir(exist_ok=True)
            make_site(path, rows)
        return path

    def desk(self, rows: int) -> Meter:
        """Starts a desk on a site, with somebody signed in."""
        return self.program("tests.bench.desk", f"sqlite:///{self.site(rows)}", str(self.folder), AGENT)

    def bare_list(self, rows: int) -> Meter:
        """Starts the floor of a list."""
        return self.program("tests.bench.floors.lines", str(self.site(rows)))

    def hello(self, *arguments: str) -> Meter:
        """Starts the floor of a start."""
        return self.program("tests.bench.floors.hello", *arguments)

    def program(self, module: str, *arguments: str) -> Meter:
        """Starts one of this package's programs at a terminal."""
        return Meter([sys.executable, "-m", module, *arguments], environment=environment(self.folder))
