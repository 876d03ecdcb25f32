"""The program `workstation`: settles the terminal before Textual is imported, then opens the desk or runs a command."""

from __future__ import annotations

import logging
import os
import sys

from workstation import drivers, terminal
from workstation.files import private_from_now_on

ENDED_BY_SIGNAL = 128


def main() -> None:
    """Runs the command line of this process and ends it with its exit code."""
    private_from_now_on()
    terminal.prepare()
    drivers.leave_out_unused(sys.argv[1:])
    from workstation.cli import run

    code = run(sys.argv[1:])
    if code > ENDED_BY_SIGNAL:
        # The terminal may be gone and a query wait for a lock: an orderly end would stumble over one and wait for the other.
        logging.shutdown()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
