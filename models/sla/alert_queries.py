"""What may be asked of alerts: those that wait for a person, and how many there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from models import clock, database
from models.events.tables import Subject
from models.fields import from_stored, to_stored
from models.people.tables import Role
from models.sla import subjects
from models.sla.tables import ClockKind, Relation


@dataclass(frozen=True)
class AlertRow:
    """One alert that waits for somebody to acknowledge it."""

    id: int
    subject: Subject
    subject_id: int
    label: str
    clock_kind: ClockKind
    percent: int
    relation: Relation
    due_at: datetime
    raised_at: datetime
    breached: bool


MOST_COUNTED = 999
"""Nobody reads a count above this."""

_OPEN = " FROM alert a JOIN clock k ON k.id = a.clock_id WHERE a.acknowledged_at IS NULL AND a.withdrawn_at IS NULL AND "


def open_alerts(staff_id: int, roles: Collection[Role], region_id: int | None, *, limit: int = 200) -> list[AlertRow]:
    """What a person has to acknowledge, the most overdue first: what names them, and what their role had nobody for."""
    now = to_stored(clock.now())
    found = _open_rows(staff_id, roles, region_id, limit)
    labels = _labels({(row[1], row[2]) for row in found})
    return [
        AlertRow(
            id=id_,
            subject=Subject(subject),
            subject_id=subject_id,
            label=labels.get((subject, subject_id), ""),
            clock_kind=ClockKind(kind),
            percent=percent,
            relation=Relation(relation),
            due_at=from_stored(due),
            raised_at=from_stored(raised),
            breached=_is_breach(percent, due, now),
        )
        for id_, subject, subject_id, percent, due, kind, relation, raised in found
    ]


def _labels(records: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """How people call these records, in one question for each kind: every desk asks this after every commit."""
    found: dict[tuple[str, int], str] = {}
    for word in {word for word, _id in records}:
        named = subjects.adapter(Subject(word)).labels([id_ for of, id_ in records if of == word])
        found |= {(word, id_): label for id_, label in named.items()}
    return found


def _open_rows(
    staff_id: int, roles: Collection[Role], region_id: int | None, limit: int
) -> list[tuple[int, str, int, int, int, str, str, int]]:
    """Id, subject, its id, percent, due time, clock, relation and time of the open alerts, the most overdue first."""
    columns = "SELECT a.id, a.subject, a.subject_id, a.percent, a.due_at, k.kind, a.relation, a.raised_at"
    order = " ORDER BY a.due_at, a.id LIMIT ?"
    found = database.rows(f"{columns}{_OPEN}a.staff_id = ?{order}", (staff_id, limit))
    if roles:
        marks = ", ".join("?" * len(roles))
        words = tuple(role.value for role in roles)
        unheld = database.rows(f"{columns}{_OPEN}a.staff_id IS NULL AND a.role IN ({marks}){order}", (*words, limit))
        found += _concerning(unheld, region_id)
    return cast("list[tuple[int, str, int, int, int, str, str, int]]", sorted(found, key=lambda row: (row[4], row[0]))[:limit])


def _is_breach(percent: int, due: int, now: int) -> bool:
    """An alert of a breach, or a warning that nobody acknowledged until the due time had passed."""
    return percent >= 100 or due < now


def _concerning(alerts: list[tuple[Any, ...]], region_id: int | None) -> list[tuple[Any, ...]]:
    """The alerts on records of a region; one without a region concerns all. One question for each kind of record."""
    if region_id is None:
        return alerts
    regions = {
        word: subjects.adapter(Subject(word)).region_ids([row[2] for row in alerts if row[1] == word])
        for word in {row[1] for row in alerts}
    }
    return [row for row in alerts if regions[row[1]].get(row[2]) in (None, region_id)]


def alert_counts(staff_id: int, roles: Collection[Role], region_id: int | None) -> tuple[int, int]:
    """How many warnings and how many breaches a person has to acknowledge, at most MOST_COUNTED in all."""
    now = to_stored(clock.now())
    alerts = _open_rows(staff_id, roles, region_id, MOST_COUNTED)
    breaches = sum(_is_breach(row[3], row[4], now) for row in alerts)
    return len(alerts) - breaches, breaches
