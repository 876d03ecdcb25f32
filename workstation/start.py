"""From the command to the desk: the database opened, its company founded on the first start, then the sign-in."""

from __future__ import annotations

from models import database
from models.i18n import use_language
from models.site.queries import is_founded, site
from workstation import databases
from workstation.config import Settings


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
