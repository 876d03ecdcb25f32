"""Where a run works: a folder of its own with a site per size, and the programs that are measured there."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.data import AGENT, make_site
from tests.bench.meter import Meter, environment


@dataclass
class Place:
    """A folder; `sizes` are the numbers of tickets that are compared, `repeat` how many presses each key gets."""

    folder: Path
    sizes: tuple[int, ...]
    repeat: int
    _made: dict[int, Path] = field(default_factory=dict)

    def site(self, rows: int) -> Path:
        """The database's file with so many tickets, made when it is first asked for."""
        if rows not in self._made:
            path = self.folder / f"site-{rows}.db"
            make_site(path, rows)
            self._made[rows] = path
        return self._made[rows]

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
