"""Tickets by the beginning of their number: PostgreSQL read the whole table, as the number's index is in a language's order."""

from __future__ import annotations

from typing import Any

from models.database import on_postgresql


def up(migrator: Any, db: Any) -> None:
    """Adds the index; SQLite's index of the numbers serves as it is."""
    if on_postgresql():
        db.execute_sql("CREATE INDEX ticket_number_beginning ON ticket (number text_pattern_ops)")
