"""A desk as it is measured: the product's own way to the queue, with somebody signed in already, so that no password is hashed.

Run as a program: the database's URL and a folder for its drafts.
"""

from __future__ import annotations

import sys

from workstation import drivers, terminal


def main() -> None:
    """Opens the desk as `workstation` does, but for the sign-in."""
    terminal.prepare()
    drivers.leave_out_unused(sys.argv[1:])
    from workstation import config, memory

    memory.begin()
    from pathlib import Path

    from models import database
    from models.i18n import use_language
    from models.people.queries import actor_of, staff_id_of
    from workstation.app import run_desk
    from workstation.start import prepare_when_there

    url, folder, number = sys.argv[1:]
    prepare_when_there(config.load(database=url))
    with database.connection():
        staff_id = staff_id_of(number)
        if staff_id is None:
            raise LookupError(number)
        actor = actor_of(staff_id)
    use_language(actor.language)
    sys.exit(run_desk(url, state_folder=Path(folder), actor=actor))


if __name__ == "__main__":
    main()
