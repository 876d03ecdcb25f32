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

    from models.people.queries import actor_of, staff_id_of
    from workstation.start import Opening

    url, folder, number = sys.argv[1:]
    settings = config.load(database=url)
    opening = Opening(settings, lambda: actor_of(staff_id_of(number) or 0))
    from workstation import app

    place, actor = opening.when_there()
    look = app.look_of(settings)
    sys.exit(app.run_desk(url, door=opening.door, place=place, actor=actor, state_folder=Path(folder), look=look, desk_id=number))


if __name__ == "__main__":
    main()
