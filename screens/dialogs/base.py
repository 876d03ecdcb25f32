"""What all dialogs share: they take every key but help, language and the lock, and Esc closes them."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static

from models.errors import DomainError
from models.wording import wrapped
from screens.commands import bindings_in_dialogs
from screens.plain import clean, plain

T = TypeVar("T")


class DeskDialog(ModalScreen[T | None], Generic[T]):
    """A question over the screen; its answer is None where it was left with Esc."""

    SCOPES: ClassVar[tuple[object, ...]] = ()
    BINDINGS = [*bindings_in_dialogs(), Binding("escape", "leave", show=False)]

    def action_leave(self) -> None:
        """Closes the dialog without an answer."""
        self.dismiss(None)

    def show_refusal(self, error: DomainError | str) -> None:
        """Says inside the dialog what is wrong with the answer; what was typed stays."""
        text = error.message() if isinstance(error, DomainError) else error
        line = self.query_one(".refusal", Static)
        line.update(plain("\n".join(wrapped(clean(text), max(1, self.query_one(".dialog").content_size.width)))))
        line.add_class("-shown")
