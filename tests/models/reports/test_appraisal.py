"""The appraisal of people who did something countable, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from models import clock
from models.callbacks.tables import Callback, CallbackKind, CallbackStatus, Survey
from models.calls.tables import Call, Ending
from models.errors import DomainError, Fault
from models.people.permissions import SYSTEM
from models.periods import Period, day_of
from models.reports.appraisal import AppraisalGrade, AppraisalRow, Criterion, appraisal, appraised, grade_of, limits, points
from models.reports.definitions import DAY
from models.site.operations import change_setting
from models.site.queries import site
from models.site.settings import SettingName
from models.tickets.operations import change_category, claim, resolve, respond
from models.tickets.tables import Ticket
from tests.models.builders import SmallSite, category_id, customer, owned_product, small_site, ticket


@pytest.fixture
def people(site_database: str, fake_clock: clock.FakeClock) -> SmallSite:
    return small_site()


def _today() -> Period:
    return day_of(clock.now(), site().zone)


def _work(people: SmallSite) -> list[int]:
    """The technician solves four tickets that the agent opened: one with rework, one with an unsatisfied customer."""
    buyer = customer()
    lamp = owned_product(buyer)
    ids = []
    for number in range(4):
        opened = ticket(actor=people.agent, customer_id=buyer, owned_product_id=lamp if number else None)
        claim(opened.id, actor=people.technician)
        respond(opened.id, "已告知", actor=people.technician)
        resolve(opened.id, "已更换灯珠", actor=people.technician)
        ids.append(opened.id)
    now = clock.now()
    Ticket.update(rework_count=1, opened_at=now - timedelta(days=6)).where(Ticket.id == ids[0]).execute()
    for ticket_id, satisfied in ((ids[1], True), (ids[2], False)):
        callback = Callback.insert(
            client_uuid=str(uuid4()),
            kind=CallbackKind.SATISFACTION,
            ticket=ticket_id,
            due_at=now,
            created_at=now,
            status=CallbackStatus.REACHED,
            done_at=now,
        ).execute()
        Survey.insert(callback=callback, satisfied=satisfied, at=now, agent=people.agent.staff_id).execute()
    return ids


def _call(people: SmallSite, **columns: Any) -> None:
    now = clock.now()
    Call.insert(
        number=uuid4().hex[:16],
        client_uuid=str(uuid4()),
        agent=people.agent.staff_id,
        offered_at=now,
        answered_at=now,
        ended_at=now,
        **columns,
    ).execute()


def _of(people: SmallSite, number: str) -> AppraisalRow:
    return next(row for row in appraisal(_today(), actor=people.supervisor) if row.number == number)


def test_a_score_is_the_mean_of_the_points_by_their_weights(people: SmallSite) -> None:
    ids = _work(people)
    row = _of(people, "8101")
    values = {criterion: judged.value for criterion, judged in row.judged.items()}
    assert values == {
        Criterion.SATISFACTION: 1 / 2,
        Criterion.TIME_TO_SOLVE: 1.5 * DAY,
        Criterion.SUCCESS: 3 / 4,
        Criterion.RESPONSE: 1,
        Criterion.RECORDS: 1,
    }
    parts = (50 / 0.85 * 30, 100 * 20, 75 / 0.9 * 20, 100 * 15, 100 * 15)
    assert row.score == pytest.approx(sum(parts) / 100)
    assert row.grade is AppraisalGrade.GOOD
    behind = appraised(row.staff_id, Criterion.SUCCESS, _today(), actor=people.supervisor)
    assert next((line.subject_id, line.fits) for line in behind) == (ids[0], False)
    assert len(behind) == 4


def test_records_count_as_complete_when_nothing_is_missing_and_nobody_corrected_them(people: SmallSite) -> None:
    _work(people)
    corrected = ticket(actor=people.agent, customer_id=customer("周敏")).id
    change_category(corrected, category_id("consultation"), actor=people.supervisor)
    _call(people, ending=Ending.ANSWERED, category=category_id("repair"))
    _call(people, ending=Ending.ANSWERED)
    _call(people, ending=Ending.WRONG_NUMBER)
    agent = _of(people, "8012")
    assert (agent.judged[Criterion.RECORDS].counted, agent.judged[Criterion.RECORDS].value) == (7, 5 / 7)
    assert agent.judged[Criterion.SUCCESS].value is None
    assert agent.score == pytest.approx(100 * 5 / 7)
    wrong = [line for line in appraised(agent.staff_id, Criterion.RECORDS, _today(), actor=SYSTEM) if not line.fits]
    assert {line.subject_id for line in wrong} >= {corrected}


def test_a_site_chooses_weights_and_grades_and_both_are_checked(people: SmallSite) -> None:
    _work(people)
    change_setting(SettingName.APPRAISAL_WEIGHTS, "0 0 100 0 0", actor=SYSTEM)
    assert _of(people, "8101").score == pytest.approx(75 / 0.9)
    change_setting(SettingName.APPRAISAL_GRADES, "50 70 80", actor=SYSTEM)
    assert _of(people, "8101").grade is AppraisalGrade.EXCELLENT
    grades = [grade_of(score, limits()) for score in (49.9, 50, 70)]
    assert grades == [AppraisalGrade.FAIL, AppraisalGrade.PASS, AppraisalGrade.GOOD]
    for value in ("30 20 20 15 14", "30 20 20 30", "100", "a b c d e", "-10 50 20 20 20", ""):
        with pytest.raises(DomainError) as refused:
            change_setting(SettingName.APPRAISAL_WEIGHTS, value, actor=SYSTEM)
        assert refused.value.fault is Fault.INVALID


def test_points_are_the_share_of_the_target_that_was_reached() -> None:
    assert points(Criterion.TIME_TO_SOLVE, 3 * DAY) == 50
    assert points(Criterion.TIME_TO_SOLVE, 0) == 100
    assert points(Criterion.SATISFACTION, 0.95) == 100
    assert points(Criterion.SATISFACTION, None) is None


def test_only_who_directs_people_sees_it(people: SmallSite) -> None:
    for question in (
        lambda: appraisal(_today(), actor=people.agent),
        lambda: appraised(1, Criterion.SUCCESS, _today(), actor=people.technician),
    ):
        with pytest.raises(DomainError) as refused:
            question()
        assert refused.value.fault is Fault.NOT_ALLOWED
    assert appraisal(_today(), actor=people.supervisor) == []
