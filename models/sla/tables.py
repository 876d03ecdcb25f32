"""Tables of the service-level engine: calendars, policies, clocks and alerts."""

from __future__ import annotations

import peewee

from models.choices import Choice
from models.database import Table
from models.events.tables import Subject
from models.fields import (
    EnumField,
    OptionalEnumField,
    OptionalUtcDateTimeField,
    UtcDateTimeField,
    optional_reference,
    reference,
)
from models.i18n import N_
from models.people.tables import Role, Staff


class Priority(Choice):
    """How soon a customer must be served."""

    URGENT = "urgent", N_("Urgent")
    HIGH = "high", N_("High")
    MEDIUM = "medium", N_("Medium")
    LOW = "low", N_("Low")


class ClockKind(Choice):
    """What a clock waits for."""

    CONTACT = "contact", N_("Customer contact")
    FIRST_RESPONSE = "first_response", N_("First response")
    RESOLUTION = "resolution", N_("Resolution")
    PLAN = "plan", N_("Plan")
    FOLLOW_UP = "follow_up", N_("Follow-up")
    CALLBACK = "callback", N_("Callback")
    LEVEL = "level", N_("Level of escalation")


class FlagKind(Choice):
    """What the sweep found."""

    WARNED = "sla_warned", N_("due soon")
    BREACHED = "sla_breached", N_("overdue")
    ESCALATED = "sla_escalated", N_("escalated")
    CLIMBED = "alert_climbed", N_("not acknowledged, passed on")


class Verdict(Choice):
    """How a clock stands or ended; a breached clock that still runs is BREACHED."""

    RUNNING = "running", N_("Running")
    MET = "met", N_("In time")
    BREACHED = "breached", N_("Breached")
    CANCELLED = "cancelled", N_("Not counted")


class SlaState(Choice):
    """The worst of a record's running clocks, kept on the record for lists."""

    NONE = "none", N_("No target")
    IN_TIME = "in_time", N_("In time")
    PAUSED = "paused", N_("Paused")
    WARNED = "warned", N_("Due soon")
    BREACHED = "breached", N_("Overdue")


class Relation(Choice):
    """Who is told at a step of the alert ladder, seen from the record."""

    OWNER = "owner", N_("The person responsible")
    SUPERVISOR = "supervisor", N_("Service supervisor")
    MANAGER = "manager", N_("Department manager")
    GENERAL_MANAGER = "general_manager", N_("General manager")


class Calendar(Table):
    """Opening hours as one version of a named calendar; versions are only ever added.

    `definition` is the JSON form of `calendar.CalendarDefinition`.
    """

    name = peewee.CharField(max_length=60, verbose_name=N_("Calendar"))
    version = peewee.IntegerField()
    definition = peewee.TextField()
    created_at = UtcDateTimeField()

    class Meta:
        table_name = "calendar"
        indexes = ((("name", "version"), True),)


class Policy(Table):
    """One version of a named set of targets for one kind of record; versions are only ever added.

    `pausing_reasons` is a JSON list of hold reasons that stop the resolution clock (the customer's, by default).
    """

    name = peewee.CharField(max_length=60, verbose_name=N_("Policy"))
    version = peewee.IntegerField()
    subject = EnumField(Subject)
    calendar = optional_reference(Calendar)
    pausing_reasons = peewee.TextField(default='["customer"]')
    warn_percent = peewee.SmallIntegerField(default=75, constraints=[peewee.Check("warn_percent BETWEEN 1 AND 99")])
    current = peewee.BooleanField(default=True)
    created_at = UtcDateTimeField()

    class Meta:
        table_name = "policy"
        indexes = ((("name", "version"), True),)


class Target(Table):
    """A policy's time for one clock; an empty category or priority fits all, the most exact row wins.

    `minutes` are counted round the clock or in the calendar's opening hours; `working_days` in whole opening days.
    """

    policy = reference(Policy, index=True)
    category = peewee.CharField(max_length=24, null=True)
    priority = OptionalEnumField(Priority)
    clock = EnumField(ClockKind)
    minutes = peewee.IntegerField(null=True)
    working_days = peewee.IntegerField(null=True)
    round_the_clock = peewee.BooleanField(default=False)

    class Meta:
        table_name = "target"
        constraints = [
            peewee.Check("(minutes IS NULL) <> (working_days IS NULL)"),
            peewee.Check("minutes IS NULL OR minutes > 0"),
            peewee.Check("working_days IS NULL OR working_days > 0"),
        ]


