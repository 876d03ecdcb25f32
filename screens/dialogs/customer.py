"""Choosing a customer: found while one types, by number, name, pinyin or serial number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from models.customers.callers import CallerMatch, find_callers
from models.i18n import N_
from screens.dialogs.finder import Finder
from screens.plain import fit, one_line

MOST = 12


class ChooseCustomer(Finder[CallerMatch, CallerMatch]):
    """Enter picks the marked customer; the one with the id `but` is left out."""

    help = N_("Number, name, pinyin initials or serial number; Enter picks the marked customer.")
    MAY_BE_TYPED = N_("Number, its last four digits, name, pinyin initials or serial number.")
    NOTHING_FITS = N_("Nobody fits. A new customer's file is opened with a call (F4).")
    HINT = N_("Enter picks   Esc goes back")

    def __init__(self, title: str, *, but: int | None = None) -> None:
        super().__init__(title)
        self._but = but

    async def look_for(self, text: str) -> Sequence[CallerMatch]:
        """The customers that fit."""
        found = await self.desk.door.ask(partial(find_callers, limit=MOST), text)
        return [match for match in found if match.customer_id != self._but]

    def line(self, found: CallerMatch) -> str:
        """A customer in a line."""
        return customer_line(found)

    def picked(self, found: CallerMatch) -> None:
        """Answers with the customer."""
        self.dismiss(found)


def customer_line(match: CallerMatch) -> str:
    """Name, level, number, place."""
    name = match.name if not match.contact_name or match.contact_name == match.name else f"{match.name} / {match.contact_name}"
    place = " ".join(filter(None, (match.region_name, match.city)))
    return f"{fit(name, 30)} {match.level.label:<4} {match.number_masked}  {one_line(place)}"
