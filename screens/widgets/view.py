"""Which part of a long list is in view, and where the cursor is; knows nothing of the terminal."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Generic

from screens.widgets.rows import Around, At, Beyond, Page, R, Window, Wish

LEAST_PAGE = 20


class View(Generic[R]):
    """A cursor and a view of `height` lines over the rows in memory, and what has to be read next.

    A row keeps its line on the screen whatever comes in above it; `new_above` counts what did since the top was last seen.
    """

    def __init__(self) -> None:
        self.window: Window[R] = Window()
        self.height = 1
        self.top = 0
        self.cursor = 0
        self.new_above = 0
        self.jump: At | Around | None = None
        self._going: At | None = None
        """Where a key sends the cursor, until its page has been read."""
        self._given_up: At | None = None
        """A page that is still being read although a later key has sent the cursor elsewhere."""
        self.outdated = False
        self._ends: dict[int, Page[R] | None] = {}
        """The first page under 0 and the last under -1, as they stand now; None where one couldn't be told."""
        self._end_asked: At | None = None
        self.slipped_at: float | None = None
        """When another row took the cursor's place without a key (seconds of `time.monotonic`); None after the next key."""

    @property
    def total(self) -> int:
        """How many rows the list has."""
        return self.window.total

    @property
    def last(self) -> int:
        """How many rows there are up to the last one in view."""
        return min(self.total, self.top + self.height)

    @property
    def total_said(self) -> int:
        """How many rows the list says that it has: one that goes on says no more with each page that is read ahead."""
        return max(self.window.counted, self.last) if self.window.goes_on else self.total

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.window.get(self.cursor)

    @property
    def reach(self) -> int:
        """How many rows are read around a place in view: a page on each side, wherever in the view it is."""
        return 2 * (max(self.height, LEAST_PAGE) + self.height + 1)

    @property
    def nearest(self) -> int:
        """How many rows are read around a place that somebody waits for: its view, wherever it begins."""
        return 2 * max(self.height, LEAST_PAGE)

    def start(self, at: R | None) -> None:
        """Another list: it is read around the row `at`, else from its top."""
        self.new_above = 0
        self._going = self._given_up = None
        self._forget_ends()
        self.jump = self.first_wish(at)

    def first_wish(self, at: R | None) -> At | Around:
        """What is read of another list first."""
        return At(0, self.nearest) if at is None else Around(at.id, None, self.nearest)

    def next_wish(self) -> Wish | None:
        """What has to be read next: where the cursor goes, what may have changed, and neighbours before they are needed."""
        if self.jump is not None:
            wish, self.jump = self.jump, None
            return wish
        if self.outdated:
            self.outdated = False
            self._forget_ends()
            return At(self.cursor, self.reach) if self.row is None else Around(self.row.id, self.row.key, self.reach)
        return self.lacking()

    def end_wish(self) -> At | None:
        """An end of the list that is not in memory: kept there, Home and End are painted at once and not read first."""
        if self.window.goes_on or self.window.covers(0, self.total):
            return None
        end = next((end for end in (0, -1) if end not in self._ends), None)
        if end is None:
            return None
        self._ends[end] = None
        self._end_asked = At(end % self.total, self.nearest)
        return self._end_asked

    def _forget_ends(self) -> None:
        self._ends.clear()
        self._end_asked = None

    def _remember_end(self, page: Page[R]) -> None:
        if page.first == 0:
            self._ends[0] = page
        elif page.first + len(page.rows) == page.total and not self.window.goes_on:
            self._ends[-1] = page

    def _at_end(self, top: int) -> bool:
        """Takes the rows of the end at which a view begins with `top`, where they are known."""
        for page in self._ends.values():
            if page is not None and not self.outdated and Window(page).covers(top, top + self.height):
                self.window = Window(page)
                return True
        return False

    def lacking(self) -> Beyond | None:
        """The neighbours within a page of the view that are not in memory yet; several pages of them, for a key that is held."""
        return self.window.lacking(self.top - self.height - 1, self.top + 2 * self.height + 1, 4 * self.height)

    def take(self, wish: Wish, page: Page[R]) -> None:
        """Takes what was read."""
        if wish is self._given_up:
            self._given_up = None
            return
        if isinstance(wish, At) and wish is self._end_asked:
            if page.total == self.total:
                self._remember_end(page)
            return
        if wish is self._going:
            self._going = None
        if isinstance(wish, Beyond):
            total = self.total
            moved = self.window.extend(wish, page.rows)
            self.cursor += moved
            self.top += moved
            if self.total != total:
                self._forget_ends()
            self.window.trim(self.cursor, 2 * self.reach)
            self.settle()
            return
        line, reread = self.cursor - self.top, isinstance(wish, Around) and wish.key is not None
        if isinstance(wish, Around) and reread and self.row is not None and self.row.id != wish.id:
            # A key has moved the cursor while the rows were read again: it stays where the key has put it.
            here = Window(page).position(self.row.id)
            if here is None:
                self.outdated = True
                return
            wish, page = replace(wish, id=self.row.id), replace(page, cursor=here)
        if reread:
            self._count_new(page)
        self.window = Window(page)
        self._remember_end(page)
        self.cursor = page.cursor
        self.top = self.cursor - line
        self.settle()
        if isinstance(wish, Around) and reread and self.row is not None and self.row.id != wish.id:
            self.slipped_at = time.monotonic()

    def _count_new(self, page: Page[R]) -> None:
        first_seen = self.window.get(self.top)
        here = None if first_seen is None else Window(page).position(first_seen.id)
        if here is not None:
            self.new_above = max(0, self.new_above + here - self.top)

    def settle(self) -> None:
        """Keeps cursor and view inside the list, and the cursor inside the view."""
        self.cursor = max(0, min(self.cursor, self.total - 1))
        self.top = max(0, min(self.top, self.total - self.height))
        self.top = max(self.cursor - self.height + 1, min(self.top, self.cursor), 0)
        self.new_above = min(self.new_above, self.top)

    def go(self, position: int, *, top: int | None = None) -> bool:
        """Moves the cursor to a position; False where its page must be read first, which is then the next wish."""
        position = max(0, min(position, self.total - 1))
        top = self._top_for(position) if top is None else top
        top = max(0, min(top, self.total - self.height))
        if not self.window.covers(top, top + self.height) and not self._at_end(top):
            self.jump = self._going = At(position, self.nearest)
            return False
        self._stay()
        self.cursor, self.top = position, top
        self.settle()
        return True

    def _stay(self) -> None:
        """The cursor goes where its page is known: a page that it was sent to before is not waited for any more."""
        if self._going is not None and self.jump is self._going:
            self.jump = None
        elif self._going is not None:
            self._given_up = self._going
        self._going = self.slipped_at = None

    def _top_for(self, position: int) -> int:
        """The view that holds `position`: the present one, or one half a page further, so that not every step repaints all."""
        half, bottom = self.height // 2, self.top + self.height
        if self.top <= position < bottom:
            return self.top
        if self.top - half <= position < self.top:
            return self.top - half
        if bottom <= position < bottom + half:
            return self.top + half
        return position - half

    def target(self) -> int:
        """Where the cursor is going: keys pressed while a page is being read count on from there."""
        return self.cursor if self._going is None else self._going.position

    def step(self, lines: int) -> bool:
        """Moves the cursor by lines."""
        return self.go(self.target() + lines)

    def turn(self, direction: int) -> bool:
        """Moves cursor and view by a page, less the line that stays in sight."""
        lines = direction * max(1, self.height - 1)
        return self.go(self.target() + lines, top=self.top + lines)

    def scroll(self, lines: int) -> bool:
        """Moves the view and takes the cursor along at its edge."""
        top = max(0, min(self.top + lines, self.total - self.height))
        return self.go(max(top, min(self.cursor, top + self.height - 1)), top=top)
