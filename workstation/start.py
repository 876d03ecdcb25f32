"""From the command to the desk: the database opened, its company founded on the first start, then the sign-in."""

from __future__ import annotations

from models.i18n import use_language
from workstation import databases, founding
from workstation.config import Settings


def prepare(settings: Settings) -> None:
    """Opens the site's database and makes sure that it has a company; afterwards a desk can sign somebody in.

    Raises DomainError or Refusal, as `databases.open_site` and `founding.ensure_founded` do.
    """
    use_language(settings.language)
    databases.open_site(settings)
    founding.ensure_founded()
