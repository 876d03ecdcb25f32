"""The text of a list's rows, composed once until the row, the columns or the time are others."""

from __future__ import annotations

from typing import Generic

from screens.widgets.columns import Column, Placed, Run, headings, place, runs
from screens.widgets.rows import R

KEPT_AT_MOST = 500
"""How many rows' texts are kept."""


class Texts(Generic[R]):
    """Composes lines and keeps them, so that a key that moves the cursor costs two lines and not a page."""

    def __init__(self) -> None:
        self.columns: tuple[Column[R], ...] = ()
        self._placed: Placed[R] = ()
        self._kept: dict[int, tuple[R, tuple[Run, ...]]] = {}

    def place(self, columns: tuple[Column[R], ...], width: int) -> None:
        """Takes the columns that fit into `width` cells."""
        self.columns = columns
        self._placed = place(columns, width)
        self.forget()

    def forget(self) -> None:
        """Time has passed: every text is composed anew."""
        self._kept.clear()

    def headings(self) -> str:
        """The line of titles in the reader's language."""
        return headings(self._placed)

    def of(self, row: R) -> tuple[Run, ...]:
        """A row's line."""
        known = self._kept.get(row.id)
        if known is None or (known[0] is not row and known[0] != row):
            if len(self._kept) >= KEPT_AT_MOST:
                self._kept.clear()
            known = self._kept[row.id] = (row, runs(row, self._placed))
        return known[1]
