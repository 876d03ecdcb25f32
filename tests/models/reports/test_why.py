"""Figures cut by product and by cause, repeats, times to respond, and the rows behind each figure, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from models import clock
from models.calls.tables import Call
from models.complaints.tables import Cause, Complaint, ComplaintClass
from models.events.tables import Subject
from models.people.operations import set_agent_state
from models.people.tables import AgentState
from models.periods import Period, Span, day_of, parts, span_of
from models.reports.definitions import Figure
from models.reports.queries import backlog, figures, figures_by
from models.reports.tallies import Cut, Dimension
from models.reports.why import why
from models.site.queries import site
from models.sla.tables import Priority
from models.tickets.operations import resolve, respond
from models.tickets.tables import Ticket
from tests.models.builders import SmallSite, customer, owned_product, small_site, ticket

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def people(site_database: str, fake_clock: clock.FakeClock) -> SmallSite:
    return small_site()


def _today() -> Period:
    return day_of(clock.now(), site().zone)


def _case(owner: int, opened_at: datetime, cause: Cause | None = None, product: int | None = None) -> None:
    Complaint.insert(
        number=uuid4().hex[:16],
        client_uuid=str(uuid4()),
        complaint_class=ComplaintClass.PRODUCT_QUALITY,
        content="还是闪",
        customer=owner,
        owned_product=product,
        cause=cause,
        opened_at=opened_at,
    ).execute()


def test_by_product_and_by_cause_and_repeats(people: SmallSite) -> None:
    buyer = customer()
    lamp, other = owned_product(buyer), owned_product(buyer, "LX-24W", "台灯")
    for product in (lamp, lamp, other, None):
        opened = ticket(actor=people.agent, customer_id=buyer, owned_product_id=product)
        resolve(opened.id, "已更换", actor=people.technician)
    _case(buyer, MORNING - timedelta(days=91), Cause.MANUFACTURE)
    _case(buyer, MORNING - timedelta(days=2), Cause.MANUFACTURE)
    _case(buyer, MORNING, Cause.MANUFACTURE, lamp)
    _case(customer("周敏"), MORNING, None)
    wanted = (Figure.SOLVED, Figure.COMPLAINTS)
    by_product = {row.label: tuple(row.values.values()) for row in figures_by(Dimension.PRODUCT, _today(), wanted=wanted)}
    assert by_product == {"LX-24W 台灯": (1, 0), "LX-60W 吸顶灯": (2, 1), "no product": (1, 1)}
    by_cause = {row.label: row.values for row in figures_by(Dimension.CAUSE, _today())}
    assert set(by_cause) == {Cause.MANUFACTURE.label, "not found yet"}
    assert by_cause[Cause.MANUFACTURE.label][Figure.COMPLAINT_RATE] == 1 / 4
    assert by_cause[Cause.MANUFACTURE.label][Figure.SOLVED] is None
    whole = figures(_today()).values
    assert (whole[Figure.COMPLAINTS], whole[Figure.REPEAT_COMPLAINTS], whole[Figure.COMPLAINT_RATE]) == (2, 1 / 2, 2 / 4)
    (first, second) = why(Figure.REPEAT_COMPLAINTS, [_today()])
    assert (first.subject, first.fits, second.fits) == (Subject.COMPLAINT, True, False)
    model_id = next(row.key for row in figures_by(Dimension.PRODUCT, _today(), wanted=wanted) if row.label.startswith("LX-60W"))
    assert isinstance(model_id, int)
    assert len(why(Figure.SOLVED, [_today()], cut=Cut(product_id=model_id))) == 2
    assert [row.count for row in backlog(cut=Cut(product_id=model_id))] == [0] * 5


def test_times_to_respond_are_told_apart_by_urgency_and_the_longest_stands_first(
    people: SmallSite, fake_clock: clock.FakeClock
) -> None:
    fake_clock.at = MORNING
    quick, slow, urgent = (
        ticket(actor=people.agent, priority=priority) for priority in (Priority.LOW, Priority.MEDIUM, Priority.URGENT)
    )
    for opened, after in ((urgent, HOUR / 2), (quick, HOUR / 2), (slow, 2 * HOUR)):
        fake_clock.advance(after)
        respond(opened.id, "已电话告知", actor=people.technician)
    found = figures(_today()).values
    assert found[Figure.TIME_TO_RESPOND] == 2 * 3_600_000_000
    assert found[Figure.TIME_TO_RESPOND_URGENT] == 1_800_000_000
    rows = why(Figure.TIME_TO_RESPOND, [_today()])
    assert [(row.label, row.took) for row in rows] == [(slow.number, 3 * 3_600_000_000), (quick.number, 3_600_000_000)]


def test_what_spoils_a_figure_stands_first(people: SmallSite, fake_clock: clock.FakeClock) -> None:
    for hour, wait in ((0, 10), (1, 45), (2, None)):
        rang = MORNING + hour * HOUR
        answered = None if wait is None else rang + timedelta(seconds=wait)
        ended = (answered or rang) + timedelta(seconds=60)
        number = f"call-{hour}"
        Call.insert(
            number=number,
            client_uuid=str(uuid4()),
            agent=people.agent.staff_id,
            offered_at=rang,
            answered_at=answered,
            ended_at=ended,
        ).execute()
    rows = why(Figure.SERVICE_LEVEL, [_today()])
    assert [(row.label, row.fits) for row in rows] == [("call-2", False), ("call-1", False), ("call-0", True)]
    assert next(row.label for row in why(Figure.ABANDONMENT, [_today()])) == "call-2"
    assert [row.label for row in why(Figure.SERVICE_LEVEL, parts(_today(), hour=10))] == ["call-1"]
    assert [row.label for row in why(Figure.SPEED_OF_ANSWER, [_today()])] == ["call-1", "call-0"]
    week = span_of(Span.WEEK, _today().first, site().zone)
    assert (len(parts(week)), len(why(Figure.OFFERED, parts(week), limit=2))) == (7, 2)


def test_the_spans_behind_hours_and_occupancy(people: SmallSite, fake_clock: clock.FakeClock) -> None:
    for state, lasts in ((AgentState.AVAILABLE, 2), (AgentState.WRAP_UP, 1), (AgentState.BREAK, 1)):
        set_agent_state(state, actor=people.agent)
        fake_clock.advance(lasts * timedelta(minutes=10))
    rows = why(Figure.OCCUPANCY, [_today()])
    assert [(row.label, row.who, row.fits) for row in rows] == [("Available", "张敏", False), ("Wrap-up", "张敏", True)]
    assert [row.took for row in why(Figure.HOURS_BREAK, [_today()])] == [600_000_000]


def test_every_figure_can_say_why(people: SmallSite) -> None:
    opened = ticket(actor=people.agent)
    Ticket.update(opened_at=MORNING).where(Ticket.id == opened.id).execute()
    for figure in Figure:
        assert why(figure, [_today()], cut=Cut(region_id=1, product_id=1)) == []
        assert isinstance(why(figure, [_today()]), list)
