"""What a word of the command line means on this site: a region's code, a staff number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from models.i18n import _
from models.people.staff import StaffRow, staff_members
from models.site.queries import RegionRow, regions
from models.text import folded_line
from workstation.cli.shell import site_at_hand
from workstation.refusal import Refusal


def region_named(code: str, *, inactive: bool = False) -> RegionRow:
    """The region with that code, also one no longer in use where asked for. Raises Refusal naming those there are."""
    known = regions(inactive=inactive)
    found = next((region for region in known if region.code == code), None)
    if not known:
        raise Refusal(_("There is no region {code}; no region has been added yet.").format(code=code))
    if found is None:
        codes = ", ".join(region.code for region in known)
        raise Refusal(_("There is no region {code}; there are: {known}.").format(code=code, known=codes))
    return found


@contextmanager
def person_at_hand(context: click.Context, number: str, *, inactive: bool = False) -> Iterator[StaffRow]:
    """As `site_at_hand`, with the staff member of that number. Raises as `person_numbered` does too."""
    with site_at_hand(context):
        yield person_numbered(number, inactive=inactive)


def person_numbered(number: str, *, inactive: bool = False) -> StaffRow:
    """The staff member with that number, also one who has left where asked for. Raises Refusal."""
    wanted = folded_line(number)
    found = next((person for person in staff_members(inactive=inactive) if person.number == wanted), None)
    if found is None:
        raise Refusal(_("There is no staff member {number}; see workstation staff list.").format(number=number))
    return found
