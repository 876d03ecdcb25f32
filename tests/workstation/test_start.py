"""A desk that is started before its database is there waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import DomainError, Fault
from workstation import config, start


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    """The faults that the next tries to open the database end in; then it is there."""
    faults: list[Fault] = []

    def prepare(settings: config.Settings) -> None:
        if faults:
            raise DomainError(faults.pop(0))

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


def test_any_other_refusal_ends_the_start(home: Path, tries: list[Fault]) -> None:
    tries.append(Fault.SCHEMA_OLDER)
    with pytest.raises(DomainError) as refused:
        start.prepare_when_there(config.load(), wait=lambda _seconds: None)
    assert refused.value.fault is Fault.SCHEMA_OLDER
