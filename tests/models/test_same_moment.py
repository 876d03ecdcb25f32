"""Two administrators at the same moment: one is told what the other did, on PostgreSQL too, where both can write at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from models import database
from models.clock import FakeClock
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.errors import Fault
from models.i18n import Language
from models.people import operations as people
from models.people import teams
from models.people.permissions import SYSTEM
from models.people.tables import Role
from models.products import operations as products
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.site.operations import add_region, found_site
from models.sla.defaults import install_default_policies
from models.sla.official import china_calendar
from models.sla.policies import adopt_calendar
from models.tickets.categories import add_category
from tests.models.many_desks import DESKS, at_once

ROUNDS = 3
"""So often each is tried: two that meet once may miss each other by luck."""


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> None:
    found_site("华东中心", language=Language.CHINESE)


def _told(call: Callable[[int], object]) -> Counter[object]:
    """How many desks did it, and how many were refused with which fault."""
    return Counter(found if isinstance(found, Fault) else "done" for found in at_once(call))


ADDS: dict[str, Callable[[str, int], object]] = {
    "team": lambda word, desk: teams.add_team(word, "维修组", actor=SYSTEM),
    "skill": lambda word, desk: teams.add_skill(word, "水泵", actor=SYSTEM),
    "region": lambda word, desk: add_region(word, "华东", actor=SYSTEM),
    "category": lambda word, desk: add_category(word, "保养", actor=SYSTEM),
    "model": lambda word, desk: products.add_model(ProductModelDraft(word, "吸顶灯"), actor=SYSTEM),
    "staff": lambda word, desk: people.add_staff(word, "张敏", [Role.TECHNICIAN], password=None, actor=SYSTEM),
    "os_user": lambda word, desk: people.add_staff(
        f"{word}{desk}", "张敏", [Role.TECHNICIAN], password=None, os_user=word, actor=SYSTEM
    ),
}


@pytest.mark.parametrize("what", ADDS)
def test_a_code_that_two_give_at_once_is_taken_for_the_second(site: None, what: str) -> None:
    for number in range(ROUNDS):
        assert _told(lambda desk: ADDS[what](f"x{number}", desk)) == {"done": 1, Fault.DUPLICATE: DESKS - 1}  # noqa: B023


def test_a_product_that_two_write_down_at_once_stands_in_the_file_once(site: None) -> None:
    lamp = products.add_model(ProductModelDraft("LX-60W", "吸顶灯"), actor=SYSTEM)
    li = open_customer(CustomerDraft("李建国"), actor=SYSTEM)
    for number in range(ROUNDS):
        draft = OwnedProductDraft(li, lamp, serial_number=f"SN{number}")
        told = _told(lambda desk: products.add_owned_product(draft, actor=SYSTEM))  # noqa: B023
        assert told == {"done": 1, Fault.DUPLICATE: DESKS - 1}


def test_administrators_who_remove_each_other_leave_one(site: None) -> None:
    for number in range(ROUNDS):
        ids = [
            people.add_staff(f"a{number}{desk}", "管理员", [Role.ADMINISTRATOR], password=None, actor=SYSTEM)
            for desk in range(DESKS)
        ]
        for earlier in database.rows("SELECT staff_id FROM staff_role WHERE role = 'administrator' AND staff_id < ?", (ids[0],)):
            people.edit_staff(earlier[0], active=False, actor=SYSTEM)
        told = _told(lambda desk: people.edit_staff(ids[desk], active=False, actor=SYSTEM))  # noqa: B023
        assert told == {"done": DESKS - 1, Fault.INVALID: 1}


def test_a_company_is_founded_once(site_database: str, fake_clock: FakeClock) -> None:
    told = _told(lambda desk: found_site("华东中心", language=Language.CHINESE))
    assert told == {"done": 1, Fault.DUPLICATE: DESKS - 1}


def test_calendars_and_policies_adopted_at_once_get_a_version_each(site: None) -> None:
    told = _told(lambda desk: adopt_calendar("x", china_calendar("x"), actor=SYSTEM))
    assert told == {"done": DESKS}
    told = _told(lambda desk: install_default_policies(actor=SYSTEM))
    assert told == {"done": DESKS}
