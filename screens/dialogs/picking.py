"""Picking several from a long list that is narrowed by typing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.widgets import Input

from models.i18n import N_
from models.pinyin import pinyin
from screens.dialogs.narrowing import Narrowing
from screens.widgets.columns import Cell, Column
from screens.widgets.rows import Key


@dataclass(frozen=True)
class PickLine:
    """A line of one text, at its `place` of the list."""

    place: int
    id: int
    text: str
    findable: str

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.place,)


def pick_lines(things: Iterable[tuple[int, str, str]]) -> tuple[PickLine, ...]:
    """Lines for (id, text, further words), found by pinyin too; to be made on the door's thread, where pinyin may load."""
    lines = []
    for place, (id_, text, words) in enumerate(things):
        full, initials = pinyin(text)
        lines.append(PickLine(place, id_, text, f"{text} {words} {full} {initials}".casefold()))
    return tuple(lines)


class PickSeveral(Narrowing[PickLine, tuple[int, ...]]):
    """Marks any number of lines; F2 gives their ids in the order of the list. What was `chosen` before is marked."""

    BINDINGS = [Binding("f2,ctrl+s", "answer", show=False), Binding("ctrl+a", "mark_all", show=False)]
    COLUMNS = (Column("", 20, lambda line: Cell(line.text), grows=True),)
    PLACEHOLDER = N_("Name, pinyin or number")
    NOTHING = N_("Nothing fits.")
    HINT = N_("Type to narrow   Enter marks (*)   Ctrl+A all or none   F2 takes what is marked   Esc goes back")

    def __init__(self, title: str, lines: Sequence[PickLine], chosen: Iterable[int] = ()) -> None:
        super().__init__(title, lines)
        self._chosen = frozenset(chosen)

    def on_mount(self) -> None:
        """Lists everything, with what is chosen marked."""
        super().on_mount()
        for line in self._offered:
            if line.id in self._chosen:
                self.table.marks.add(line)

    def taken(self, line: PickLine) -> None:
        """Marks the line or takes its mark away; the next name can be typed at once."""
        self.table.marks.flip(line)
        field = self.query_one("#narrow", Input)
        if field.value:
            field.value = ""
        else:
            self.table.action_move(1)

    def action_mark_all(self) -> None:
        """Marks every line, or takes every mark away where all have one."""
        marks = self.table.marks
        if len(marks) == len(self._offered):
            marks.clear()
        else:
            for line in self._offered:
                marks.add(line)
        self.table.reread()

    def action_answer(self) -> None:
        """Gives what is marked."""
        self.dismiss(tuple(line.id for line in self._offered if line.id in self.table.marks))
