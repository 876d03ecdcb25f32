"""The rows of a list that a person has marked, by id, so that no refresh loses or moves a mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic

from screens.widgets.rows import R


class Marks(Generic[R]):
    """Marked rows in the order in which they were marked, each as it was last read."""

    def __init__(self) -> None:
        self._rows: dict[int, R] = {}
        self.last: int | None = None

    def __contains__(self, id: int) -> bool:
        return id in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> tuple[R, ...]:
        """The marked rows."""
        return tuple(self._rows.values())

    def add(self, row: R) -> None:
        """Marks a row."""
        self._rows[row.id] = row
        self.last = row.id

    def flip(self, row: R) -> None:
        """Marks a row, or takes its mark away."""
        if self._rows.pop(row.id, None) is None:
            self._rows[row.id] = row
        self.last = row.id

    def clear(self) -> None:
        """Takes every mark away."""
        self._rows.clear()
        self.last = None

    def renew(self, rows: Iterable[R]) -> None:
        """Keeps marked rows as they were just read."""
        for row in rows:
            if row.id in self._rows:
                self._rows[row.id] = row

    def drop(self, ids: Iterable[int]) -> None:
        """Takes the marks of these rows away."""
        for id in ids:
            self._rows.pop(id, None)
