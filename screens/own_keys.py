"""A person's own keys: other keys for commands, by the command's id; what can't be used is refused and the usual key kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from textual.app import App
from textual.binding import Binding

from models.i18n import _
from screens.command import Command, Scope
from screens.commands import BY_ID, COMMANDS, key_name

UNDELIVERED = re.compile(
    r"ctrl\+(i|m|h|\[|left_square_bracket)|shift\+f\d+|f1[3-9]|f2\d|alt\+(\d|up|down|left|right)|ctrl\+[qcz]|(shift|ctrl)\+enter"
)
"""Keys that terminals turn into others or keep for themselves."""
EVERYBODYS = frozenset(
    [
        *("tab", "shift+tab", "enter", "escape", "up", "down", "left", "right"),
        *("home", "end", "pageup", "pagedown", "backspace", "delete", "space"),
    ]
)
"""Keys that move, edit and pick everywhere."""
_SPELLINGS = {"esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "ins": "insert"}
_MEET = (
    frozenset({Scope.QUEUE, Scope.TICKET, Scope.TICKET_FILE, Scope.LIST}),
    frozenset({Scope.COMPLAINTS, Scope.CASE, Scope.CASE_FILE, Scope.LIST}),
)
"""Places whose commands work on one screen."""


TOLD_SECONDS = 300.0
"""How long a desk shows which keys it could not take."""


class OwnKeys:
    """The keys that hold at one desk."""

    def __init__(self) -> None:
        self._keymap: dict[str, str] = {}
        self._meanings: dict[str, tuple[Command, ...]] = {}

    def take(self, app: App[None], wanted: Mapping[str, str]) -> None:
        """Gives the app other keys, and says which of them can't be used."""
        if wanted:
            self._keymap, refused = own_keymap(wanted)
            self._meanings = {}
            app.set_keymap(self._keymap)
            app.screen.refresh_bindings()  # the app asks for it only once it is mounted itself; its first screen may be before
            for sentence in refused:
                app.notify(sentence, severity="warning", timeout=TOLD_SECONDS, markup=False)

    def of(self, command: Command) -> str:
        """The keys of a command, Textual's names with commas between."""
        return self._keymap.get(command.id, command.keys)

    def meant_by(self, key: str) -> tuple[Command, ...]:
        """The commands that have a key (Textual's name of it), wherever they work, in the order of the registry."""
        if not self._meanings:
            meanings: dict[str, list[Command]] = {}
            for command in COMMANDS:
                for name in _normal(self.of(command).split(",")):
                    meanings.setdefault(name, []).append(command)
            self._meanings = {name: tuple(commands) for name, commands in meanings.items()}
        return self._meanings.get(key, ())


def own_keymap(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The keys to use by command id (Textual names, commas between), and a sentence for each wish that was refused.

    A wish is one key or several with commas between, as people write them: `F9`, `Ctrl+Y`, `x`. A refused one leaves the
    usual keys of its command.
    """
    keymap: dict[str, str] = {}
    refused: list[str] = []
    for command_id, text in wanted.items():
        command = BY_ID.get(command_id)
        if command is None:
            near = ", ".join(get_close_matches(command_id, BY_ID, n=2))
            told = _("{id} is no command, so its keys were left out.").format(id=command_id)
            refused.append(f"{told} {_('Near to it: {ids}.').format(ids=near)}" if near else told)
            continue
        keys = _keys(text)
        reason = _refusal(keys)
        if reason:
            refused.append(_refused(command, text, reason))
        else:
            keymap[command_id] = ",".join(keys)
    while (clash := _clash(keymap)) is not None:
        command, key, other = clash
        refused.append(_refused(command, key_name(key), _("it already means: {label}").format(label=other.name())))
        del keymap[command.id]
    return keymap, refused


def _refused(command: Command, text: str, reason: str) -> str:
    told = _("{key} can't be the key of {id}: {reason}. {kept} was kept.")
    kept = key_name(command.keys.split(",")[0]) if command.keys else _("The palette")
    return told.format(key=text, id=command.id, reason=reason, kept=kept)


def _keys(text: str) -> list[str]:
    """The keys of a wish by Textual's names, each printable one with its full-width twin."""
    keys: list[str] = []
    for written in filter(None, (part.strip() for part in text.split(","))):
        *held, last = written.split("+") if len(written) > 1 else [written]
        name = last if len(last) == 1 and not held else _SPELLINGS.get(last.lower(), last.lower())
        twin = [chr(ord(name) + 0xFEE0)] if len(name) == 1 and not held and "!" <= name <= "~" else []
        for key in ("+".join([*(part.lower() for part in held), name]), *twin):
            keys.extend(binding.key for binding in Binding.make_bindings([Binding(key, "")]))
    return keys


def _refusal(keys: list[str]) -> str:
    if not keys:
        return _("no key is named")
    if any(UNDELIVERED.fullmatch(key) for key in keys):
        return _("terminals don't deliver it")
    if any(key in EVERYBODYS for key in keys):
        return _("it moves or picks everywhere")
    return ""


def _clash(keymap: Mapping[str, str]) -> tuple[Command, str, Command] | None:
    """A wish whose key already means something else where it works: its command, the key, the other command."""
    used = {command.id: keymap.get(command.id, command.keys).split(",") for command in COMMANDS}
    for command_id in keymap:
        for other in COMMANDS:
            if other.id != command_id and _meet(BY_ID[command_id].scope, other.scope):
                for key in used[command_id]:
                    if key in _normal(used[other.id]):
                        return BY_ID[command_id], key, other
    return None


def _normal(keys: list[str]) -> list[str]:
    return [binding.key for key in keys if key for binding in Binding.make_bindings([Binding(key, "")])]


def _meet(one: Scope, other: Scope) -> bool:
    return one is other or Scope.EVERYWHERE in (one, other) or any({one, other} <= together for together in _MEET)
