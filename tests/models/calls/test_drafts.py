"""A draft comes back from its JSON as it was, and anything else is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calls.drafts import CallDraft, from_json, new_draft, to_json
from models.calls.tables import Direction, Ending
from models.sla.tables import Priority
from models.tickets.tables import Channel, Grade

moments = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
texts = st.text(st.characters(), max_size=50) | st.sampled_from(["[/]", "\x1b]0;x\x07", "８６", "🙂", "漏" * 10_000, "\ud800"])
ids = st.none() | st.integers(1, 2**31)

drafts = st.builds(
    CallDraft,
    client_uuid=st.uuids().map(str),
    direction=st.sampled_from(Direction),
    channel=st.sampled_from(Channel),
    number_text=texts,
    customer_id=ids,
    caller_name=texts,
    contact_id=ids,
    contact_number=texts,
    owned_product_id=ids,
    product_text=texts,
    category_id=ids,
    severity=st.sampled_from(Grade),
    urgency=st.sampled_from(Grade),
    priority=st.none() | st.sampled_from(Priority),
    problem=texts,
    offered_at=moments,
    answered_at=moments,
    ended_at=moments,
    wrapped_up_at=moments,
    hold_seconds=st.integers(0, 10_000),
    ending=st.none() | st.sampled_from(Ending),
    ticket_id=ids,
    transferred_to=ids,
    promised_at=moments,
    note=texts,
)


@given(drafts)
def test_a_draft_comes_back_as_it_was(draft: CallDraft) -> None:
    assert from_json(to_json(draft)) == draft


def test_a_field_of_another_version_is_left_out_and_a_missing_one_is_the_default() -> None:
    kept = json.loads(to_json(new_draft(problem="不亮")))
    kept["of_tomorrow"] = 1
    del kept["note"]
    assert from_json(json.dumps(kept)).problem == "不亮"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        '{"client_uuid": null}',
        '{"client_uuid": 7}',
        '{"client_uuid": "a", "ending": "exploded"}',
        '{"client_uuid": "a", "offered_at": "yesterday"}',
        '{"client_uuid": "a", "offered_at": "2026-11-21T10:00:00"}',
        '{"client_uuid": "a", "offered_at": 7}',
        '{"client_uuid": "a", "customer_id": "1 OR 1=1"}',
        '{"client_uuid": "a", "problem": ["x"]}',
        '{"client_uuid": "a", "problem": null}',
    ],
)
def test_what_is_no_draft_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a draft"):
        from_json(text)


def test_an_untouched_draft_is_empty() -> None:
    assert new_draft().empty
    assert not new_draft(problem="不").empty
    assert not new_draft(customer_id=3).empty
