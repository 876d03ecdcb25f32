"""A field over a list that is looked up while one types; a later answer never replaces one to newer words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from models.i18n import N_, _
from screens.desk_dialog import AskingDialog
from screens.plain import plain
from screens.widgets.results import Results
from screens.widgets.said import Said

T = TypeVar("T")
F = TypeVar("F")
SHORTEST = 2
"""Fewer characters than this fit nearly everything."""
TOGETHER_SECONDS = 0.04
"""How long what was typed waits at most to be painted with what was found."""


class FinderField(Input):
    """A field that tells what was typed before it is painted; its message would come when it already is."""

    def __init__(self, typed: Callable[[str], None], *, max_length: int) -> None:
        super().__init__(max_length=max_length)
        self._typed = typed

    def watch_value(self, value: str) -> None:
        """Hands on what was typed."""
        self._typed(value)


class Finder(AskingDialog[T], Generic[T, F]):
    """Finds things of type F; Enter picks the marked one and the dialog's answer is of type T.

    Enter pressed before the answer to what was typed is there, as a scanner does it, waits for that answer.
    """

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
        self._looking: asyncio.Future[Sequence[F]] | None = None
        self._entered_early = False

    async def look_for(self, text: str) -> Sequence[F]:
        """What fits the words; nothing for fewer than SHORTEST characters."""
        raise NotImplementedError

    def line(self, found: F) -> str:
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
            yield FinderField(self._typed, max_length=200)
            yield Results()
            yield Said(self.HINT, classes="hint")

    def on_mount(self) -> None:
        """Says what may be typed."""
        self._show(())

    def language_changed(self) -> None:
        """The same in another language."""
        self._show(self._found)

    def _typed(self, text: str) -> None:
        self.workers.cancel_group(self, "find")
        self._looking, self._entered_early = None, False
        if len(text.strip()) < SHORTEST:
            self._show(())
        else:
            self._looking = asyncio.ensure_future(self.look_for(text.strip()))
            self.start(self._look(self._looking, self._held_back()), group="find")

    async def _look(self, looking: asyncio.Future[Sequence[F]], held: ExitStack) -> None:
        try:
            self._show(await looking)
            if self._entered_early:
                self._pick()
        finally:
            if self._looking is looking:
                self._looking, self._entered_early = None, False
            looking.cancel()
            self.query_one(Results).call_later(self.call_later, held.close)

    def _held_back(self) -> ExitStack:
        """Holds back what was typed until this is closed, or not for long: two paintings would lie a frame apart."""
        held = ExitStack()
        held.callback(self.check_idle)
        held.enter_context(self.app.batch_update())
        held.callback(asyncio.get_running_loop().call_later(TOGETHER_SECONDS, held.close).cancel)
        return held

    def _show(self, found: Sequence[F]) -> None:
        self._found = found
        typed = self.query_one(Input).value.strip()
        said = _(self.MAY_BE_TYPED if len(typed) < SHORTEST else self.NOTHING_FITS)
        self.query_one(Results).show([self.line(one) for one in found], said)

    def action_move(self, by: int) -> None:
        """Moves the mark."""
        self.query_one(Results).move(by)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._looking is None:
            self._pick()
        else:
            self._entered_early = True

    def _pick(self) -> None:
        marked = self.query_one(Results).marked
        if marked is not None:
            self.picked(self._found[marked])
