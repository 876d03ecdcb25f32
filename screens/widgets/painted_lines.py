"""A widget of lines that are composed, compared, and painted only where they differ from what stands there."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from screens.widgets.columns import Run, Tone
from screens.widgets.quiet_focus import QuietFocus

FEW_LINES = 8
"""Up to so many changed lines it is looked at which of their cells differ: time passing changes a few digits."""

Line = tuple[str, tuple[Run, ...]]
"""A line's own style and its text: what painting compares."""


class PaintedLines(QuietFocus):
    """Shows the lines that it was handed last; a subclass composes them and names the component classes of its styles.

    It has neither border nor padding.
    """

    LOOK: ClassVar[str] = ""
    """What the names of its component classes begin with."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[Line] = []
        """The lines as they were handed over last."""
        self._strips: list[Strip | None] = []
        """The lines as they go to the screen, None where one must be made anew."""
        self._styles: dict[tuple[str, Tone], Style] = {}

    def forget_lines(self) -> None:
        """Another size: whatever comes next is painted whole."""
        self.lines, self._strips = [], []

    def paint_lines(self, lines: list[Line]) -> None:
        """Takes other lines, and has those painted that differ."""
        if len(lines) != len(self.lines):
            self.lines, self._strips = lines, [None] * len(lines)
            self.refresh()
            return
        changed = [y for y, (new, old) in enumerate(zip(lines, self.lines, strict=True)) if new is not old and new != old]
        before, self.lines = self.lines, lines
        if not changed:
            return
        width, few = self.size.width, len(changed) <= FEW_LINES
        parts = []
        for y in changed:
            self._strips[y] = None
            x, cells = _changed_cells(lines[y], before[y], width) if few else (0, width)
            parts.append(Region(x, y, cells, 1))
        self.refresh(*parts)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`, each made once until it changes.

        What Textual does beside for each line that it shows, borders and padding, would change nothing.
        """
        if crop.column_span != (0, self.size.width) or len(self._strips) < crop.bottom or self.opacity < 1:
            return super().render_lines(crop)
        strips = self._strips[crop.y : crop.bottom]
        if None in strips:
            filters, background = self.get_line_filters(), self.background_colors[1]
            for y in crop.line_range:
                if self._strips[y] is None:
                    strip = self.render_line(y)
                    for line_filter in filters:
                        strip = strip.apply_filter(line_filter, background)
                    self._strips[y] = strip
            strips = self._strips[crop.y : crop.bottom]
        return [strip for strip in strips if strip is not None]

    def render_line(self, y: int) -> Strip:
        """One line of the widget, from what was handed over last."""
        width = self.size.width
        if y >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        style, line = self.lines[y]
        used = Strip([Segment(text, self._style(style, tone)) for text, tone in line])
        return used.adjust_cell_length(width, self._style(style, Tone.PLAIN)).simplify()

    def _style(self, line: str, tone: Tone) -> Style:
        """The style of a run; under the cursor every run has the same one, so that the line is painted in one go."""
        known = self._styles.get((line, tone))
        if known is None:
            known = self.rich_style
            if tone is not Tone.PLAIN and line not in ("cursor", "cursor-focused"):
                known += self.get_component_rich_style(f"{self.LOOK}--{tone.value}")
            if line not in ("row", "empty"):
                known += self.get_component_rich_style(f"{self.LOOK}--{line}", partial=line != "header")
            self._styles[line, tone] = known
        return known

    def notify_style_update(self) -> None:
        """Another theme: composes the styles anew."""
        super().notify_style_update()
        self._styles.clear()
        self._strips = [None] * len(self._strips)


def _changed_cells(new: Line, old: Line, width: int) -> tuple[int, int]:
    """Where a line begins to differ and how many cells differ, of `width` in all."""
    if new[0] != old[0]:
        return 0, width
    here, there = ([(character, tone) for text, tone in line[1] for character in text] for line in (new, old))
    same = next(
        (at for at, (mine, other) in enumerate(zip(here, there, strict=False)) if mine != other), min(len(here), len(there))
    )
    start = cell_len("".join(character for character, _tone in here[:same]))
    if len(here) != len(there):
        return start, width - start
    end = next((at for at in range(len(here), same, -1) if here[at - 1] != there[at - 1]), same)
    cells, before = (cell_len("".join(character for character, _tone in line[same:end])) for line in (here, there))
    return start, cells if cells == before else width - start
