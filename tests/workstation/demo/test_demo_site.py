"""The demo's site is made and kept alive by the same operations as any other, so it keeps the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from models import database
from models.clock import NEVER, FakeClock
from models.complaints.queries import ComplaintQuery, ComplaintView, complaint_count
from models.complaints.statistics import Dimension, statistics
from models.complaints.tables import Stage
from models.customers.queries import find_callers
from models.events.verification import verify_log
from models.fields import from_stored
from models.i18n import Language
from models.people.staff import staff_members
from models.sla.sweep import next_event_at, sweep
from models.sla.tables import SlaState
from models.tickets.queries import QueueQuery, QueueView, queue_count, queue_page
from models.tickets.tables import TicketStatus
from tests.halves import on_sqlite
from workstation.demo.colleagues import AGENT
from workstation.demo.crew import Crew, load_crew
from workstation.demo.grievances import Complaints
from workstation.demo.hotline import OWN_LENGTH, QUEUE_LENGTH, Hotline
from workstation.demo.past import OPEN_COMPLAINTS, make_morning, make_past
from workstation.demo.site import DemoSite, found_demo_site

pytestmark = on_sqlite
"""The demo's site is never on anything else."""

OPEN = QueueQuery(QueueView.TEAM)


@pytest.fixture
def demo_site(site_database: str, fake_clock: FakeClock) -> DemoSite:
    """A small morning: 25 customers, 30 open tickets."""
    site = found_demo_site(Language.CHINESE)
    make_morning(Random("morning"), site, load_crew(), at_desk=AGENT, customers=25, tickets=30)
    return site


@pytest.fixture
def crew(demo_site: DemoSite) -> Crew:
    return load_crew()


def _running(ticket_id: int) -> Iterator[tuple[int | None, bool, bool, bool]]:
    found = database.rows(
        "SELECT due_at, paused_at, warned_at, breached_at FROM clock"
        " WHERE subject = 'ticket' AND subject_id = ? AND current AND stopped_at IS NULL",
        (ticket_id,),
    )
    return ((due, paused is not None, warned is not None, breached is not None) for due, paused, warned, breached in found)


def assert_sound() -> None:
    """The log's chains hold, and what tickets say of their clocks is what the clocks say."""
    assert verify_log().broken is None
    for id_, is_open, next_due_at, sla in database.rows("SELECT id, open, next_due_at, sla FROM ticket"):
        running = list(_running(id_))
        assert is_open or not running, "a closed ticket's clocks stand"
        assert from_stored(next_due_at) == min((from_stored(due) for due, *_ in running if due is not None), default=NEVER)
        assert (SlaState(sla) is SlaState.BREACHED) == any(breached for *_, breached in running)
        assert (SlaState(sla) is SlaState.PAUSED) == (bool(running) and all(paused for _, paused, _, _ in running))


def test_the_morning_has_thirteen_colleagues_a_queue_in_every_state_and_complaints_at_every_level(
    demo_site: DemoSite, crew: Crew
) -> None:
    assert len(staff_members()) == 13
    assert queue_count(OPEN) == 30
    rows = queue_page(OPEN, limit=30)
    assert {row.status for row in rows} >= {TicketStatus.NEW, TicketStatus.IN_PROGRESS, TicketStatus.ON_HOLD}
    assert {row.sla for row in rows} >= {SlaState.IN_TIME, SlaState.WARNED, SlaState.BREACHED}
    for id_, name in database.rows("SELECT id, name FROM customer"):
        assert id_ in {match.customer_id for match in find_callers(name, limit=50)}
    standing = database.rows("SELECT DISTINCT stage, level FROM complaint WHERE open")
    assert {stage for stage, _level in standing} == {stage.value for stage in Stage if stage is not Stage.CLOSED}
    assert {level for _stage, level in standing} == {1, 2, 3, 4}
    manager = crew.manager
    everywhere = ComplaintQuery(ComplaintView.OPEN, manager.staff_id, manager.region_id)
    assert complaint_count(everywhere) == len(OPEN_COMPLAINTS)
    assert_sound()


def test_the_past_is_resolved_its_customers_called_back_and_its_complaints_closed(
    demo_site: DemoSite, crew: Crew, fake_clock: FakeClock
) -> None:
    before, last = queue_count(OPEN), database.rows("SELECT max(id) FROM ticket")[0]
    for _ in make_past(Random("past"), demo_site, crew, customers=5, tickets=60, complaints=25):
        pass
    assert queue_count(OPEN) == before
    past = dict(database.rows("SELECT status, count(*) FROM ticket WHERE id > ? GROUP BY status", last))
    assert set(past) <= {"resolved", "closed"}
    assert sum(past.values()) == 60
    assert past["closed"] > past.get("resolved", 0), "all but the last days' customers were called back"
    ((waiting,),) = database.rows("SELECT count(*) FROM callback WHERE status = 'open' AND ticket_id > ?", last)
    assert waiting == past.get("resolved", 0)
    verdicts = database.rows("SELECT DISTINCT verdict FROM clock WHERE stopped_at IS NOT NULL ORDER BY verdict")
    assert ("breached",) in verdicts
    assert ("met",) in verdicts
    ((latest,),) = database.rows("SELECT max(at) FROM event")
    assert from_stored(latest) <= fake_clock.at
    total, by_class = statistics(Dimension.CLASS, fake_clock.at - timedelta(days=365), fake_clock.at - timedelta(days=10))
    assert (total.opened, total.closed) == (25, 25)
    assert len(by_class) >= 4
    assert 0.5 < (total.in_time or 0) <= 1
    assert total.confirmed > 15
    assert total.compensation > 0
    assert_sound()


def test_the_hotline_moves_the_queue_and_keeps_every_promise(crew: Crew, fake_clock: FakeClock) -> None:
    hotline = Hotline(Random("hotline"), crew, at_desk=AGENT)
    hotline.open()
    own = QueueQuery(QueueView.MINE, staff_id=crew.one(AGENT).staff_id)
    flagged = []
    for _ in range(400):
        fake_clock.advance(timedelta(seconds=5))
        hotline.step()
        while (due := next_event_at()) is not None and due <= fake_clock.at:
            flagged += [(flag.subject_id, flag.clock, flag.kind, flag.percent) for flag in sweep().flags]
        assert queue_count(own) <= OWN_LENGTH + 12
    assert QUEUE_LENGTH * 0.5 < queue_count(OPEN) < QUEUE_LENGTH * 1.4
    assert flagged, "clocks warn and breach while one watches"
    assert_sound()


def test_colleagues_take_complaints_on_but_not_the_person_s(demo_site: DemoSite, crew: Crew) -> None:
    person = crew.one(AGENT)
    before = database.rows("SELECT id, version FROM complaint WHERE owner_id = ? ORDER BY id", (person.staff_id,))
    complaints = Complaints(Random("work"), crew.without(AGENT))
    stages = database.rows("SELECT id, version FROM complaint ORDER BY id")
    for _ in range(8):
        complaints.take_one_on(spare=person.staff_id)
    assert database.rows("SELECT id, version FROM complaint ORDER BY id") != stages
    assert database.rows("SELECT id, version FROM complaint WHERE owner_id = ? ORDER BY id", (person.staff_id,)) == before
