"""The strip of the day's figures: name, value, and a mark where the target is missed; F1 explains the one that is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from models.reports.definitions import DEFINITIONS, Figure, Rules, explained, shown
from screens.plain import fit
from screens.widgets.quiet_focus import QuietFocus

GAP = 2


class FigureStrip(QuietFocus, can_focus=True):
    """Figures from left to right in as many lines as it has; what doesn't fit is left out. Left and Right choose one."""

    DEFAULT_CSS = """
    FigureStrip {
        height: 1;
        & > .figure-strip--name { color: $foreground 80%; }
        & > .figure-strip--value { text-style: bold; }
        & > .figure-strip--missed { color: $text-error; text-style: bold; }
        & > .figure-strip--chosen { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    COMPONENT_CLASSES = {f"figure-strip--{part}" for part in ("name", "value", "missed", "chosen")}
    BINDINGS = [
        Binding("left", "choose(-1)", show=False),
        Binding("right", "choose(1)", show=False),
        Binding("enter", "open", show=False),
    ]
    ALLOW_SELECT = False

    class Opened(Message):
        """A figure was chosen with Enter."""

        def __init__(self, figure: Figure) -> None:
            super().__init__()
            self.figure = figure

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._values: Mapping[Figure, float | None] = {}
        self._rules = Rules(20, 0)
        self._chosen = 0
        self._lines: list[list[tuple[int, str, str, bool]]] = []
        """Per line the figures: place, name, value, whether the target is missed."""

    @property
    def help(self) -> str:
        """The formula of the chosen figure."""
        figures = list(self._values)
        return explained(figures[self._chosen], self._rules) if figures else ""

    def show(self, values: Mapping[Figure, float | None], rules: Rules) -> None:
        """Takes new values; paints the lines that differ."""
        self._values, self._rules = values, rules
        self._compose_lines()

    def language_changed(self) -> None:
        """The same figures in another language."""
        self._compose_lines()

    def on_resize(self) -> None:
        """Another width has room for other figures."""
        self._lines = []
        self._compose_lines()

    def action_choose(self, step: int) -> None:
        """Chooses the next or the previous figure that is shown."""
        count = sum(len(line) for line in self._lines)
        if count:
            before, self._chosen = self._chosen, (self._chosen + step) % count
            self.refresh(*self._where(before), *self._where(self._chosen))

    def _where(self, wanted: int) -> Iterator[Region]:
        """Where a figure stands."""
        for y, line in enumerate(self._lines):
            x = 0
            for place, name, value, _missed in line:
                width = cell_len(name) + 1 + cell_len(value)
                if place == wanted:
                    yield Region(x, y, width, 1)
                x += width + GAP

    def action_open(self) -> None:
        """Asks for what is behind the chosen figure."""
        figures = list(self._values)
        if figures:
            self.post_message(self.Opened(figures[self._chosen]))

    def _compose_lines(self) -> None:
        width, height = self.size
        lines: list[list[tuple[int, str, str, bool]]] = [[] for _line in range(height)]
        y = used = 0
        for place, (figure, value) in enumerate(self._values.items()):
            name, text, missed = self._part(figure, value)
            needed = cell_len(name) + cell_len(text) + 1 + GAP
            if used + needed > width:
                y, used = y + 1, 0
            if y >= height:
                break
            lines[y].append((place, name, text, missed))
            used += needed
        changed = [row for row, line in enumerate(lines) if row >= len(self._lines) or self._lines[row] != line]
        self._lines = lines
        if changed:
            self.refresh(*(Region(0, row, width, 1) for row in changed))

    def _part(self, figure: Figure, value: float | None) -> tuple[str, str, bool]:
        definition = DEFINITIONS[figure]
        name = figure.label
        if figure is Figure.SERVICE_LEVEL:
            name = f"{name} {self._rules.in_time}s"
        missed = value is not None and definition.target is not None and not definition.target.met(value)
        return name, ("! " if missed else "") + shown(definition.unit, value), missed

    def render_line(self, y: int) -> Strip:
        """One line of figures."""
        segments: list[Segment] = []
        for place, name, value, missed in self._lines[y] if y < len(self._lines) else ():
            chosen = self.has_focus and place == self._chosen
            name_look = "chosen" if chosen else "name"
            value_look = "chosen" if chosen else "missed" if missed else "value"
            segments += [
                Segment(name + " ", self.get_component_rich_style(f"figure-strip--{name_look}")),
                Segment(value, self.get_component_rich_style(f"figure-strip--{value_look}")),
                Segment(fit("", GAP), self.rich_style),
            ]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def focus_changed(self) -> None:
        """The chosen figure shows where the keys go."""
        self.refresh(*self._where(self._chosen))
