"""The floor of a list: a bare ScrollView over the tickets, newest first, that reads the rows in view by key and shows one style.

Run as a program with the database's file; it is left running until its terminal goes.
"""

from __future__ import annotations

import gc
import sqlite3
import sys
from typing import Any

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

Row = tuple[Any, ...]

SELECT = (
    "SELECT t.opened_at, t.id, t.number, t.priority, t.status, c.name, m.code, t.problem, s.name, t.next_due_at, t.sla"
    " FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN owned_product o ON o.id = t.owned_product_id"
    " LEFT JOIN product_model m ON m.id = o.model_id LEFT JOIN staff s ON s.id = t.owner_id"
)
NEWEST, OLDEST = " ORDER BY t.opened_at DESC, t.id DESC LIMIT ?", " ORDER BY t.opened_at, t.id LIMIT ?"
PLAIN, CURSOR = Style.parse("#d8dde3 on #14181d"), Style.parse("#ffffff on #4f9bd9")
KEPT = 2000


class Window:
    """Rows by their position, read by key from a neighbour or an end, by offset else."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)
        self.total: int = self._connection.execute("SELECT count(*) FROM ticket").fetchone()[0]
        self._rows: dict[int, Row] = {}

    def _read(self, first: int, count: int) -> None:
        first = max(0, min(first, self.total - count))
        above, below = self._rows.get(first - 1), self._rows.get(first + count)
        ask = self._connection.execute
        if first == 0:
            found = ask(SELECT + NEWEST, (count,)).fetchall()
        elif above:
            found = ask(SELECT + " WHERE (t.opened_at, t.id) < (?, ?)" + NEWEST, (*above[:2], count)).fetchall()
        elif below:
            found = ask(SELECT + " WHERE (t.opened_at, t.id) > (?, ?)" + OLDEST, (*below[:2], count)).fetchall()[::-1]
        elif first + count == self.total:
            found = ask(SELECT + OLDEST, (count,)).fetchall()[::-1]
        else:
            found = ask(SELECT + NEWEST + " OFFSET ?", (count, first)).fetchall()
        if len(self._rows) > KEPT:
            self._rows.clear()
        self._rows.update(zip(range(first, first + count), found, strict=False))

    def row(self, position: int, page: int) -> Row | None:
        """The row at a position."""
        if position not in self._rows:
            at_top = position - 1 in self._rows or position == 0 or position + 1 not in self._rows
            self._read(position if at_top else position - page + 1, page)
        return self._rows.get(position)


class Lines(ScrollView, can_focus=True):
    """One line per row, one style per line."""

    BINDINGS = [
        Binding(key, action)
        for key, action in (
            ("down", "move(1)"),
            ("up", "move(-1)"),
            ("pagedown", "page(1)"),
            ("pageup", "page(-1)"),
            ("home", "go(0)"),
            ("end", "go(-1)"),
        )
    ]
    DEFAULT_CSS = "Lines { scrollbar-size: 0 0; }"

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window, self._cursor = window, 0
        self.virtual_size = Size(0, window.total)

    def render_line(self, y: int) -> Strip:
        """One line."""
        position, width = self.scroll_offset.y + y, self.size.width
        row = self._window.row(position, self.size.height) if position < self._window.total else None
        if row is None:
            return Strip.blank(width, PLAIN)
        cells = (5, 14, 6, 11, 12, 9, 36, 8, 16, 8)
        text = " ".join(set_cell_size(str(value), size) for value, size in zip(row[1:], cells, strict=True))
        return Strip([Segment(set_cell_size(text, width), CURSOR if position == self._cursor else PLAIN)], width)

    def action_go(self, position: int) -> None:
        """Moves the cursor."""
        total, height, top = self._window.total, self.size.height, self.scroll_offset.y
        position = max(0, min(total - 1, position % total if position < 0 else position))
        before, self._cursor = self._cursor, position
        if top <= position < top + height:
            self.refresh_lines(before - top, 1)
            self.refresh_lines(position - top, 1)
        else:
            self.scroll_to(y=position if position < top else position - height + 1, animate=False, force=True, immediate=True)
            self.refresh()

    def action_move(self, step: int) -> None:
        """Moves by lines."""
        self.action_go(max(0, self._cursor + step))

    def action_page(self, direction: int) -> None:
        """Moves by a page."""
        self.action_go(max(0, min(self._window.total - 1, self._cursor + direction * self.size.height)))


class Bare(App[None]):
    """One bar, one list."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("READY")
        yield Lines(Window(sys.argv[1]))

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
        self.call_after_refresh(_settle_memory)


def _settle_memory() -> None:
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    Bare().run()
