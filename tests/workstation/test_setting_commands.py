"""The site's settings are seen with their bounds and changed within them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models import database
from models.i18n import Language
from models.site.operations import found_site
from models.site.settings import RULES, SettingName
from tests.workstation.conftest import Ask
from workstation import config, databases


@pytest.fixture(autouse=True)
def founded(home: Path) -> None:
    """A site in the own database."""
    databases.open_site(config.load())
    with database.connection():
        found_site("Lumen", language=Language.ENGLISH)
    database.close()


def _listed(ask: Ask) -> dict[str, Any]:
    return {row["name"]: row for row in ask("setting", "list", "--json").json}


def test_every_setting_is_listed_with_its_default_and_bounds(ask: Ask) -> None:
    lines = ask("setting", "list").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [name.value for name in SettingName]
    row = _listed(ask)["sign_in_attempts"]
    rule = RULES[SettingName.SIGN_IN_ATTEMPTS]
    assert (row["value"], row["default"], row["lowest"], row["highest"]) == (
        rule.default,
        rule.default,
        rule.lowest,
        rule.highest,
    )


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("idle_lock_minutes", "10", 10),
        ("second_sign_in", "off", False),
        ("count_from", "delivery", "delivery"),
        ("board_talk_minutes", "3  6 9", "3 6 9"),
    ],
)
def test_a_value_of_each_kind_is_kept(ask: Ask, name: str, typed: str, value: object) -> None:
    assert ask("setting", "set", name, typed).out.startswith(f"{name}: ")
    assert _listed(ask)[name]["value"] == value
    assert "already; nothing was changed" in ask("setting", "set", name, typed).out


@pytest.mark.parametrize(
    ("name", "typed", "code", "said"),
    [
        ("sign_in_attempts", "2", 1, "(3-20)"),
        ("sign_in_attempts", "many", 1, "many is not usable (3-20)"),
        ("sign_in_attempts", "9" * 5000, 1, "(3-20)"),
        ("second_sign_in", "1", 1, "(on / off)"),
        ("count_from", "birth", 1, "(purchase / delivery)"),
        ("board_talk_minutes", "9 6 3", 1, "rising whole numbers"),
        ("colour", "red", 2, "NAME: colour is not one of: refund_days, "),
    ],
)
def test_a_value_out_of_bounds_is_refused_in_a_line(ask: Ask, name: str, typed: str, code: int, said: str) -> None:
    before = _listed(ask)
    answer = ask("setting", "set", name, typed)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert "still here" not in answer.err
    assert _listed(ask) == before
