"""From the command to the desk: the database opened, its company founded on the first start, then the sign-in."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from models import clock, database
from models.errors import DomainError, Fault
from models.i18n import _, use_language
from models.site.queries import is_founded, site
from workstation import databases
from workstation.config import Settings

RETRY_SECONDS = 2.0
"""How long a desk that is being started waits between two tries to reach the database."""
WAITED_OUT = (Fault.DATABASE_AWAY, Fault.DATABASE_READ_ONLY)
"""What passes without the desk being started anew."""


def prepare_when_there(settings: Settings, *, wait: Callable[[float], None] = time.sleep) -> None:
    """As `prepare`; a database that can't be reached yet is waited for, in sight of who started the desk.

    After a power cut the desks may be up before the server is, or before a disk is well again. Raises as `prepare` does, except
    WAITED_OUT.
    """
    said = ""
    while True:
        try:
            prepare(settings)
        except DomainError as error:
            if error.fault not in WAITED_OUT:
                raise
            if said != error.refusal():
                said = error.refusal()
                _say(_waiting(error))
            wait(RETRY_SECONDS)
        else:
            break
    if said:
        _say(_("The database is there."))


def _waiting(error: DomainError) -> str:
    """What is wrong with the database, what may be done, and that the desk waits."""
    if error.fault is Fault.DATABASE_AWAY:
        return _("The database can't be reached. Waiting for it; Ctrl+C ends.")
    return _("{trouble} Waiting for that; Ctrl+C ends.").format(trouble=error.message())


def _say(sentence: str) -> None:
    print(f"{clock.now().astimezone():%H:%M} {sentence}", file=sys.stderr, flush=True)


def prepare(settings: Settings) -> None:
    """Opens the site's database and makes sure that it has a company; afterwards a desk can sign somebody in.

    Until then the language is the one asked for, else the site's own. Raises DomainError or Refusal, as `databases.open_site`
    and `founding.ensure_founded` do.
    """
    databases.open_site(settings)
    with database.connection():
        if not is_founded():
            from workstation.founding import ensure_founded

            ensure_founded()
        use_language(settings.chosen_language or site().language)
