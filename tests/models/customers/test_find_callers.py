"""Finding the caller while one types: by number in any form, last digits, name, pinyin, serial number."""

from __future__ import annotations

import pytest

from models import database
from models.clock import FakeClock
from models.customers import operations as customers
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.phone import parse
from models.customers.queries import MatchKind, find_callers
from models.customers.tables import CustomerKind, CustomerLevel
from models.i18n import Language
from models.people.permissions import SYSTEM
from models.privacy.operations import close_account
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.operations import add_model, add_owned_product
from models.site.operations import add_region, found_site
from tests.halves import on_sqlite


@pytest.fixture
def li_id(site_database: str, fake_clock: FakeClock) -> int:
    """李建国, a VIP in Hangzhou with a mobile and a landline with extension, who owns one lamp; and two other files."""
    found_site("华东中心", language=Language.CHINESE, area_code="0571")
    region = add_region("east", "华东", actor=SYSTEM)
    customers.open_customer(CustomerDraft("单小明", numbers=(parse("13900001111"),)), actor=SYSTEM)
    customers.open_customer(
        CustomerDraft(
            "宏达建材有限公司",
            kind=CustomerKind.COMPANY,
            contacts=(ContactDraft("曾丽", numbers=(parse("010-65551234"),)),),
        ),
        actor=SYSTEM,
    )
    li = customers.open_customer(
        CustomerDraft(
            "李建国",
            level=CustomerLevel.VIP,
            region_id=region,
            city="杭州",
            numbers=(parse("13812342046"), parse("0571-88123431-802")),
        ),
        actor=SYSTEM,
    )
    lamp = add_model(ProductModelDraft("LX-60W", "吸顶灯"), actor=SYSTEM)
    add_owned_product(OwnedProductDraft(li, lamp, serial_number="sn7781-0042"), actor=SYSTEM)
    return li


def _names(text: str) -> list[tuple[str, MatchKind]]:
    return [(match.name, match.how) for match in find_callers(text)]


@pytest.mark.parametrize(
    "typed",
    [
        "13812342046",
        "+86 138-1234-2046",
        "0086 13812342046",
        "013812342046",
        "１３８１２３４２０４６",
        "057188123431",
        "88123431 转802",
    ],
)
def test_a_whole_number_in_any_form(li_id: int, typed: str) -> None:
    assert _names(typed) == [("李建国", MatchKind.NUMBER)]


def test_a_match_shows_the_number_that_was_looked_for_masked(li_id: int) -> None:
    (match,) = find_callers("88123431")
    assert (match.customer_id, match.number_masked, match.level, match.region_name, match.city) == (
        li_id,
        "0571-88****31-802",
        CustomerLevel.VIP,
        "华东",
        "杭州",
    )


@pytest.mark.parametrize("typed", ["2046", "342046", "12342046"])
def test_the_last_digits(li_id: int, typed: str) -> None:
    assert _names(typed) == [("李建国", MatchKind.LAST_DIGITS)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ljg", "李建国"),
        ("lijian", "李建国"),
        ("LiJianGuo", "李建国"),
        ("sxm", "单小明"),
        ("shanx", "单小明"),
        ("hdjc", "宏达建材有限公司"),
    ],
)
def test_pinyin_and_initials(li_id: int, typed: str, name: str) -> None:
    assert _names(typed) == [(name, MatchKind.PINYIN)]


@pytest.mark.parametrize(
    ("typed", "name"), [("李建", "李建国"), ("建国", "李建国"), ("建材", "宏达建材有限公司"), ("有限公司", "宏达建材有限公司")]
)
def test_the_head_or_a_part_of_a_name(li_id: int, typed: str, name: str) -> None:
    assert _names(typed) == [(name, MatchKind.NAME)]


@pytest.mark.parametrize("typed", ["曾丽", "zengl", "zl", "65551234"])
def test_a_contact_leads_to_the_company(li_id: int, typed: str) -> None:
    (match,) = find_callers(typed)
    assert (match.name, match.contact_name) == ("宏达建材有限公司", "曾丽")


@pytest.mark.parametrize("typed", ["SN7781", "sn7781-0042", "ＳＮ７７８１"])
def test_a_serial_number(li_id: int, typed: str) -> None:
    assert _names(typed) == [("李建国", MatchKind.SERIAL_NUMBER)]


@pytest.mark.parametrize(
    "typed", ["", "李", "2", "204", "zzzz", "9" * 40, "[/]", '"', "' OR 1=1 --", "\x1b[2J", "😀😀", "转", "+" * 10_000]
)
def test_nothing_for_too_little_or_for_nonsense(li_id: int, typed: str) -> None:
    assert find_callers(typed) == []


def test_a_file_merged_or_closed_is_found_no_more(li_id: int) -> None:
    double = customers.open_customer(CustomerDraft("李建国", numbers=(parse("13812342046"),)), actor=SYSTEM)
    customers.merge_customers(li_id, double, actor=SYSTEM)
    assert [match.customer_id for match in find_callers("李建国")] == [li_id]
    assert [match.customer_id for match in find_callers("13812342046")] == [li_id]
    close_account(li_id, "asked for it", actor=SYSTEM)
    assert find_callers("建国") == []


@on_sqlite  # the planner of a server reads small tables whole
def test_no_look_up_reads_a_whole_table(li_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    plain_rows = database.rows

    def noting(sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        asked.append((sql, parameters))
        return plain_rows(sql, parameters)

    monkeypatch.setattr(database, "rows", noting)
    for typed in ("13812342046", "2046", "ljg", "李建", "建国", "SN7781"):
        find_callers(typed)
    monkeypatch.undo()
    steps = [row[3] for sql, parameters in asked for row in database.rows(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    assert len(steps) > 10
    assert [step for step in steps if step.startswith("SCAN") and "VIRTUAL TABLE" not in step and "site" not in step] == []
