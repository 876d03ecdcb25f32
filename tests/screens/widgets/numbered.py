"""A list of any length without a database, and an app that shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key, Page, Rows, Wish, read
from screens.widgets.virtual_table import VirtualTable


@dataclass(frozen=True)
class Numbered:
    """A row that stands at its place's number."""

    place: int
    id: int
    text: str = "x"

    @property
    def key(self) -> Key:
        """Where it stands."""
        return (self.place,)


class Million:
    """Rows 0 .. n-1, made when asked for; `read` counts how many were."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.made = 0

    def _make(self, places: range) -> list[Numbered]:
        self.made += len(places)
        return [Numbered(place, place, f"row {place}") for place in places]

    def count(self) -> int:
        return self._count

    def after(self, key: Key | None, limit: int) -> Sequence[Numbered]:
        start = 0 if key is None else key[0] + 1
        return self._make(range(start, min(self._count, start + limit)))

    def before(self, key: Key | None, limit: int) -> Sequence[Numbered]:
        end = self._count if key is None else key[0]
        return self._make(range(max(0, end - limit), end))

    def at(self, offset: int, limit: int) -> Sequence[Numbered]:
        return self._make(range(offset, min(self._count, offset + limit)))

    def rank(self, key: Key) -> int:
        return key[0]

    def row(self, id: int) -> Numbered | None:
        return self._make(range(id, id + 1))[0] if id < self._count else None


class Listed:
    """Rows that a test adds, changes and takes away."""

    def __init__(self, rows: Sequence[Numbered]) -> None:
        self.rows = list(rows)

    def _sorted(self) -> list[Numbered]:
        return sorted(self.rows, key=lambda row: row.key)

    def count(self) -> int:
        return len(self.rows)

    def after(self, key: Key | None, limit: int) -> Sequence[Numbered]:
        return [row for row in self._sorted() if key is None or row.key > key][:limit]

    def before(self, key: Key | None, limit: int) -> Sequence[Numbered]:
        return [row for row in self._sorted() if key is None or row.key < key][-limit:] if limit else []

    def at(self, offset: int, limit: int) -> Sequence[Numbered]:
        return self._sorted()[offset : offset + limit]

    def rank(self, key: Key) -> int:
        return sum(row.key < key for row in self.rows)

    def row(self, id: int) -> Numbered | None:
        return next((row for row in self.rows if row.id == id), None)


class Answering:
    """Answers wishes; while `gate` is closed the answers wait."""

    def __init__(self, rows: Rows[Numbered]) -> None:
        self.rows = rows
        self.gate = asyncio.Event()
        self.gate.set()
        self.wishes: list[Wish] = []

    async def read(self, wish: Wish) -> Page[Numbered]:
        self.wishes.append(wish)
        page = read(self.rows, wish)
        await self.gate.wait()
        return page


def _tone(row: Numbered) -> Cell:
    return Cell(row.text, Tone.DANGER if row.text.startswith("late") else Tone.PLAIN)


COLUMNS: tuple[Column[Numbered], ...] = (
    Column("No.", 7, lambda row: Cell(str(row.id))),
    Column("Text", 10, _tone, grows=True),
)


class ListApp(App[None]):
    """One list below one field."""

    def __init__(self, source: Answering) -> None:
        super().__init__()
        self.source = source
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield Input()
        yield VirtualTable[Numbered](id="list", empty_text="Nothing here. F4 takes a call.")

    @property
    def table(self) -> VirtualTable[Numbered]:
        """The list."""
        return self.query_one("#list", VirtualTable)

    def on_mount(self) -> None:
        self.table.set_columns(COLUMNS)
        self.table.show(self.source)
        self.table.focus()

    def on_virtual_table_opened(self, message: Message) -> None:
        assert isinstance(message, VirtualTable.Opened)
        self.opened.append(message.row.id)


async def settle(pilot: Pilot[None]) -> None:
    """Waits until every read has been answered and painted."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def lines(app: App[None]) -> list[str]:
    """What the list shows, line by line."""
    table = app.query_one("#list", VirtualTable)
    return [table.render_line(y).text.rstrip() for y in range(table.size.height)]
