"""The columns of a list: what stands in a cell, how wide it is, and which columns give way where there is little room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from models.i18n import _
from screens.plain import fit

R = TypeVar("R")

GAP = 1
"""Empty cells between two columns."""


class Tone(Enum):
    """How a cell is coloured; the value is the part of its style's name. A word or mark says the same without colour."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True)
class Cell:
    """A cell's text and tone."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: `title` is a marked message, `width` counts terminal cells.

    A column with `gives_way` is left out where there is no room, the highest first; the one that `grows` takes what is left.
    """

    title: str
    width: Callable[[], int] | int
    cell: Callable[[R], Cell]
    gives_way: int = 0
    grows: bool = False

    def cells(self) -> int:
        """The least width, which may follow the reader's language."""
        return self.width() if callable(self.width) else self.width


Placed = tuple[tuple[Column[R], int], ...]
"""The columns that are shown, each with its width."""


def place(columns: Sequence[Column[R]], width: int) -> Placed[R]:
    """The columns that fit into `width` cells, with their widths."""
    shown = list(columns)
    while len(shown) > 1 and _needed(shown) > width:
        least = max(shown, key=lambda column: column.gives_way)
        if least.gives_way == 0:
            break
        shown.remove(least)
    spare = max(0, width - _needed(shown))
    growing = [column for column in shown if column.grows]
    placed = []
    for column in shown:
        extra = 0
        if column.grows:
            extra = spare // len(growing) + (spare % len(growing) if column is growing[-1] else 0)
        placed.append((column, column.cells() + extra))
    return tuple(placed)


def _needed(columns: Sequence[Column[R]]) -> int:
    return sum(column.cells() for column in columns) + GAP * (len(columns) - 1)


Run = tuple[str, Tone]
"""Text of one line that has one tone."""


def headings(placed: Placed[R]) -> str:
    """The line of titles."""
    return (" " * GAP).join(fit(_(column.title), width) for column, width in placed)


def runs(row: R, placed: Placed[R]) -> tuple[Run, ...]:
    """The line of one row, cut and filled to the columns' widths, whatever its text holds.

    Blanks join the run before them: nothing shows of their tone.
    """
    line: list[Run] = []
    cells: list[str] = []
    tone, gap = Tone.PLAIN, " " * GAP
    for column, width in placed:
        cell = column.cell(row)
        text = fit(cell.text, width)
        if cell.tone is not tone and not text.isspace():
            if cells:
                line.append((gap.join(cells) + gap, tone))
            cells, tone = [], cell.tone
        cells.append(text)
    line.append((gap.join(cells), tone))
    return tuple(line)
