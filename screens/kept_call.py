"""How a call that was kept on this machine is named to a person."""

from __future__ import annotations

from models.calls.drafts import CallDraft
from models.customers.phone import masked, parse
from models.errors import DomainError
from models.i18n import _
from screens.plain import one_line


def caller_named(draft: CallDraft) -> str:
    """The caller's name, or else the number that was typed with four digits hidden.

    No question to the database, which may be away: the number is read without the site's own area code.
    """
    return one_line(draft.caller_name).strip() or _masked_number(draft.number_text) or _("unknown caller")


def _masked_number(text: str) -> str:
    if "*" in text:
        return one_line(text)
    try:
        number = parse(text)
    except DomainError:
        return ""
    return masked(number.number, number.extension)
