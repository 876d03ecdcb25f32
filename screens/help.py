"""Help: what has the focus, and the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from models.i18n import N_, _
from screens.commands import Scope, key_name
from screens.desk_dialog import AskingDialog
from screens.plain import plain
from screens.widgets.key_line import Offer
from screens.widgets.said import Said


def help_of(node: DOMNode | None) -> str:
    """The `help` text of the nearest of a widget and what it stands in that has one, in the present language."""
    while node is not None:
        text = getattr(node, "help", None)
        if isinstance(text, str) and text:
            return _(text)
        node = node.parent
    return ""


class Help(AskingDialog[None]):
    """Scrolls; Esc or F1 closes it."""

    BINDINGS = [
        Binding("f1,enter,question_mark,？", "leave", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down,space", "scroll(1)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
    ]

    def __init__(self, focused: DOMNode, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._focused = focused
        self._offers = offers

    def compose(self) -> ComposeResult:
        """The explanation above the keys."""
        with Vertical(classes="dialog"):
            with VerticalScroll(id="help", can_focus=False):
                yield Static(self._content(), id="help-text")
            yield Said(N_("Esc goes back"), classes="hint")

    def language_changed(self) -> None:
        """The same in another language."""
        self.query_one("#help-text", Static).update(self._content())

    def action_scroll(self, lines: int) -> None:
        """Moves through the text."""
        self.query_one("#help").scroll_relative(y=lines, animate=False)

    def _content(self) -> Content:
        parts: list[Content] = []
        explained = help_of(self._focused)
        if explained:
            parts += [plain(explained), plain("")]
        for scope in sorted(Scope, key=lambda scope: scope is Scope.EVERYWHERE):
            offers = [offer for offer in self._offers if offer.command.scope is scope]
            if not offers:
                continue
            parts.append(plain(_(scope.value)).stylize("bold $primary"))
            for offer in offers:
                key = plain(f"  {key_name(offer.key) if offer.key else '-':<8} ").stylize("bold")
                parts.append(key + plain(f"{offer.command.name()}: {_(offer.command.help)}"))
            parts.append(plain(""))
        return Content("\n").join(parts)
