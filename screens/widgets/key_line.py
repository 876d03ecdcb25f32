"""The line at the bottom of every screen: the keys that work here, now, for this person."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.segment import Segment
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import Widget

from screens.commands import COMMANDS, Command, Scope, key_name

if TYPE_CHECKING:
    from textual.screen import Screen

    from screens.desk import DeskApp

ALWAYS_LAST = "app.palette"
"""Whatever has to go for want of room, the way to all commands stays."""


def works_here(screen: Screen[object], desk: DeskApp) -> list[tuple[Command, str]]:
    """The commands that work on `screen` with its present focus for the person signed in, each with its first working key.

    A key that the focus would take as text (digits in a field) doesn't count; a command without one has the key "".
    """
    active = screen.active_bindings
    keys: dict[str, list[str]] = {}
    for key, found in active.items():
        if found.binding.id is not None and found.enabled:
            keys.setdefault(found.binding.id, []).append(key)
    shown = []
    for command in COMMANDS:
        if not command.allowed(desk.actor):
            continue
        if command.id in keys:
            shown.append((command, keys[command.id][0]))
        elif not command.keys and _implemented(command, screen):
            shown.append((command, ""))
    return shown


def _implemented(command: Command, screen: Screen[object]) -> bool:
    """Whether a command without a key can be run from `screen`."""
    owner: DOMNode = screen.app if command.scope is Scope.EVERYWHERE else screen
    here = command.scope is Scope.EVERYWHERE or command.scope in getattr(screen, "SCOPES", ())
    return here and hasattr(owner, f"action_{command.action}") and owner.check_action(command.action, ()) is True


class KeyLine(Widget):
    """Lists keys and short labels in one line; drops what doesn't fit from the right, never the palette's key."""

    COMPONENT_CLASSES = {"key-line--key", "key-line--label"}
    can_focus = False

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, str], ...] = ()

    def on_mount(self) -> None:
        """Follows the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)
        self.update_keys()

    def on_resize(self) -> None:
        """Another width holds other keys."""
        self.update_keys()

    def language_changed(self) -> None:
        """The same keys in another language."""
        self.update_keys()

    def _bindings_updated(self, _screen: object) -> None:
        self.update_keys()

    def update_keys(self) -> None:
        """Repaints the line if other keys work now."""
        shown = tuple(self._fitting())
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def _fitting(self) -> list[tuple[str, str]]:
        here = [
            (command, key)
            for command, key in works_here(self.screen, cast("DeskApp", self.app))
            if key and (command.in_key_line or command.id == ALWAYS_LAST)
        ]
        last = [(key_name(key), command.short_name()) for command, key in here if command.id == ALWAYS_LAST]
        room = self.size.width - sum(_width(*item) for item in last)
        items: list[tuple[str, str]] = []
        for command, key in here:
            item = (key_name(key), command.short_name())
            if command.id == ALWAYS_LAST:
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


def _width(key: str, label: str) -> int:
    return cell_len(key) + cell_len(label) + 3
