"""Indexes by which the callbacks that are over are walked, the newest first: all, a region's, and a person's or anyone's."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Adds the indexes."""
    for name, first in (
        ("callback_ended", ""),
        ("callback_ended_region", '"region_id", '),
        ("callback_ended_owner", '"owner_id", '),
    ):
        db.execute_sql(f'CREATE INDEX "{name}" ON "callback" ({first}"done_at", "id") WHERE done_at IS NOT NULL')
