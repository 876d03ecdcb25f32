"""The attempt by which a callback ended without an answer counts too: the list, the registers and the coverage left it out."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Counts anew where there were more attempts than the callback says."""
    made = "(SELECT count(*) FROM callback_attempt a WHERE a.callback_id = callback.id)"
    db.execute_sql(f"UPDATE callback SET attempts = {made} WHERE status IN ('refused', 'unreachable') AND attempts < {made}")
