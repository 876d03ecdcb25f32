"""Staff members by what a person types for them: a staff number, a name, or a part of a name."""

from __future__ import annotations

from models import database
from models.errors import DomainError, Fault
from models.i18n import N_
from models.text import folded_line


def one_staff_member(text: str, *, label: str) -> int:
    """The id of the one active staff member whom `text` means; a whole number or name goes before a part of a name.

    Raises DomainError under the field's `label`: MISSING, INVALID for nobody or for more than one.
    """
    words = folded_line(text)
    if not words:
        raise DomainError(Fault.MISSING, field=label)
    staff = database.rows("SELECT id, number, name FROM staff WHERE active ORDER BY number")
    exact = [id_ for id_, number, name in staff if words in (number, name)]
    found = exact or [id_ for id_, _number, name in staff if words.casefold() in name.casefold()]
    if len(found) != 1:
        reason = N_("more than one person; give the number") if found else N_("nobody here has that number or name")
        raise DomainError(Fault.INVALID, field=label, value=words[:40], reason=reason)
    return int(found[0])


def staff_members_named(text: str, *, label: str) -> tuple[int, ...]:
    """The ids of those whom `text` names one after another, apart by commas or blanks. Raises as `one_staff_member`."""
    words = folded_line(text).replace(",", " ").replace("、", " ").replace("，", " ").split()
    return tuple(dict.fromkeys(one_staff_member(word, label=label) for word in words))
