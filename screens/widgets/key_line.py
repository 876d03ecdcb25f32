"""The line at the bottom of every screen: the keys that work here, now, for this person."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rich.cells import cell_len
from rich.segment import Segment
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip

from screens.commands import BY_ID, COMMANDS, Command, Scope, key_name
from screens.widgets.kept_lines import KeptLines

if TYPE_CHECKING:
    from textual.screen import Screen

    from screens.desk import DeskApp

Items = tuple[tuple[str, str], ...]
"""Keys and labels as the line shows them."""

ALWAYS_LAST = "app.palette"
"""Whatever has to go for want of room, the way to all commands stays."""


@dataclass(frozen=True)
class Offer:
    """A command that works now: its first working key ("" where only the palette leads to it) and who carries it out."""

    command: Command
    key: str
    owner: DOMNode


def works_here(screen: Screen[Any], desk: DeskApp) -> list[Offer]:
    """The commands that work on `screen` with its present focus for the person signed in.

    A key that the focus would take as text (digits in a field) doesn't count. What has no key is left to the palette, which
    can't be opened over a dialog.
    """
    bound: dict[str, Offer] = {}
    for key, found in screen.active_bindings.items():
        command = BY_ID.get(found.binding.id or "")
        if command is not None and found.enabled:
            bound.setdefault(command.id, Offer(command, key, found.node))
    offers = []
    for command in COMMANDS:
        offer = bound.get(command.id) or (None if screen.is_modal else _without_key(command, screen))
        if offer is not None and command.allowed(desk.actor):
            offers.append(offer)
    return offers


def _without_key(command: Command, screen: Screen[Any]) -> Offer | None:
    """A command that has no key that would arrive now, where `screen` or the app carries it out."""
    owner = owner_of(command, screen)
    return Offer(command, "", owner) if owner is not None and works(command, owner) else None


def owner_of(command: Command, screen: Screen[Any]) -> DOMNode | None:
    """Who carries a command out, whether it works now or not: `screen`, the app, or nobody here."""
    everywhere = command.scope is Scope.EVERYWHERE
    owner: DOMNode = screen.app if everywhere else screen
    if not everywhere and command.scope not in getattr(screen, "SCOPES", ()):
        return None
    return owner if hasattr(owner, f"action_{_action(command)}") else None


def works(command: Command, owner: DOMNode) -> bool:
    """Whether its `owner` would carry the command out now."""
    return owner.check_action(_action(command), ()) is True


def _action(command: Command) -> str:
    return command.action.partition("(")[0]


class KeyLine(KeptLines):
    """Lists keys and short labels in one line; drops what doesn't fit from the right, never the palette's key."""

    COMPONENT_CLASSES = {"key-line--key", "key-line--label"}
    can_focus = False

    def __init__(self) -> None:
        super().__init__()
        self._shown: Items = ()
        self._known: dict[Hashable, Items] = {}

    def on_mount(self) -> None:
        """Follows the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def on_resize(self) -> None:
        """Another width holds other keys."""
        self._find_out()

    def language_changed(self) -> None:
        """The same keys in another language."""
        self._find_out()

    def _bindings_updated(self, _screen: object) -> None:
        self._find_out()

    def _find_out(self) -> None:
        self._known.clear()
        if self.size.width:
            self.update_keys()

    def update_keys(self, where: Hashable = None) -> None:
        """Repaints the line from the first key that is another one now.

        `where` stands for all that the keys depend on beside focus, width and language, so that they need not be found out
        anew at every step of a cursor.
        """
        before, self._shown = self._shown, self._known.get(where, ()) or tuple(self._fitting())
        if where is not None:
            self._known[where] = self._shown
        if self._shown != before:
            same = 0
            for new, old in zip(self._shown, before, strict=False):
                if new != old:
                    break
                same += _width(*new)
            self.refresh(Region(same, 0, max(1, self.size.width - same), 1))

    def _fitting(self) -> list[tuple[str, str]]:
        here = [offer for offer in works_here(self.screen, cast("DeskApp", self.app)) if offer.key and offer.command.in_key_line]
        last = [_item(offer) for offer in here if offer.command.id == ALWAYS_LAST]
        room = self.size.width - sum(_width(*item) for item in last)
        items: list[tuple[str, str]] = []
        for offer in here:
            item = _item(offer)
            if offer.command.id == ALWAYS_LAST:
                continue
            if _width(*item) > room:
                break
            room -= _width(*item)
            items.append(item)
        return [*items, *last]

    @property
    def shown_text(self) -> str:
        """The line as text."""
        return "".join(f" {key} {label} " for key, label in self._shown)

    def render_line(self, y: int) -> Strip:
        """The one line; keys stand out from their labels."""
        key_style = self.get_component_rich_style("key-line--key")
        label_style = self.get_component_rich_style("key-line--label")
        segments = []
        for key, label in self._shown:
            segments += [Segment(f" {key} ", key_style), Segment(f"{label} ", label_style)]
        return Strip(segments).adjust_cell_length(self.size.width, label_style)


def _item(offer: Offer) -> tuple[str, str]:
    return key_name(offer.key), offer.command.short_name()


def _width(key: str, label: str) -> int:
    return cell_len(key) + cell_len(label) + 3
