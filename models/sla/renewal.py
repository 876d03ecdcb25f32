"""Official holidays are published a year at a time: this takes the new year into calendars that are in force already."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from models import database
from models.events.operations import record
from models.events.tables import Subject
from models.people.permissions import Actor, Permission
from models.sla import subjects
from models.sla.calendar import CalendarDefinition
from models.sla.calendar_forms import from_json
from models.sla.clocks import clock_state, write_summary
from models.sla.official import OfficialDays, mainland_china
from models.sla.operations import retimed
from models.sla.policies import LadderStepDraft, PolicyDraft, TargetDraft, adopt_calendar, adopt_policy, newest_calendar
from models.sla.tables import ClockKind, Priority, Relation


def renew_official_calendars(*, actor: Actor) -> list[str]:
    """Adds the years that the official source has published since, and returns the names of the calendars renewed.

    Each gets a next version, and so does every policy in force that counts in it. Running clocks move to it and are computed
    anew from their original start. Years that a calendar knew already stay as they were. Safe to repeat.
    Raises DomainError(NOT_ALLOWED).
    """
    actor.require(Permission.EDIT_POLICIES)
    official = mainland_china()
    renewed: dict[str, list[int]] = {}
    with database.transaction():
        for calendar_id, name, text in _calendars_in_force():
            definition = from_json(text)
            if definition.official_years is None or definition.official_years[1] >= official.years[1]:
                continue
            if name not in renewed:
                adopt_calendar(name, _with_new_years(definition, official), actor=actor)
            renewed.setdefault(name, []).append(calendar_id)
        for draft in [_draft(row) for row in _policies_in_force() if row[3] in renewed]:
            adopt_policy(draft, actor=actor)
    for name, old_ids in renewed.items():
        for old_id in old_ids:
            _move_clocks(old_id, name, actor)
    return list(renewed)


def _calendars_in_force() -> list[tuple[Any, ...]]:
    return database.rows(
        "SELECT DISTINCT c.id, c.name, c.definition FROM policy p JOIN calendar c ON c.id = p.calendar_id WHERE p.current"
    )


def _with_new_years(definition: CalendarDefinition, official: OfficialDays) -> CalendarDefinition:
    first, last = definition.official_years or official.years
    own = {day.day for day in definition.make_up_days}
    return replace(
        definition,
        holidays=definition.holidays + tuple(holiday for holiday in official.holidays if holiday.last.year > last),
        make_up_days=definition.make_up_days
        + tuple(day for day in official.make_up_days if day.day.year > last and day.day not in own),
        official_years=(first, official.years[1]),
    )


def _policies_in_force() -> list[tuple[Any, ...]]:
    return database.rows(
        "SELECT p.id, p.name, p.subject, c.name, p.pausing_reasons, p.warn_percent"
        " FROM policy p JOIN calendar c ON c.id = p.calendar_id WHERE p.current"
    )


def _draft(row: tuple[Any, ...]) -> PolicyDraft:
    """The policy as it stands, to be adopted again."""
    policy_id, name, subject, calendar, reasons, warn_percent = row
    targets = database.rows(
        "SELECT clock, minutes, working_days, category, priority, round_the_clock FROM target WHERE policy_id = ? ORDER BY id",
        (policy_id,),
    )
    ladder = database.rows(
        "SELECT percent, relation, acknowledge_minutes FROM ladder_step WHERE policy_id = ? ORDER BY id", (policy_id,)
    )
    return PolicyDraft(
        name=name,
        subject=Subject(subject),
        calendar=calendar,
        targets=tuple(
            TargetDraft(ClockKind(kind), minutes, days, category, Priority(priority) if priority else None, bool(all_day))
            for kind, minutes, days, category, priority, all_day in targets
        ),
        ladder=tuple(LadderStepDraft(percent, Relation(relation), minutes) for percent, relation, minutes in ladder),
        pausing_reasons=tuple(json.loads(reasons)),
        warn_percent=warn_percent,
    )


def _move_clocks(old_id: int, name: str, actor: Actor) -> None:
    """Puts the running clocks of a calendar's old version under its newest, each in a short transaction of its own."""
    new_id, _definition = newest_calendar(name)
    running = database.rows(
        "SELECT id, subject, subject_id FROM clock WHERE calendar_id = ? AND stopped_at IS NULL ORDER BY id", (old_id,)
    )
    for clock_id, word, subject_id in running:
        subject = Subject(word)
        with database.transaction():
            subjects.hold_record(subject, subject_id)
            before = clock_state(clock_id)
            moved = "UPDATE clock SET calendar_id = ? WHERE id = ? AND stopped_at IS NULL"
            if before is None or not database.execute(moved, (new_id, clock_id)):
                continue
            after = clock_state(clock_id)
            if after is None:
                continue
            after = retimed(after)
            if after.due_at != before.due_at:
                change = {"kind": after.kind, "old_due_at": before.due_at, "due_at": after.due_at}
                record(subject, subject_id, "sla_recomputed", actor=actor, calendar=name, clocks=[change])
                write_summary(subject, subject_id)
