"""Clocks that another system has kept: their times are taken as they are, and the verdict follows from them or was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models import clock, database
from models.events.tables import Subject
from models.fields import to_stored
from models.sla.clocks import DEFAULT_WARN_PERCENT
from models.sla.operations import set_clock
from models.sla.tables import ClockKind, Verdict

_INSTANT = timedelta(microseconds=1)
"""The due time itself is still in time, so a breach is flagged the instant after it."""


@dataclass(frozen=True)
class GivenClock:
    """A target that a record came with; without `stopped_at` it still runs, `cancelled` means it no longer counts.

    `said` is the other system's own verdict, where it tells no due time that ours could follow from.
    """

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None
    cancelled: bool = False
    said: Verdict | None = None

    @property
    def verdict(self) -> Verdict:
        """What was said; else breached exactly where it ended later than it was due."""
        if self.cancelled:
            return Verdict.CANCELLED
        if self.said is not None:
            return self.said
        if self.stopped_at is None:
            return Verdict.RUNNING
        return Verdict.BREACHED if self.stopped_at > self.due_at else Verdict.MET


def put_given_clocks(subject: Subject, clocks: Mapping[int, Sequence[GivenClock]]) -> None:
    """Writes the clocks of records (by their ids) that have none yet, as `set_clock` does, those that need no policy all at once.

    Ended clocks, and running ones whose time has passed already, hang on no policy: nobody can keep them any more, and the next
    sweep flags the latter. A running clock with its time ahead gets the present policy's warnings and ladder. Changes no summary
    of a record unless such a clock is among its own.
    """
    now = clock.now()
    rows: list[tuple[object, ...]] = []
    for subject_id, given_clocks in clocks.items():
        for given in given_clocks:
            if given.stopped_at is None and given.due_at >= now:
                set_clock(subject, subject_id, given.kind, started_at=given.started_at, due_at=given.due_at)
            else:
                rows.append((subject.value, subject_id, *_columns(given, now)))
    database.insert_rows("clock", _COLUMNS, rows)


_COLUMNS = (
    *("subject", "subject_id", "kind", "round", "current", "started_at", "given_due_at", "due_at", "next_event_at", "stopped_at"),
    *("breached_at", "noticed_at", "ladder_percent", "verdict"),
)


def _columns(given: GivenClock, now: datetime) -> tuple[object, ...]:
    """What stands in a clock's row behind whose it is."""
    due_at, verdict = to_stored(given.due_at), given.verdict
    late = verdict is Verdict.BREACHED
    return (
        given.kind.value,
        1,
        True,
        to_stored(given.started_at),
        due_at,
        due_at,
        to_stored(given.due_at + _INSTANT) if given.stopped_at is None else None,
        to_stored(given.stopped_at) if given.stopped_at else None,
        due_at if late else None,
        to_stored(now) if late else None,
        DEFAULT_WARN_PERCENT if given.due_at < now else 0,
        verdict.value,
    )
