"""Every operation of these rooms asks whether its permission is held, and changes nothing where it isn't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from models import database
from models.clock import FakeClock
from models.customers import operations as customers
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.phone import PhoneNumber
from models.errors import DomainError, Fault
from models.i18n import Language
from models.people import operations as people
from models.people import teams
from models.people.permissions import PERMISSIONS, SYSTEM, Actor, Permission
from models.people.tables import Role
from models.products import operations as products
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.site import operations as sites
from models.site.settings import SettingName

NUMBER = PhoneNumber("+8613812342046")
TABLES = (
    "site setting region team staff staff_role skill staff_skill customer contact contact_number product_model owned_product"
    " event event_detail desk_session agent_state_span customer_search"
)


@dataclass(frozen=True)
class Place:
    """The rows that the operations are tried on."""

    region: int
    staff: int
    skill: int
    customer: int
    other: int
    number: int
    model: int
    owned: int


@pytest.fixture
def place(site_database: str, fake_clock: FakeClock) -> Place:
    sites.found_site("华东中心", language=Language.CHINESE)
    customer = customers.open_customer(CustomerDraft("李建国", numbers=(NUMBER,)), actor=SYSTEM)
    model = products.add_model(ProductModelDraft("LX-60W", "吸顶灯"), actor=SYSTEM)
    return Place(
        region=sites.add_region("east", "华东", actor=SYSTEM),
        staff=people.add_staff("8012", "张敏", [Role.PHONE_AGENT], password=None, actor=SYSTEM),
        skill=teams.add_skill("led", "灯具", actor=SYSTEM),
        customer=customer,
        other=customers.open_customer(CustomerDraft("李建国"), actor=SYSTEM),
        number=customers.add_number(customer, NUMBER, actor=SYSTEM),
        model=model,
        owned=products.add_owned_product(OwnedProductDraft(customer, model), actor=SYSTEM),
    )


OPERATIONS: dict[str, tuple[Permission, Callable[[Place, Actor], object]]] = {
    "edit_site": (
        Permission.EDIT_SITE,
        lambda at, who: sites.edit_site(
            name="x", language=Language.ENGLISH, timezone="UTC", phone_country="US", area_code="", actor=who
        ),
    ),
    "change_setting": (Permission.EDIT_SITE, lambda at, who: sites.change_setting(SettingName.REFUND_DAYS, 7, actor=who)),
    "add_region": (Permission.EDIT_SITE, lambda at, who: sites.add_region("west", "华西", actor=who)),
    "edit_region": (Permission.EDIT_SITE, lambda at, who: sites.edit_region(at.region, name="x", actor=who)),
    "add_staff": (
        Permission.EDIT_STAFF,
        lambda at, who: people.add_staff("8013", "王芳", [Role.ADMINISTRATOR], password=None, actor=who),
    ),
    "put_staff": (
        Permission.EDIT_STAFF,
        lambda at, who: people.put_staff(people.StaffDraft("8012", "张敏", frozenset({Role.ADMINISTRATOR})), actor=who),
    ),
    "edit_staff": (Permission.EDIT_STAFF, lambda at, who: people.edit_staff(at.staff, roles=[Role.ADMINISTRATOR], actor=who)),
    "set_password": (Permission.EDIT_STAFF, lambda at, who: people.set_password(at.staff, "correct horse", actor=who)),
    "unlock_sign_in": (Permission.UNLOCK_SIGN_IN, lambda at, who: people.unlock_sign_in(at.staff, actor=who)),
    "add_team": (Permission.EDIT_STAFF, lambda at, who: teams.add_team("t", "维修组", actor=who)),
    "add_skill": (Permission.EDIT_STAFF, lambda at, who: teams.add_skill("pump", "水泵", actor=who)),
    "set_skills": (Permission.EDIT_STAFF, lambda at, who: teams.set_skills(at.staff, {at.skill: 3}, actor=who)),
    "open_customer": (Permission.EDIT_CUSTOMER, lambda at, who: customers.open_customer(CustomerDraft("x"), actor=who)),
    "put_customer": (
        Permission.EDIT_CUSTOMER,
        lambda at, who: customers.put_customer(CustomerDraft("x", external_key="1"), actor=who),
    ),
    "edit_customer": (Permission.EDIT_CUSTOMER, lambda at, who: customers.edit_customer(at.customer, name="x", actor=who)),
    "add_number": (
        Permission.EDIT_CUSTOMER,
        lambda at, who: customers.add_number(at.customer, PhoneNumber("10086"), actor=who),
    ),
    "remove_number": (Permission.EDIT_CUSTOMER, lambda at, who: customers.remove_number(at.number, actor=who)),
    "add_contact": (
        Permission.EDIT_CUSTOMER,
        lambda at, who: customers.add_contact(at.customer, ContactDraft("曾丽"), actor=who),
    ),
    "reveal_number": (Permission.REVEAL_NUMBERS, lambda at, who: customers.reveal_number(at.number, "to call back", actor=who)),
    "merge_customers": (Permission.MERGE_CUSTOMERS, lambda at, who: customers.merge_customers(at.customer, at.other, actor=who)),
    "add_model": (Permission.EDIT_CATALOGUE, lambda at, who: products.add_model(ProductModelDraft("a", "b"), actor=who)),
    "edit_model": (
        Permission.EDIT_CATALOGUE,
        lambda at, who: products.edit_model(at.model, ProductModelDraft("a", "b"), actor=who),
    ),
    "put_model": (Permission.EDIT_CATALOGUE, lambda at, who: products.put_model(ProductModelDraft("LX-60W", "b"), actor=who)),
    "add_owned_product": (
        Permission.EDIT_CUSTOMER,
        lambda at, who: products.add_owned_product(OwnedProductDraft(at.other, at.model), actor=who),
    ),
    "edit_owned_product": (Permission.EDIT_CUSTOMER, lambda at, who: products.edit_owned_product(at.owned, note="x", actor=who)),
    "put_owned_product": (
        Permission.EDIT_CUSTOMER,
        lambda at, who: products.put_owned_product(OwnedProductDraft(at.other, at.model, external_key="1"), actor=who),
    ),
}


def _everything() -> list[object]:
    return [sorted(database.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES.split()]


def _actor(*roles: Role) -> Actor:
    return Actor(staff_id=1, number="1", name="x", roles=frozenset(roles))


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_lacks_the_permission_is_refused_and_nothing_changes(place: Place, name: str) -> None:
    permission, operation = OPERATIONS[name]
    before = _everything()
    lacking = [role for role in Role if permission not in PERMISSIONS[role]]
    for actor in [_actor(*lacking), *(_actor(role) for role in lacking), _actor()]:
        with pytest.raises(DomainError) as caught:
            operation(place, actor)
        assert caught.value.fault is Fault.NOT_ALLOWED
        assert permission.label in caught.value.message()
    assert _everything() == before


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - {"unlock_sign_in"}))
def test_who_holds_it_may_and_the_log_says_so(place: Place, name: str) -> None:
    permission, operation = OPERATIONS[name]
    holder = next(role for role in Role if permission in PERMISSIONS[role])
    person = people.actor_of(people.add_staff("9001", "有权", [holder], password=None, actor=SYSTEM))
    ((before,),) = database.rows("SELECT count(*) FROM event WHERE actor_id = ?", (person.staff_id,))
    operation(place, person)
    ((after,),) = database.rows("SELECT count(*) FROM event WHERE actor_id = ?", (person.staff_id,))
    assert (before, after > 0) == (0, True)
