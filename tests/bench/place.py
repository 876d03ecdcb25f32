"""Where a run works: a folder of its own with a site per size, and the programs that are measured there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.data import AGENT, bring_up_to_date, make_site
from tests.bench.meter import Meter, environment
from tests.bench.servers import Server, sqlite_copy


@dataclass
class Place:
    """A folder for this run and one for the sites; `sizes` are the numbers of tickets compared, `repeat` the presses of a key.

    With a `server` the desks work on PostgreSQL; floors that read rows still read them from the SQLite file of the same size.
    """

    folder: Path
    sites: Path
    sizes: tuple[int, ...]
    repeat: int
    server: Server | None = None
    copied: str = ""
    """The URL of the copy that was made last."""
    _ready: set[int] = field(default_factory=set)
    _made: dict[int, str] = field(default_factory=dict)

    @property
    def largest(self) -> int:
        """The size of the large site."""
        return max(self.sizes)

    def site(self, rows: int) -> Path:
        """The SQLite file with so many tickets, made when it is first asked for."""
        path = self.sites / f"site-{rows}.db"
        if rows not in self._ready:
            self.sites.mkdir(exist_ok=True)
            bring_up_to_date(path) if path.exists() else make_site(path, rows)
            self._ready.add(rows)
        return path

    def url(self, rows: int) -> str:
        """The database that desks work on."""
        if self.server is None:
            return f"sqlite:///{self.site(rows)}"
        if rows not in self._made:
            self._made[rows] = self.server.site(self.site(rows), f"site_{rows}")
        return self._made[rows]

    @contextmanager
    def copy(self, rows: int) -> Iterator[str]:
        """A copy of a site to write to, so that the next one finds it as it was; its URL."""
        server = self.server
        copying = server.copy(self.url(rows), f"copy_{rows}") if server is not None else sqlite_copy(self.site(rows))
        with copying as self.copied:
            yield self.copied

    def desk(self, rows: int, *, url: str | None = None) -> Meter:
        """Starts a desk on a site, or on the database `url`, with somebody signed in."""
        return self.program("tests.bench.desk", url or self.url(rows), str(self.folder), AGENT)

    def bare_list(self, rows: int) -> Meter:
        """Starts the floor of a list."""
        return self.program("tests.bench.floors.lines", str(self.site(rows)))

    def hello(self, *arguments: str) -> Meter:
        """Starts the floor of a start."""
        return self.program("tests.bench.floors.hello", *arguments)

    def program(self, module: str, *arguments: str) -> Meter:
        """Starts one of this package's programs at a terminal."""
        return Meter([sys.executable, "-m", module, *arguments], environment=environment(self.folder))
