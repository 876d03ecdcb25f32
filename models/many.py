"""One thing done to many records, each in a transaction of its own, so that one refusal spares the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models import database
from models.errors import DomainError
from models.events.tables import Subject
from models.people.permissions import Actor


@dataclass(frozen=True)
class Outcome:
    """What became of one record of many; `error` is None where it was done."""

    id: int
    number: str
    error: DomainError | None


def on_many(
    subject: Subject, ids: Sequence[int], call: Callable[..., object], *arguments: Any, actor: Actor, **named: Any
) -> list[Outcome]:
    """Calls an operation for each ticket, complaint or call (`subject`, which has numbers) and says what became of it."""
    outcomes = []
    for record_id in ids:
        found = database.rows(f"SELECT number FROM {subject.value} WHERE id = ?", (record_id,))
        error: DomainError | None = None
        try:
            call(record_id, *arguments, actor=actor, **named)
        except DomainError as refused:
            error = refused
        outcomes.append(Outcome(record_id, found[0][0] if found else "", error))
    return outcomes
