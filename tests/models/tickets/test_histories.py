"""Lives of tickets from a log: our life cycle's steps at the log's times, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models import database
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.events.verification import verify_log
from models.fields import to_stored
from models.people.permissions import SYSTEM
from models.people.teams import add_team
from models.sla.tables import Priority
from models.tickets.histories import ImportedHistory, Step, moves_between, put_histories
from models.tickets.importing import ImportedTicket
from models.tickets.life_cycle import Move
from models.tickets.tables import HoldReason, TicketStatus
from models.tickets.timeline import ticket_timeline
from models.upsert import PutOutcome
from tests.models.builders import SmallSite, category_id, small_site

OPENED = datetime(2016, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def _at(hours: int) -> datetime:
    return OPENED + timedelta(hours=hours)


def _history(*steps: Step, key: str = "INC1") -> ImportedHistory:
    return ImportedHistory(ImportedTicket(key, category_id("repair"), "开灯闪烁", OPENED), steps)


def test_a_life_is_replayed_at_its_own_times_and_only_once(site: SmallSite) -> None:
    first, second = (add_team(code, f"{code} 组", actor=SYSTEM) for code in ("A", "B"))
    life = _history(
        Step(_at(0), TicketStatus.NEW, team_id=first, in_time=True),
        Step(_at(1), TicketStatus.ON_HOLD, HoldReason.CUSTOMER, team_id=first, in_time=True),
        Step(_at(2), TicketStatus.ON_HOLD, HoldReason.PARTS, team_id=second, priority=Priority.HIGH, in_time=True),
        Step(_at(3), TicketStatus.RESOLVED, team_id=second, owner_id=site.technician.staff_id, in_time=True),
        Step(_at(4), TicketStatus.ON_HOLD, HoldReason.CUSTOMER, team_id=second, in_time=True),
        Step(_at(5), TicketStatus.CLOSED, team_id=second, in_time=False),
    )
    (put,) = put_histories([life], actor=SYSTEM)
    assert put.outcome is PutOutcome.NEW
    events = list(reversed(timeline(Subject.TICKET, put.id)))
    assert [event.kind for event in events] == [
        "opened",
        "held",
        "handed_over",
        "priority_changed",
        "held",
        "assigned",
        "resolved",
        "assigned",
        "reopened",
        "held",
        "resolved",
        "closed",
        "breach_noticed",
        "imported",
    ]
    assert [event.at for event in events[:2]] == [OPENED, _at(1)]
    columns = "status, team_id, priority, reopen_count, responded_at, resolved_at, closed_at, open"
    ((*found, still_open),) = database.rows(f"SELECT {columns} FROM ticket")
    assert found == ["closed", second, "high", 1, to_stored(_at(1)), to_stored(_at(5)), to_stored(_at(5))]
    assert not still_open
    assert database.rows("SELECT kind, verdict FROM clock") == [("resolution", "breached")]
    assert "Handed the ticket over: team A 组 -> B 组" in [row.what for row in ticket_timeline(put.id)]
    assert [again.outcome for again in put_histories([life], actor=SYSTEM)] == [PutOutcome.SAME]
    assert len(timeline(Subject.TICKET, put.id)) == len(events)
    assert verify_log().broken is None


def test_what_a_log_leaves_out_is_the_shortest_way() -> None:
    assert moves_between(TicketStatus.NEW, TicketStatus.CLOSED) == (Move.RESOLVE, Move.CLOSE)
    assert moves_between(TicketStatus.RESOLVED, TicketStatus.ON_HOLD) == (Move.REOPEN, Move.HOLD)
    assert moves_between(TicketStatus.NEW, TicketStatus.ACCEPTED) == (Move.RESPOND,)
    assert moves_between(TicketStatus.CLOSED, TicketStatus.CLOSED) == ()
    for wanted in (TicketStatus.NEW, TicketStatus.ACCEPTED):
        with pytest.raises(DomainError) as refused:
            moves_between(TicketStatus.CLOSED, wanted)
        assert refused.value.fault is Fault.INVALID


def test_a_cancelled_life_has_no_verdict_and_an_unjudged_one_no_clock(site: SmallSite) -> None:
    cancelled = _history(Step(_at(1), TicketStatus.CANCELLED, in_time=False))
    unjudged = _history(Step(_at(1), TicketStatus.CLOSED), key="INC2")
    put_histories([cancelled, unjudged], actor=SYSTEM)
    assert database.rows("SELECT verdict FROM clock") == [("cancelled",)]
    with pytest.raises(DomainError) as refused:
        put_histories([unjudged], actor=site.agent)
    assert refused.value.fault is Fault.NOT_ALLOWED
