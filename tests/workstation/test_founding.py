"""The first start asks, checks each answer, and writes a site or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import database
from models.i18n import Language
from models.people.operations import must_change_password, sign_in
from models.people.permissions import Permission
from models.site.queries import is_founded, site
from workstation import config, databases
from workstation.founding import Terminal, ensure_founded
from workstation.refusal import Refusal


@pytest.fixture
def new_database(home: Path) -> Iterator[None]:
    """The own database, made and empty."""
    databases.open_site(config.load())
    with database.connection():
        yield
    database.close()


class Answers:
    """A person at the terminal who says these things, one after the other."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.told: list[str] = []

    def terminal(self) -> Terminal:
        return Terminal(line=self.answer, secret=self.answer, tell=self.told.append)

    def answer(self, question: str) -> str:
        self.told.append(question)
        if not self.lines:
            raise KeyboardInterrupt
        return self.lines.pop(0)


def test_five_answers_make_a_site_whose_administrator_signs_in(new_database: None) -> None:
    person = Answers("2", "Lumen Service", "", "Zhang Min", "correct-horse-7", "correct-horse-7")
    ensure_founded(person.terminal())
    assert (site().name, site().language) == ("Lumen Service", Language.ENGLISH)
    actor = sign_in("1001", "correct-horse-7", desk="test")
    assert actor.may(Permission.EDIT_SITE)
    assert actor.may(Permission.TAKE_CALLS)
    assert not must_change_password(actor)
    assert database.rows("SELECT count(*) FROM category") == [(10,)]
    assert database.rows("SELECT count(*) FROM calendar") == [(1,)]
    assert database.rows("SELECT count(*) FROM policy WHERE current")[0][0] >= 1
    ensure_founded(Answers().terminal())


def test_it_goes_on_in_the_language_chosen(new_database: None) -> None:
    person = Answers("1")
    with pytest.raises(KeyboardInterrupt):
        ensure_founded(person.terminal())
    assert any("数据库" in told for told in person.told)


def test_answers_that_can_not_be_used_are_asked_again(new_database: None) -> None:
    person = Answers(
        *("7", "en", "2", "", "x" * 61, "Lumen", "1001", "Zhang Min"),
        *("12345678", "short", "correct-horse-7", "other-horse-7", "correct-horse-7", "correct-horse-7"),
    )
    ensure_founded(person.terminal())
    assert person.lines == []
    told = "\n".join(person.told)
    assert "Site name is missing." in told
    assert "too easy to guess" in told
    assert "The two are different; once more." in told


def test_stopped_half_way_nothing_is_kept(new_database: None) -> None:
    with pytest.raises(KeyboardInterrupt):
        ensure_founded(Answers("2", "Lumen", "1001").terminal())
    assert not is_founded()


def test_without_a_terminal_it_says_so(new_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(Refusal, match="needs a terminal"):
        ensure_founded()
