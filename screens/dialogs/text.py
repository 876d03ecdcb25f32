"""A question that is answered in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from models.errors import DomainError
from models.i18n import _
from screens.desk_dialog import AskingDialog
from screens.plain import plain

TEXT_LIMIT = 2000
"""How many characters an answer may have unless its caller says otherwise."""

SaveText = Callable[[str], Awaitable[object]]
"""Does what the words are for. Raises the DomainError that is shown beside them."""


class WrittenText(TextArea):
    """Several lines of text; F6 and F7 stay the desk's keys, Tab leaves the field."""

    BINDINGS = [Binding("f6,f7", "nothing", show=False)]

    def action_nothing(self) -> None:
        """Keeps the field from selecting lines with keys that the desk uses."""


class AskText(AskingDialog[str]):
    """Asks for a line, or with `lines` for several; F2 (or Enter in a single line) answers.

    What is wanted but left empty, longer than `limit` characters, or refused by `save`, is refused in the dialog and stays as
    it was typed. The dialog closes once `save` has done it.
    """

    BINDINGS = [Binding("f2,ctrl+s", "answer", show=False)]

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        lines: bool = False,
        wanted: bool = True,
        limit: int = TEXT_LIMIT,
        save: SaveText | None = None,
    ) -> None:
        super().__init__()
        self._question, self._value, self._lines, self._wanted, self._limit = question, value, lines, wanted, limit
        self._save = save
        self._saving = False

    def compose(self) -> ComposeResult:
        """The question, the field, and how to answer."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), classes="question")
            if self._lines:
                field = WrittenText(self._value, id="answer", tab_behavior="focus", soft_wrap=True)
                field.styles.height = 8
                yield field
                hint = _("F2 or Ctrl+S saves   Esc goes back")
            else:
                yield Input(self._value, id="answer")
                hint = _("Enter saves   Esc goes back")
            yield Static("", classes="refusal", markup=False)
            yield Static(plain(hint), classes="hint")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_answer()

    def action_answer(self) -> None:
        """Gives what was typed, if it will do."""
        text = (self.query_one("#answer", TextArea).text if self._lines else self.query_one("#answer", Input).value).strip()
        if self._wanted and not text:
            self.show_refusal(_("Nothing is written yet. Write it here, or go back with Esc."))
        elif len(text) > self._limit:
            told = _("These are {count} characters, and {limit} at most are kept. Shorten the text.")
            self.show_refusal(told.format(count=len(text), limit=self._limit))
        elif self._save is None:
            self.dismiss(text)
        elif not self._saving:
            self._saving = True
            self.start(self._saved(text, self._save))

    async def _saved(self, text: str, save: SaveText) -> None:
        try:
            await save(text)
        except DomainError as error:
            self.show_refusal(error)
        else:
            self.done()
            self.dismiss(text)
        finally:
            self._saving = False

    def done(self) -> None:
        """Called when `save` has done it."""
