"""A piece of fixed text that follows the language."""

from __future__ import annotations

from textual.widgets import Static

from models.i18n import _
from screens.plain import plain


class Said(Static):
    """Shows a marked message in the present language."""

    def __init__(self, message: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(plain(_(message)), id=id, classes=classes)
        self._message = message

    def language_changed(self) -> None:
        """The same message in another language."""
        self.update(plain(_(self._message)))
