"""A list of any length: holds the rows around the cursor, paints at once from memory, and paints only lines that differ.

A million rows scroll like ten, because the list knows only a window of them and asks for the neighbours before they are needed.
It places its lines itself instead of scrolling a canvas, so rows that come in above move nothing and repaint nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from screens.commands import Scope, bindings
from screens.widgets.columns import Column, Tone
from screens.widgets.marks import Marks
from screens.widgets.painted_lines import Line, PaintedLines
from screens.widgets.reader import Reader
from screens.widgets.rows import AskedAhead, Page, R, Source, Wish
from screens.widgets.texts import Texts
from screens.widgets.view import View

HEADER = 1
"""Lines that the titles take."""

GUTTER = 2
"""Cells before the first column, for the cursor and the mark."""

WHEEL_LINES = 3

MARKING = frozenset({"mark", "mark_and_move", "mark_range", "unmark"})
"""The actions that mean nothing in a list whose rows are not worked on."""


class VirtualTable(PaintedLines, Generic[R], can_focus=True):
    """A list with a cursor and marks over rows that are read in the background.

    The cursor stays on its row whatever comes in or goes; if its row leaves the list, it stays on the place.
    """

    DEFAULT_CSS = """
    VirtualTable {
        height: 1fr;
        width: 1fr;
        & > .virtual-table--header { text-style: bold; color: $foreground 70%; }
        & > .virtual-table--cursor { background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; }
        & > .virtual-table--cursor-focused { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .virtual-table--marked { text-style: bold; background: $boost; }
        & > .virtual-table--strong { text-style: bold; }
        & > .virtual-table--muted { color: $foreground 60%; }
        & > .virtual-table--good { color: $text-success; }
        & > .virtual-table--warning { color: $text-warning; text-style: bold; }
        & > .virtual-table--danger { color: $text-error; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"virtual-table--{name}"
        for name in ("header", "cursor", "cursor-focused", "marked", "strong", "muted", "good", "warning", "danger")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.LIST),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("shift+down", "mark_and_move(1)", show=False),
        Binding("shift+up", "mark_and_move(-1)", show=False),
    ]
    ALLOW_SELECT = False
    LOOK = "virtual-table"

    class Opened(Message):
        """A row was chosen with Enter or a double click."""

        def __init__(self, table: VirtualTable[R], row: R) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> Widget:
            """The table."""
            return self.table

    class Changed(Message):
        """The cursor, the marks, the rows in view or their number changed; carries nothing, ask the table.

        Not posted where `follow` is set, which is cheaper: a message goes through the queue of every widget above.
        """

        def __init__(self, table: Widget) -> None:
            super().__init__()
            self.table = table

    def __init__(self, *, id: str | None = None, empty_text: str = "", marking: bool = True) -> None:
        super().__init__(id=id)
        self._marking = marking
        self.empty_text = empty_text
        """What stands in an empty list: what would be here, and which key makes one."""
        self.marks: Marks[R] = Marks()
        self.view: View[R] = View()
        self.read_once = False
        self.follow: Callable[[], None] | None = None
        """Called at once instead of posting `Changed`: what belongs to the cursor is painted in the same frame."""
        self._texts: Texts[R] = Texts()
        self._reader: Reader[R] = Reader(self, self.view, self._take)

    # What is shown

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.view.row

    def neighbour(self, step: int) -> R | None:
        """The row `step` places from the cursor, where it is in memory."""
        return self.view.window.get(self.view.cursor + step)

    def chosen(self) -> tuple[R, ...]:
        """The rows that a command works on: all that are marked, else the one under the cursor."""
        if self.marks:
            return self.marks.rows()
        return () if self.row is None else (self.row,)

    def show(self, source: Source[R], *, at: R | None = None) -> None:
        """Shows another list, the cursor on the row `at` if that list has it; the old lines stay until the new ones are read."""
        self.view.start(at)
        self._reader.show(source)

    def ask_ahead(self, source: Source[R], *, at: R | None = None) -> AskedAhead[R]:
        """Asks for the first rows of a list that is going to be shown with the cursor on `at`; to be shown, or dropped."""
        return AskedAhead(source, self.view.first_wish(at))

    def set_columns(self, columns: tuple[Column[R], ...]) -> None:
        """Takes other columns, or the same ones in another language."""
        self._texts.place(columns, max(0, self.size.width - GUTTER))
        self._paint()

    def reread(self) -> None:
        """Something may have changed: reads the rows in view again and paints the lines that differ."""
        self.view.outdated = True
        self._reader.serve()

    def tick(self) -> None:
        """Time has passed: paints the lines whose text is another now; asks nothing."""
        self._texts.forget()
        self._paint()

    # Reading

    def _take(self, wish: Wish, page: Page[R]) -> None:
        self.view.take(wish, page)
        self.marks.renew(page.rows)
        self.read_once = True
        self._moved()

    def _moved(self, *, only: tuple[int, ...] = ()) -> None:
        """Paints what another cursor, view or mark changes, and has neighbours read before they are needed.

        `only` names the positions of the list that changed, where that is known.
        """
        self._paint(only=only)
        if self.follow is not None:
            self.follow()
        else:
            self.post_message(self.Changed(self))
        if self.view.jump is not None or self.view.lacking() is not None:
            self._reader.serve()

    # Moving

    def action_move(self, lines: int) -> None:
        """Moves the cursor by lines."""
        top, before = self.view.top, self.view.cursor
        self.view.step(lines)
        self._moved(only=(before, self.view.cursor) if self.view.top == top else ())

    def action_page(self, direction: int) -> None:
        """Moves by a page, down or up."""
        self.view.turn(direction)
        self._moved()

    def action_first(self) -> None:
        """Goes to the first row."""
        self.view.go(0)
        self._moved()

    def action_last(self) -> None:
        """Goes to the last row."""
        self.view.go(self.view.total - 1)
        self._moved()

    def action_open(self) -> None:
        """Opens the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Opened(self, self.row))

    # Marks

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows are marked only where commands work on them."""
        return self._marking or action not in MARKING

    def action_mark(self) -> None:
        """Marks the row under the cursor, or takes its mark away, and goes on to the next."""
        self.action_mark_and_move(1)

    def action_mark_and_move(self, step: int) -> None:
        """Marks the row under the cursor, or takes its mark away, and moves on."""
        if self.row is not None:
            self.marks.flip(self.row)
            self.view.step(step)
            self._moved()

    def action_mark_range(self) -> None:
        """Marks every row from the last one marked to the cursor, as far as it is in memory."""
        view = self.view
        start = None if self.marks.last is None else view.window.position(self.marks.last)
        low, high = sorted((view.cursor if start is None else start, view.cursor))
        for position in range(low, high + 1):
            row = view.window.get(position)
            if row is not None:
                self.marks.add(row)
        self._moved()

    def action_unmark(self) -> None:
        """Takes every mark away."""
        self.marks.clear()
        self._moved()

    # Painting

    def _paint(self, *, only: tuple[int, ...] = ()) -> None:
        """Composes the lines in view, or the positions `only`, and has those painted that differ from what stands there."""
        width, height = self.size
        if only and len(self.lines) == height:
            lines = [*self.lines]
            for y in (position - self.view.top + HEADER for position in only):
                lines[y] = self._line(y)
        else:
            lines = [self._line(y) for y in range(height)] if width else []
        self.paint_lines(lines)

    def _line(self, y: int) -> Line:
        if y < HEADER:
            return "header", ((" " * GUTTER + self._texts.headings(), Tone.PLAIN),)
        position = self.view.top + y - HEADER
        row = self.view.window.get(position)
        if row is None:
            said = self.empty_text if self.read_once and not self.view.total and y == HEADER + 1 else ""
            return "empty", ((" " * GUTTER + said, Tone.MUTED),)
        marked = row.id in self.marks
        under = position == self.view.cursor
        style = "marked" if marked else "row"
        if under:
            style = "cursor-focused" if self.has_focus or not self.can_focus else "cursor"
        gutter = (">" if under else " ") + ("*" if marked else " ")
        return style, ((gutter, Tone.PLAIN), *self._texts.of(row))

    def focus_changed(self) -> None:
        """The cursor shows where the keys go."""
        self._paint()

    # The terminal

    def on_resize(self, event: events.Resize) -> None:
        """Gives the columns the new room; the cursor stays in view."""
        self._texts.place(self._texts.columns, max(0, event.size.width - GUTTER))
        self.view.height = max(1, event.size.height - HEADER)
        self.view.settle()
        self.forget_lines()
        self._moved()

    def on_mount(self) -> None:
        """Reads what was asked for before the list had a screen."""
        self._reader.serve()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Moves the view down and takes the cursor along at its edge."""
        event.stop()
        self.view.scroll(WHEEL_LINES)
        self._moved()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Moves the view up and takes the cursor along at its edge."""
        event.stop()
        self.view.scroll(-WHEEL_LINES)
        self._moved()

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the row that was clicked; a double click opens it."""
        position = self.view.top + event.y - HEADER
        if event.y < HEADER or self.view.window.get(position) is None:
            return
        self.view.go(position, top=self.view.top)
        self._moved()
        if event.chain == 2:
            self.action_open()
