"""A list by views: a digit or a click picks one, which is shown where it was left; its place and the counts are said above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from rich.cells import cell_len
from textual import on
from textual.widgets import Static

from models.choices import Choice
from models.i18n import _, current_language
from screens.desk import DeskScreen
from screens.plain import plain
from screens.queue.tabs import ViewTabs
from screens.widgets.rows import Row
from screens.widgets.virtual_table import VirtualTable

V = TypeVar("V", bound=Choice)
R = TypeVar("R", bound=Row)

COUNT_PAUSE_SECONDS = 1.0
"""The counts of the views are read at most this often, however fast the colleagues work."""
MOST_SPARE_CELLS = 36
"""So many cells at most are left empty before the place for it to keep its width; they are wanted for the filter."""
AFTER_ROWS_SECONDS = 0.1
"""How much later than other rows the counts are read."""

FIRST_COUNT_SECONDS = 0.06
"""How long a list that is shown for the first time has the database and the processor for its rows."""


class Listing(DeskScreen, Generic[V, R]):
    """What every list by views does alike; a screen says what is listed and what is counted.

    It composes `ViewTabs`, a table with the id "rows" and a line with the id "place".
    """

    view: V

    def __init__(self) -> None:
        super().__init__()
        self._left_at: dict[V, R] = {}
        self._counts: Mapping[V, int] = {}
        self._counting = False
        self._count_again = False
        self._told: tuple[object, ...] = ()
        """What was last made a sentence of: mostly it is asked again with nothing new, at each step of the cursor."""
        self._place_width = 0

    @property
    def table(self) -> VirtualTable[R]:
        """The rows."""
        return self.query_one("#rows", VirtualTable)

    def show_rows(self, at: R | None = None) -> None:
        """Shows the present view's rows, the cursor on `at`."""
        raise NotImplementedError

    async def read_counts(self) -> Mapping[V, int]:
        """How many rows each view has; asked in the background."""
        raise NotImplementedError

    def database_changed(self) -> None:
        """Reads rows and counts again; paints what differs."""
        self.table.reread()
        self.count()

    # Views

    def action_view(self, number: int) -> None:
        """Shows another view, at the row where it was left."""
        self.pick(list(type(self.view))[number - 1])

    @on(ViewTabs.Picked)
    def _tab_picked(self, message: ViewTabs.Picked) -> None:
        if isinstance(message.view, type(self.view)):
            self.pick(message.view)

    def pick(self, view: V) -> None:
        """Shows a view, at the row where it was left."""
        if self.table.row is not None:
            self._left_at[self.view] = self.table.row
        self.view = view
        self.query_one(ViewTabs).show(view, self._counts)
        self.show_rows(self._left_at.get(view))

    # Counts

    def count_later(self) -> None:
        """Reads the counts once other rows have been painted: they would hold those up by a frame."""
        self.set_timer(AFTER_ROWS_SECONDS, self.count)

    def count(self) -> None:
        """Reads the counts, or once more when the present reading is over."""
        if self._counting:
            self._count_again = True
            return
        self._counting = True
        if self.table.read_once:
            self._start_counting()
        else:
            self.set_timer(FIRST_COUNT_SECONDS, self._start_counting)

    def _start_counting(self) -> None:
        self.run_worker(self._read_counts(), group="counts", exit_on_error=False)

    async def _read_counts(self) -> None:
        try:
            self._counts = await self.read_counts()
            self.query_one(ViewTabs).show(self.view, self._counts)
        finally:
            self.set_timer(COUNT_PAUSE_SECONDS, self._count_done)

    def _count_done(self) -> None:
        self._counting = False
        if self._count_again:
            self._count_again = False
            self.count()

    # Place

    def say_place(self, *before: str, pad: int = 0) -> None:
        """Says which rows are in view, of how many, what is new above and what is marked, after what the screen says `before`.

        `pad` cells keep the line as wide as it may get, and a list with fewer rows leaves it so: another width is a new layout.
        """
        table = self.table
        view, marked = table.view, len(table.marks)
        told = (
            before,
            pad,
            view.top,
            view.height,
            view.total_said,
            view.window.goes_on,
            view.new_above,
            marked,
            current_language(),
        )
        if told == self._told:
            return
        self._told = told
        parts = [*before]
        if view.new_above:
            parts.append(_("{count} new above").format(count=view.new_above))
        if marked:
            parts.append(_("{count} marked").format(count=marked))
        if view.total:
            parts.append(f"{view.top + 1:,}-{view.last:,} / {view.total_said:,}{'+' if view.window.goes_on else ''}")
        said = " " * pad + "  ".join(parts)
        width = cell_len(said)
        wider = not 0 <= self._place_width - width <= MOST_SPARE_CELLS
        if wider:
            self._place_width = width
        place = " " * (self._place_width - width) + said
        self.query_one("#place", Static).update(plain(place), layout=wider)

    def step_record(self, step: int) -> int | None:
        """Moves the cursor, for a record's screen that goes to the previous or next one; the new record's id."""
        row = self.table.neighbour(step)
        if row is None:
            return None
        self.table.action_move(step)
        return row.id
