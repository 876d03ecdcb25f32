"""Search by character pairs: finds what occurs, finds nothing else, and can't be broken by what is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models import database, search
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.people.permissions import SYSTEM
from models.search import SearchIndex, holds, matching, pairs, remove, replace
from tests.halves import on_postgresql

INDEX = SearchIndex.CUSTOMERS

hostile = st.one_of(
    st.text(max_size=80),
    st.text('"\'*^:()[]{}/\\-+&|!<>~%_ \x1b\x00\t\n漏水a1', max_size=40),
    st.sampled_from(
        [
            "[/]", "[@click=app.x]",
            '" OR 1=1 --', "'; DROP TABLE customer; --", "pairs:漏水", "NEAR(漏 水)", "漏* AND NOT 水", "a^2",
            "\x1b[2J\x1b]0;x\x07", "😀👨‍👩‍👧🇨🇳", "漏水" * 5_000, "a" * 10_000, '"' * 10_000, "\ud800", "𠮷野家", "Ｌｘ－６０Ｗ",
        ]
    ),
)  # fmt: skip


@pytest.fixture
def ids(site_database: str) -> list[int]:
    """Rows that the index may name on a server, whose search table refers to them."""
    return [open_customer(CustomerDraft("甲乙"), actor=SYSTEM) for _number in range(4)]


def _put(row_id: int, text: str) -> None:
    replace(INDEX, row_id, "甲乙", text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("开灯十分钟后闪烁,已换过一次灯珠", "闪烁"),
        ("开灯十分钟后闪烁,已换过一次灯珠", "十分钟后闪"),
        ("开灯十分钟后闪烁,已换过一次灯珠", "灯珠 闪烁"),
        ("厨房漏水了", "漏"),
        ("厨房漏水了", "了"),
        ("型号LX-60W吸顶灯", "lx"),
        ("型号LX-60W吸顶灯", "60w"),
        ("型号LX-60W吸顶灯", "LX-60W"),
        ("型号LX-60W吸顶灯", "w吸"),
        ("Ｅ０４ error after reboot", "e04"),
        ("Ｅ０４ error after reboot", "boot"),
        ("𠮷野家的灯", "𠮷野"),
        ("坏了😀", "😀"),
        ("STRASSE", "straße"),
        ("漏", "漏"),
    ],
)
def test_a_word_that_occurs_is_found(ids: list[int], text: str, query: str) -> None:
    _put(ids[1], text)
    assert matching(INDEX, query, limit=10) == [ids[1]]
    assert holds(text, query)


@pytest.mark.parametrize("query", ["水漏", "漏电", "l", "lx61", "", "  ", "[/]", "😀"])
def test_a_word_that_does_not_occur_is_not_found(ids: list[int], query: str) -> None:
    _put(ids[1], "厨房漏水了 60W")
    assert matching(INDEX, query, limit=10) == []


def test_pairs_that_occur_apart_are_told_by_the_check(ids: list[int]) -> None:
    _put(ids[1], "漏水 水管")
    assert matching(INDEX, "漏水管", limit=10) == [ids[1]]
    assert not holds("漏水 水管", "漏水管")


def test_newest_first_by_pages(ids: list[int]) -> None:
    for row_id in ids:
        _put(row_id, "漏水")
    first = matching(INDEX, "漏水", limit=3)
    assert first == sorted(ids, reverse=True)[:3]
    assert matching(INDEX, "漏水", limit=3, before_id=first[-1]) == [min(ids)]


def test_a_changed_and_a_removed_text_are_found_no_more(ids: list[int]) -> None:
    _put(ids[0], "厨房漏水")
    replace(INDEX, ids[0], "厨房漏水", "开关漏电")
    assert (matching(INDEX, "漏水", limit=9), matching(INDEX, "漏电", limit=9)) == ([], [ids[0]])
    remove(INDEX, ids[0], "开关漏电")
    assert matching(INDEX, "漏电", limit=9) == []


def test_the_index_goes_with_its_transaction(ids: list[int]) -> None:
    def fails_half_way() -> None:
        with database.transaction():
            _put(ids[0], "厨房漏水")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_half_way()
    assert matching(INDEX, "漏水", limit=9) == []


def test_a_subquery_can_be_built_into_another_statement(ids: list[int]) -> None:
    _put(ids[2], "厨房漏水")
    part = search.subquery(INDEX, "漏水")
    assert part is not None
    assert database.rows(f"SELECT id FROM customer WHERE id IN ({part[0]}) AND id > ?", (*part[1], 0)) == [(ids[2],)]


@on_postgresql  # only a server chooses a plan by frequency
def test_common_and_rare_words_are_found_alike_on_a_server_that_knows_its_rows(ids: list[int]) -> None:
    for row_id in ids:
        _put(row_id, "掉线 漏水" if row_id == ids[1] else "掉线")
    database.execute(f"ANALYZE {INDEX.value}")
    assert matching(INDEX, "掉线", limit=2) == sorted(ids, reverse=True)[:2]
    assert matching(INDEX, "漏水", limit=2) == [ids[1]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=hostile, query=hostile)
def test_whatever_is_typed_and_stored_finds_exactly_what_holds_it(ids: list[int], text: str, query: str) -> None:
    with database.transaction():
        _put(ids[0], text)
    found = [row_id for row_id in matching(INDEX, query, limit=10) if row_id == ids[0]]
    assert bool(found) or not (search.runs(query) and holds(text, query))
    with database.transaction():
        replace(INDEX, ids[0], text, "甲乙")
    assert ids[0] in matching(INDEX, "甲乙", limit=10)


@given(text=st.text(max_size=200), at=st.integers(0, 199), length=st.integers(1, 20))
def test_each_part_of_a_text_is_held_by_it(text: str, at: int, length: int) -> None:
    whole = "".join(search.runs(text))
    part = whole[at : at + length]
    assume(search.runs(whole) == [whole] and search.runs(part) == [part])
    assert holds(whole, part)
    assert set(pairs(part)[:-1]) <= set(pairs(whole))
