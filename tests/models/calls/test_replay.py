"""Calls finished while the database was away go in by themselves: in order, once, none dropped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models import database
from models.calls import intake
from models.calls.drafts import CallDraft, new_draft
from models.calls.intake import finish_call
from models.calls.journal import Journal, KeptState
from models.calls.replay import drop_saved, hand_in_next
from models.calls.tables import Ending
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.fields import to_stored
from models.people.permissions import Actor
from tests.models.builders import SmallSite, category_id, small_site


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db")
    yield opened
    opened.close()


def _queue(journal: Journal, draft: CallDraft, actor: Actor) -> CallDraft:
    assert actor.staff_id is not None
    journal.queue(draft, staff_id=actor.staff_id, desk="pts/1")
    return draft


def _call(clock: FakeClock, problem: str, ending: Ending = Ending.TICKET_OPENED, **fields: object) -> CallDraft:
    begun = clock.at - timedelta(minutes=3)
    return new_draft(
        problem=problem,
        caller_name=problem,
        ending=ending,
        category_id=category_id("repair"),
        answered_at=begun,
        ended_at=clock.at,
        wrapped_up_at=clock.at,
        **fields,
    )


def test_after_an_hour_calls_go_in_in_order_as_they_were(site: SmallSite, journal: Journal, fake_clock: FakeClock) -> None:
    ended = []
    for problem, actor in (("一", site.agent), ("二", site.supervisor), ("三", site.agent)):
        _queue(journal, _call(fake_clock, problem), actor)
        ended.append(fake_clock.at)
        fake_clock.advance(timedelta(minutes=20))
    numbers = []
    while (done := hand_in_next(journal)) is not None:
        assert done.finished is not None
        numbers.append(done.finished.ticket_number)
    assert numbers == sorted(str(number) for number in numbers)
    found = database.rows("SELECT c.summary, c.agent_id, t.problem FROM call c JOIN ticket t ON t.id = c.ticket_id ORDER BY c.id")
    agents = (site.agent.staff_id, site.supervisor.staff_id, site.agent.staff_id)
    assert found == [(problem, agent, problem) for problem, agent in zip("一二三", agents, strict=True)]
    stored = database.rows("SELECT (wrapped_up_at - ?) / 1000000 FROM call ORDER BY id", (_micro(ended[0]),))
    assert stored == [(0,), (1200,), (2400,)]
    assert journal.queued() == []


def _micro(moment: datetime) -> int:
    return to_stored(moment)


def test_a_promise_whose_time_passed_meanwhile_is_kept(site: SmallSite, journal: Journal, fake_clock: FakeClock) -> None:
    promised = fake_clock.at + timedelta(minutes=30)
    _queue(
        journal, _call(fake_clock, "一", Ending.CALLBACK_PROMISED, number_text="13812342046", promised_at=promised), site.agent
    )
    fake_clock.advance(timedelta(hours=1))
    done = hand_in_next(journal)
    assert done is not None
    assert done.refused is None
    assert database.rows("SELECT count(*) FROM callback") == [(1,)]


def test_a_call_that_was_saved_before_the_desk_died_is_not_saved_again(
    site: SmallSite, journal: Journal, fake_clock: FakeClock
) -> None:
    draft = _queue(journal, _call(fake_clock, "一"), site.agent)
    saved = finish_call(draft, actor=site.agent)
    done = hand_in_next(journal)
    assert done is not None
    assert done.finished == saved
    assert database.rows("SELECT count(*) FROM call") == [(1,)]
    assert journal.queued() == []


def test_a_refused_call_is_parked_with_the_reason_and_holds_up_no_other(
    site: SmallSite, journal: Journal, fake_clock: FakeClock
) -> None:
    refused = _queue(journal, _call(fake_clock, "一", Ending.ADDED_TO_TICKET, ticket_id=4711), site.agent)
    _queue(journal, _call(fake_clock, "二"), site.agent)
    first, second = hand_in_next(journal), hand_in_next(journal)
    assert first is not None
    assert first.refused is not None
    assert second is not None
    assert second.finished is not None
    assert site.agent.staff_id is not None
    (parked,) = journal.parked(site.agent.staff_id, "pts/1")
    assert (parked.draft, parked.state, parked.refusal) == (refused, KeptState.PARKED, first.refused.message())


def test_while_the_database_is_still_away_everything_waits(
    site: SmallSite, journal: Journal, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(journal, _call(fake_clock, "一"), site.agent)

    def away(draft: CallDraft, *, actor: Actor) -> None:
        raise DomainError(Fault.DATABASE_AWAY)

    with monkeypatch.context() as patched:
        patched.setattr(intake, "finish_call", away)
        with pytest.raises(DomainError):
            hand_in_next(journal)
    assert len(journal.queued()) == 1
    assert hand_in_next(journal) is not None
    assert journal.queued() == []


def test_a_draft_whose_call_was_saved_is_not_offered_again(
    site: SmallSite, journal: Journal, tmp_path: Path, fake_clock: FakeClock
) -> None:
    staff_id = site.agent.staff_id or 0
    saved, unsaved = (_call(fake_clock, problem) for problem in ("一", "二"))
    for draft in (saved, unsaved):
        journal.keep(draft, staff_id=staff_id, desk="pts/1")
    finish_call(saved, actor=site.agent)
    journal.close()
    next_desk = Journal(tmp_path / "journal.db")
    assert [row.draft for row in drop_saved(next_desk, next_desk.left_behind(staff_id))] == [unsaved]
    assert [row.draft for row in next_desk.left_behind(staff_id)] == [unsaved]
    next_desk.close()
