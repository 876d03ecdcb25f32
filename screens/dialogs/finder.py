"""A field over a list that is looked up while one types; a later answer never replaces one to newer words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from models.i18n import N_, _
from screens.desk_dialog import AskingDialog
from screens.plain import plain
from screens.widgets.said import Said

T = TypeVar("T")
F = TypeVar("F")
SHORTEST = 2
"""Fewer characters than this fit nearly everything."""


class Finder(AskingDialog[T], Generic[T, F]):
    """Finds things of type F; Enter picks the marked one and the dialog's answer is of type T."""

    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]
    AUTO_FOCUS = "Input"
    MAY_BE_TYPED = ""
    NOTHING_FITS = ""
    HINT = N_("Enter opens   Esc goes back")

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._title = title
        self._found: Sequence[F] = ()

    async def look_for(self, text: str) -> Sequence[F]:
        """What fits the words; nothing for fewer than SHORTEST characters."""
        raise NotImplementedError

    def line(self, found: F) -> Content:
        """One thing in a line."""
        raise NotImplementedError

    def picked(self, found: F) -> None:
        """Ends the dialog with one thing."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The title, the field, the results, what to say where there are none."""
        with Vertical(classes="dialog -wide"):
            if self._title:
                yield Static(plain(self._title), classes="question")
            yield Input(max_length=200)
            choices = OptionList()
            choices.can_focus = False
            yield choices
            yield Static("", id="none", markup=False)
            yield Said(self.HINT, classes="hint")

    def on_mount(self) -> None:
        """Says what may be typed."""
        self._show(())

    def language_changed(self) -> None:
        """The same in another language."""
        self._show(self._found)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.start(self._look(event.value.strip()), group="find", exclusive=True)

    async def _look(self, text: str) -> None:
        self._show(await self.look_for(text) if len(text) >= SHORTEST else ())

    def _show(self, found: Sequence[F]) -> None:
        self._found = found
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options([self.line(one) for one in found])
        choices.highlighted = 0 if found else None
        typed = self.query_one(Input).value.strip()
        said = "" if found else _(self.MAY_BE_TYPED if len(typed) < SHORTEST else self.NOTHING_FITS)
        self.query_one("#none", Static).update(plain(said))

    def action_move(self, by: int) -> None:
        """Moves the mark."""
        choices = self.query_one(OptionList)
        if choices.highlighted is not None:
            choices.highlighted = min(max(choices.highlighted + by, 0), len(self._found) - 1)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        marked = self.query_one(OptionList).highlighted
        if marked is not None:
            self.picked(self._found[marked])
