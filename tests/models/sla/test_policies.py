"""Policies and calendars are adopted in versions; what could never be computed is refused when it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models import database
from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role
from models.sla.calendar import CalendarDefinition
from models.sla.operations import adopt_calendar, adopt_policy, install_default_policies, start_clocks
from models.sla.policies import LadderStepDraft, PolicyDraft, TargetDraft
from models.sla.queries import clocks, proposed
from models.sla.tables import ClockKind, Policy, Priority, Relation, Target
from tests.models.sla.records import (
    HOUR,
    MONDAY,
    OFFICE,
    SHANGHAI,
    TARGETS,
    Records,
    clock_of,
    open_record,
)

RESOLUTION, RESPONSE, CONTACT = ClockKind.RESOLUTION, ClockKind.FIRST_RESPONSE, ClockKind.CONTACT
DRAFT = PolicyDraft("Tickets", Subject.TICKET, "Office", TARGETS)
AGENT = Actor(1, "801", "Wang", frozenset({Role.PHONE_AGENT}))


def _local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("draft", "fault", "sentence"),
    [
        (replace(DRAFT, calendar=None), Fault.NO_CALENDAR, "The policy Tickets has no calendar, so no due time can be computed."),
        (replace(DRAFT, calendar="Shop"), Fault.NOT_FOUND, "Shop is not there any more. Nothing was changed."),
        (replace(DRAFT, targets=()), Fault.POLICY_INVALID, "it has no targets."),
        (replace(DRAFT, targets=(TargetDraft(RESOLUTION),)), Fault.POLICY_INVALID, "the target of Resolution needs either"),
        (
            replace(DRAFT, targets=(TargetDraft(RESOLUTION, minutes=0),)),
            Fault.TARGET_NOT_POSITIVE,
            "The target of Resolution must be longer than zero.",
        ),
        (replace(DRAFT, targets=(TargetDraft(RESOLUTION, working_days=-2),)), Fault.TARGET_NOT_POSITIVE, "longer than zero"),
        (replace(DRAFT, targets=(TargetDraft(RESOLUTION, minutes=10**8),)), Fault.TARGET_TOO_LONG, "longer than 7320 days"),
        (replace(DRAFT, warn_percent=100), Fault.POLICY_INVALID, "between 1 and 99"),
        (replace(DRAFT, ladder=(LadderStepDraft(75, Relation.OWNER, 0),)), Fault.POLICY_INVALID, "above zero"),
    ],
)
def test_a_policy_that_can_not_be_computed_is_refused(records: Records, draft: PolicyDraft, fault: Fault, sentence: str) -> None:
    before = Policy.select().count()
    with pytest.raises(DomainError) as refused:
        adopt_policy(draft, actor=SYSTEM)
    assert refused.value.fault is fault
    assert sentence in refused.value.message()
    assert Policy.select().count() == before


def test_a_calendar_without_windows_is_refused(records: Records) -> None:
    with pytest.raises(DomainError) as refused:
        adopt_calendar("Empty", CalendarDefinition("Asia/Shanghai"), actor=SYSTEM)
    assert refused.value.fault is Fault.EMPTY_CALENDAR


def test_only_those_who_may_edit_policies_adopt_them(records: Records) -> None:
    for adopt in (
        lambda: adopt_policy(DRAFT, actor=AGENT),
        lambda: adopt_calendar("Office", OFFICE, actor=AGENT),
        lambda: install_default_policies(actor=AGENT),
    ):
        with pytest.raises(DomainError) as refused:
            adopt()
        assert refused.value.fault is Fault.NOT_ALLOWED


def test_a_running_clock_keeps_the_version_it_started_with(records: Records) -> None:
    open_record(1)
    faster = replace(DRAFT, targets=(TargetDraft(RESOLUTION, minutes=60),))
    assert adopt_policy(faster, actor=SYSTEM) == 2
    open_record(2)
    assert (clock_of(1, RESOLUTION).policy_version, clock_of(1, RESOLUTION).due_at) == (1, MONDAY + 8 * HOUR)
    assert (clock_of(2, RESOLUTION).policy_version, clock_of(2, RESOLUTION).due_at) == (2, MONDAY + HOUR)
    assert [row.kind for row in clocks(Subject.TICKET, 2)] == [RESOLUTION]


def test_a_new_calendar_comes_with_the_policy_s_next_version(records: Records) -> None:
    later = replace(OFFICE, windows=tuple(tuple(replace(window, start=600) for window in day) for day in OFFICE.windows))
    assert adopt_calendar("Office", later, actor=SYSTEM) == 2
    open_record(1)
    adopt_policy(DRAFT, actor=SYSTEM)
    open_record(2)
    assert clock_of(1, RESOLUTION).due_at == MONDAY + 8 * HOUR
    assert clock_of(2, RESOLUTION).due_at == MONDAY + 9 * HOUR


def test_a_policy_whose_calendar_went_missing_says_so(records: Records) -> None:
    Policy.update(calendar=None).execute()
    with pytest.raises(DomainError) as refused:
        start_clocks(Subject.TICKET, 1, category=None, priority=Priority.LOW, started_at=MONDAY, actor=SYSTEM)
    assert refused.value.fault is Fault.NO_CALENDAR
    assert clocks(Subject.TICKET, 1) == []


def test_the_database_takes_no_target_of_zero(records: Records) -> None:
    import peewee

    with pytest.raises(peewee.IntegrityError), database.transaction():
        Target.insert(policy=1, clock=RESOLUTION, minutes=0).execute()


@pytest.mark.parametrize(
    ("category", "priority", "expected"),
    [
        (
            "repair",
            Priority.URGENT,
            {CONTACT: _local(2026, 11, 20, 17, 30), RESPONSE: _local(2026, 11, 20, 19), RESOLUTION: _local(2026, 11, 21, 17)},
        ),
        ("repair", Priority.HIGH, {RESPONSE: _local(2026, 11, 23, 12), RESOLUTION: _local(2026, 11, 24, 17)}),
        ("repair", Priority.MEDIUM, {RESPONSE: _local(2026, 11, 24, 11), RESOLUTION: _local(2026, 11, 25, 17)}),
        ("repair", Priority.LOW, {RESPONSE: _local(2026, 11, 24, 11), RESOLUTION: _local(2026, 11, 27, 17)}),
        ("consultation", Priority.MEDIUM, {RESPONSE: _local(2026, 11, 23, 12), RESOLUTION: _local(2026, 11, 24, 17)}),
        ("return", Priority.LOW, {RESPONSE: _local(2026, 11, 24, 11), RESOLUTION: _local(2026, 11, 24, 17)}),
        ("complaint", Priority.HIGH, {RESPONSE: _local(2026, 11, 24, 11), RESOLUTION: _local(2026, 12, 4, 17)}),
        (
            "complaint",
            Priority.URGENT,
            {CONTACT: _local(2026, 11, 20, 17, 30), RESPONSE: _local(2026, 11, 20, 19), RESOLUTION: _local(2026, 11, 27, 17)},
        ),
    ],
)
def test_the_policies_of_a_new_site(
    site_database: str,
    opening_time: FakeClock,
    category: str,
    priority: Priority,
    expected: dict[ClockKind, datetime],
) -> None:
    install_default_policies(actor=SYSTEM)
    install_default_policies(actor=SYSTEM)
    friday = _local(2026, 11, 20, 17)
    assert dict(proposed(Subject.TICKET, category=category, priority=priority, at=friday)) == expected


def test_a_served_customer_is_called_back_within_two_working_days(site_database: str, opening_time: FakeClock) -> None:
    install_default_policies(actor=SYSTEM)
    assert proposed(Subject.CALLBACK, category=None, priority=Priority.MEDIUM, at=MONDAY + timedelta(hours=1)) == [
        (ClockKind.CALLBACK, MONDAY + timedelta(days=2, hours=1))
    ]
