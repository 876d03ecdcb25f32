"""A question answered in several lines whose text outlives Esc."""

from __future__ import annotations

from collections.abc import MutableMapping

from textual.app import ComposeResult
from textual.widgets import Static, TextArea

from models.i18n import _
from screens.dialogs.text import AskText
from screens.plain import plain


class KeptText(AskText):
    """Asks for several lines; what was typed is kept under `key` in `kept` and offered again, until the caller drops it.

    It is kept after an answer too, because what the answer is for may still be refused.
    """

    def __init__(self, question: str, *, kept: MutableMapping[str, str], key: str, wanted: bool = True) -> None:
        super().__init__(question, value=kept.get(key, ""), lines=True, wanted=wanted)
        self._kept = kept
        self._key = key

    def compose(self) -> ComposeResult:
        """The question as it is, with a word where the text is from before."""
        yield from super().compose()
        if self._kept.get(self._key):
            yield Static(plain(_("This is what you wrote before.")), id="from-before")

    def action_answer(self) -> None:
        """Gives what was typed, if it will do."""
        self._keep()
        super().action_answer()

    def action_leave(self) -> None:
        """Closes the dialog; the text is offered again."""
        self._keep()
        super().action_leave()

    def _keep(self) -> None:
        text = self.query_one("#answer", TextArea).text
        if text.strip():
            self._kept[self._key] = text
        else:
            self._kept.pop(self._key, None)
