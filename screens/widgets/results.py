"""What was found, line by line: as tall as ever, so that other results repaint lines and lay nothing out anew."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from screens.plain import fit
from screens.widgets.columns import Tone
from screens.widgets.painted_lines import Line, PaintedLines


class Results(PaintedLines):
    """Lines with a mark on one of them; in their place, where there are none, what to do."""

    DEFAULT_CSS = """
    Results {
        height: 60vh;
        max-height: 17;
        & > .results--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .results--muted { color: $foreground 70%; }
    }
    """
    COMPONENT_CLASSES = {"results--cursor", "results--muted"}
    LOOK = "results"
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.marked: int | None = None
        """Which line has the mark; None where there is none."""
        self._texts: Sequence[str] = ()
        self._said = ""

    def show(self, texts: Sequence[str], said: str) -> None:
        """Takes other lines, the mark on the first; `said` where there are none."""
        self._texts, self._said = texts, said
        self.marked = 0 if texts else None
        self._compose_lines()

    def move(self, by: int) -> None:
        """Moves the mark."""
        if self.marked is not None:
            self.marked = min(max(self.marked + by, 0), len(self._texts) - 1)
            self._compose_lines()

    def _compose_lines(self) -> None:
        width, height = self.size
        top = self._top()
        lines: list[Line] = []
        for number in range(top, top + height) if width else ():
            if number < len(self._texts):
                look = "cursor" if number == self.marked else "row"
                lines.append((look, ((fit(f" {self._texts[number].rstrip()}", width), Tone.PLAIN),)))
            else:
                said = self._said if number == 0 else ""
                lines.append(("empty", ((fit(f" {said}", width), Tone.MUTED),)))
        self.paint_lines(lines)

    def _top(self) -> int:
        """The first line in view: the mark stays in it."""
        return max(0, (self.marked or 0) - self.size.height + 1)

    def on_resize(self) -> None:
        """Another width cuts the lines elsewhere."""
        self.forget_lines()
        self._compose_lines()

    def on_click(self, event: events.Click) -> None:
        """Puts the mark on the line that was clicked."""
        number = self._top() + event.y
        if number < len(self._texts):
            self.marked = number
            self._compose_lines()
