"""A desk that is started before its database is there waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import DomainError, Fault
from workstation import config, databases, start


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    """The faults that the next tries to open the database end in; then it is there."""
    faults: list[Fault] = []

    def prepare(settings: config.Settings) -> None:
        if faults:
            raise DomainError(faults.pop(0), file="site.db", reason="its disk is read-only")

    monkeypatch.setattr(start, "prepare", prepare)
    return faults


def test_it_waits_until_the_database_answers(home: Path, tries: list[Fault], capsys: pytest.CaptureFixture[str]) -> None:
    tries += [Fault.DATABASE_AWAY] * 3
    waits: list[float] = []
    start.prepare_when_there(config.load(), wait=waits.append)
    assert waits == [start.RETRY_SECONDS] * 3
    said = capsys.readouterr().err
    assert said.count("The database can't be reached") == 1
    assert said.count("The database is there") == 1


def test_it_waits_for_a_disk_that_is_read_only_and_says_each_trouble_once(
    home: Path, tries: list[Fault], capsys: pytest.CaptureFixture[str]
) -> None:
    tries += [Fault.DATABASE_READ_ONLY, Fault.DATABASE_READ_ONLY, Fault.DATABASE_AWAY]
    waits: list[float] = []
    start.prepare_when_there(config.load(), wait=waits.append)
    assert len(waits) == 3
    said = [line.split(" ", 1)[1] for line in capsys.readouterr().err.splitlines()]
    assert [sentences.split(":")[0] for sentences in said] == [
        "The database site.db can't be written",
        "The database can't be reached. Waiting for it; Ctrl+C ends.",
        "The database is there.",
    ]


def test_any_other_refusal_ends_the_start(home: Path, tries: list[Fault]) -> None:
    tries.append(Fault.SCHEMA_OLDER)
    with pytest.raises(DomainError) as refused:
        start.prepare_when_there(config.load(), wait=lambda _seconds: None)
    assert refused.value.fault is Fault.SCHEMA_OLDER


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
start.prepare_when_there(config.load(database=sys.argv[1]), wait=lambda seconds: sys.exit())
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
