"""Customer files: opening, editing, doubles, revealing, and writing them again from outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import database
from models.clock import FakeClock
from models.customers import operations as customers
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.phone import PhoneNumber, parse
from models.customers.queries import customer_file, find_callers
from models.customers.tables import Customer, CustomerKind, CustomerLevel, CustomerStatus
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.i18n import Language
from models.people import operations as people
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.operations import add_model, add_owned_product
from models.products.queries import owned_products
from models.schema import TABLES
from models.site.operations import found_site
from models.upsert import PutOutcome

MOBILE, LANDLINE = parse("13812342046"), parse("0571-88123431-802")
LI = CustomerDraft("李建国", city="杭州", address="文三路 18 号 2 单元 501", email="lijg@example.com", numbers=(MOBILE, LANDLINE))


@pytest.fixture
def agent(site_database: str, fake_clock: FakeClock) -> Actor:
    found_site("华东中心", language=Language.CHINESE, area_code="0571")
    return people.actor_of(people.add_staff("8012", "张敏", [Role.SERVICE_SUPERVISOR], password=None, actor=SYSTEM))


def _fault(call: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value


def _kinds(customer_id: int) -> list[str]:
    return [row.kind for row in timeline(Subject.CUSTOMER, customer_id)]


def test_an_opened_file_is_masked(agent: Actor) -> None:
    file = customer_file(customers.open_customer(LI, actor=agent))
    assert (file.name, file.kind, file.level, file.status) == (
        "李建国",
        CustomerKind.PERSON,
        CustomerLevel.C,
        CustomerStatus.ACTIVE,
    )
    assert [number.masked for number in file.numbers] == ["138****2046", "0571-88****31-802"]
    assert "501" not in file.address_masked
    assert file.email_masked == "l****@example.com"
    assert _kinds(file.id) == ["opened"]


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (CustomerDraft(""), Fault.MISSING),
        (CustomerDraft(" \x1b\t "), Fault.MISSING),
        (CustomerDraft("李" * 121), Fault.TOO_LONG),
        (CustomerDraft("李", email="x" * 121), Fault.TOO_LONG),
        (CustomerDraft("李", timezone="Mars/Olympus"), Fault.INVALID),
        (CustomerDraft("李", timezone="../etc/passwd"), Fault.INVALID),
        (CustomerDraft("李", contacts=(ContactDraft(""),)), Fault.MISSING),
    ],
)
def test_a_file_that_can_not_be_is_refused_whole(agent: Actor, draft: CustomerDraft, fault: Fault) -> None:
    assert _fault(lambda: customers.open_customer(draft, actor=agent)).fault is fault
    assert database.rows("SELECT count(*) FROM customer") == [(0,)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=120), note=st.text(max_size=300))
def test_any_name_is_kept_or_refused_and_found_again(agent: Actor, name: str, note: str) -> None:
    try:
        customer_id = customers.open_customer(CustomerDraft(name, note=note), actor=agent)
    except DomainError as error:
        assert error.fault in (Fault.MISSING, Fault.TOO_LONG)  # noqa: PT017 - most names are kept
        return
    kept = customer_file(customer_id).name
    hits = find_callers(kept, limit=200)
    assert len(kept) < 2 or not any(c.isalnum() for c in kept) or customer_id in [hit.customer_id for hit in hits]


class TestEditing:
    def test_what_is_named_changes_and_the_rest_stays(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        customers.edit_customer(customer_id, level=CustomerLevel.VIP, name="单建国", actor=agent, expected_version=1)
        file = customer_file(customer_id)
        assert (file.name, file.level, file.city, file.version) == ("单建国", CustomerLevel.VIP, "杭州", 2)
        assert timeline(Subject.CUSTOMER, customer_id)[0].facts["changes"] == {
            "name": ["李建国", "单建国"],
            "level": ["c", "vip"],
        }

    def test_a_new_name_is_found_and_the_old_one_no_more(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        customers.edit_customer(customer_id, name="单小明", actor=agent)
        assert [hit.customer_id for hit in find_callers("小明") + find_callers("sxm")] == [customer_id, customer_id]
        assert find_callers("建国") + find_callers("ljg") == []

    def test_a_stale_save_overwrites_nothing_and_names_who_was_first(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        customers.edit_customer(customer_id, city="宁波", actor=agent, expected_version=1)
        error = _fault(lambda: customers.edit_customer(customer_id, city="温州", actor=SYSTEM, expected_version=1))
        assert (error.fault, error.facts["who"]) == (Fault.STALE, "张敏")
        assert customer_file(customer_id).city == "宁波"

    def test_no_change_leaves_no_trace(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        customers.edit_customer(customer_id, city="杭州", actor=agent)
        assert (_kinds(customer_id), customer_file(customer_id).version) == (["opened"], 1)

    def test_who_is_not_there_can_not_be_edited(self, agent: Actor) -> None:
        assert _fault(lambda: customers.edit_customer(4711, city="x", actor=agent)).fault is Fault.NOT_FOUND

    def test_a_number_is_added_once(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        new = parse("13900001111")
        first = customers.add_number(customer_id, new, actor=agent)
        assert customers.add_number(customer_id, new, actor=agent) == first
        assert [number.masked for number in customer_file(customer_id).numbers][-1] == "139****1111"
        assert _kinds(customer_id) == ["number_added", "opened"]
        customers.remove_number(first, actor=agent)
        assert len(customer_file(customer_id).numbers) == 2

    def test_a_contact_is_found_with_the_file(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        contact_id = customers.add_contact(customer_id, ContactDraft("曾丽", "经理", (parse("13900001111"),)), actor=agent)
        (hit,) = find_callers("13900001111")
        assert (hit.customer_id, hit.contact_id, hit.contact_name) == (customer_id, contact_id, "曾丽")
        assert [hit.contact_id for hit in find_callers("zengli")] == [contact_id]

    def test_a_number_that_is_in_the_file_becomes_the_new_contacts_but_not_another_ones(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        first = next(iter(LI.numbers))
        zeng = customers.add_contact(customer_id, ContactDraft("曾丽", numbers=(first,)), actor=agent)
        assert _fault(lambda: customers.add_contact(customer_id, ContactDraft("王五", numbers=(first,)), actor=agent)).fault is (
            Fault.DUPLICATE
        )
        assert [number.contact_id for number in customer_file(customer_id).numbers] == [zeng, None]

    def test_a_contact_is_corrected_found_anew_and_gets_another_number(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        zeng = customers.add_contact(customer_id, ContactDraft("曾莉", "采购", (parse("13900001111"),)), actor=agent)
        seen = customer_file(customer_id).events
        corrected = ContactDraft("曾丽", "采购", (parse("13900002222"),))
        customers.edit_contact(zeng, corrected, expected_events=seen, actor=agent)
        (hit,) = find_callers("13900002222")
        assert (hit.contact_id, hit.contact_name) == (zeng, "曾丽")
        assert (find_callers("曾莉"), [found.contact_id for found in find_callers("曾丽")]) == ([], [zeng])
        assert timeline(Subject.CUSTOMER, customer_id)[0].facts == {
            "contact": zeng,
            "changes": {"name": ["曾莉", "曾丽"]},
            "numbers": 1,
        }
        assert _fault(lambda: customers.edit_contact(zeng, corrected, expected_events=seen, actor=agent)).fault is Fault.STALE
        customers.edit_contact(zeng, corrected, actor=agent)
        assert _kinds(customer_id) == ["contact_edited", "contact_added", "opened"]


class TestRevealing:
    def test_it_takes_a_reason_and_is_on_record(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        number_id = customer_file(customer_id).numbers[1].id
        assert _fault(lambda: customers.reveal_number(number_id, " \n", actor=agent)).fault is Fault.REASON_NEEDED
        assert _kinds(customer_id) == ["opened"]
        assert customers.reveal_number(number_id, "回电", actor=agent) == "0571-88123431-802"
        event = timeline(Subject.CUSTOMER, customer_id)[0]
        assert (event.kind, event.actor_id, event.facts) == (
            "number_revealed",
            agent.staff_id,
            {"number_id": number_id, "reason": "回电", "minutes": 5},
        )


class TestMerging:
    def test_everything_moves_and_both_timelines_stay(self, agent: Actor) -> None:
        keep = customers.open_customer(LI, actor=agent)
        other = parse("13900001111")
        gone = customers.open_customer(
            CustomerDraft("李健国", numbers=(MOBILE, other), contacts=(ContactDraft("曾丽"),)), actor=agent
        )
        lamp = add_model(ProductModelDraft("LX-60W", "吸顶灯"), actor=SYSTEM)
        owned = add_owned_product(OwnedProductDraft(gone, lamp), actor=agent)
        customers.merge_customers(keep, gone, actor=agent)
        file = customer_file(keep)
        assert [number.masked for number in file.numbers] == ["138****2046", "0571-88****31-802", "139****1111"]
        assert [contact.name for contact in file.contacts] == ["曾丽"]
        assert [product.id for product in owned_products(keep)] == [owned]
        left = customer_file(gone)
        assert (left.status, left.merged_into, left.numbers) == (CustomerStatus.MERGED, keep, ())
        assert (_kinds(keep)[0], _kinds(gone)) == ("merged", ["merged_into", "product_added", "opened"])
        assert [hit.customer_id for hit in find_callers("曾丽")] == [keep]
        assert find_callers("李健国") == []

    def test_a_file_out_of_use_takes_no_more_changes(self, agent: Actor) -> None:
        keep, gone = (customers.open_customer(CustomerDraft("李建国"), actor=agent) for _file in range(2))
        customers.merge_customers(keep, gone, actor=agent)
        for call in (
            lambda: customers.edit_customer(gone, city="x", actor=agent),
            lambda: customers.add_number(gone, MOBILE, actor=agent),
            lambda: customers.merge_customers(gone, keep, actor=agent),
        ):
            assert _fault(call).fault is Fault.NOT_POSSIBLE_NOW

    def test_a_file_can_not_be_merged_with_itself(self, agent: Actor) -> None:
        customer_id = customers.open_customer(LI, actor=agent)
        assert _fault(lambda: customers.merge_customers(customer_id, customer_id, actor=agent)).fault is Fault.INVALID
        assert customer_file(customer_id).status is CustomerStatus.ACTIVE

    def test_every_table_that_refers_to_a_customer_follows(self) -> None:
        referring = [
            (table._meta.table_name, field.column_name)
            for table in TABLES
            for field, target in table._meta.refs.items()
            if target is Customer and table is not Customer
        ]
        assert sorted(referring) == sorted(
            (table, "customer_id") for table in ("contact", "contact_number", *customers.FOLLOWERS)
        )


class TestWritingAgain:
    DRAFT = CustomerDraft("李建国", city="杭州", numbers=(MOBILE,), external_key="crm-1")

    def test_new_then_same_then_changed(self, agent: Actor) -> None:
        first = customers.put_customer(self.DRAFT, actor=agent)
        again = customers.put_customer(self.DRAFT, actor=agent)
        changed = customers.put_customer(
            CustomerDraft("李建国", city="宁波", numbers=(LANDLINE,), external_key="crm-1"), actor=agent
        )
        assert [put.outcome for put in (first, again, changed)] == [PutOutcome.NEW, PutOutcome.SAME, PutOutcome.CHANGED]
        assert {put.id for put in (first, again, changed)} == {first.id}
        file = customer_file(first.id)
        assert (file.city, len(file.numbers)) == ("宁波", 2)

    def test_what_a_file_from_outside_leaves_empty_stays(self, agent: Actor) -> None:
        first = customers.put_customer(self.DRAFT, actor=agent)
        put = customers.put_customer(CustomerDraft("李建国", external_key="crm-1"), actor=agent)
        assert (put.outcome, customer_file(first.id).city) == (PutOutcome.SAME, "杭州")

    def test_a_contact_is_known_again_however_the_name_is_typed(self, agent: Actor) -> None:
        typed = CustomerDraft("李建国", contacts=(ContactDraft("ＷＡＮＧ  小明"),), external_key="crm-1")
        puts = [customers.put_customer(typed, actor=agent) for _time in range(2)]
        assert puts[1].outcome is PutOutcome.SAME
        assert [contact.name for contact in customer_file(puts[0].id).contacts] == ["WANG 小明"]

    def test_a_file_that_was_merged_leads_to_the_one_that_was_kept(self, agent: Actor) -> None:
        keep = customers.open_customer(CustomerDraft("李建国"), actor=agent)
        gone = customers.put_customer(self.DRAFT, actor=agent).id
        customers.merge_customers(keep, gone, actor=agent)
        assert customers.put_customer(self.DRAFT, actor=agent).id == keep

    def test_it_takes_a_key(self, agent: Actor) -> None:
        assert _fault(lambda: customers.put_customer(CustomerDraft("李建国"), actor=agent)).fault is Fault.MISSING

    def test_opening_a_second_file_under_one_key_is_refused(self, agent: Actor) -> None:
        customers.open_customer(self.DRAFT, actor=agent)
        assert _fault(lambda: customers.open_customer(self.DRAFT, actor=agent)).fault is Fault.DUPLICATE


def test_numbers_without_digits_are_left_out(agent: Actor) -> None:
    customer_id = customers.open_customer(CustomerDraft("李建国", numbers=(PhoneNumber(""), MOBILE, MOBILE)), actor=agent)
    assert len(customer_file(customer_id).numbers) == 1
    assert _fault(lambda: customers.add_number(customer_id, PhoneNumber(""), actor=agent)).fault is Fault.MISSING
