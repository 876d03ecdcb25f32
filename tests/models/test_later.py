"""What the first screen does not need is imported later: with its first use, or once the first screen stands."""

from __future__ import annotations

import subprocess
import sys

FIRST_SCREEN = "import workstation.app, screens.queue.screen"
NEEDED_LATER = {
    "models.tickets.operations",
    "models.people.operations",
    "models.calls.drafts",
    "models.calls.intake",
    "models.calls.replay",
    "models.callbacks.due",
    "models.callbacks.tasks",
    "models.sla.sweep",
    "models.sla.calendar",
    "models.complaints.changes",
    "models.complaints.tables",
    "models.customers.phone",
    "models.presence.operations",
    "models.sla.alert_queries",
    "workstation.pulse",
    "models.registers.definition",
    "models.site.operations",
    "screens.dialogs.choose",
    "textual.widgets._text_area",
}


def _loaded(program: str) -> set[str]:
    program = f"import sys; {program}\nprint(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split())


def test_the_first_screen_imports_no_operation() -> None:
    loaded = _loaded(FIRST_SCREEN)
    assert "screens.widgets.virtual_table" in loaded
    assert not NEEDED_LATER & loaded


def test_all_that_was_put_off_can_be_imported_at_once() -> None:
    loaded = _loaded(f"{FIRST_SCREEN}; from models.later import import_all; import_all()")
    assert {"models.tickets.operations", "models.people.operations", "models.sla.sweep"} <= loaded
    assert "models.calls.intake" in loaded, "it is put off by a module that is put off itself"


def test_the_help_of_the_command_line_imports_no_screen() -> None:
    program = (
        "import contextlib, io; from workstation.cli import run\nwith contextlib.redirect_stdout(io.StringIO()): run(['--help'])"
    )
    assert not {"textual", "screens", "workstation.demo.past"} & _loaded(program)
