"""Messages to a colleague's desk, on both engines."""

from __future__ import annotations

import pytest

from models import clock, database
from models.errors import DomainError, Fault
from models.messages.operations import note_seen, send_message
from models.messages.queries import unseen_messages
from tests.models.builders import SmallSite, small_site


@pytest.fixture
def people(site_database: str, fake_clock: clock.FakeClock) -> SmallSite:
    return small_site()


def test_a_message_waits_until_one_desk_has_shown_it_and_stays_on_record(people: SmallSite) -> None:
    agent_id = people.agent.staff_id or 0
    sent = send_message(agent_id, "  请先处理 T-261121-004  ", actor=people.supervisor)
    (waiting,) = unseen_messages(agent_id)
    assert (waiting.id, waiting.sender_name, waiting.text) == (sent, "李主管", "请先处理 T-261121-004")
    assert not note_seen(sent, actor=people.technician)
    assert note_seen(sent, actor=people.agent)
    assert not note_seen(sent, actor=people.agent)
    assert unseen_messages(agent_id) == []
    assert database.rows("SELECT count(*) FROM message") == [(1,)]
    assert database.rows("SELECT count(*) FROM event WHERE kind = 'message_sent' AND subject_id = ?", (agent_id,)) == [(1,)]


@pytest.mark.parametrize(("text", "fault"), [("   ", Fault.MISSING), ("长" * 241, Fault.TOO_LONG)])
def test_a_message_has_words_and_is_short(people: SmallSite, text: str, fault: Fault) -> None:
    with pytest.raises(DomainError) as refused:
        send_message(people.agent.staff_id or 0, text, actor=people.supervisor)
    assert refused.value.fault is fault


def test_only_who_leads_sends_and_only_to_somebody(people: SmallSite) -> None:
    with pytest.raises(DomainError) as refused:
        send_message(people.supervisor.staff_id or 0, "好", actor=people.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
    with pytest.raises(DomainError) as refused:
        send_message(999, "好", actor=people.supervisor)
    assert refused.value.fault is Fault.NOT_FOUND
