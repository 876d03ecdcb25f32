"""The database made, judged, copied and put back; what is wrong is said, what is there is never overwritten unasked."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from models import database, migrations
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from tests.workstation.conftest import Ask
from workstation import config, databases

SITE = "data/workstation/site.db"
ANOTHER_DAY = (
    "INSERT INTO number_series (letter, day, last)"
    " SELECT 'X', date('2000-01-01', '+' || count(*) || ' day'), 1 FROM number_series"
)


def _events(url: str, count: int) -> None:
    database.open(url)
    with database.connection(), database.transaction():
        for number in range(count):
            record(Subject.SITE, 1, "setting_changed", actor=SYSTEM, number=number)
    database.close()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_own_database_makes_itself_private_and_migrated(home: Path) -> None:
    databases.open_site(config.load())
    with database.connection():
        assert migrations.status().pending == ()
        assert _mode(home / "data/workstation/site.db-wal") == 0o600
    assert _mode(home / "data/workstation") == 0o700
    assert _mode(home / SITE) == 0o600
    database.close()


def test_a_named_database_that_is_missing_is_refused_not_made(home: Path, ask: Ask) -> None:
    answer = ask("--database", "other.db", "db", "status")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == f"There is no workstation database at {home}/other.db. Run: workstation db init\n"
    assert not (home / "other.db").exists()


def test_init_then_status_then_init_again(home: Path, ask: Ask) -> None:
    assert ask("db", "init", "--json").json["applied"][0] == "0001_initial"
    found = ask("db", "status", "--json")
    assert found.code == 0
    assert found.json["fits"] is True
    assert found.json["rows"]["ticket"] == 0
    assert ask("db", "init", "--json").json["applied"] == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE schema_migration SET name = '9999_later' WHERE name = '0001_initial'", Fault.SCHEMA_NEWER),
        ("DELETE FROM schema_migration", Fault.SCHEMA_MISSING),
    ],
)
def test_a_desk_refuses_another_structure_in_one_sentence(home: Path, ask: Ask, statement: str, fault: Fault) -> None:
    settings = config.load(database="site.db")
    databases.init(settings)
    database.close()
    with sqlite3.connect(home / "site.db") as raw:
        raw.execute(statement)
    with pytest.raises(DomainError) as refused:
        databases.open_site(settings)
    assert refused.value.fault is fault
    assert ask("--database", "site.db", "db", "status").code == 1


def test_a_desk_refuses_an_older_structure_until_it_is_migrated(home: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    known = migrations.SchemaStatus(applied=("0001_initial",), pending=("0002_next",), unknown=())
    settings = config.load(database="site.db")
    databases.init(settings)
    monkeypatch.setattr(migrations, "status", lambda: known)
    with pytest.raises(DomainError) as refused:
        databases.open_site(settings)
    assert refused.value.fault is Fault.SCHEMA_OLDER
    assert "Waiting: 0002_next. Run: workstation db migrate" in ask("--database", "site.db", "db", "status").out


def test_a_backup_is_whole_while_a_desk_writes(home: Path, ask: Ask) -> None:
    settings = config.load()
    databases.open_site(settings)
    _events(settings.database, 50)
    stop, wrote = threading.Event(), threading.Event()

    def works() -> None:
        with sqlite3.connect(home / SITE, timeout=5, isolation_level=None) as desk:
            while not stop.is_set():
                desk.execute("BEGIN IMMEDIATE")
                desk.execute("UPDATE number_series SET last = last + 1")
                desk.execute(ANOTHER_DAY)
                desk.execute("COMMIT")
                wrote.set()

    desk = threading.Thread(target=works)
    desk.start()
    try:
        assert wrote.wait(10)
        answer = ask("db", "backup", home / "copy.db", "--json")
    finally:
        stop.set()
        desk.join()
    assert answer.code == 0
    assert _mode(home / "copy.db") == 0o600
    with sqlite3.connect(home / "copy.db") as copy:
        rows, changes = copy.execute("SELECT count(*), max(last) FROM number_series").fetchone()
        assert rows == changes, "rows and the first row's counter grow together in each transaction"
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (50,)
    assert not list(home.glob("copy.db-*"))
    assert not list(home.glob(".backup-*"))


def test_neither_backup_nor_restore_overwrites_unasked(home: Path, ask: Ask) -> None:
    ask("db", "init")
    (home / "copy.db").write_text("mine")
    refused = ask("db", "backup", home / "copy.db")
    assert refused.code == 1
    assert "exists already. Nothing was overwritten" in refused.err
    assert (home / "copy.db").read_text() == "mine"
    assert ask("db", "backup", home / "copy.db", "--overwrite").code == 0
    assert "exists already. Nothing was overwritten" in ask("db", "restore", home / "copy.db").err
    assert ask("db", "restore", home / "copy.db", "--overwrite").code == 0


def test_a_restore_brings_back_what_was_and_leaves_no_write_ahead_file(home: Path, ask: Ask) -> None:
    settings = config.load()
    databases.open_site(settings)
    _events(settings.database, 3)
    ask("db", "backup", home / "copy.db")
    _events(settings.database, 4)
    (home / f"{SITE}-wal").write_bytes(b"left over by a crash")
    answer = ask("db", "restore", home / "copy.db", "--overwrite", "--json")
    assert answer.json["check"]["sound"] is True
    assert answer.json["check"]["events"] == 3
    assert ask("db", "check", "--json").json["events"] == 3
    assert _mode(home / SITE) == 0o600


def test_a_damaged_database_is_replaced_by_a_restore(home: Path, ask: Ask) -> None:
    ask("db", "init")
    ask("db", "backup", home / "copy.db")
    (home / SITE).write_bytes(b"no database at all" * 400)
    checked = ask("db", "check")
    assert checked.code == 1
    assert checked.out == "Damaged: the file is damaged or is no SQLite database\n"
    restored = ask("db", "restore", home / "copy.db", "--overwrite")
    assert restored.code == 0
    assert "workstation db check --anew" in restored.out
    assert "no earlier check" not in restored.out
    assert ask("db", "check").code == 0


def test_a_restore_waits_for_no_desk_but_refuses_while_one_works(home: Path, ask: Ask) -> None:
    settings = config.load()
    databases.open_site(settings)
    ask("db", "backup", home / "copy.db")
    with sqlite3.connect(home / SITE) as desk:
        desk.execute("SELECT count(*) FROM ticket").fetchone()
        refused = ask("db", "restore", home / "copy.db", "--overwrite")
    desk.close()
    assert refused.code == 1
    assert refused.err.startswith("Desks are at work on ")
    assert ask("db", "restore", home / "copy.db", "--overwrite").code == 0


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_what_is_no_backup_is_not_restored(home: Path, ask: Ask, content: bytes) -> None:
    ask("db", "init")
    before = (home / SITE).read_bytes()
    (home / "copy.db").write_bytes(content)
    refused = ask("db", "restore", home / "copy.db", "--overwrite")
    assert refused.code == 1
    assert "Nothing was changed" in refused.err
    assert (home / SITE).read_bytes() == before


def test_a_missing_or_unwritable_place_is_one_sentence(home: Path, ask: Ask) -> None:
    ask("db", "init")
    assert ask("db", "restore", home / "none.db", "--overwrite").err == f"{home}/none.db can't be used: there is no such file.\n"
    (home / "file").write_text("")
    refused = ask("db", "backup", home / "file" / "copy.db")
    assert refused.code == 1
    assert refused.err.count("\n") == 1


def test_check_names_lost_references(home: Path, ask: Ask) -> None:
    ask("db", "init")
    with sqlite3.connect(home / SITE) as raw:
        raw.execute("INSERT INTO staff_role (staff_id, role) VALUES (99, 'wall')")
    answer = ask("db", "check")
    assert answer.code == 1
    assert "A row refers to one that isn't there: staff_role 1 -> staff" in answer.out


def test_postgresql_without_its_driver_says_what_to_install(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "find_spec", lambda _name: None)
    answer = ask("--database", "postgresql://desk@nowhere/site", "db", "status")
    assert (answer.code, answer.err) == (1, "PostgreSQL needs one more package here. Run: pip install 'psycopg[binary]'\n")


def test_a_server_that_is_not_there_is_one_sentence(ask: Ask, tmp_path: Path) -> None:
    answer = ask("--database", f"postgresql://desk:secret@/site?host={tmp_path}", "db", "status")
    assert answer.code == 1
    assert answer.err == "The database can't be reached.\n"


def test_a_check_sees_what_was_cut_off_since_the_last_one_and_says_where(ask: Ask, home: Path) -> None:
    ask("db", "init")
    databases.open_site(config.load())
    _events(config.load().database, 3)
    first = ask("db", "check")
    assert (first.code, "no earlier check" in first.out) == (0, True)
    assert ask("db", "check", "--json").json["compared"] is True
    with sqlite3.connect(home / SITE) as site:
        site.execute("DROP TRIGGER event_never_goes")
        site.execute("DELETE FROM event_detail WHERE event_id = (SELECT max(id) FROM event)")
        site.execute("DELETE FROM event WHERE id = (SELECT max(id) FROM event)")
    cut = ask("db", "check")
    assert (cut.code, "number 3" in cut.out, "is missing" in cut.out) == (1, True, True)
    assert ask("db", "check").code == 1
    assert ask("db", "check", "--anew").code == 0
