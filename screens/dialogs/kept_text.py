"""A question answered in words that outlive Esc and the desk itself."""

from __future__ import annotations

from collections.abc import MutableMapping

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static, TextArea

from models.i18n import _
from models.presence.operations import Opened
from screens.dialogs.text import TEXT_LIMIT, AskText, SaveText
from screens.plain import plain


class KeptText(AskText):
    """Asks for words; what is typed is kept under `key` in `kept` from the first key on, until the caller drops it.

    Without `save` it is kept after an answer too, because what the answer is for may still be refused. `value` stands there at
    first.
    """

    def __init__(
        self,
        question: str,
        *,
        kept: MutableMapping[str, str],
        key: str,
        value: str = "",
        lines: bool = True,
        wanted: bool = True,
        limit: int = TEXT_LIMIT,
        save: SaveText | None = None,
        open_record: Opened | None = None,
    ) -> None:
        super().__init__(question, value=kept.get(key, value), lines=lines, wanted=wanted, limit=limit, save=save)
        self.open_record = open_record
        self._at_first = value
        self._kept = kept
        self._key = key

    def compose(self) -> ComposeResult:
        """The question as it is, with a word where the text is from before."""
        yield from super().compose()
        if self._key in self._kept:
            yield Static(plain(_("This is what you wrote before.")), id="from-before")

    @on(TextArea.Changed)
    def _lines_typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._keep(event.text_area.text)

    @on(Input.Changed)
    def _line_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._keep(event.value)

    def _keep(self, text: str) -> None:
        if text != self._at_first:
            self._kept[self._key] = text
        else:
            self._kept.pop(self._key, None)

    def done(self) -> None:
        """What was saved is not offered again."""
        self._kept.pop(self._key, None)
