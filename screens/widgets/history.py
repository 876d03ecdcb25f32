"""What happened to a record, newest first, as a text to scroll: lays out what is in view, and paints only lines that differ.

A long history costs what fits on the screen, and an entry that comes in on top leaves in its place what is read further down.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

T = TypeVar("T", bound=Hashable)

WHEEL_LINES = 3
BAR = 1
"""Cells at the right end for the bar that shows how far down one is."""

Place = tuple[int, int]
"""An entry, and how many of its lines are above the view."""


class History(Widget, Generic[T], can_focus=True):
    """A scrolled text of entries that `tell` turns into lines; the same entry always into the same ones."""

    DEFAULT_CSS = "History { height: 1fr; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "top", show=False),
        Binding("end", "bottom", show=False),
    ]
    ALLOW_SELECT = False

    def __init__(self, tell: Callable[[T], Content], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._tell = tell
        self._entries: Sequence[T] = ()
        self._laid_out: dict[T, list[Strip]] = {}
        self._place: Place = (0, 0)
        self._shown: list[Strip] = []

    # What is shown

    @property
    def text(self) -> str:
        """All of it, in view or not."""
        return "\n".join(self._tell(entry).plain for entry in self._entries)

    def show(self, entries: Sequence[T], *, from_top: bool = False) -> None:
        """Shows other entries; the one on top of the view stays there, unless it was the very beginning, or `from_top` is set."""
        entry, above = self._place
        before = self._entries[entry] if self._place > (0, 0) and entry < len(self._entries) else None
        self._entries = entries
        self._laid_out = {known: lines for known in entries if (lines := self._laid_out.get(known)) is not None}
        if from_top:
            self._place = (0, 0)
        elif before is not None and before in entries:
            self._place = (entries.index(before), above)
        self._paint()

    def language_changed(self) -> None:
        """The same entries may read otherwise."""
        self._laid_out = {}
        self._paint()

    # Moving

    def action_move(self, lines: int) -> None:
        """Moves the view by lines, as far as there are any."""
        entry, above = self._place
        above += lines
        while above < 0 < entry:
            entry -= 1
            above += len(self._lines_of(entry))
        while entry < len(self._entries) - 1 and above >= (size := len(self._lines_of(entry))):
            entry, above = entry + 1, above - size
        self._place = (entry, max(0, above))
        self._paint()

    def action_page(self, direction: int) -> None:
        """Moves the view by its height, less a line that stays in sight."""
        self.action_move(direction * max(1, self.size.height - 1))

    def action_top(self) -> None:
        """To the newest entry."""
        self._place = (0, 0)
        self._paint()

    def action_bottom(self) -> None:
        """To the end of the oldest entry."""
        self._place = self._lowest()
        self._paint()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """As the arrow keys do."""
        event.stop()
        self.action_move(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """As the arrow keys do."""
        event.stop()
        self.action_move(-WHEEL_LINES)

    # Painting

    def _lines_of(self, entry: int) -> list[Strip]:
        """The lines of an entry, laid out when it first comes into view."""
        told = self._entries[entry]
        known = self._laid_out.get(told)
        if known is None:
            room = max(1, self.size.width - BAR)
            known = self._laid_out[told] = Visual.to_strips(self, self._tell(told), room, None, self.visual_style, pad=True)
        return known

    def _lowest(self) -> Place:
        """The last place from which the view is still full; the beginning where everything fits."""
        left = self.size.height
        for entry in range(len(self._entries) - 1, -1, -1):
            size = len(self._lines_of(entry))
            if size >= left:
                return entry, size - left
            left -= size
        return 0, 0

    def _paint(self) -> None:
        """Lays out what is in view, and has those lines painted that are other ones now."""
        width, height = self.size
        if not (width and height):
            return
        before, self._shown = self._shown, self._in_view(width, height)
        if len(before) != height:
            self.refresh()
        else:
            self.refresh(
                *(Region(0, y, width, 1) for y, (new, old) in enumerate(zip(self._shown, before, strict=True)) if new != old),
                repaint=self._shown != before,
            )

    def _in_view(self, width: int, height: int) -> list[Strip]:
        lowest = (0, 0) if self._place == (0, 0) and self._fits(height) else self._lowest()
        self._place = min(self._place, lowest)
        entry, above = self._place
        found: list[Strip] = []
        while len(found) < height and entry < len(self._entries):
            found += self._lines_of(entry)[above:]
            entry, above = entry + 1, 0
        style = self.visual_style.rich_style
        found += [Strip.blank(width - BAR, style)] * (height - len(found))
        bar = self._bar(height, lowest, style)
        return [Strip([*line, Segment(" " * BAR, bar[y])], width) for y, line in enumerate(found[:height])]

    def _fits(self, height: int) -> bool:
        return len(self._entries) <= height and sum(len(self._lines_of(at)) for at in range(len(self._entries))) <= height

    def _bar(self, height: int, lowest: Place, style: Style) -> list[Style]:
        """The colours of the bar: a piece of it stands for what is in view; none where everything is."""
        if lowest == (0, 0):
            return [style] * height
        _ground, surface = self.background_colors
        back, thumb = (
            Style(bgcolor=(surface + colour).rich_color)
            for colour in (self.styles.scrollbar_background, self.styles.scrollbar_color)
        )
        size = max(1, height * (len(self._entries) - lowest[0]) // len(self._entries))
        passed, whole = self._lines_before(self._place), self._lines_before(lowest)
        start = round((height - size) * passed / whole)
        return [thumb if start <= y < start + size else back for y in range(height)]

    def _lines_before(self, place: Place) -> float:
        """How far down a place is, in entries: the heights of those that were never in view are not known."""
        entry, above = place
        return entry + above / max(1, len(self._lines_of(entry)))

    def render_line(self, y: int) -> Strip:
        """One line of the view."""
        return self._shown[y] if y < len(self._shown) else Strip.blank(self.size.width, self.visual_style.rich_style)

    def on_resize(self) -> None:
        """Other widths break lines elsewhere."""
        self._laid_out, self._shown = {}, []
        self._paint()

    def notify_style_update(self) -> None:
        """Another theme: other colours."""
        super().notify_style_update()
        self._laid_out, self._shown = {}, []
        if self.is_attached:
            self._paint()
