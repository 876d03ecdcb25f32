"""Calls that the journal holds and the database should have: handed in in order, once, and none of them dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import database
from models.calls.journal import Journal, KeptDraft
from models.errors import DomainError, Fault
from models.later import later
from models.people.queries import actor_of

if TYPE_CHECKING:
    from models.calls import intake
else:
    intake = later("models.calls.intake")

PASSING = (Fault.DATABASE_AWAY, Fault.DATABASE_BUSY)
"""Faults that say nothing about the call: it is handed in again later."""


@dataclass(frozen=True)
class HandedIn:
    """What became of one queued call: what it left behind, or why the database would not take it."""

    kept: KeptDraft
    finished: intake.FinishedCall | None
    refused: DomainError | None = None


def drop_saved(journal: Journal, kept: Sequence[KeptDraft]) -> list[KeptDraft]:
    """Takes the calls out of the journal that the database has: their desk ended between the two. Returns the others.

    Raises DomainError(DATABASE_AWAY, DATABASE_BUSY or JOURNAL_AWAY).
    """
    marks = ", ".join("?" for _row in kept)
    names = tuple(row.draft.client_uuid for row in kept)
    saved = {uuid for (uuid,) in database.rows(f"SELECT client_uuid FROM call WHERE client_uuid IN ({marks})", names)}
    for uuid in saved:
        journal.drop(uuid)
    return [row for row in kept if row.draft.client_uuid not in saved]


def hand_in_next(journal: Journal) -> HandedIn | None:
    """Hands in the call that waits longest, for the person who took it; None where none waits.

    A call that was written before the desk could take it out of the journal is not written again. One that is refused is
    parked in the journal with the reason. Raises DomainError(DATABASE_AWAY, DATABASE_BUSY or JOURNAL_AWAY): it still waits.
    """
    waiting = journal.queued()
    if not waiting:
        return None
    kept = waiting[0]
    try:
        finished = intake.finish_call(kept.draft, actor=actor_of(kept.staff_id))
    except DomainError as error:
        if error.fault in PASSING:
            raise
        journal.give_back(kept, error.message())
        return HandedIn(kept, None, error)
    journal.drop(kept.draft.client_uuid)
    return HandedIn(kept, finished)
