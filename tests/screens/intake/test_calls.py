"""The calls of one desk: what is counted, what is parked, what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from models.calls.drafts import CallDraft, new_draft
from models.clock import FakeClock
from screens.intake.calls import Calls, Phase, WhoWaits
from tests.conftest import START


def written(draft: CallDraft) -> CallDraft:
    return replace(draft, problem="闪烁")


def test_the_first_word_begins_a_call_and_a_free_form_is_none(fake_clock: FakeClock) -> None:
    calls = Calls()
    assert calls.current.phase is Phase.IDLE
    calls.change(lambda draft: replace(draft, problem="  "))
    assert not calls.current.started
    calls.change(written)
    assert calls.current.phase is Phase.TALKING
    assert calls.current.draft.answered_at == START


def test_holding_is_counted_in_whole_seconds(fake_clock: FakeClock) -> None:
    calls = Calls()
    calls.take_new("13812342046")
    for seconds in (10, 5):
        calls.current.hold(WhoWaits.CALLER)
        fake_clock.advance(timedelta(seconds=seconds))
        calls.current.resume()
        fake_clock.advance(timedelta(minutes=1))
    assert calls.current.settled().hold_seconds == 15


def test_a_parked_caller_waits_until_taken_back(fake_clock: FakeClock) -> None:
    calls = Calls()
    calls.take_new("13812342046")
    calls.change(written)
    first = calls.current.draft.client_uuid
    calls.take_new("0571-88001234")
    assert [call.draft.client_uuid for call in calls.parked] == [first]
    fake_clock.advance(timedelta(seconds=90))
    assert calls.take_back()
    assert calls.current.draft.client_uuid == first
    assert calls.current.draft.problem == "闪烁"
    assert calls.current.settled().hold_seconds == 90
    assert calls.current.phase is Phase.TALKING
    assert [call.draft.number_text for call in calls.parked] == ["0571-88001234"]


def test_a_caller_on_hold_is_still_on_hold_after_parking(fake_clock: FakeClock) -> None:
    calls = Calls()
    calls.take_new("13812342046")
    calls.current.hold(WhoWaits.CALLER)
    calls.park()
    fake_clock.advance(timedelta(seconds=30))
    calls.take_back()
    assert calls.current.phase is Phase.ON_HOLD


def test_an_empty_call_is_not_parked() -> None:
    calls = Calls()
    calls.take_new()
    assert calls.park() is None
    assert not calls.parked
    assert not calls.take_back()


def test_hanging_up_ends_the_hold_and_the_call(fake_clock: FakeClock) -> None:
    calls = Calls()
    calls.take_new("13812342046")
    calls.current.hold(WhoWaits.CALLER)
    fake_clock.advance(timedelta(seconds=20))
    calls.current.hang_up()
    assert calls.current.phase is Phase.ENDED
    assert calls.current.draft.hold_seconds == 20
    assert calls.current.draft.ended_at == fake_clock()
    fake_clock.advance(timedelta(seconds=20))
    assert calls.current.settled().hold_seconds == 20


def test_a_call_of_an_earlier_run_ended_when_it_was_last_kept(fake_clock: FakeClock) -> None:
    calls = Calls()
    kept_at = fake_clock()
    fake_clock.advance(timedelta(hours=8))
    calls.adopt(new_draft(problem="灯不亮"), kept_at=kept_at)
    assert calls.current.phase is Phase.ENDED
    assert calls.current.draft.ended_at == kept_at
