"""The PostgreSQL driver is left out only where nothing can name such a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from workstation.drivers import postgresql_may_be_meant


def test_a_plain_start_needs_no_driver(home: Path) -> None:
    assert not postgresql_may_be_meant([])
    assert not postgresql_may_be_meant(["--database", "site.db", "db", "status"])


@pytest.mark.parametrize(
    "arguments",
    [["--database", "postgresql://db/site"], ["--database=postgres://db/site"], ["--config", "x.toml"], ["--config=x"]],
)
def test_what_may_name_a_server_needs_it(home: Path, arguments: list[str]) -> None:
    assert postgresql_may_be_meant(arguments)


@pytest.mark.parametrize(("name", "value"), [("WORKSTATION_DATABASE", "postgresql://db/site"), ("WORKSTATION_CONFIG", "x.toml")])
def test_a_variable_may_name_one(home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert postgresql_may_be_meant([])


def test_any_configuration_file_may_name_one(home: Path) -> None:
    (home / "workstation.toml").write_text('database = "postgresql://db/site"\n')
    assert postgresql_may_be_meant([])
