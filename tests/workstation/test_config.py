"""Which setting wins, and that a wrong one is named with its file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.i18n import Language
from tests.workstation.conftest import Ask
from workstation import config
from workstation.config import BadSetting


def test_without_any_choice_the_own_database_in_the_data_folder(home: Path) -> None:
    settings = config.load()
    assert settings.own_database
    assert settings.database == f"sqlite:///{home}/data/workstation/site.db"
    assert settings.language is Language.ENGLISH


def test_the_nearest_file_wins_key_by_key_then_the_environment_then_what_was_typed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = home / "config" / "workstation"
    users.mkdir(parents=True)
    (users / "workstation.toml").write_text('database = "postgresql://db/users"\nlanguage = "zh"\n')
    (home / "workstation.toml").write_text('database = "near.db"\n')
    below = home / "one" / "two"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    settings = config.load()
    assert settings.database == f"sqlite:///{home}/near.db"
    assert settings.language is Language.CHINESE
    monkeypatch.setenv("WORKSTATION_DATABASE", "postgresql://db/environment")
    assert config.load().database == "postgresql://db/environment"
    assert config.load(database="typed.db", language="en").database == f"sqlite:///{below}/typed.db"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('colour = "red"', "colour is not a setting"),
        ("database = 3", "database must be a text"),
        ('language = "fr"', "fr is not a language"),
        ('borders = "round"', "round can't be chosen. There are: lines, ascii."),
        ('database = "mysql://x"', "mysql is no database"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(home: Path, text: str, said: str) -> None:
    (home / "workstation.toml").write_text(text)
    with pytest.raises(BadSetting) as refused:
        config.load()
    assert said in refused.value.sentence
    assert str(home / "workstation.toml") in refused.value.sentence


def test_a_file_that_is_no_toml_is_refused_with_its_line_and_help_still_works(home: Path, ask: Ask) -> None:
    (home / "workstation.toml").write_text("database = \n")
    refused = ask("db", "status")
    assert refused.code == 2
    assert refused.err == f"{home}/workstation.toml: line 1 is not valid TOML.\n"
    assert ask("--help").code == 0


def test_a_password_is_never_shown() -> None:
    assert config.shown_url("postgresql://desk:secret@db:5432/site?sslmode=require") == "postgresql://desk@db:5432/site"


def test_a_path_with_signs_of_its_own_survives(home: Path) -> None:
    settings = config.load(database="客服 %20?.db")
    assert config.shown_url(settings.database) == f"{home}/客服 %20?.db"


def test_looks_come_from_the_file_and_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "workstation.toml").write_text('borders = "ascii"\ncolours = "contrast"\n')
    monkeypatch.setenv("WORKSTATION_COLOURS", "sixteen")
    settings = config.load()
    assert (settings.borders, settings.colours, settings.bell) == ("ascii", "sixteen", "on")


def test_each_database_has_drafts_of_its_own_whatever_its_password() -> None:
    names = {
        config.drafts_file(url)
        for url in ("sqlite:////a/site.db", "sqlite:////b/site.db", "postgresql://me:old@db/site", "postgresql://me:new@db/site")
    }
    assert len(names) == 3


def test_own_keys_come_from_every_file_the_nearest_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users = home / "config" / "workstation"
    users.mkdir(parents=True)
    (users / "workstation.toml").write_text('[keys]\n"ticket.claim" = "F11"\napp.find = "Ctrl+Y"\n')
    (home / "workstation.toml").write_text('language = "zh"\n[keys]\nticket.claim = "y"\n')
    monkeypatch.chdir(home)
    assert config.load().keys == {"ticket.claim": "y", "app.find": "Ctrl+Y"}
    (home / "workstation.toml").write_text("[keys]\nticket.claim = 9\n")
    with pytest.raises(BadSetting) as refused:
        config.load()
    assert "ticket.claim" in refused.value.sentence
