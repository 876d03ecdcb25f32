"""Texts that were not saved yet: by person and form, over a desk's death, until they are saved or nobody wants them any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.calls.journal import Journal
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.fields import to_stored
from models.kept_records import records_of
from models.set_aside import KEEP_DAYS

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


@pytest.mark.parametrize(
    ("purpose", "records"),
    [
        ("8:note:4:5", {(Subject.TICKET, 4), (Subject.TICKET, 5)}),
        ("8:escalate:6", {(Subject.TICKET, 6)}),
        ("8:escalate:callback:3", {(Subject.CALLBACK, 3)}),
        ("callback:3", {(Subject.CALLBACK, 3)}),
        ("callback_excuse:3:4", {(Subject.CALLBACK, 3), (Subject.CALLBACK, 4)}),
        ("8:case_reply:12", {(Subject.COMPLAINT, 12)}),
        ("8:cases_escalate:12:13", {(Subject.COMPLAINT, 12), (Subject.COMPLAINT, 13)}),
        ("8:complain:4", {(Subject.TICKET, 4)}),
        ("8:complain_for:2", {(Subject.CUSTOMER, 2)}),
        ("8:contact:customer:2", {(Subject.CUSTOMER, 2)}),
        ("8:product5:customer:2", {(Subject.CUSTOMER, 2)}),
        ("8:model:9", set()),
        ("8:site", set()),
        ("8:message:9", set()),
        ("8:staff:9", set()),
        ("8:setting:region_limits", set()),
        ("interviews", set()),
    ],
)
def test_a_form_says_which_records_its_text_is_about(purpose: str, records: set[tuple[Subject, int]]) -> None:
    assert records_of(purpose) == records


def test_what_was_set_aside_goes_after_a_while(opened: Callable[[], Journal], tmp_path: Path, fake_clock: FakeClock) -> None:
    opened().close()
    with sqlite3.connect(tmp_path / "journal.db") as file:
        file.execute("INSERT INTO entry VALUES (1, 'note:7', ?, 'torn', 'x')", (to_stored(fake_clock.at),))
    file.close()
    assert len(opened().set_aside) == 1
    fake_clock.advance(timedelta(days=KEEP_DAYS) - timedelta(hours=1))
    opened()
    assert len(list(tmp_path.glob("journal.db.unreadable-*"))) == 1
    fake_clock.advance(timedelta(hours=2))
    opened()
    assert list(tmp_path.glob("journal.db.unreadable-*")) == []


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
