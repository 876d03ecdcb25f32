"""What comes of writing a record that may be there already, as an import that is repeated does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import database
from models.choices import Choice
from models.i18n import N_


class PutOutcome(Choice):
    """What a written record was before."""

    NEW = "new", N_("new")
    CHANGED = "changed", N_("changed")
    SAME = "same", N_("unchanged")


@dataclass(frozen=True)
class Put:
    """The record that was written, and whether it was new, changed or the same."""

    id: int
    outcome: PutOutcome


def known_ids(table: str, keys: Sequence[str]) -> dict[str, int]:
    """The ids of a table's rows that are there already, by their external keys."""
    if not keys:
        return {}
    marks = ", ".join("?" * len(keys))
    return dict(database.rows(f"SELECT external_key, id FROM {table} WHERE external_key IN ({marks})", tuple(keys)))
