"""What is done for an SQLite file behind the saves: the log comes into the file, search pieces become few, nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models import database, migrations, search, upkeep
from models.search import SearchIndex

TEXTS = [f"客厅第{number}盏灯闪烁" for number in range(40)]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database after some saves that nobody has looked after."""
    monkeypatch.setattr(upkeep, "soon", lambda _path: None)
    file = tmp_path / "site.db"
    database.open(f"sqlite:///{file}")
    with database.connection():
        migrations.migrate()
        assert upkeep.tend(str(file))
        for row_id, text in enumerate(TEXTS, 1):
            with database.transaction():
                search.write(SearchIndex.TICKETS, row_id, text)
        yield file
    database.close()


def _pieces() -> int:
    return int(database.rows("SELECT count(DISTINCT segid) FROM ticket_search_idx")[0][0])


def _found(text: str) -> list[int]:
    return search.matching(SearchIndex.TICKETS, text, limit=100)


def test_pieces_of_the_search_are_put_together_behind_the_saves_and_find_the_same(path: Path) -> None:
    assert _pieces() == len(TEXTS), "a save put pieces together by itself"
    before = _found("客厅")
    assert upkeep.tend(str(path))
    assert _pieces() < 8
    assert _found("客厅") == before == list(range(len(TEXTS), 0, -1))
    assert _found(TEXTS[7]) == [8]


def test_what_was_saved_stands_in_the_file_itself_afterwards(path: Path) -> None:
    def in_the_file_alone() -> int:
        alone = shutil.copy(path, path.with_name("alone.db"))
        with closing(sqlite3.connect(alone)) as file:
            return int(file.execute("SELECT count(*) FROM ticket_search_docsize").fetchone()[0])

    assert in_the_file_alone() == 0
    assert upkeep.tend(str(path))
    assert in_the_file_alone() == len(TEXTS)


def test_it_waits_for_no_reader_and_leaves_the_rest_for_later(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM ticket_search_docsize").fetchone()
        with database.transaction():
            search.write(SearchIndex.TICKETS, len(TEXTS) + 1, "水管漏水")
        assert not upkeep.tend(str(path))
    assert upkeep.tend(str(path))
    assert _found("漏水") == [len(TEXTS) + 1]


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        upkeep.tend(str(tmp_path / "gone.db"))
    assert not list(tmp_path.iterdir())


def test_a_save_has_the_file_looked_after_and_what_fails_has_not(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(upkeep, "soon", asked.append)
    with pytest.raises(ZeroDivisionError), database.transaction():
        raise ZeroDivisionError
    with database.transaction(), database.transaction():
        search.write(SearchIndex.TICKETS, 99, "灯")
    assert asked == [str(path)]
