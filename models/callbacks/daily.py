"""The daily callback sheet (回访日清表): what was owed and made on a day, by agent; one definition for screen and register.

A callback was due on a day if somebody tried it on that day, or if it was open at the day's end (now, for today), due by then,
and nobody had tried it. How it stood at the end of a past day is rebuilt from its events, which nobody can change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import clock, database
from models.fields import to_stored
from models.people.sight import present_in
from models.periods import day_of
from models.site.queries import site


@dataclass(frozen=True)
class DailySheet:
    """One agent's (or everybody's) callbacks of one day (回访日清表)."""

    staff_id: int | None
    name: str
    due: int
    done: int
    reached: int
    satisfied: int
    dissatisfied: int

    @property
    def satisfaction(self) -> float | None:
        """Satisfied of all who were reached and asked, from 0 to 1; None where nobody was."""
        asked = self.satisfied + self.dissatisfied
        return self.satisfied / asked if asked else None


def daily_sheet(moment: datetime | None = None, *, region_id: int | None = None) -> list[DailySheet]:
    """The sheet of the site's day around a moment, of one region where it is given.

    Everybody's first, then each agent who made or owed one. What was tried on the day and is still open counts once.
    """
    day = day_of(moment or clock.now(), site().zone)
    start, end = day.stored
    near = present_in(region_id).condition("b.region_id")
    done = database.rows(
        "SELECT a.agent_id, count(DISTINCT a.callback_id), sum(CASE WHEN a.outcome = 'reached' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN y.satisfied THEN 1 ELSE 0 END), sum(CASE WHEN NOT y.satisfied THEN 1 ELSE 0 END)"
        " FROM callback_attempt a JOIN callback b ON b.id = a.callback_id"
        " LEFT JOIN survey y ON y.callback_id = a.callback_id AND a.outcome = 'reached'"
        f" WHERE a.at >= ? AND a.at < ?{near[0]} GROUP BY a.agent_id",
        (start, end, *near[1]),
    )
    owed = _owed_now(start, end, near) if day.end > clock.now() else _owed_then(start, end, near)
    names: dict[int, str] = dict(database.rows("SELECT id, name FROM staff"))
    made = {staff_id: figures for staff_id, *figures in done}
    sheets = []
    for staff_id in sorted(set(made) | {owner for owner in owed if owner is not None}, key=lambda key: key or 0):
        tried, reached, satisfied, dissatisfied = (int(figure or 0) for figure in made.get(staff_id, (0, 0, 0, 0)))
        open_ = owed.get(staff_id, 0)
        name = names.get(staff_id or 0, "")
        sheets.append(DailySheet(staff_id, name, open_ + tried, tried, reached, satisfied, dissatisfied))
    return [_whole(sheets, sum(owed.values())), *sheets]


_Near = tuple[str, tuple[object, ...]]
"""The condition on the region of the callback `b`, and its values."""

_UNTRIED = "NOT EXISTS (SELECT 1 FROM callback_attempt a WHERE a.callback_id = b.id AND a.at >= ? AND a.at < ?)"


def _owed_now(start: int, end: int, near: _Near) -> dict[int | None, int]:
    """How many each owes today and has not tried; None for those that are anyone's."""
    return dict(
        database.rows(
            "SELECT b.owner_id, count(*) FROM callback b"
            f" WHERE b.status = 'open' AND b.due_at < ? AND {_UNTRIED}{near[0]} GROUP BY b.owner_id",
            (end, start, end, *near[1]),
        )
    )


def _owed_then(start: int, end: int, near: _Near) -> dict[int | None, int]:
    """The same for the end of a past day: what was open then, with the time and the owner that it had then."""
    found = database.rows(
        "SELECT b.id, b.due_at, e.kind, d.body FROM callback b JOIN event e ON e.subject = 'callback' AND e.subject_id = b.id"
        " LEFT JOIN event_detail d ON d.event_id = e.id"
        f" WHERE b.created_at < ? AND (b.done_at IS NULL OR b.done_at >= ?) AND {_UNTRIED}{near[0]}"
        " AND e.at < ? AND e.kind IN ('arisen', 'promised', 'taken_on', 'handed_over', 'released', 'attempted')"
        " ORDER BY b.id, e.position",
        (end, end, start, end, *near[1], end),
    )
    due: dict[int, int] = {}
    owners: dict[int, int | None] = {}
    for callback_id, due_at, kind, body in found:
        facts: dict[str, Any] = json.loads(body) if body else {}
        planned = facts.get("next_at") or facts.get("due_at")
        if planned is not None:
            due[callback_id] = to_stored(datetime.fromisoformat(planned))
        else:
            due.setdefault(callback_id, due_at)
        if kind == "released":
            owners[callback_id] = None
        elif kind != "attempted":
            owners[callback_id] = facts.get("owner_to", facts.get("owner"))
    return Counter(owners.get(callback_id) for callback_id, planned in due.items() if planned < end)


def _whole(sheets: Sequence[DailySheet], owed: int) -> DailySheet:
    tried = sum(sheet.done for sheet in sheets)
    return DailySheet(
        None,
        "",
        owed + tried,
        tried,
        sum(sheet.reached for sheet in sheets),
        sum(sheet.satisfied for sheet in sheets),
        sum(sheet.dissatisfied for sheet in sheets),
    )
