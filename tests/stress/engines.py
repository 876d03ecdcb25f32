"""A fresh, migrated database on each engine; the PostgreSQL server comes from a wheel, as in the suite."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models import database, migrations

ENGINES = ("sqlite", "postgresql")


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of a trial's own that goes with the block."""
    with tempfile.TemporaryDirectory(prefix="workstation-stress-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def fresh(engine: str, *, connections: int = 0) -> Iterator[str]:
    """The URL of an empty database that goes with the block; a server takes `connections` at least."""
    with scratch() as folder:
        if engine == "sqlite":
            url = f"sqlite:///{folder / 'site.db'}"
            migrate(url)
            yield url
            return
        from tests.stress.server import Server

        with Server(folder) as server:
            if connections:
                server.take_connections(connections)
            migrate(server.url)
            yield server.url


def migrate(url: str) -> None:
    """Gives a database the program's tables."""
    database.open(url)
    with database.connection():
        migrations.migrate()
    database.close()
