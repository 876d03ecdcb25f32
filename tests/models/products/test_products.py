"""The catalogue, and what customers own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from models import database
from models.clock import FakeClock
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.errors import DomainError, Fault
from models.events.queries import events_of, timeline, touches
from models.events.tables import Subject
from models.i18n import Language
from models.people.permissions import SYSTEM
from models.products import operations as products
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.entitlements import WarrantyTerms
from models.products.queries import catalogue, catalogue_model, find_models, model_meant, owned_product, owned_products
from models.site.operations import change_setting, found_site
from models.site.settings import SettingName
from models.upsert import PutOutcome

LAMP = ProductModelDraft("LX-60W", "吸顶灯", family="家用灯具", external_key="p-1")


@pytest.fixture
def lamp(site_database: str, fake_clock: FakeClock) -> int:
    found_site("华东中心", language=Language.CHINESE)
    return products.add_model(LAMP, actor=SYSTEM)


@pytest.fixture
def li(lamp: int) -> int:
    return open_customer(CustomerDraft("李建国"), actor=SYSTEM)


def _fault(call: Callable[[], object]) -> Fault:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.fault


class TestCatalogue:
    def test_empty_terms_are_the_sites(self, lamp: int) -> None:
        assert find_models("LX-60W")[0].terms == WarrantyTerms(15, 30, 24, True)
        change_setting(SettingName.REFUND_DAYS, 7, actor=SYSTEM)
        assert find_models("LX-60W")[0].terms.refund_days == 7
        products.edit_model(lamp, ProductModelDraft("LX-60W", "吸顶灯", refund_days=0, on_site_service=False), actor=SYSTEM)
        assert find_models("LX-60W")[0].terms == WarrantyTerms(0, 30, 24, False)

    @pytest.mark.parametrize("typed", ["LX-60", "lx60w", "60W", "吸顶", "xdd", "xiding", "", "ＬＸ－６０Ｗ", "lx 吸顶"])
    def test_a_model_is_found_while_one_types(self, lamp: int, typed: str) -> None:
        assert [row.id for row in find_models(typed)] == [lamp]

    @pytest.mark.parametrize("typed", ["LX-61", "台灯", "zzz"])
    def test_no_other_model_is_found(self, lamp: int, typed: str) -> None:
        assert find_models(typed) == []

    def test_the_surest_comes_first(self, lamp: int) -> None:
        other = products.add_model(ProductModelDraft("A-LX-60W", "壁灯"), actor=SYSTEM)
        assert [row.id for row in find_models("lx-60")] == [lamp, other]
        assert [row.id for row in find_models("lx-60", limit=1)] == [lamp]

    def test_a_model_out_of_use_is_not_offered(self, lamp: int) -> None:
        products.edit_model(lamp, LAMP, active=False, actor=SYSTEM)
        assert find_models("LX-60W") == []

    @pytest.mark.parametrize(
        ("draft", "fault"),
        [
            (ProductModelDraft("LX-60W", "x"), Fault.DUPLICATE),
            (ProductModelDraft("", "x"), Fault.MISSING),
            (ProductModelDraft("x", ""), Fault.MISSING),
            (ProductModelDraft("x" * 41, "x"), Fault.TOO_LONG),
            (ProductModelDraft("x", "x", refund_days=-1), Fault.INVALID),
        ],
    )
    def test_a_model_that_can_not_be_is_refused(self, lamp: int, draft: ProductModelDraft, fault: Fault) -> None:
        assert _fault(lambda: products.add_model(draft, actor=SYSTEM)) is fault
        assert len(find_models("")) == 1

    def test_writing_it_again(self, lamp: int) -> None:
        same = products.put_model(LAMP, actor=SYSTEM)
        changed = products.put_model(ProductModelDraft("LX-60W2", "吸顶灯", family="家用灯具", external_key="p-1"), actor=SYSTEM)
        new = products.put_model(ProductModelDraft("LX-24W", "台灯"), actor=SYSTEM)
        assert [put.outcome for put in (same, changed, new)] == [PutOutcome.SAME, PutOutcome.CHANGED, PutOutcome.NEW]
        assert (same.id, changed.id, find_models("LX-60W2")[0].id) == (lamp, lamp, lamp)
        assert [row.kind for row in timeline(Subject.PRODUCT, lamp)] == ["edited", "added"]

    def test_another_models_code_is_not_taken(self, lamp: int) -> None:
        other = products.put_model(ProductModelDraft("LX-24W", "台灯", external_key="p-2"), actor=SYSTEM).id
        wanted = ProductModelDraft("LX-60W", "台灯", external_key="p-2")
        assert _fault(lambda: products.put_model(wanted, actor=SYSTEM)) is Fault.DUPLICATE
        assert [row.id for row in find_models("LX-24W")] == [other]

    def test_a_form_filled_before_a_model_was_changed_overwrites_nothing(self, lamp: int) -> None:
        seen = events_of(Subject.PRODUCT, lamp)
        products.edit_model(lamp, replace(LAMP, refund_days=7), expected_events=seen, actor=SYSTEM)
        late = partial(products.edit_model, lamp, replace(LAMP, name="台灯"), expected_events=seen, actor=SYSTEM)
        assert _fault(late) is Fault.STALE
        assert (catalogue_model(lamp).name, catalogue_model(lamp).refund_days) == ("吸顶灯", 7)
        assert touches(Subject.PRODUCT, lamp, after=seen).fields.keys() >= {"refund_days"}

    def test_the_catalogue_lists_what_is_out_of_use_too_with_each_models_own_terms(self, lamp: int) -> None:
        other = products.add_model(ProductModelDraft("A-1", "壁灯", refund_days=0, on_site_service=False), actor=SYSTEM)
        products.edit_model(lamp, LAMP, active=False, actor=SYSTEM)
        assert [(row.id, row.active, row.on_site_service, row.refund_days) for row in catalogue()] == [
            (other, True, False, 0),
            (lamp, False, True, None),
        ]
        assert _fault(lambda: catalogue_model(4711)) is Fault.NOT_FOUND

    def test_a_model_is_meant_by_its_code_or_by_what_fits_it_alone(self, lamp: int) -> None:
        other = products.add_model(ProductModelDraft("LX-60W2", "吸顶灯"), actor=SYSTEM)
        assert [model_meant(text) for text in ("ｌx-60w", " LX-60W2 ", "60w2")] == [lamp, other, other]
        products.edit_model(other, ProductModelDraft("LX-60W2", "吸顶灯"), active=False, actor=SYSTEM)
        assert [model_meant(text) for text in ("吸顶", "lx-60w2")] == [lamp, other]
        products.add_model(ProductModelDraft("B-2", "吸顶灯二"), actor=SYSTEM)
        assert model_meant("吸顶灯") == lamp
        for text, said in (("吸顶", "B-2, LX-60W"), ("冰箱", "no model in use fits")):
            with pytest.raises(DomainError, match="INVALID") as refused:
                model_meant(text)
            assert (refused.value.facts["field"], said in str(refused.value.facts["reason"])) == ("Model", True)


class TestOwnedProducts:
    def test_the_latest_bought_comes_first_with_its_entitlements(self, li: int, lamp: int) -> None:
        for bought in (date(2024, 3, 2), None, date(2026, 11, 10)):
            products.add_owned_product(OwnedProductDraft(li, lamp, purchased_on=bought), actor=SYSTEM)
        found = owned_products(li)
        assert [row.purchased_on for row in found] == [date(2026, 11, 10), date(2024, 3, 2), None]
        assert [row.entitlements.refund_days_left for row in found] == [4, None, None]
        assert [row.entitlements.free_repair for row in found] == [True, False, False]

    def test_days_are_the_sites_own(self, li: int, lamp: int, fake_clock: FakeClock) -> None:
        products.add_owned_product(OwnedProductDraft(li, lamp, purchased_on=date(2026, 11, 10)), actor=SYSTEM)
        fake_clock.at = fake_clock.at.replace(hour=15, minute=59)
        assert owned_products(li)[0].entitlements.refund_days_left == 4
        fake_clock.at = fake_clock.at.replace(hour=16, minute=0)
        assert owned_products(li)[0].entitlements.refund_days_left == 3

    def test_they_count_from_the_delivery_where_the_site_says_so(self, li: int, lamp: int) -> None:
        products.add_owned_product(
            OwnedProductDraft(li, lamp, purchased_on=date(2026, 11, 10), delivered_on=date(2026, 11, 15)), actor=SYSTEM
        )
        change_setting(SettingName.COUNT_FROM, "delivery", actor=SYSTEM)
        assert owned_products(li)[0].entitlements.refund_days_left == 9

    @pytest.mark.parametrize(
        ("bought", "delivered"), [(date(2027, 1, 1), None), (date(1900, 1, 1), None), (None, date(2028, 1, 1)), (date.max, None)]
    )
    def test_a_date_that_can_not_be_is_refused(self, li: int, lamp: int, bought: date | None, delivered: date | None) -> None:
        draft = OwnedProductDraft(li, lamp, purchased_on=bought, delivered_on=delivered)
        assert _fault(lambda: products.add_owned_product(draft, actor=SYSTEM)) is Fault.INVALID
        assert owned_products(li) == []

    def test_the_same_serial_number_twice_in_a_file_is_refused(self, li: int, lamp: int) -> None:
        products.add_owned_product(OwnedProductDraft(li, lamp, serial_number="sn１"), actor=SYSTEM)
        assert owned_products(li)[0].serial_number == "SN1"
        double = OwnedProductDraft(li, lamp, serial_number="SN1")
        assert _fault(lambda: products.add_owned_product(double, actor=SYSTEM)) is Fault.DUPLICATE

    def test_it_takes_a_customer_and_a_model(self, li: int, lamp: int) -> None:
        for draft in (OwnedProductDraft(4711, lamp), OwnedProductDraft(li, 4711)):
            assert _fault(lambda draft=draft: products.add_owned_product(draft, actor=SYSTEM)) is Fault.NOT_FOUND  # type: ignore[misc]

    def test_what_is_named_changes(self, li: int, lamp: int) -> None:
        id_ = products.add_owned_product(OwnedProductDraft(li, lamp, serial_number="1"), actor=SYSTEM)
        products.edit_owned_product(id_, purchased_on=date(2026, 11, 1), actor=SYSTEM)
        assert (owned_product(id_).purchased_on, owned_product(id_).serial_number) == (date(2026, 11, 1), "1")
        assert timeline(Subject.CUSTOMER, li)[0].facts == {
            "owned_product": id_,
            "changes": {"purchased_on": [None, "2026-11-01"]},
        }
        products.edit_owned_product(id_, active=False, actor=SYSTEM)
        assert owned_products(li) == []
        newer = products.add_owned_product(OwnedProductDraft(li, lamp), actor=SYSTEM)
        assert [(row.id, row.active) for row in owned_products(li, inactive=True)] == [(newer, True), (id_, False)]

    def test_a_correction_takes_no_other_products_serial_number(self, li: int, lamp: int) -> None:
        products.add_owned_product(OwnedProductDraft(li, lamp, serial_number="SN1"), actor=SYSTEM)
        other = products.add_owned_product(OwnedProductDraft(li, lamp, serial_number="SN2"), actor=SYSTEM)
        assert _fault(lambda: products.edit_owned_product(other, serial_number="sn1", actor=SYSTEM)) is Fault.DUPLICATE
        products.edit_owned_product(other, serial_number="SN2", note="客厅", actor=SYSTEM)
        assert (owned_product(other).serial_number, owned_product(other).note) == ("SN2", "客厅")

    def test_a_correction_over_a_colleagues_is_refused_and_who_changed_what_is_told(self, li: int, lamp: int) -> None:
        id_, other = (products.add_owned_product(OwnedProductDraft(li, lamp, note=note), actor=SYSTEM) for note in "ab")
        seen = events_of(Subject.CUSTOMER, li)
        products.edit_owned_product(other, note="c", expected_events=seen, actor=SYSTEM)
        assert _fault(lambda: products.edit_owned_product(id_, note="d", expected_events=seen, actor=SYSTEM)) is Fault.STALE
        told = [touches(Subject.CUSTOMER, li, kind="product_edited", having={"owned_product": at}).fields for at in (id_, other)]
        assert ["note" in fields for fields in told] == [False, True]

    def test_writing_it_again(self, li: int, lamp: int) -> None:
        draft = OwnedProductDraft(li, lamp, "sn1", date(2026, 11, 1), external_key="o-1")
        puts = [
            products.put_owned_product(draft, actor=SYSTEM),
            products.put_owned_product(draft, actor=SYSTEM),
            products.put_owned_product(OwnedProductDraft(li, lamp, external_key="o-1"), actor=SYSTEM),
            products.put_owned_product(OwnedProductDraft(li, lamp, "sn2", external_key="o-1"), actor=SYSTEM),
        ]
        assert [put.outcome for put in puts] == [PutOutcome.NEW, PutOutcome.SAME, PutOutcome.SAME, PutOutcome.CHANGED]
        assert len({put.id for put in puts}) == 1
        assert (owned_product(puts[0].id).serial_number, owned_product(puts[0].id).purchased_on) == ("SN2", date(2026, 11, 1))
        assert _fault(lambda: products.put_owned_product(OwnedProductDraft(li, lamp), actor=SYSTEM)) is Fault.MISSING
        assert database.rows("SELECT count(*) FROM owned_product") == [(1,)]
