"""A desk's start goes without Textual's palette and OpenSSL, and both are there for whoever wants them later."""

from __future__ import annotations

import subprocess
import sys

LEFT_OUT = {"textual.command", "textual.types", "textual.widgets._tree", "ssl", "_ssl"}


def _said_by(program: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()


def test_a_start_imports_neither() -> None:
    loaded = _said_by(
        "import sys; from workstation import drivers, lean; drivers.leave_out_unused([]); lean.begin();"
        "import workstation.app, screens.queue.screen; print(*sys.modules)"
    )
    assert {"textual.app", "asyncio"} <= set(loaded)
    assert not LEFT_OUT & set(loaded)


def test_both_can_be_imported_afterwards_and_an_app_runs() -> None:
    said = _said_by(
        "from workstation import lean; lean.begin()\n"
        "import asyncio, ssl\n"
        "from textual.app import App\n"
        "from textual.command import CommandPalette, Hit\n"
        "from textual.system_commands import SystemCommandsProvider\n"
        "async def run():\n"
        "    async with App().run_test() as pilot:\n"
        "        print(ssl.HAS_TLSv1_3, len(CommandPalette.BINDINGS) > 0, pilot.app.is_running)\n"
        "asyncio.run(run())"
    )
    assert said == ["True"] * 3


def test_what_textual_takes_from_its_palette_is_known() -> None:
    said = _said_by(
        "import sys; from workstation import lean; lean.begin()\n"
        "from textual import app, theme\n"
        "print(*(sorted({name for module in (app, theme) for name, value in vars(module).items()"
        " if isinstance(value, type) and value.__module__ == 'workstation.lean'})))"
    )
    assert set(said) <= {"CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider"}
    assert "CommandPalette" in said
