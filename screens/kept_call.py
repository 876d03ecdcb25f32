"""How what was kept on this machine is told to a person: a call by its caller, and what could not be read any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import DomainError
from models.i18n import _
from models.later import later
from screens.plain import one_line

if TYPE_CHECKING:
    from models.calls.drafts import CallDraft
    from models.customers import phone
    from models.journal_file import SetAside
else:
    phone = later("models.customers.phone")


def caller_named(draft: CallDraft) -> str:
    """The caller's name, or else the number that was typed with four digits hidden.

    No question to the database, which may be away: the number is read without the site's own area code.
    """
    return one_line(draft.caller_name).strip() or _masked_number(draft.number_text) or _("unknown caller")


def _masked_number(text: str) -> str:
    if "*" in text:
        return one_line(text)
    try:
        number = phone.parse(text)
    except DomainError:
        return ""
    return phone.masked(number.number, number.extension)


def told_aside(aside: SetAside) -> str:
    """What of the desk's journal could not be read, where it lies now, and what was kept."""
    if aside.rows is None:
        told = _(
            "The file with unsaved calls and texts was damaged. It was set aside as {path}. {kept} calls and texts could still be"
            " read and are offered again."
        )
    else:
        told = _(
            "{rows} unsaved calls or texts could not be read. They were set aside in {path}, which a person can read. {kept}"
            " others are kept."
        )
    return told.format(path=aside.path, rows=aside.rows, kept=aside.kept)
