"""Accounts are closed and held from the command line: what it will do is said first, and the name must be repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import database
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.i18n import Language
from models.people.permissions import SYSTEM
from tests.workstation.conftest import Ask
from workstation import config, databases
from workstation.founding import Founder, found


@pytest.fixture
def li(home: Path) -> int:
    """The id of a file in a founded site's own database."""
    databases.open_site(config.load())
    with database.connection():
        found(Founder("星河照明", Language.ENGLISH, "1001", "张敏", "correct-horse-7"))
        customer_id = open_customer(CustomerDraft("李建国", numbers=(parse("13812342046"),)), actor=SYSTEM)
    database.close()
    return customer_id


def test_an_account_is_closed_once_its_name_is_repeated_and_leaves_no_bytes(ask: Ask, home: Path, li: int) -> None:
    listed = ask("customer", "find", "13812342046")
    assert ("李建国" in listed.out, "138****2046" in listed.out, "13812342046" in listed.out) == (True, True, False)
    first = ask("customer", "close", li, "--reason", "asked for it")
    assert (first.code, "can't be undone" in first.err) == (1, True)
    assert ask("customer", "find", "李建国", "--json").json[0]["id"] == li
    answer = ask("customer", "close", li, "--reason", "asked for it", "--confirm", "李建国")
    assert (answer.code, "db compact" in answer.out) == (0, True)
    assert ask("customer", "find", "李建国").code == 1
    assert ask("db", "compact").code == 0
    assert ask("db", "check").code == 0
    kept = b"".join(path.read_bytes() for path in config.data_folder().glob("*.db*"))
    assert (kept.count("李建国".encode()), kept.count(b"13812342046")) == (0, 0)


def test_a_hold_forbids_it_until_it_is_released(ask: Ask, li: int) -> None:
    assert ask("customer", "hold", li, "--reason", "case 2026-17").code == 0
    refused = ask("customer", "close", li, "--reason", "x", "--confirm", "李建国")
    assert (refused.code, "2026-17" in refused.err) == (1, True)
    assert "case 2026-17" in ask("customer", "holds", li).out
    assert ask("customer", "release", li, "--reason", "over").code == 0
    assert ask("customer", "holds", li).out == ""
