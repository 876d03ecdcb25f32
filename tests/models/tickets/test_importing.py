"""Tickets from another system: their times as they are, verdicts that follow, the sweep for what has run out meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from models import clock, database, search
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.events.verification import verify_log
from models.people.permissions import SYSTEM
from models.search import SearchIndex
from models.sla.queries import clocks
from models.sla.sweep import sweep
from models.sla.tables import ClockKind, FlagKind, Verdict
from models.tickets.importing import ImportedTicket, put_tickets
from models.tickets.operations import claim
from models.tickets.tables import TicketStatus
from models.upsert import PutOutcome
from tests.models.builders import SmallSite, small_site

HOUR = timedelta(hours=1)


@pytest.fixture
def place(site_database: str, fake_clock: FakeClock) -> SmallSite:
    """A small site with its clock standing still."""
    return small_site()


def _ticket(key: str, **values: object) -> ImportedTicket:
    ((category_id,),) = database.rows("SELECT id FROM category WHERE code = 'repair'")
    opened_at = clock.now() - 48 * HOUR
    return replace(ImportedTicket(key, category_id, "开灯十分钟后闪烁", opened_at), **values)  # type: ignore[arg-type]


def _put(*tickets: ImportedTicket) -> list[int]:
    return [put.id for put in put_tickets(tickets, actor=SYSTEM)]


def test_verdicts_follow_from_the_times_to_the_microsecond(place: SmallSite) -> None:
    now = clock.now()
    due = now - 4 * HOUR
    in_time, late = _put(
        _ticket("1", resolution_due_at=due, resolved_at=due, response_due_at=due, responded_at=due + HOUR),
        _ticket("2", resolution_due_at=due, closed_at=due + timedelta(microseconds=1)),
    )
    assert {row.kind: row.verdict for row in clocks(Subject.TICKET, in_time)} == {
        ClockKind.FIRST_RESPONSE: Verdict.BREACHED,
        ClockKind.RESOLUTION: Verdict.MET,
    }
    assert [row.verdict for row in clocks(Subject.TICKET, late)] == [Verdict.BREACHED]
    assert database.rows("SELECT status, open FROM ticket ORDER BY id") == [("resolved", 0), ("closed", 0)]
    assert sweep(as_of=now + 1000 * HOUR).flags == ()
    assert [event.kind for event in timeline(Subject.TICKET, in_time)] == ["imported"]


def test_an_open_ticket_whose_time_has_passed_is_flagged_once_at_its_own_due_time(place: SmallSite) -> None:
    due = clock.now() - 5 * HOUR
    (ticket_id,) = _put(_ticket("1", resolution_due_at=due))
    assert [(flag.subject_id, flag.due_at, flag.late >= 5 * HOUR) for flag in sweep().flags] == [(ticket_id, due, True)]
    assert sweep().flags == ()
    assert database.rows("SELECT sla FROM ticket") == [("breached",)]


def test_a_target_that_lies_ahead_warns_and_breaches_as_any_other(place: SmallSite, fake_clock: FakeClock) -> None:
    (ticket_id,) = _put(_ticket("1", opened_at=clock.now(), resolution_due_at=clock.now() + 16 * HOUR))
    assert sweep().flags == ()
    fake_clock.advance(13 * HOUR)
    assert sweep().count(FlagKind.WARNED) == 1
    fake_clock.advance(4 * HOUR)
    assert sweep().count(FlagKind.BREACHED) == 1
    assert [row.verdict for row in clocks(Subject.TICKET, ticket_id)] == [Verdict.BREACHED]


def test_a_batch_that_fills_several_statements_is_written_whole(place: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MOST_VALUES", 70)
    due = clock.now() - HOUR
    ids = _put(*(_ticket(f"{n}", problem=f"第{n}盏灯闪烁", resolution_due_at=due, resolved_at=due) for n in range(9)))
    for n, ticket_id in enumerate(ids):
        assert [event.facts["external_key"] for event in timeline(Subject.TICKET, ticket_id)] == [f"{n}"]
        assert [row.verdict for row in clocks(Subject.TICKET, ticket_id)] == [Verdict.MET]
        assert search.matching(SearchIndex.TICKETS, f"{n}盏灯", limit=9) == [ticket_id]
    assert verify_log().broken is None


def test_a_second_time_changes_nothing_not_even_what_was_done_since(place: SmallSite) -> None:
    first = put_tickets([_ticket("1")], actor=SYSTEM)
    claim(first[0].id, actor=place.agent)
    events = database.rows("SELECT count(*) FROM event")
    again = put_tickets([_ticket("1", problem="another text"), _ticket("2"), _ticket("2")], actor=SYSTEM)
    assert [put.outcome for put in again] == [PutOutcome.SAME, PutOutcome.NEW, PutOutcome.SAME]
    assert again[0].id == first[0].id
    assert database.rows("SELECT owner_id FROM ticket WHERE id = ?", (first[0].id,)) == [(place.agent.staff_id,)]
    assert database.rows("SELECT count(*) FROM event") == [(events[0][0] + 1,)]


@pytest.mark.parametrize(
    ("status", "ended"),
    [(TicketStatus.CLOSED, False), (TicketStatus.CANCELLED, False), (TicketStatus.NEW, True), (TicketStatus.ON_HOLD, False)],
)
def test_a_state_that_contradicts_the_times_is_refused_with_the_whole_batch(
    place: SmallSite, status: TicketStatus, ended: bool
) -> None:
    wrong = _ticket("2", status=status, resolved_at=clock.now() if ended else None)
    with pytest.raises(DomainError) as refused:
        put_tickets([_ticket("1"), wrong], actor=SYSTEM)
    assert refused.value.fault is Fault.INVALID
    assert database.rows("SELECT count(*) FROM ticket") == [(0,)]


def test_a_cancelled_ticket_s_clocks_no_longer_count(place: SmallSite) -> None:
    due = clock.now() - 40 * HOUR
    (ticket_id,) = _put(_ticket("1", status=TicketStatus.CANCELLED, closed_at=clock.now(), resolution_due_at=due))
    assert [row.verdict for row in clocks(Subject.TICKET, ticket_id)] == [Verdict.CANCELLED]
    assert sweep().flags == ()


def test_only_who_may_import_does(place: SmallSite) -> None:
    with pytest.raises(DomainError) as refused:
        put_tickets([_ticket("1")], actor=place.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
