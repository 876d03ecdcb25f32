"""The records behind a line of the board, by id: its tickets, cases or callbacks, and the alerts that wait on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import clock, database
from models.events.tables import Subject
from models.fields import to_stored
from models.people.sight import present, present_in
from models.reports.board import QueuesBy
from models.reports.queries import AGES

MOST = 500
"""So many records are looked at behind one line."""


def queue_ticket_ids(by: QueuesBy, group_id: int | None, *, region_id: int | None = None, limit: int = MOST) -> list[int]:
    """The open tickets of one queue, the longest overdue first."""
    near, values = present_in(region_id).condition("region_id")
    column = f"{by.value}_id"
    chosen, group = (f"{column} IS NULL", ()) if group_id is None else (f"{column} = ?", (group_id,))
    return _ticket_ids(f"{chosen}{near}", (*group, *values), limit)


def agent_ticket_ids(staff_id: int, *, limit: int = MOST) -> list[int]:
    """The open tickets of one person, the longest overdue first."""
    near, values = present().condition("region_id")
    return _ticket_ids(f"owner_id = ?{near}", (staff_id, *values), limit)


def _ticket_ids(condition: str, values: tuple[object, ...], limit: int) -> list[int]:
    return _ids(f'ticket WHERE "open" AND {condition} ORDER BY next_due_at, id LIMIT ?', (*values, limit))


def aged_ticket_ids(place: int, *, region_id: int | None = None, limit: int = MOST) -> list[int]:
    """The open tickets of one age, in the places of `queries.backlog`, the oldest first."""
    now = clock.now()
    bounds = [to_stored(now - age) for age in AGES]
    near, values = present_in(region_id).condition("region_id")
    younger = (bounds[place - 1],) if place else ()
    older = (bounds[place],) if place < len(AGES) else ()
    condition = f"{' AND opened_at <= ?' if younger else ''}{' AND opened_at > ?' if older else ''}{near}"
    return _ids(f'ticket WHERE "open"{condition} ORDER BY opened_at, id LIMIT ?', (*younger, *older, *values, limit))


def case_ids(*, region_id: int | None = None, limit: int = MOST) -> list[int]:
    """The open complaints, the longest overdue first."""
    near, values = present_in(region_id).condition("region_id")
    return _ids(f'complaint WHERE "open"{near} ORDER BY next_due_at, id LIMIT ?', (*values, limit))


def due_callback_ids(*, region_id: int | None = None, limit: int = MOST) -> list[int]:
    """The callbacks whose time has come, the longest overdue first."""
    near, values = present_in(region_id).condition("region_id")
    condition = f"callback WHERE status = 'open' AND due_at <= ?{near} ORDER BY due_at, id LIMIT ?"
    return _ids(condition, (to_stored(clock.now()), *values, limit))


def _ids(rest: str, values: tuple[object, ...]) -> list[int]:
    return [id_ for (id_,) in database.rows(f"SELECT id FROM {rest}", values)]


@dataclass(frozen=True)
class OpenWork:
    """What somebody is responsible for and has not finished: the numbers of tickets and cases, and how many callbacks."""

    tickets: tuple[str, ...]
    cases: tuple[str, ...]
    callbacks: int

    @property
    def empty(self) -> bool:
        """Whether nothing has to be reassigned."""
        return not (self.tickets or self.cases or self.callbacks)


def open_work(staff_id: int) -> OpenWork:
    """What has to be reassigned where this person leaves, the longest overdue first."""
    lists = (
        database.rows(f'SELECT number FROM {table} WHERE "open" AND owner_id = ? ORDER BY next_due_at, id', (staff_id,))
        for table in ("ticket", "complaint")
    )
    tickets, cases = (tuple(number for (number,) in found) for found in lists)
    ((callbacks,),) = database.rows("SELECT count(*) FROM callback WHERE status = 'open' AND owner_id = ?", (staff_id,))
    return OpenWork(tickets, cases, int(callbacks))


def waiting_alerts(subject: Subject, ids: Sequence[int]) -> list[int]:
    """The alerts on these records that nobody has acknowledged yet."""
    if not ids:
        return []
    marks = ", ".join("?" for _id in ids)
    return _ids(
        "alert WHERE acknowledged_at IS NULL AND withdrawn_at IS NULL"
        f" AND subject = ? AND subject_id IN ({marks}) ORDER BY due_at, id",
        (subject.value, *ids),
    )
