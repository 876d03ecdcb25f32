"""What a desk keeps survives its death, belongs to one person, and is never offered while its desk still runs."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.calls.drafts import new_draft
from models.calls.journal import Journal, KeptState
from models.calls.tables import Ending
from models.clock import FakeClock
from models.errors import DomainError, Fault

ROOT = Path(__file__).resolve().parents[3]
ME, COLLEAGUE = 1, 2
WRITER = """
import sys, time
from pathlib import Path
from models.calls.drafts import CallDraft
from models.calls.journal import Journal

journal = Journal(Path(sys.argv[1]))
draft = CallDraft(client_uuid="one-call", problem="")
for letter in "开灯十分钟后闪烁":
    draft = CallDraft(client_uuid="one-call", problem=draft.problem + letter)
    journal.keep(draft, staff_id=1, desk="pts/7")
journal.keep(CallDraft(client_uuid="parked-call", caller_name="陈晓梅"), staff_id=1, desk="pts/7", parked=True)
print("kept", flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[[], Journal]]:
    """Opens desks on one journal and closes them at the end."""
    journals: list[Journal] = []

    def open_one() -> Journal:
        journals.append(Journal(path))
        return journals[-1]

    yield open_one
    for journal in journals:
        journal.close()


def test_a_killed_desk_leaves_every_character(path: Path, opened: Callable[[], Journal]) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "kept\n"
    journal = opened()
    assert journal.left_behind(ME) == []
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    kept = {row.draft.client_uuid: row for row in journal.left_behind(ME)}
    assert kept["one-call"].draft.problem == "开灯十分钟后闪烁"
    assert (kept["parked-call"].state, kept["parked-call"].draft.caller_name) == (KeptState.PARKED, "陈晓梅")
    assert journal.left_behind(COLLEAGUE) == []


def test_what_is_taken_over_is_no_longer_offered(opened: Callable[[], Journal]) -> None:
    dead, mine, other = opened(), opened(), opened()
    draft = new_draft(problem="不亮")
    dead.keep(draft, staff_id=ME, desk="pts/1")
    assert mine.left_behind(ME) == []
    dead.close()
    assert [row.draft for row in mine.left_behind(ME)] == [draft]
    mine.keep(draft, staff_id=ME, desk="pts/2")
    assert other.left_behind(ME) == []
    assert mine.left_behind(ME) == []


def test_the_newest_text_stays_and_a_dropped_call_goes(opened: Callable[[], Journal], fake_clock: FakeClock) -> None:
    dead, journal = opened(), opened()
    first, second = new_draft(problem="一"), new_draft(problem="二")
    dead.keep(first, staff_id=ME, desk="pts/1")
    fake_clock.advance(timedelta(seconds=1))
    dead.keep(second, staff_id=ME, desk="pts/1")
    dead.keep(replace(first, problem="一二三"), staff_id=ME, desk="pts/1")
    dead.drop(second.client_uuid)
    dead.close()
    (kept,) = journal.left_behind(ME)
    assert (kept.draft.problem, kept.kept_at) == ("一二三", fake_clock.at)


def test_parked_calls_are_listed_at_their_own_desk(opened: Callable[[], Journal]) -> None:
    here, there = opened(), opened()
    parked, in_hand = new_draft(problem="等一下"), new_draft(problem="正在说")
    here.keep(parked, staff_id=ME, desk="pts/1", parked=True)
    here.keep(in_hand, staff_id=ME, desk="pts/1")
    there.keep(new_draft(problem="别处"), staff_id=ME, desk="pts/2", parked=True)
    assert [row.draft for row in here.parked(ME, "pts/1")] == [parked]
    here.keep(parked, staff_id=ME, desk="pts/1")
    assert here.parked(ME, "pts/1") == []


def test_only_its_owner_can_read_it(path: Path, opened: Callable[[], Journal]) -> None:
    journal = opened()
    journal.keep(new_draft(problem="不亮"), staff_id=ME, desk="pts/1")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_torn_or_foreign_row_is_set_aside_for_a_person_and_spares_the_others(path: Path, opened: Callable[[], Journal]) -> None:
    dead = opened()
    whole, torn = new_draft(problem="好的"), new_draft(problem="撕破")
    dead.keep(whole, staff_id=ME, desk="pts/1")
    dead.keep(torn, staff_id=ME, desk="pts/1")
    dead.entries.keep(ME, "note:7", "半句话")
    dead.close()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE draft SET body = substr(body, 1, 20) WHERE client_uuid = ?", (torn.client_uuid,))
        file.execute("INSERT INTO draft VALUES ('foreign', 1, 'pts/9', 'gone', 'draft', 0, x'ff00', 'x', '')")
        file.execute("UPDATE entry SET body = '半句'")
    file.close()
    journal = opened()
    assert [row.draft for row in journal.left_behind(ME)] == [whole]
    (aside,) = journal.set_aside
    assert (aside.rows, aside.kept) == (3, 1)
    told = aside.path.read_text()
    assert torn.client_uuid in told
    assert "半句" in told
    assert stat.S_IMODE(aside.path.stat().st_mode) == 0o600
    assert opened().set_aside == ()


