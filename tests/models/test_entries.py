"""Texts that were not saved yet: by person and form, over a desk's death, until they are saved or nobody wants them any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.calls.journal import Journal
from models.clock import FakeClock
from models.entries import KEEP_DAYS
from models.errors import DomainError, Fault

ME, COLLEAGUE = 1, 2


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Journal]]:
    """Opens desks on one journal and closes them at the end."""
    journals: list[Journal] = []

    def open_one() -> Journal:
        journals.append(Journal(tmp_path / "journal.db"))
        return journals[-1]

    yield open_one
    for journal in journals:
        journal.close()


def test_a_text_belongs_to_a_person_and_a_form(opened: Callable[[], Journal]) -> None:
    desk = opened()
    desk.entries.keep(ME, "case_reply:12", "一")
    desk.entries.keep(ME, "case_reply:12", "一二[/]\x1b🙂")
    desk.entries.keep(ME, "case_reply:13", "另一件")
    desk.entries.keep(COLLEAGUE, "case_reply:12", "别人的")
    desk.close()
    again = opened()
    assert again.entries.of(ME) == {"case_reply:12": "一二[/]\x1b🙂", "case_reply:13": "另一件"}
    assert again.entries.of(COLLEAGUE) == {"case_reply:12": "别人的"}


def test_a_saved_text_is_gone_everywhere(opened: Callable[[], Journal]) -> None:
    here, there = opened(), opened()
    here.entries.keep(ME, "note:7", "写过")
    assert there.entries.of(ME) == {"note:7": "写过"}
    there.entries.drop(ME, "note:7")
    assert here.entries.of(ME) == {}


def test_an_old_text_goes_when_a_desk_starts(opened: Callable[[], Journal], fake_clock: FakeClock) -> None:
    desk = opened()
    desk.entries.keep(ME, "note:7", "旧")
    fake_clock.advance(timedelta(days=1))
    desk.entries.keep(ME, "note:8", "新")
    fake_clock.advance(timedelta(days=KEEP_DAYS) - timedelta(hours=1))
    assert opened().entries.of(ME) == {"note:8": "新"}


def test_a_journal_from_before_there_were_texts_takes_them(opened: Callable[[], Journal], tmp_path: Path) -> None:
    opened().close()
    with sqlite3.connect(tmp_path / "journal.db") as file:
        file.execute("DROP TABLE entry")
    file.close()
    desk = opened()
    desk.entries.keep(ME, "note:7", "写过")
    assert (desk.entries.of(ME), desk.set_aside) == ({"note:7": "写过"}, ())


def test_a_journal_that_is_gone_is_a_clear_fault(opened: Callable[[], Journal]) -> None:
    desk = opened()
    desk.close()
    with pytest.raises(DomainError) as refused:
        desk.entries.keep(ME, "note:7", "写过")
    assert refused.value.fault is Fault.JOURNAL_AWAY
