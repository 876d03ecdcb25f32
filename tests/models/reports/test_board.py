"""What the board reads, on both engines: queues, people, alerts, what is due, and the course of the day."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock
from models.callbacks.tables import Callback
from models.calls.tables import Call
from models.customers.tables import Customer
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.people.operations import direct_agent_state, set_agent_state
from models.people.permissions import SYSTEM, WALL_SCREEN, Permission
from models.people.queries import agent_state
from models.people.tables import AgentState
from models.reports.behind import agent_ticket_ids, queue_ticket_ids
from models.reports.board import QueuesBy, board
from models.site.operations import add_region
from models.sla.alerts import acknowledge
from models.sla.sweep import sweep
from models.sla.tables import SlaState
from models.tickets.operations import claim, start
from models.tickets.tables import Ticket
from tests.models.builders import SmallSite, category_id, customer, small_site, ticket


@pytest.fixture
def people(site_database: str, fake_clock: clock.FakeClock) -> SmallSite:
    return small_site()


def test_a_queue_counts_what_waits_and_what_is_late(people: SmallSite, fake_clock: clock.FakeClock) -> None:
    first = ticket().id
    fake_clock.advance(timedelta(minutes=10))
    ticket()
    begun = ticket().id
    claim(begun, actor=people.technician)
    start(begun, actor=people.technician)
    Ticket.update(sla=SlaState.BREACHED).where(Ticket.id == begun).execute()
    Ticket.update(sla=SlaState.WARNED).where(Ticket.id == first).execute()
    ticket(category="consultation")
    lines = {line.name: line for line in board().queues}
    repair = lines["Repair"]
    assert (repair.waiting, repair.open, repair.breached, repair.warned) == (2, 3, 1, 1)
    assert repair.oldest_at == clock.now() - timedelta(minutes=10)
    assert lines["Consultation"].waiting == 1
    assert "Praise" not in lines
    assert queue_ticket_ids(QueuesBy.CATEGORY, category_id("repair"))[0] == first
    assert agent_ticket_ids(people.technician.staff_id or 0) == [begun]


def test_a_board_of_one_region_shows_what_is_its_own_or_nobodys(people: SmallSite) -> None:
    east, west = (add_region(code, code, actor=SYSTEM) for code in ("E", "W"))
    for region_id in (east, east, west, None):
        ticket(region_id=region_id)
    by_region = {line.name: line.waiting for line in board(by=QueuesBy.REGION).queues if line.subject is Subject.TICKET}
    assert by_region == {"E": 2, "W": 1, "no region": 1}
    (repair,) = (line for line in board(region_id=east).queues if line.name == "Repair")
    assert repair.waiting == 3
    assert len(queue_ticket_ids(QueuesBy.REGION, None)) == 1


def test_agents_with_their_state_and_todays_calls(people: SmallSite, fake_clock: clock.FakeClock) -> None:
    set_agent_state(AgentState.AVAILABLE, actor=people.agent)
    since = set_agent_state(AgentState.BREAK, actor=people.supervisor)
    set_agent_state(AgentState.OFFLINE, actor=people.technician)
    for day, talk in ((0, 100), (0, 200), (-1, 900)):
        rang = clock.now() - timedelta(minutes=30) + timedelta(days=day)
        Call.insert(
            number=uuid4().hex[:16],
            client_uuid=str(uuid4()),
            agent=people.agent.staff_id,
            offered_at=rang,
            answered_at=rang,
            ended_at=rang + timedelta(seconds=talk),
        ).execute()
    lines = {line.number: line for line in board().agents}
    assert set(lines) == {"8012", "8001"}
    assert (lines["8012"].calls, lines["8012"].handling, lines["8001"].handling) == (2, 150_000_000, None)
    assert (lines["8001"].state, lines["8001"].since) == (AgentState.BREAK, since)


def test_alerts_say_who_was_told_and_who_acknowledged(people: SmallSite, fake_clock: clock.FakeClock) -> None:
    opened = ticket()
    claim(opened.id, actor=people.technician)
    fake_clock.advance(timedelta(days=30))
    sweep()
    lines = [line for line in board().alerts if line.subject_id == opened.id]
    assert lines
    told = {name for line in lines for name in line.told}
    assert {"王工", "李主管"} <= told
    line = next(line for line in lines if "王工" in line.told)
    assert (line.label, line.acknowledged_at) == (opened.number, None)
    assert line.ticket is not None
    assert line.ticket.owned
    for alert_id in line.waiting_ids:
        acknowledge(alert_id, actor=people.supervisor)
    (after,) = (found for found in board().alerts if found.id == line.id)
    assert (after.acknowledged_at, after.waiting_ids) == (clock.now(), ())
    fake_clock.advance(timedelta(hours=3))
    assert line.id not in {found.id for found in board().alerts}


def test_what_is_due_today_is_named_without_personal_data(people: SmallSite) -> None:
    customer_id = customer("陈晓梅")
    for hours in (-1, 1, 48):
        Callback.insert(
            client_uuid=str(uuid4()),
            customer=customer_id,
            number="13800002046",
            due_at=clock.now() + timedelta(hours=hours),
            created_at=clock.now(),
        ).execute()
    seen = board()
    assert [(line.subject, line.due_at) for line in seen.due] == [
        (Subject.CALLBACK, clock.now() - timedelta(hours=1)),
        (Subject.CALLBACK, clock.now() + timedelta(hours=1)),
    ]
    ((callbacks,),) = ([line for line in seen.queues if line.subject is Subject.CALLBACK],)
    assert (callbacks.waiting, callbacks.open) == (1, 3)
    assert Customer.get_by_id(customer_id).name not in repr(seen)
    assert "13800002046" not in repr(seen)


def test_the_day_by_hour_goes_up_to_now(people: SmallSite) -> None:
    for hours in (4, 4, 2):
        rang = clock.now() - timedelta(hours=hours)
        Call.insert(number=uuid4().hex[:16], client_uuid=str(uuid4()), offered_at=rang, ended_at=rang).execute()
    seen = board()
    assert (seen.hours, seen.calls, seen.breaches) == ((10, 11, 12, 13, 14), (2, 0, 1, 0, 0), (0, 0, 0, 0, 0))


def test_a_lead_sets_a_colleagues_state(people: SmallSite) -> None:
    staff_id = people.agent.staff_id or 0
    with pytest.raises(DomainError) as refused:
        direct_agent_state(staff_id, AgentState.AVAILABLE, actor=people.supervisor)
    assert refused.value.fault is Fault.NOT_POSSIBLE_NOW
    set_agent_state(AgentState.BREAK, actor=people.agent)
    direct_agent_state(staff_id, AgentState.AVAILABLE, actor=people.supervisor)
    assert agent_state(staff_id)[0] is AgentState.AVAILABLE
    with pytest.raises(DomainError):
        direct_agent_state(staff_id, AgentState.BREAK, actor=people.technician)


def test_a_wall_screen_may_see_the_board_and_nothing_else() -> None:
    assert [permission for permission in Permission if WALL_SCREEN.may(permission)] == [Permission.VIEW_BOARD]
