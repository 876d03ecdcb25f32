"""Staff are taken on, given passwords and let in again from the command line."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from models import database
from models.i18n import Language
from models.people.operations import must_change_password, sign_in
from models.people.tables import Role
from models.site.operations import found_site
from tests.workstation.conftest import Ask
from workstation import config, databases
from workstation.founding import Terminal


@pytest.fixture
def founded(home: Path) -> None:
    """A site in the own database, with nobody in it."""
    databases.open_site(config.load())
    with database.connection():
        found_site("Lumen", language=Language.ENGLISH)
    database.close()


@pytest.fixture
def somebody(ask: Ask, founded: None) -> str:
    """The number of an agent without a password."""
    assert ask("staff", "add", "2001", "李娜", "--role", "phone_agent").code == 0
    return "2001"


def _open() -> None:
    databases.open_site(config.load())


def test_somebody_added_is_listed_with_what_they_lack(ask: Ask, somebody: str) -> None:
    listed = ask("staff", "list")
    assert "2001  李娜" in listed.out
    assert "Phone agent" in listed.out
    assert "no password" in listed.out
    (person,) = ask("staff", "list", "--json").json
    assert (person["number"], person["roles"], person["has_password"]) == ("2001", ["phone_agent"], False)


def test_a_number_may_be_typed_full_width(ask: Ask, founded: None) -> None:
    added = ask("staff", "add", "２００２", "王芳", "--role", "phone_agent", "--json")
    assert (added.code, added.json["number"]) == (0, "2002")


def test_a_generated_password_opens_the_desk_and_must_be_changed(ask: Ask, somebody: str) -> None:
    told = ask("staff", "password", somebody, "--generate", "--json").json
    _open()
    with database.connection():
        actor = sign_in(somebody, told["password"], desk="test")
        assert must_change_password(actor)


def test_a_password_is_asked_twice_on_the_terminal(ask: Ask, somebody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = ["correct-horse-7", "other-horse-7", "correct-horse-7", "correct-horse-7"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("workstation.founding.Terminal", partial(Terminal, secret=lambda _question: typed.pop(0)))
    answer = ask("staff", "password", somebody)
    assert answer.code == 0, answer.err
    assert "The two are different" in answer.err
    assert "correct-horse" not in answer.out
    _open()
    with database.connection():
        assert sign_in(somebody, "correct-horse-7", desk="test").number == somebody


def test_without_a_terminal_nobody_is_asked(ask: Ask, somebody: str) -> None:
    answer = ask("staff", "password", somebody)
    assert answer.code == 1
    assert "use --generate" in answer.err


def test_a_lock_is_seen_and_lifted(ask: Ask, somebody: str) -> None:
    _open()
    with database.connection():
        database.execute("UPDATE staff SET failed_sign_ins = 8, failed_at = 1 WHERE number = ?", (somebody,))
    assert ask("staff", "list", "--json").json[0]["locked"]
    assert "can try to sign in again" in ask("staff", "unlock", somebody).out
    assert not ask("staff", "list", "--json").json[0]["locked"]
    assert "nothing was changed" in ask("staff", "unlock", somebody).out


def test_roles_are_shown_and_replaced(ask: Ask, somebody: str) -> None:
    assert ask("staff", "roles", somebody).out.split()[0] == "phone_agent"
    changed = ask("staff", "roles", somebody, "--role", "finance", "--role", "dispatcher", "--json").json
    assert [row["role"] for row in changed] == ["dispatcher", "finance"]
    assert ask("staff", "list", "--json").json[0]["roles"] == ["dispatcher", "finance"]
    assert [row["role"] for row in ask("staff", "roles", "--json").json] == [role.value for role in Role]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("password", "9999", "--generate"), 1, "There is no staff member 9999;"),
        (("add", "2001", "王芳", "--role", "finance"), 1, "2001 exists already."),
        (("add", "20 02", "王芳", "--role", "finance"), 1, "Staff number: 20 02 is not usable (letters and digits only)."),
        (("add", "2002", "王芳", "--role", "king"), 2, "--role: king is not one of: phone_agent, "),
        (("roles", "--role", "finance"), 2, "NUMBER is missing."),
        (("add", "2002", "王芳"), 2, "--role is missing."),
        (("add", "2002", "王芳", "--role", "finance", "--region", "HD"), 1, "There is no region HD;"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(ask: Ask, somebody: str, words: tuple[str, ...], code: int, said: str) -> None:
    answer = ask("staff", *words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith(said)
    assert answer.err.count("\n") == 1
    assert "still here" not in answer.err


def test_a_user_of_the_machine_is_bound_and_unbound(ask: Ask, somebody: str) -> None:
    assert "zhangmin" in ask("staff", "bind", somebody, "zhangmin").out
    assert ask("staff", "list", "--json").json[0]["os_user"] == "zhangmin"
    assert ask("staff", "unbind", somebody).code == 0
    assert ask("staff", "list", "--json").json[0]["os_user"] is None


def test_who_leaves_is_let_in_no_more_and_can_come_back(ask: Ask, somebody: str) -> None:
    assert ask("staff", "deactivate", somebody, "--json").json["open"] == {"tickets": [], "complaints": [], "callbacks": 0}
    assert ask("staff", "deactivate", somebody).code == 1
    assert ask("staff", "activate", somebody).code == 0
    assert ask("staff", "list", "--json").json[0]["number"] == somebody


def test_regions_are_added_renamed_and_closed(ask: Ask, founded: None) -> None:
    assert ask("region", "add", "e", "华东").code == 0
    assert ask("region", "add", "e", "华东").code == 1
    assert ask("region", "edit", "e", "--name", "华东中心", "--closed").code == 0
    assert ask("region", "list", "--json").json == [{"code": "e", "name": "华东中心", "active": False}]
    assert "closed" in ask("region", "list").out
