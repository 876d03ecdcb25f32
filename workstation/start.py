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


def prepare_when_there(settings: Settings, *, wait: Callable[[float], None] = time.sleep) -> None:
    """As `prepare`; a database that can't be reached yet is waited for, in sight of who started the desk.

    After a power cut the desks may be up before the server is. Raises as `prepare` does, except DATABASE_AWAY.
    """
    waited = False
    while True:
        try:
            prepare(settings)
        except DomainError as error:
            if error.fault is not Fault.DATABASE_AWAY:
                raise
            if not waited:
                _say(_("{time} The database can't be reached. Waiting for it; Ctrl+C ends."))
            waited = True
            wait(RETRY_SECONDS)
        else:
            break
    if waited:
        _say(_("{time} The database is there."))


def _say(sentence: str) -> None:
    print(sentence.format(time=f"{clock.now().astimezone():%H:%M}"), file=sys.stderr, flush=True)


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
