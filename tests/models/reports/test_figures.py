"""The figures on small days that were counted by hand, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from models import clock
from models.callbacks.tables import Callback, CallbackKind, CallbackStatus, Survey
from models.calls.tables import Call, Direction, Ending
from models.complaints.tables import Complaint, ComplaintClass, LevelSpan, Trigger
from models.errors import DomainError
from models.events.tables import Subject
from models.i18n import Language, use_language
from models.people.permissions import SYSTEM
from models.people.tables import AgentState, AgentStateSpan
from models.periods import day_of
from models.reports.definitions import DEFINITIONS, Figure, Rules, explained, shown
from models.reports.queries import backlog, figures, figures_by
from models.reports.tallies import Cut, Dimension
from models.site.operations import change_setting
from models.site.queries import site
from models.site.settings import SettingName
from models.sla.tables import Clock, ClockKind, Verdict
from models.tickets.tables import Ticket, TicketStatus
from tests.models.builders import SmallSite, small_site, ticket

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""


@pytest.fixture
def people(site_database: str, fake_clock: clock.FakeClock) -> SmallSite:
    return small_site()


def _call(rang: datetime, wait: int | None, talk: int = 0, wrap_up: int = 0, lost_after: int = 0, **columns: Any) -> None:
    """A call; `wait` None means that it was given up after `lost_after` seconds."""
    answered = None if wait is None else rang + timedelta(seconds=wait)
    ended = rang + timedelta(seconds=lost_after) if answered is None else answered + timedelta(seconds=talk)
    Call.insert(
        number=uuid4().hex[:16],
        client_uuid=str(uuid4()),
        offered_at=rang,
        answered_at=answered,
        ended_at=ended,
        wrapped_up_at=ended + timedelta(seconds=wrap_up) if answered else None,
        **columns,
    ).execute()


def _five_calls(people: SmallSite) -> None:
    agent = people.agent.staff_id
    _call(MORNING, 10, 100, 20, agent=agent, ending=Ending.ANSWERED)
    _call(MORNING + timedelta(hours=1), 20, 200, 40, agent=agent, ending=Ending.TICKET_OPENED)
    _call(
        MORNING + timedelta(hours=1, minutes=59, seconds=59), 60, 60, agent=people.supervisor.staff_id, ending=Ending.WRONG_NUMBER
    )
    _call(MORNING + timedelta(hours=3), None, lost_after=3)
    _call(MORNING + timedelta(hours=3), None, lost_after=30)
    _call(MORNING, 0, 500, direction=Direction.OUTBOUND, agent=agent)
    _call(MORNING - timedelta(hours=9, seconds=1), 0, 500, agent=agent, ending=Ending.ANSWERED)


def _today() -> Any:
    return day_of(clock.now(), site().zone)


def test_the_calls_of_a_day(people: SmallSite) -> None:
    _five_calls(people)
    found = figures(_today()).values
    assert (found[Figure.OFFERED], found[Figure.ANSWERED], found[Figure.ANSWER_RATE]) == (5, 3, 3 / 5)
    assert found[Figure.SERVICE_LEVEL] == 2 / 5
    assert found[Figure.ABANDONMENT] == 2 / 5
    assert found[Figure.SPEED_OF_ANSWER] == 30_000_000
    assert found[Figure.HANDLE_TIME] == 140_000_000
    assert found[Figure.FIRST_CALL] == 1 / 2


def test_a_site_may_leave_out_calls_given_up_at_once_and_wait_longer(people: SmallSite) -> None:
    _five_calls(people)
    change_setting(SettingName.SHORT_ABANDON_SECONDS, 5, actor=SYSTEM)
    change_setting(SettingName.SERVICE_LEVEL_SECONDS, 60, actor=SYSTEM)
    found = figures(_today()).values
    assert (found[Figure.OFFERED], found[Figure.SERVICE_LEVEL], found[Figure.ABANDONMENT]) == (4, 3 / 4, 1 / 4)


def test_calls_by_hour_of_the_sites_day_and_by_agent(people: SmallSite) -> None:
    _five_calls(people)
    wanted = (Figure.OFFERED, Figure.ANSWERED)
    by_hour = {row.label: tuple(row.values.values()) for row in figures_by(Dimension.HOUR, _today(), wanted=wanted)}
    assert by_hour == {"09:00": (1, 1), "10:00": (2, 2), "12:00": (2, 0)}
    by_agent = [(row.label, row.values[Figure.OFFERED]) for row in figures_by(Dimension.AGENT, _today(), wanted=wanted)]
    assert by_agent == [("8001 李主管", 1), ("8012 张敏", 2), ("nobody", 2)]
    by_day = figures_by(Dimension.DAY, _today(), wanted=wanted)
    assert [(row.label, row.values[Figure.OFFERED]) for row in by_day] == [("2026-11-21", 5)]
    assert figures(_today(), cut=Cut(agent_id=people.agent.staff_id)).values[Figure.ANSWERED] == 2


def _solved(hours: int, *, category: str = "repair", **columns: Any) -> int:
    ticket_id = ticket(category=category).id
    Ticket.update(
        status=columns.pop("status", TicketStatus.RESOLVED),
        opened_at=MORNING - timedelta(hours=hours),
        resolved_at=MORNING,
        open=False,
        **columns,
    ).where(Ticket.id == ticket_id).execute()
    return ticket_id


def _callback(ticket_id: int, attempts: int, *, due: timedelta, satisfied: bool | None = None) -> None:
    done = satisfied is not None
    callback_id = Callback.insert(
        client_uuid=str(uuid4()),
        kind=CallbackKind.SATISFACTION,
        ticket=ticket_id,
        due_at=clock.now() + due,
        created_at=MORNING,
        attempts=attempts,
        status=CallbackStatus.REACHED if done else CallbackStatus.OPEN,
        done_at=clock.now() if done else None,
    ).execute()
    if done:
        Survey.insert(callback=callback_id, satisfied=satisfied, at=clock.now()).execute()


def test_solving_repairing_and_calling_back(people: SmallSite) -> None:
    ids = [_solved(hours) for hours in range(1, 11)]
    Ticket.update(rework_count=1).where(Ticket.id == ids[0]).execute()
    _solved(13, category="consultation")
    _solved(99, status=TicketStatus.CANCELLED)
    _callback(ids[0], 1, due=timedelta(hours=-1), satisfied=True)
    _callback(ids[1], 1, due=timedelta(hours=-1), satisfied=True)
    _callback(ids[2], 1, due=timedelta(hours=-1), satisfied=False)
    _callback(ids[3], 1, due=timedelta(hours=5))
    _callback(ids[4], 0, due=timedelta(hours=5))
    found = figures(_today()).values
    assert found[Figure.SOLVED] == 11
    assert found[Figure.MEAN_TO_SOLVE] == (55 + 13) * 3_600_000_000 / 11
    assert found[Figure.NINETY_TO_SOLVE] == 10 * 3_600_000_000
    assert found[Figure.REPAIR_SUCCESS] == 9 / 10
    assert found[Figure.CALLBACK_COVERAGE] == 4 / 10
    assert found[Figure.SATISFACTION] == 2 / 3
    by_category = {row.label: row.values for row in figures_by(Dimension.CATEGORY, _today())}
    assert by_category["Repair"][Figure.NINETY_TO_SOLVE] == 9 * 3_600_000_000
    assert by_category["Consultation"][Figure.REPAIR_SUCCESS] is None


def _clock(
    kind: ClockKind, verdict: Verdict, subject_id: int, *, stopped: datetime | None, broken: datetime | None = None
) -> None:
    Clock.insert(
        subject=Subject.TICKET,
        subject_id=subject_id,
        kind=kind,
        round=9,
        started_at=MORNING,
        stopped_at=stopped,
        breached_at=broken,
        verdict=verdict,
    ).execute()


def test_clocks_count_when_they_are_decided(people: SmallSite) -> None:
    yesterday = MORNING - timedelta(days=1)
    for subject_id in (901, 902, 903):
        _clock(ClockKind.FIRST_RESPONSE, Verdict.MET, subject_id, stopped=MORNING)
    _clock(ClockKind.FIRST_RESPONSE, Verdict.BREACHED, 904, stopped=None, broken=MORNING)
    _clock(ClockKind.FIRST_RESPONSE, Verdict.MET, 905, stopped=yesterday)
    _clock(ClockKind.FIRST_RESPONSE, Verdict.BREACHED, 906, stopped=MORNING, broken=yesterday)
    _clock(ClockKind.FIRST_RESPONSE, Verdict.CANCELLED, 907, stopped=MORNING)
    _clock(ClockKind.RESOLUTION, Verdict.BREACHED, 904, stopped=MORNING, broken=MORNING)
    found = figures(_today()).values
    assert (found[Figure.RESPONSE_KEPT], found[Figure.RESOLUTION_KEPT], found[Figure.PLAN_KEPT]) == (3 / 4, 0, None)


def test_complaints_and_how_far_they_rose(people: SmallSite) -> None:
    for _each in range(4):
        _solved(1)
    complaint_id = Complaint.insert(
        number="C-1",
        client_uuid=str(uuid4()),
        complaint_class=next(iter(ComplaintClass)),
        content="还是闪",
        opened_at=MORNING,
    ).execute()
    for level, trigger in ((1, Trigger.OPENED), (2, Trigger.TARGET), (3, Trigger.BY_HAND), (2, Trigger.STEPPED_DOWN)):
        LevelSpan.insert(
            complaint=complaint_id, level=level, trigger=trigger, reason="", started_at=MORNING, ended_at=MORNING
        ).execute()
    found = figures(_today()).values
    assert (found[Figure.COMPLAINTS], found[Figure.COMPLAINT_RATE]) == (1, 1 / 4)
    assert [found[figure] for figure in (Figure.ESCALATED_2, Figure.ESCALATED_3, Figure.ESCALATED_4)] == [1, 1, 0]


def test_hours_of_a_state_are_cut_at_the_period_and_shared_out_to_its_hours(people: SmallSite) -> None:
    midnight = MORNING - timedelta(hours=9)
    spans = (
        (AgentState.AVAILABLE, midnight - timedelta(hours=2), midnight + timedelta(minutes=90)),
        (AgentState.ON_CALL, midnight + timedelta(minutes=90), midnight + timedelta(minutes=120)),
        (AgentState.WRAP_UP, midnight + timedelta(minutes=120), midnight + timedelta(minutes=180)),
        (AgentState.BREAK, clock.now() - timedelta(minutes=30), None),
    )
    for state, started, ended in spans:
        AgentStateSpan.insert(staff=people.agent.staff_id, state=state, started_at=started, ended_at=ended).execute()
    found = figures(_today()).values
    hours = {figure: (found[figure] or 0) / 3_600_000_000 for figure in Figure if figure.name.startswith("HOURS")}
    assert list(hours.values()) == [1.5, 0.5, 1, 0.5, 0]
    assert found[Figure.OCCUPANCY] == 1.5 / 3
    by_hour = {row.label: row.values[Figure.OCCUPANCY] for row in figures_by(Dimension.HOUR, _today())}
    assert (by_hour["00:00"], by_hour["01:00"], by_hour["02:00"], by_hour["14:00"]) == (0, 0.5, 1, None)


def test_open_tickets_by_age(people: SmallSite) -> None:
    for days in (0, 0, 2, 5, 5, 5, 20, 100):
        opened = ticket().id
        Ticket.update(opened_at=clock.now() - timedelta(days=days)).where(Ticket.id == opened).execute()
    _solved(1)
    assert [row.count for row in backlog()] == [2, 1, 3, 1, 1]
    assert [row.count for row in backlog(cut=Cut(agent_id=people.agent.staff_id))] == [0, 0, 0, 0, 0]


def test_what_can_not_be_cut_that_way_has_no_value(people: SmallSite) -> None:
    _five_calls(people)
    found = figures(_today(), cut=Cut(category_id=1)).values
    assert found[Figure.HOURS_AVAILABLE] is None
    assert found[Figure.COMPLAINT_RATE] is None
    assert found[Figure.OFFERED] == 0


def test_an_empty_day_has_counts_and_no_shares(people: SmallSite) -> None:
    found = figures(_today()).values
    assert (found[Figure.OFFERED], found[Figure.SERVICE_LEVEL], found[Figure.NINETY_TO_SOLVE]) == (0, None, None)


def test_every_figure_explains_itself_with_the_sites_rules() -> None:
    use_language(Language.CHINESE)
    told = explained(Figure.SERVICE_LEVEL, Rules(in_time=30, short=5))
    assert "30 秒内接听量 ÷ 呼入量" in told
    assert "5 秒内放弃的不计" in told
    assert "目标：不低于 80.0 %。" in told
    assert set(DEFINITIONS) == set(Figure)


def test_values_as_people_read_them() -> None:
    units = [
        DEFINITIONS[figure].unit for figure in (Figure.OFFERED, Figure.SATISFACTION, Figure.HANDLE_TIME, Figure.MEAN_TO_SOLVE)
    ]
    values = (31_359, 0.8629, 252_000_000, 1.5 * 86_400_000_000)
    assert [shown(unit, value) for unit, value in zip(units, values, strict=True)] == ["31,359", "86.3 %", "4:12", "1.5 d"]
    assert shown(units[0], None) == "-"


@pytest.mark.parametrize("value", ["5 10", "5 10 10", "20 10 5", "a b c", ""])
def test_thresholds_are_three_rising_numbers(people: SmallSite, value: str) -> None:
    with pytest.raises(DomainError):
        change_setting(SettingName.BOARD_TALK_MINUTES, value, actor=SYSTEM)
