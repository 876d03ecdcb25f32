"""A founded site, and files written as another system would write them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models import database
from models.i18n import Language
from tests.workstation.conftest import Ask
from workstation import config, databases
from workstation.founding import Founder, found

SAMPLES = "WORKSTATION_SAMPLES"
DATA = Path(__file__).resolve().parents[2] / "data"

TICKETS = """
[source]
timezone = "Asia/Shanghai"
date_formats = ["%Y/%m/%d %H:%M", "iso"]
empty = ["?", "NULL"]

[columns]
external_key = "no"
opened_at = "opened"
problem = "what"
resolution_due_at = "due"
resolved_at = "done"
category = "kind"

[defaults]
category = "repair"

[values.category]
"坏了" = "repair"
"""


def look(statement: str) -> list[tuple[Any, ...]]:
    """What the site's database answers, whatever command used it before."""
    with database.connection():
        return database.rows(statement)


Write = Callable[[str, str | bytes], Path]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded site's database to copy."""
    path = tmp_path_factory.mktemp("founded") / "site.db"
    databases.init(config.load(database=str(path)))
    with database.connection():
        found(Founder("星河照明", Language.CHINESE, "1001", "张敏", "correct-horse-7"))
    database.close()
    return path


@pytest.fixture
def site(home: Path, founded: Path, ask: Ask) -> Iterator[Path]:
    """The own database of this user, founded."""
    folder = home / "data" / "workstation"
    folder.mkdir(parents=True)
    shutil.copy(founded, folder / "site.db")
    database.open(config.load().database)
    yield home
    database.close()


@pytest.fixture
def write(home: Path) -> Write:
    """Writes a file into the user's folder."""

    def written(name: str, content: str | bytes) -> Path:
        path = home / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def ticket_map(write: Write) -> Path:
    """The mapping for a small file of tickets with the columns no, opened, what, due, done, kind."""
    return write("map.toml", TICKETS)


@pytest.fixture
def large_samples() -> Path:
    """The folder with real logs, too large to lie here; the environment variable WORKSTATION_SAMPLES names it."""
    if SAMPLES not in os.environ:
        pytest.skip(f"{SAMPLES} names no folder with the large samples")
    return Path(os.environ[SAMPLES])
