"""A field for what was picked from a long list: one line that names it; Enter opens the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from models.i18n import _
from screens.dialogs.picking import PickLine
from screens.plain import plain
from screens.widgets.said import Said

MOST_NAMED = 4
"""So many are named in the line; the rest are counted."""


class PickedLine(Static, can_focus=True):
    """What was picked, in words."""

    BINDINGS = [
        Binding("enter,space", "want", show=False),
        Binding("backspace,delete", "clear", show=False),
    ]

    def action_want(self) -> None:
        """Asks for the list."""
        if isinstance(self.parent, Picked):
            self.parent.post_message(Picked.Wanted(self.parent))

    def action_clear(self) -> None:
        """Takes everything away."""
        if isinstance(self.parent, Picked):
            self.parent.choose(())
            self.parent.post_message(Picked.Changed())


class Picked(Horizontal):
    """Which of `lines` were picked; `none` is what stands there where none is."""

    DEFAULT_CSS = """
    Picked { width: 1fr; height: 1; }
    Picked > .label { width: 10; height: 1; color: $foreground 80%; }
    Picked:focus-within > .label { color: $primary; text-style: bold; }
    Picked > PickedLine { width: 1fr; padding: 0 1; background: $panel; }
    Picked > PickedLine:focus { background: $primary 25%; text-style: bold; }
    """

    class Changed(Message):
        """Something else is picked."""

    class Wanted(Message):
        """The person wants to pick."""

        def __init__(self, picked: Picked) -> None:
            super().__init__()
            self.picked = picked

    def __init__(self, label: str, lines: Sequence[PickLine], *, none: str) -> None:
        super().__init__()
        self.label = label
        self.lines = lines
        self._none = none
        self._chosen: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        """The label and what was picked."""
        yield Said(self.label, classes="label")
        yield PickedLine(plain(self._words()))

    @property
    def ids(self) -> tuple[int, ...]:
        """What was picked, in the order of the list."""
        return tuple(line.id for line in self.lines if line.id in self._chosen)

    def choose(self, ids: Iterable[int]) -> None:
        """Takes what was picked, without telling."""
        self._chosen = frozenset(ids)
        self.language_changed()

    def language_changed(self) -> None:
        """The same in another language."""
        for line in self.query(PickedLine):
            line.update(plain(self._words()))

    def _words(self) -> str:
        names = [line.text.split("  ")[0] for line in self.lines if line.id in self._chosen]
        if not names:
            return _(self._none)
        more = len(names) - MOST_NAMED
        named = ", ".join(names[:MOST_NAMED])
        return named if more <= 0 else _("{names} and {count} more").format(names=named, count=more)
