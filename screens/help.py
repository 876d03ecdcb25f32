"""Help: what has the focus, and the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Size
from textual.widget import Widget

from models.i18n import N_, _
from models.wording import wrapped
from screens.commands import Scope, key_name
from screens.desk_dialog import AskingDialog
from screens.plain import clean, fit, plain
from screens.widgets.key_line import Offer
from screens.widgets.said import Said

KEY_CELLS = 11
"""How far right of the margin the explanations of keys begin."""


def help_of(node: DOMNode | None) -> str:
    """The `help` text of the nearest of a widget and what it stands in that has one, in the present language."""
    while node is not None:
        text = getattr(node, "help", None)
        if isinstance(text, str) and text:
            return _(text)
        node = node.parent
    return ""


class HelpText(Widget):
    """The explanation above the keys, in lines that break where the reader's language may break."""

    DEFAULT_CSS = "HelpText { height: auto; }"

    def __init__(self, focused: DOMNode, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._focused = focused
        self._offers = offers

    def language_changed(self) -> None:
        """The same in another language."""
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the text has lines of `width`."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines for the present width."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        explained = help_of(self._focused)
        if explained:
            lines += [plain(line) for line in (*wrapped(clean(explained), width), "")]
        for scope in sorted(Scope, key=lambda scope: scope is Scope.EVERYWHERE):
            offers = [offer for offer in self._offers if offer.command.scope is scope]
            if not offers:
                continue
            lines.append(plain(_(scope.value)).stylize("bold $primary"))
            for offer in offers:
                lines += _of_command(offer, width)
            lines.append(plain(""))
        return lines


def _of_command(offer: Offer, width: int) -> list[Content]:
    """A command's key beside what it does."""
    key = f"  {fit(key_name(offer.key) if offer.key else '-', KEY_CELLS - 3)} "
    said = wrapped(clean(f"{offer.command.name()}: {_(offer.command.help)}"), max(width - KEY_CELLS, 1))
    return [plain(key if not place else " " * KEY_CELLS).stylize("bold") + plain(line) for place, line in enumerate(said)]


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
                yield HelpText(self._focused, self._offers)
            yield Said(N_("Esc goes back"), classes="hint")

    def action_scroll(self, lines: int) -> None:
        """Moves through the text."""
        self.query_one("#help").scroll_relative(y=lines, animate=False)