class LadderStep(Table):
    """Who is told when a share of a clock's time is used, and how long they have to acknowledge before it climbs."""

    policy = reference(Policy)
    percent = peewee.SmallIntegerField(constraints=[peewee.Check("percent > 0")])
    relation = EnumField(Relation)
    acknowledge_minutes = peewee.IntegerField(default=15, constraints=[peewee.Check("acknowledge_minutes > 0")])

    class Meta:
        table_name = "ladder_step"
        indexes = ((("policy", "percent", "relation"), True),)


class Clock(Table):
    """One running or ended target of one record.

    `next_event_at` is the next moment at which the sweep has something to do; empty when it never will.
    Pauses are rebuilt from the event log; `paused_at` only says that one keeps the clock from its due time now: `due_at` is
    empty then. `given_due_at` is a due time that came from elsewhere instead of from a target.
    `ladder_percent` is the highest share of the time whose warning, breach or step of the ladder has been flagged.
    """

    subject = EnumField(Subject)
    subject_id = peewee.IntegerField()
    kind = EnumField(ClockKind)
    round = peewee.SmallIntegerField(default=1)
    current = peewee.BooleanField(default=True)
    policy = optional_reference(Policy)
    target = optional_reference(Target)
    calendar = optional_reference(Calendar)
    started_at = UtcDateTimeField()
    given_due_at = OptionalUtcDateTimeField()
    due_at = OptionalUtcDateTimeField()
    warn_at = OptionalUtcDateTimeField()
    next_event_at = OptionalUtcDateTimeField()
    paused_at = OptionalUtcDateTimeField()
    stopped_at = OptionalUtcDateTimeField()
    warned_at = OptionalUtcDateTimeField()
    breached_at = OptionalUtcDateTimeField()
    noticed_at = OptionalUtcDateTimeField()
    ladder_percent = peewee.SmallIntegerField(default=0)
    verdict = EnumField(Verdict, default=Verdict.RUNNING)

    class Meta:
        table_name = "clock"
        indexes = (
            (("subject", "subject_id", "kind", "round"), True),
            (("stopped_at",), False),
            (("breached_at",), False),
        )


Clock.add_index(Clock.next_event_at, where=Clock.next_event_at.is_null(False), name="clock_next_event")


class Alert(Table):
    """A warning or breach that one person was told of, or a role where it had nobody, and who acknowledged it.

    Of the people told at one step, one row carries `climbs_at` for all. `withdrawn_at` is set where it needs nobody any
    more: a colleague acknowledged it, the clock ended in time, or a later step took its place.
    """

    clock = optional_reference(Clock)
    subject = EnumField(Subject)
    subject_id = peewee.IntegerField()
    percent = peewee.SmallIntegerField()
    relation = EnumField(Relation)
    staff = optional_reference(Staff)
    role = OptionalEnumField(Role)
    due_at = UtcDateTimeField()
    raised_at = UtcDateTimeField()
    climbs_at = OptionalUtcDateTimeField()
    climbed_from = optional_reference("self")
    acknowledged_at = OptionalUtcDateTimeField()
    acknowledged_by = optional_reference(Staff)
    withdrawn_at = OptionalUtcDateTimeField()

    class Meta:
        table_name = "alert"
        indexes = ((("clock",), False),)


Alert.add_index(Alert.climbs_at, where=Alert.climbs_at.is_null(False), name="alert_climb")
Alert.add_index(
    Alert.staff,
    Alert.raised_at,
    where=Alert.acknowledged_at.is_null() & Alert.withdrawn_at.is_null(),
    name="alert_open",
)
Alert.add_index(Alert.acknowledged_at, where=Alert.acknowledged_at.is_null(False), name="alert_acknowledged")
