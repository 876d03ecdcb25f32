"""A desk's database is looked into while the screens are imported; one that is not there yet is waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import database
from models.errors import DomainError, Fault
from models.i18n import Language, current_language, use_language
from models.people.queries import actor_of, staff_id_of
from models.site.operations import found_site
from workstation import config, databases, founding, start
from workstation.founding import Founder, found
from workstation.refusal import Refusal
from workstation.start import Opening

FOUNDER = Founder("Lumen Service", Language.CHINESE, "1001", "Zhang Min", "correct-horse-7")


@pytest.fixture
def faults(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Fault]]:
    """A founded site, and the faults that the next tries to reach it end in."""
    databases.open_site(config.load())
    with database.connection():
        found(FOUNDER)
    faults: list[Fault] = []
    connect = database.connect_kept

    def try_to_connect() -> None:
        if faults:
            raise DomainError(faults.pop(0), file="site.db", reason="its disk is read-only")
        connect()

    monkeypatch.setattr(database, "connect_kept", try_to_connect)
    yield faults
    database.close()


def _nobody() -> None:
    """Nobody signs in."""


def test_it_finds_the_company_who_sits_there_and_its_language(faults: list[Fault]) -> None:
    use_language(Language.ENGLISH)
    opening = Opening(config.load(), lambda: actor_of(staff_id_of("1001") or 0))
    place, actor = opening.when_there()
    assert (place.name, actor and actor.name) == ("Lumen Service", "Zhang Min")
    assert current_language() is Language.CHINESE
    opening.door.close()


def test_it_waits_until_the_database_answers(faults: list[Fault], capsys: pytest.CaptureFixture[str]) -> None:
    faults += [Fault.DATABASE_AWAY] * 3
    waits: list[float] = []
    opening = Opening(config.load(), _nobody)
    assert opening.when_there(wait=waits.append)[1] is None
    opening.door.close()
    assert waits == [start.RETRY_SECONDS] * 3
    said = capsys.readouterr().err
    assert said.count("The database can't be reached") == 1
    assert said.count("The database is there") == 1


def test_it_waits_for_a_disk_that_is_read_only_and_says_each_trouble_once(
    faults: list[Fault], capsys: pytest.CaptureFixture[str]
) -> None:
    faults += [Fault.DATABASE_READ_ONLY, Fault.DATABASE_READ_ONLY, Fault.DATABASE_AWAY]
    waits: list[float] = []
    opening = Opening(config.load(), _nobody)
    opening.when_there(wait=waits.append)
    opening.door.close()
    assert len(waits) == 3
    said = [line.split(" ", 1)[1] for line in capsys.readouterr().err.splitlines()]
    assert [sentences.split(":")[0] for sentences in said] == [
        "The database site.db can't be written",
        "The database can't be reached. Waiting for it; Ctrl+C ends.",
        "The database is there.",
    ]


def test_any_other_refusal_ends_the_start(faults: list[Fault]) -> None:
    faults.append(Fault.SCHEMA_OLDER)
    opening = Opening(config.load(), _nobody)
    with pytest.raises(DomainError) as refused:
        opening.when_there(wait=lambda _seconds: None)
    opening.door.close()
    assert refused.value.fault is Fault.SCHEMA_OLDER


def test_a_new_database_is_founded_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask() -> None:
        with database.connection():
            found_site("Lumen Service", language=Language.ENGLISH)

    monkeypatch.setattr(founding, "ensure_founded", ask)
    opening = Opening(config.load(), _nobody)
    assert opening.when_there()[0].name == "Lumen Service"
    opening.door.close()
    database.close()


def test_what_cannot_be_opened_at_all_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "find_spec", lambda _name: None)
    opening = Opening(config.load(database="postgresql://nowhere/site"), _nobody)
    with pytest.raises(Refusal):
        opening.when_there()
    opening.door.close()


READ_ONLY_MOUNT = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
"""Run by a shell that has its own view of the disks: nothing outside it becomes read-only."""


def _on_read_only_disk(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", READ_ONLY_MOUNT, "sh", str(folder), *command],
        capture_output=True,
        text=True,
        cwd=Path(start.__file__).parents[1],
        timeout=60,
        check=False,
    )


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A database alone in its folder."""
    path = tmp_path / "disk" / "site.db"
    databases.init(config.load(database=str(path)))
    databases.database.close()
    return path


STARTED = """
import sys
from models.i18n import Language, use_language
from workstation import config, start
use_language(Language(sys.argv[2]))
start.Opening(config.load(database=sys.argv[1]), lambda: None).when_there(wait=lambda seconds: sys.exit())
"""


@pytest.mark.parametrize(
    ("language", "said"), [("en", "{} can't be written: its disk is read-only."), ("zh_CN", "{} 无法写入：所在磁盘是只读的。")]
)
def test_a_database_on_a_read_only_disk_is_said_to_be_that(home: Path, kept: Path, language: str, said: str) -> None:
    if _on_read_only_disk(kept.parent, "true").returncode:
        pytest.skip("this system lets nobody mount a disk for themselves")
    told = _on_read_only_disk(kept.parent, sys.executable, "-c", STARTED, str(kept), language).stderr
    assert said.format(kept) in told
    assert "--database" in told
    assert told.count("\n") == 1


def test_a_database_that_may_not_be_written_is_not_called_damaged(
    home: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: path != kept)
    for tried in (databases.check, databases.open_existing):
        with pytest.raises(DomainError) as refused:
            tried(config.load(database=str(kept)))
        assert refused.value.fault is Fault.DATABASE_READ_ONLY
        assert "you may not write it" in refused.value.message()
