"""A line of text with candidates beside it: the person goes on typing, Enter takes the marked one, digits pick at once."""

from __future__ import annotations

import re
from collections.abc import Callable

from textual import events
from textual.binding import Binding
from textual.message import Message

from screens.forms import FormInput, digit_of

_IDEOGRAPH = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def digits_pick_names(text: str) -> bool:
    """In the look-up field a digit picks only behind a Chinese name; anywhere else it may be part of a number."""
    return _IDEOGRAPH.search(text) is not None


def digits_pick_always(text: str) -> bool:
    """In the product field a digit picks while nothing else is typed."""
    return not text


class PickInput(FormInput):
    """Text or a candidate: `picked` is the label of the candidate taken, shown instead of the text until the next key.

    Candidates may still be under way when Enter or a digit comes: the wish is kept (`wished`) and fulfilled on arrival,
    so that typing never waits.
    """

    BINDINGS = [
        Binding("down", "mark(1)", show=False),
        Binding("up", "mark(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    class Wished(Message):
        """The candidate at `position` is wanted; `by_enter` where the marked one was taken."""

        def __init__(self, field: PickInput, position: int, by_enter: bool) -> None:
            super().__init__()
            self.field = field
            self.position = position
            self.by_enter = by_enter

        @property
        def control(self) -> PickInput:
            """The field, for selectors."""
            return self.field

    class Marked(Message):
        """Another candidate is marked."""

        def __init__(self, field: PickInput) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> PickInput:
            """The field, for selectors."""
            return self.field

    class Gone(Marked):
        """The focus has left the field."""

    class Dropped(Marked):
        """What was picked is no longer wanted."""

    def __init__(self, digits_pick: Callable[[str], bool], *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id)
        self._digits_pick = digits_pick
        self.count = 0
        self.pending = False
        self.marked = 0
        self.moved = False
        self.picked = ""
        self.wished: int | None = None

    @property
    def typed_text(self) -> str:
        """What was typed; empty where a candidate is shown instead."""
        return "" if self.picked else self.value

    def show_picked(self, label: str) -> None:
        """Shows the candidate that was taken."""
        self.picked = label
        self.wished = None
        self.moved = False
        with self.prevent(FormInput.Changed):
            self.value = label
        self.cursor_position = len(label)

    def show_text(self, text: str) -> None:
        """Shows text that was typed earlier, without telling the form."""
        self.picked = ""
        with self.prevent(FormInput.Changed):
            self.value = text
        self.cursor_position = len(text)

    def expect(self) -> None:
        """New candidates are under way."""
        self.pending = True

    def offer(self, count: int) -> int | None:
        """`count` candidates have come; returns the position that was wished for meanwhile, if it is among them."""
        self.pending = False
        self.count = count
        self.marked = 0
        self.moved = False
        wished, self.wished = self.wished, None
        return wished if wished is not None and wished < count else None

    def on_key(self, event: events.Key) -> None:
        """A digit that can't be text picks; the first other key after a pick begins a new text."""
        digit = digit_of(event)
        if digit and self._is_place(digit) and (self.moved or self._digits_pick(self.typed_text)):
            event.stop()
            event.prevent_default()
            self._wish(int(digit) - 1, by_enter=False)
        elif self.picked and (event.is_printable or event.key in ("backspace", "delete")):
            self._drop()
            if not event.is_printable:
                event.stop()
                event.prevent_default()

    def _is_place(self, digit: str) -> bool:
        """Whether a candidate can stand there; one digit more than there are is the beginning of a text."""
        return digit != "0" and (self.pending or int(digit) <= self.count)

    def on_blur(self) -> None:
        """The person has gone on to another field."""
        self.post_message(self.Gone(self))

    def on_paste(self, event: events.Paste) -> None:
        """A paste begins a new text where a candidate was shown."""
        if self.picked:
            self._drop()
        super().on_paste(event)

    def _drop(self) -> None:
        self.picked = ""
        self.value = ""
        self.post_message(self.Dropped(self))

    def action_mark(self, by: int) -> None:
        """Marks the next or previous candidate."""
        if self.count:
            self.marked = (self.marked + by) % self.count
            self.moved = True
            self.post_message(self.Marked(self))

    def action_take(self) -> None:
        """Takes the marked candidate, or goes on where there is none."""
        self._wish(self.marked, by_enter=True)

    def _wish(self, position: int, *, by_enter: bool) -> None:
        if self.pending and not self.picked:
            self.wished = position
        self.post_message(self.Wished(self, position, by_enter))
