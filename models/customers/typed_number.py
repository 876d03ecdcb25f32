"""A telephone number as somebody at a desk typed it, told from what is none before it takes a number's place."""

from __future__ import annotations

from models.customers.phone import PhoneNumber, parse
from models.errors import DomainError, Fault
from models.i18n import N_
from models.site.queries import site

HIDDEN = "*"
"""What stands for the digits of a masked number."""


def typed_number(text: str, *, field: str) -> PhoneNumber:
    """The number that `text` means at this site: its own country and area code; nobody's for no text.

    Raises DomainError(INVALID) under the label `field` for text without digits, a masked number, or too many digits.
    """
    text = text.strip()
    if HIDDEN in text:
        raise DomainError(Fault.INVALID, field=field, value=text, reason=N_("type the whole number"))
    home = site()
    number = parse(text, country=home.phone_country, area_code=home.area_code, field=field)
    if text and not number.number:
        raise DomainError(Fault.INVALID, field=field, value=text, reason=N_("no digits"))
    return number
