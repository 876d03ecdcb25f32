"""Promised callbacks whose time has come, as the desks of those who may make them announce them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import clock, database
from models.customers.phone import masked
from models.fields import from_stored, to_stored
from models.people.permissions import Actor, Permission
from models.people.sight import Sight, sight_of

MOST_DUE = 200


@dataclass(frozen=True)
class DuePromise:
    """A promised callback that is due: its owner's, or anyone's where `owner_id` is None; `who` is a name or a masked number."""

    id: int
    due_at: datetime
    owner_id: int | None
    who: str


@dataclass(frozen=True)
class Promises:
    """What one person owes now, the longest due first, and when the next one comes due (UTC)."""

    due: tuple[DuePromise, ...] = ()
    next_at: datetime | None = None


_MINE = (
    " FROM callback b LEFT JOIN customer c ON c.id = b.customer_id WHERE b.status = 'open' AND b.kind = 'promise'"
    " AND (b.owner_id = ? OR (b.owner_id IS NULL{of_region})){in_sight}"
)


def due_promises(actor: Actor) -> Promises:
    """The promised callbacks that this person should make now, or anyone of the region; nothing for who makes no callbacks.

    One's own are announced whatever region they are of, as far as they are in sight.
    """
    if actor.staff_id is None or not actor.may(Permission.MAKE_CALLBACK):
        return Promises()
    now = to_stored(clock.now())
    of_region, own_region = Sight(actor.region_id).condition("b.region_id")
    in_sight, seen_region = sight_of(actor).condition("b.region_id")
    mine, scope = _MINE.format(of_region=of_region, in_sight=in_sight), (actor.staff_id, *own_region, *seen_region)
    rows = database.rows(
        f"SELECT b.id, b.due_at, b.owner_id, c.name, b.number{mine} AND b.due_at <= ? ORDER BY b.due_at, b.id LIMIT ?",
        (*scope, now, MOST_DUE),
    )
    later = database.rows(f"SELECT b.due_at{mine} AND b.due_at > ? ORDER BY b.due_at LIMIT 1", (*scope, now))
    due = tuple(DuePromise(id_, from_stored(at), owner_id, name or masked(number)) for id_, at, owner_id, name, number in rows)
    return Promises(due, from_stored(later[0][0]) if later else None)
