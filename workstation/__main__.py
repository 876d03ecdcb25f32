"""The program `workstation`: settles the terminal before Textual is imported, then opens the desk or runs a command."""

from __future__ import annotations

import logging
import os
import sys

from workstation import terminal

ENDED_BY_SIGNAL = 128


def main() -> None:
    """Runs the command line of this process and ends it with its exit code."""
    terminal.prepare()
    from workstation.cli import run

    code = run(sys.argv[1:])
    if code > ENDED_BY_SIGNAL:
        # The terminal may be gone and a query wait for a lock: an orderly end would stumble over one and wait for the other.
        logging.shutdown()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
