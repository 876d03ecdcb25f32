"""The contract of the commands: each explained, each reachable, none on a key that terminals don't deliver."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from textual.binding import Binding

from screens.commands import COMMANDS, Command, Scope, bindings_in_dialogs, key_name
from screens.widgets.virtual_table import VirtualTable

F_KEY = re.compile(r"f\d+")
UNDELIVERED = re.compile(
    r"ctrl\+(i|m|h|left_square_bracket|\[)|shift\+f\d+|f1[3-9]|alt\+(\d|up|down|left|right)|ctrl\+q|ctrl\+c|ctrl\+z"
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
class TestEachCommand:
    """What holds for every command."""

    def test_says_what_it_is(self, command: Command) -> None:
        assert command.label.strip()
        assert len(command.help) > len(command.label)
        assert command.help.rstrip().endswith(".")

    def test_has_only_keys_that_arrive(self, command: Command) -> None:
        assert [key for key in command.keys.split(",") if UNDELIVERED.fullmatch(key)] == []

    def test_a_printable_key_has_its_full_width_twin(self, command: Command) -> None:
        keys = command.keys.split(",")
        for key in keys:
            character = key if len(key) == 1 else key_name(key)
            if len(character) == 1 and "!" <= character <= "~" and not key.startswith(("ctrl", "f")):
                assert chr(ord(character) + 0xFEE0) in keys


def test_ids_are_one_of_a_kind() -> None:
    assert [name for name, count in Counter(command.id for command in COMMANDS).items() if count > 1] == []


@pytest.mark.parametrize("scope", list(Scope))
def test_no_key_means_two_things_in_one_scope(scope: Scope) -> None:
    keys = Counter(key for command in COMMANDS if command.scope is scope for key in command.keys.split(",") if key)
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_lock_help_and_language_work_in_dialogs() -> None:
    assert {getattr(binding, "key", "") for binding in bindings_in_dialogs()} >= {"f12", "f1", "ctrl+l"}


def test_a_list_keeps_no_letter_for_itself() -> None:
    own = [binding for binding in VirtualTable.BINDINGS if isinstance(binding, Binding) and not binding.id]
    letters = [key for binding in own for key in binding.key.split(",") if len(key) == 1]
    assert own
    assert letters == [], "a letter that the list takes never reaches the command that the help names under it"
