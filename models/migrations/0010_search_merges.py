"""The pieces of the search indexes are put together behind the saves (`models/upkeep.py`), no more by every 64th of them."""

from __future__ import annotations

from typing import Any

from models.database import on_postgresql

INDEXES = ("ticket_search", "customer_search")
MOST_PIECES = 200
"""At so many pieces of a size a save puts them together after all: where nobody does behind the saves, or not fast enough."""


def up(migrator: Any, db: Any) -> None:
    """Turns SQLite's own merging off, but for the most pieces that it may come to."""
    if not on_postgresql():
        for index in INDEXES:
            db.execute_sql(f"INSERT INTO {index} ({index}, rank) VALUES ('automerge', 0)")
            db.execute_sql(f"INSERT INTO {index} ({index}, rank) VALUES ('crisismerge', {MOST_PIECES})")
