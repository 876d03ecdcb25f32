"""A year that the state publishes later is taken into calendars that clocks run under already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from models import clock
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role
from models.sla import renewal
from models.sla.calendar import Holiday, MakeUpDay
from models.sla.official import china_calendar, mainland_china
from models.sla.operations import adopt_calendar
from models.sla.queries import clocks
from models.sla.renewal import renew_official_calendars
from models.sla.tables import ClockKind, Policy
from tests.models.sla.records import SHANGHAI, Records, clock_of, happened, install_policy, open_record

EVE = datetime(2098, 12, 31, 9, tzinfo=SHANGHAI)
"""A Wednesday before a year whose holidays nobody knows yet."""
LAST_KNOWN = 2098


@pytest.fixture
def before_the_notice(records: Records, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClock]:
    """A site whose official calendar ends with 2098, while the source has published 2099 since."""
    with clock.fixed(EVE) as standing:
        adopt_calendar("China", replace(china_calendar("China"), official_years=(2004, LAST_KNOWN)), actor=SYSTEM)
        install_policy(calendar="China")
        published = mainland_china()
        notice = replace(
            published,
            years=(2004, 2099),
            holidays=(*published.holidays, Holiday(date(2099, 1, 1), date(2099, 1, 2), "New Year's Day")),
            make_up_days=(*published.make_up_days, MakeUpDay(date(2099, 1, 3), "New Year's Day")),
        )
        monkeypatch.setattr(renewal, "mainland_china", lambda: notice)
        yield standing


def test_running_clocks_take_the_new_year_s_holidays(before_the_notice: FakeClock) -> None:
    open_record(1, category="complaint")
    assert clock_of(1, ClockKind.RESOLUTION).due_at == datetime(2099, 1, 7, 9, tzinfo=SHANGHAI)
    assert renew_official_calendars(actor=SYSTEM) == ["China"]
    assert clock_of(1, ClockKind.RESOLUTION).due_at == datetime(2099, 1, 8, 9, tzinfo=SHANGHAI)
    (change,) = happened(1, "sla_recomputed")
    assert change.facts["calendar"] == "China"
    assert [row.kind for row in clocks(Subject.TICKET, 1)] == [ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION]


def test_new_clocks_take_them_too_and_a_second_time_changes_nothing(before_the_notice: FakeClock) -> None:
    renew_official_calendars(actor=SYSTEM)
    versions = Policy.select().count()
    assert renew_official_calendars(actor=SYSTEM) == []
    assert Policy.select().count() == versions
    open_record(1, category="complaint")
    assert clock_of(1, ClockKind.RESOLUTION).due_at == datetime(2099, 1, 8, 9, tzinfo=SHANGHAI)


def test_only_those_who_may_edit_policies(records: Records) -> None:
    with pytest.raises(DomainError) as refused:
        renew_official_calendars(actor=Actor(1, "801", "Wang", frozenset({Role.PHONE_AGENT})))
    assert refused.value.fault is Fault.NOT_ALLOWED
