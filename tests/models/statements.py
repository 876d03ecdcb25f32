"""What a piece of work asks of the database, so that a test can say how much that may be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models import database


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that a block runs, as the database sees them."""
    seen: list[str] = []

    def hook(event: Any) -> None:
        seen.append(str(event))

    database.database.obj.query_hooks.append(hook)
    try:
        yield seen
    finally:
        database.database.obj.query_hooks.remove(hook)
