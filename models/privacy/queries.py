"""What can be asked before an account is closed: its files, its legal holds, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.customers.queries import kept_file
from models.errors import DomainError, Fault
from models.events.tables import RecordKey, Subject
from models.fields import from_stored
from models.site.queries import site

_MOST_NUMBERS = 5


@dataclass(frozen=True)
class HoldRow:
    """A legal hold that stands."""

    id: int
    reason: str
    set_at: datetime
    set_by_name: str


def files_of(customer_id: int) -> tuple[int, ...]:
    """The file and every file that was merged into it, over as many merges as there were."""
    found = [customer_id]
    for kept in found:
        found += (id_ for (id_,) in database.rows("SELECT id FROM customer WHERE merged_into_id = ? ORDER BY id", (kept,)))
    return tuple(found)


def legal_holds(customer_id: int) -> list[HoldRow]:
    """The holds that stand on a file or one that was merged into it, the oldest first."""
    files = files_of(customer_id)
    found = database.rows(
        "SELECT h.id, h.reason, h.set_at, s.name FROM legal_hold h LEFT JOIN staff s ON s.id = h.set_by_id"
        f" WHERE h.customer_id IN ({', '.join('?' for _id in files)}) AND h.lifted_at IS NULL ORDER BY h.id",
        files,
    )
    return [HoldRow(id_, reason, from_stored(at), name or "") for id_, reason, at, name in found]


def obstacle(customer_id: int) -> DomainError | None:
    """Why an account can't be closed now: UNDER_HOLD or WORK_OPEN; None where nothing stands in the way."""
    holds = legal_holds(customer_id)
    if holds:
        when = site().told(holds[0].set_at)
        return DomainError(Fault.UNDER_HOLD, what=Subject.CUSTOMER.label_id, when=when, reason=holds[0].reason)
    files = files_of(customer_id)
    marks = ", ".join("?" for _id in files)
    found = database.rows(
        f'SELECT number FROM ticket WHERE customer_id IN ({marks}) AND "open"'
        f' UNION ALL SELECT number FROM complaint WHERE customer_id IN ({marks}) AND "open"',
        (*files, *files),
    )
    if not found:
        return None
    numbers = sorted(number for (number,) in found)
    shown = ", ".join(numbers[:_MOST_NUMBERS]) + (" …" if len(numbers) > _MOST_NUMBERS else "")
    return DomainError(Fault.WORK_OPEN, what=Subject.CUSTOMER.label_id, numbers=shown)


def of_closed(records: frozenset[RecordKey]) -> frozenset[RecordKey]:
    """Which of these customers were closed, and which of these other records are theirs, so that drafts about them can go."""
    owners: dict[RecordKey, int | None] = {record: record[1] for record in records if record[0] is Subject.CUSTOMER}
    for subject in (Subject.TICKET, Subject.CALLBACK, Subject.COMPLAINT, Subject.CALL):
        ids = tuple(id_ for one, id_ in records if one is subject)
        marks = ", ".join("?" for _id in ids)
        for id_, customer_id in (
            database.rows(f"SELECT id, customer_id FROM {subject.value} WHERE id IN ({marks})", ids) if ids else ()
        ):
            owners[subject, id_] = customer_id
    kept = {customer_id: kept_file(customer_id) for customer_id in owners.values() if customer_id is not None}
    files = tuple(set(kept.values()))
    marks = ", ".join("?" for _id in files)
    found = database.rows(f"SELECT id FROM customer WHERE id IN ({marks}) AND status = 'closed'", files) if files else []
    closed = {id_ for (id_,) in found}
    return frozenset(record for record, owner in owners.items() if owner is not None and kept[owner] in closed)
