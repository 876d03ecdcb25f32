"""The program `workstation`: settles the terminal before Textual is imported, then opens the desk or runs a command."""

from __future__ import annotations

import sys

from workstation import terminal


def main() -> None:
    """Runs the command line of this process and ends it with its exit code."""
    terminal.prepare()
    from workstation.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
