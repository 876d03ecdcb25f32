"""Whenever people look and acknowledge, nobody is told twice of one step and nothing climbs past an acknowledgement."""

from __future__ import annotations

from collections import Counter
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import database
from models.clock import FakeClock
from models.people.permissions import SYSTEM
from models.people.tables import Role
from models.sla.alerts import LEVELS
from models.sla.operations import acknowledge
from models.sla.sweep import sweep
from models.sla.tables import Alert
from tests.models.sla.records import MINUTE, MONDAY, Records, open_record, staff

_numbers = count(1)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.integers(1, 300), st.integers(0, 9)), min_size=1, max_size=15),
    supervisors=st.integers(0, 2),
    owned=st.booleans(),
)
def test_the_ladder(
    records: Records, opening_time: FakeClock, steps: list[tuple[int, int]], supervisors: int, owned: bool
) -> None:
    ticket = next(_numbers)
    database.execute("UPDATE staff SET active = ?", (False,))
    owner = staff(f"o{ticket}", Role.PHONE_AGENT)
    for number in range(supervisors):
        staff(f"s{ticket}-{number}", Role.SERVICE_SUPERVISOR)
    staff(f"m{ticket}", Role.DEPARTMENT_MANAGER)
    if owned:
        records.owners[ticket] = owner
    opening_time.at = MONDAY
    open_record(ticket)
    for minutes, which in steps:
        opening_time.advance(minutes * MINUTE)
        sweep()
        waiting = [alert for alert in _alerts(ticket) if alert.acknowledged_at is None and alert.withdrawn_at is None]
        if waiting and which < 5:
            acknowledge(waiting[which % len(waiting)].id, actor=SYSTEM)
    told = _alerts(ticket)
    people = Counter((alert.clock, alert.percent, alert.staff or alert.role) for alert in told)
    assert all(times == 1 for times in people.values())
    assert all(_is_one_level_above(alert, told) for alert in told if alert.climbed_from is not None)
    assert not [alert for alert in told if alert.climbed_from is not None and _had_been_acknowledged(alert, told)]


def _alerts(ticket: int) -> list[Alert]:
    return list(Alert.select().where(Alert.subject_id == ticket).order_by(Alert.id))


def _is_one_level_above(alert: Alert, told: list[Alert]) -> bool:
    """Whether an alert tells the level above the one that it climbed from, of the same step of the same clock."""
    (lower,) = [other for other in told if other.id == alert.climbed_from]
    same_step = (alert.clock, alert.percent) == (lower.clock, lower.percent)
    return same_step and LEVELS.index(alert.relation) == LEVELS.index(lower.relation) + 1


def _had_been_acknowledged(alert: Alert, told: list[Alert]) -> bool:
    """Whether somebody of the level that an alert climbed from had acknowledged the step before it climbed."""
    (lower,) = [other for other in told if other.id == alert.climbed_from]
    step = (lower.clock, lower.percent, lower.relation)
    seen = [other.acknowledged_at for other in told if (other.clock, other.percent, other.relation) == step]
    return any(moment is not None and moment < alert.raised_at for moment in seen)
