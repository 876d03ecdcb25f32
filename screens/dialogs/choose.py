"""A short list from which one is picked, by digit, by Enter, or by a key of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from models.i18n import N_, _
from screens.commands import key_name
from screens.dialogs.base import DeskDialog
from screens.forms import digit_for
from screens.plain import plain

T = TypeVar("T")
DIGITS = "1234567890"
"""The keys of the first ten options, in their order."""


class Choose(DeskDialog[T], Generic[T]):
    """Picks one of `options` (value, text); the digits 1 to 9, then 0, and their full-width twins pick at once.

    So do the `keys` of a value, Textual key names with commas between them, the first of which is shown after its text.
    """

    BINDINGS = [
        Binding(f"{digit},{chr(ord(digit) + 0xFEE0)}", f"pick({place})", show=False) for place, digit in enumerate(DIGITS)
    ]

    def __init__(
        self, title: str, options: Sequence[tuple[T, str]], *, chosen: T | None = None, keys: Mapping[T, str] | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._options = options
        self._chosen = chosen
        self._keys = {value: names.split(",") for value, names in (keys or {}).items() if names}

    def compose(self) -> ComposeResult:
        """The title, the numbered options, and how to pick."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), classes="question")
            numbers = [digit_for(place) for place in range(len(self._options))]
            texts = [
                f"{text}  ({key_name(self._keys[value][0])})" if value in self._keys else text for value, text in self._options
            ]
            yield OptionList(*(plain(f"{number} {text}") for number, text in zip(numbers, texts, strict=True)))
            hint = (
                N_("{digits}, the key shown or Enter picks   Esc goes back")
                if self._keys
                else N_("{digits} or Enter picks   Esc goes back")
            )
            yield Static(plain(_(hint).format(digits=_digits(len(self._options)))), classes="hint")

    def on_mount(self) -> None:
        """Starts at what is chosen now."""
        choices = self.query_one(OptionList)
        values = [value for value, _text in self._options]
        choices.highlighted = values.index(self._chosen) if self._chosen in values else 0
        choices.focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._options[event.option_index][0])

    def on_key(self, event: events.Key) -> None:
        """Picks by an option's own key."""
        for value, names in self._keys.items():
            if event.key in names or event.character in names:
                event.stop()
                self.dismiss(value)
                return

    def action_pick(self, place: int) -> None:
        """Picks by its place; one beyond the list does nothing."""
        if place < len(self._options):
            self.dismiss(self._options[place][0])


def _digits(options: int) -> str:
    """The digits that so many options have, as people say it."""
    if options > len(DIGITS) - 1:
        return "1-9, 0"
    return f"1-{options}" if options > 1 else "1"
