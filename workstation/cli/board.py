"""`workstation board`: straight to the supervisor's board."""

from __future__ import annotations

import click

from models.i18n import N_
from workstation.cli.shell import Command, settings_of


@click.command(
    "board",
    cls=Command,
    help=N_(
        "Open the supervisor's board.\n"
        "\n"
        "Without --read-only it begins with the sign-in. Read-only it is for a screen on the wall: "
        "nobody signs in, no name is shown, and nothing can be changed."
    ),
)
@click.option("--read-only", is_flag=True, help=N_("Show the board without a sign-in, without names and without commands."))
@click.pass_context
def board(context: click.Context, read_only: bool) -> int:
    """Runs a desk that opens at the board."""
    from workstation import memory

    memory.begin()
    from workstation.start import open_desk

    return open_desk(settings_of(context), opens_board=True, on_wall=read_only)
