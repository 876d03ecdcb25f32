"""The key line of every scope fits 80 cells in both languages, and the way to all commands is always on it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from models.i18n import Language, use_language
from models.people.permissions import Actor
from screens.commands import COMMANDS, Scope, bindings
from screens.desk import DeskScreen
from screens.widgets.key_line import KeyLine
from tests.screens.conftest import OpenDesk, SmallSite

WITH_KEYS = [scope for scope in Scope if any(command.scope is scope and command.keys for command in COMMANDS)]


def _screen(scope: Scope) -> type[DeskScreen]:
    """A screen with every command of a scope, all of them carried out by nothing."""
    actions = {f"action_{command.action.partition('(')[0]}": lambda *_arguments: None for command in COMMANDS}
    return type("Whole", (DeskScreen,), {"BINDINGS": bindings(scope), "SCOPES": (scope,), **actions})


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("scope", WITH_KEYS)
async def test_it_fits_eighty_cells(open_desk: OpenDesk, scope: Scope, language: Language) -> None:
    async with open_desk(_screen(scope), size=(80, 24)) as (desk, pilot):
        use_language(language)
        line = desk.screen.query_one(KeyLine)
        line.language_changed()
        await pilot.pause()
        assert cell_len(line.shown_text) <= 80
        assert "F10" in line.shown_text
        assert line.shown_text.count("  ") >= 2


async def test_it_leaves_out_what_the_person_may_not_do(open_desk: OpenDesk, small_site: SmallSite) -> None:
    nobody = Actor(small_site.agent.staff_id, "8012", "张敏", frozenset(), language=Language.ENGLISH)
    async with open_desk(actor=nobody) as (desk, _pilot):
        shown = desk.screen.query_one(KeyLine).shown_text
        assert "F1 Help" in shown
        assert "F4" not in shown
