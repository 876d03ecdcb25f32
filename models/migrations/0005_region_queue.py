"""Indexes by which a person who sees one region counts and walks its open tickets, however many the others have."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Adds one index for each column that a queue view holds fast."""
    for column in ("owner_id", "sla", "hold_reason"):
        name = f"ticket_open_region_{column.removesuffix('_id')}"
        db.execute_sql(f'CREATE INDEX {name} ON ticket (region_id, {column}, next_due_at, id) WHERE "open"')