def test_a_file_that_is_no_journal_is_set_aside(path: Path, opened: Callable[[], Journal]) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    journal = opened()
    journal.keep(new_draft(problem="不亮"), staff_id=ME, desk="pts/1")
    (aside,) = journal.set_aside
    assert aside.path.read_bytes().startswith(b"not a database")
    assert (aside.rows, aside.kept) == (None, 0)


def test_what_a_damaged_file_still_gives_is_kept(path: Path, opened: Callable[[], Journal]) -> None:
    dead = opened()
    for number in range(200):
        dead.keep(new_draft(problem=f"第{number}个 " + "不亮" * 200), staff_id=ME, desk="pts/1")
    dead.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 8192)
    journal = opened()
    (aside,) = journal.set_aside
    left = {row.draft.problem.split()[0] for row in journal.left_behind(ME)}
    assert len(left) == aside.kept
    assert {"第0个", "第199个"} <= left
    assert 100 < len(left) < 200


def test_a_folder_that_cannot_be_made_is_a_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DomainError) as refused:
        Journal(tmp_path / "file" / "journal.db")
    assert refused.value.fault is Fault.JOURNAL_AWAY


def test_a_full_or_locked_journal_is_a_clear_fault(path: Path, opened: Callable[[], Journal]) -> None:
    journal = opened()
    journal.close()
    with pytest.raises(DomainError) as refused:
        journal.keep(new_draft(problem="不亮"), staff_id=ME, desk="pts/1")
    assert refused.value.fault is Fault.JOURNAL_AWAY


def test_a_queued_call_waits_for_the_database_and_is_no_draft(opened: Callable[[], Journal], fake_clock: FakeClock) -> None:
    here, there = opened(), opened()
    first, second = new_draft(problem="一"), new_draft(problem="二")
    here.keep(first, staff_id=ME, desk="pts/1")
    here.queue(second, staff_id=COLLEAGUE, desk="pts/1")
    fake_clock.advance(timedelta(seconds=1))
    here.queue(first, staff_id=ME, desk="pts/1")
    assert [row.draft for row in here.queued()] == [second, first]
    assert there.queued() == []
    here.close()
    assert [(row.draft, row.staff_id) for row in there.queued()] == [(second, COLLEAGUE), (first, ME)]
    assert there.left_behind(ME) == []


def test_a_state_that_comes_late_makes_no_draft_of_a_queued_call(opened: Callable[[], Journal]) -> None:
    journal = opened()
    draft = new_draft(problem="不亮")
    finished = replace(draft, ending=Ending.ANSWERED)
    journal.queue(finished, staff_id=ME, desk="pts/1")
    journal.keep(draft, staff_id=ME, desk="pts/1")
    journal.keep(draft, staff_id=ME, desk="pts/1", parked=True)
    assert [row.draft for row in journal.queued()] == [finished]


def test_a_queued_call_that_is_given_back_is_parked_with_the_reason(opened: Callable[[], Journal]) -> None:
    journal = opened()
    draft = new_draft(problem="不亮")
    journal.queue(draft, staff_id=ME, desk="pts/1")
    (kept,) = journal.queued()
    journal.give_back(kept, "Category is not there any more.")
    assert journal.queued() == []
    (parked,) = journal.parked(ME, "pts/1")
    assert (parked.draft, parked.state, parked.refusal) == (draft, KeptState.PARKED, "Category is not there any more.")


def test_a_journal_of_another_kind_is_set_aside_whole(path: Path, opened: Callable[[], Journal]) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE draft (something TEXT)")
        file.execute("INSERT INTO draft VALUES ('precious')")
    file.close()
    opened().keep(new_draft(problem="不亮"), staff_id=ME, desk="pts/1")
    (aside,) = path.parent.glob("journal.db.damaged-*")
    with sqlite3.connect(aside) as file:
        assert file.execute("SELECT something FROM draft").fetchall() == [("precious",)]
    file.close()
