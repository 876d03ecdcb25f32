"""From the command to the desk: the database opened, its company founded on the first start, then the sign-in.

The database is looked into on the door's own thread, whose connection the desk keeps, while this one imports Textual and the
screens: that takes as long as all that a desk asks before its first rows.
"""

from __future__ import annotations

import os
import pwd
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from models import clock, database
from models.door import Door
from models.errors import DomainError, Fault
from models.i18n import _, current_language, use_language
from models.people.permissions import WALL_SCREEN, Actor
from models.people.queries import is_bound_to_os_user
from models.site.queries import SiteRow, is_founded, site
from workstation import databases, terminal
from workstation.config import Settings, state_folder
from workstation.files import private_folder

RETRY_SECONDS = 2.0
"""How long a desk that is being started waits between two tries to reach the database."""
WAITED_OUT = (Fault.DATABASE_AWAY, Fault.DATABASE_READ_ONLY)
"""What passes without the desk being started anew."""
SWITCH_SECONDS = 0.001
"""How long one thread waits at most for another one that computes; Python's own 5 ms can be felt where rows become objects."""


def open_desk(settings: Settings, *, opens_board: bool = False, on_wall: bool = False) -> int:
    """Opens the site's database, founds it on the first start, and runs a desk on it; returns the process's exit code.

    `on_wall` needs no sign-in and shows no names. Raises DomainError or Refusal as `Opening` does.
    """
    if not terminal.is_there():
        return no_terminal()
    desk_id = own_desk_id()
    opening = Opening(settings, _nobody if on_wall else partial(_known_to_this_machine, desk_id))
    from workstation import app  # Textual, while the database answers

    place, actor = opening.when_there()
    if on_wall:
        actor = replace(WALL_SCREEN, language=current_language())
    return app.run_desk(
        settings.database,
        door=opening.door,
        place=place,
        actor=actor,
        state_folder=private_folder(state_folder()),
        look=app.look_of(settings),
        desk_id=desk_id,
        opens_board=opens_board,
    )


def no_terminal() -> int:
    """Says that a desk can't be run through a pipe; the process's exit code."""
    print(_("The desk needs a terminal: run it in one, not through a pipe."), file=sys.stderr)
    return 2


def _nobody() -> None:
    """Nobody is signed in without a password."""


class Opening:
    """A site's database on its way to become a desk's: whether it fits this program, whose it is, and who sits here.

    `signed_in` says who that is, asked on the door's connection; None asks for a password.
    """

    def __init__(self, settings: Settings, signed_in: Callable[[], Actor | None]) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        self._settings = settings
        self._signed_in = signed_in
        self.door = Door()
        self._looking = self.door.begin(self._look)

    def _look(self) -> tuple[SiteRow, Actor | None] | None:
        """The company and who sits here; None where the database has no company yet."""
        databases.name_site(self._settings)
        with database.translated_errors():
            database.connect_kept()
            databases.make_fit(self._settings)
            return (site(), self._signed_in()) if is_founded() else None

    def when_there(self, *, wait: Callable[[float], None] = time.sleep) -> tuple[SiteRow, Actor | None]:
        """The company, asked for on the first start, and who is signed in; from now on the language is the chosen or the site's.

        A database that can't be reached yet is waited for, in sight of who started the desk: after a power cut the desks may be
        up before the server is, or before a disk is well again. Raises DomainError or Refusal, as `databases.open_site` and
        `founding.ensure_founded` do, except WAITED_OUT.
        """
        found = self._looked(wait)
        if found is None:
            from workstation.founding import ensure_founded

            ensure_founded()
            found = self.door.begin(self._look).result()
        if found is None:
            raise RuntimeError("the company that was founded is gone")
        use_language(self._settings.chosen_language or found[0].language)
        return found

    def _looked(self, wait: Callable[[float], None]) -> tuple[SiteRow, Actor | None] | None:
        said = ""
        while True:
            try:
                found = self._looking.result()
            except DomainError as error:
                if error.fault not in WAITED_OUT:
                    raise
                if said != error.refusal():
                    said = error.refusal()
                    _say(_waiting(error))
                wait(RETRY_SECONDS)
                self._looking = self.door.begin(self._look)
            else:
                break
        if said:
            _say(_("The database is there."))
        return found


def _waiting(error: DomainError) -> str:
    """What is wrong with the database, what may be done, and that the desk waits."""
    if error.fault is Fault.DATABASE_AWAY:
        return _("The database can't be reached. Waiting for it; Ctrl+C ends.")
    return _("{trouble} Waiting for that; Ctrl+C ends.").format(trouble=error.message())


def _say(sentence: str) -> None:
    print(f"{clock.now().astimezone():%H:%M} {sentence}", file=sys.stderr, flush=True)


def _known_to_this_machine(desk_id: str) -> Actor | None:
    """Whoever this machine's user is bound to, signed in; None where that is nobody, and a password is asked for.

    The user is the one that the operating system knows the process by; the environment can't pretend another.
    """
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return None
    if not is_bound_to_os_user(name):
        return None
    from models.people.operations import sign_in_os_user  # costs the start of a desk that asks for a password nothing

    return sign_in_os_user(name, desk=desk_id)


def own_desk_id() -> str:
    """This desk as supervisors see it: the machine and the terminal."""
    try:
        name = os.ttyname(sys.__stdin__.fileno()) if sys.__stdin__ else ""
    except OSError:
        name = ""
    return f"{socket.gethostname()}:{name.removeprefix('/dev/')}"[:80]
