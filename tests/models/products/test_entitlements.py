"""What a product entitles to, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.i18n import Language, use_language
from models.products.entitlements import Entitlements, WarrantyTerms, describe, entitlements, months_after, start_day

USUAL = WarrantyTerms(refund_days=15, exchange_days=30, free_repair_months=24, on_site=True)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
terms = st.builds(
    WarrantyTerms,
    refund_days=st.integers(0, 400),
    exchange_days=st.integers(0, 400),
    free_repair_months=st.integers(0, 240),
    on_site=st.booleans(),
)


@pytest.mark.parametrize(
    ("after", "refund", "exchange"),
    [(0, 15, 30), (11, 4, 19), (15, 0, 15), (16, None, 14), (30, None, 0), (31, None, None)],
)
def test_the_last_day_still_counts(after: int, refund: int | None, exchange: int | None) -> None:
    bought = date(2026, 11, 10)
    found = entitlements(USUAL, bought, bought + timedelta(days=after))
    assert (found.refund_days_left, found.exchange_days_left) == (refund, exchange)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 3, 2), 24, date(2026, 3, 2)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(9999, 6, 1), 24, date.max),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end


def test_free_repair_holds_on_its_last_day_and_not_after() -> None:
    end = date(2026, 3, 2)
    assert entitlements(USUAL, date(2024, 3, 2), end).free_repair
    assert not entitlements(USUAL, date(2024, 3, 2), end + timedelta(days=1)).free_repair


def test_without_a_known_start_only_on_site_service_is_promised() -> None:
    assert entitlements(USUAL, None, date(2026, 11, 21)) == Entitlements(
        None, None, None, free_repair=False, on_site=True, known=False
    )


@given(terms=terms, start=days, today=days)
def test_rights_are_lost_once_and_never_come_back(terms: WarrantyTerms, start: date, today: date) -> None:
    now, later = entitlements(terms, start, today), entitlements(terms, start, today + timedelta(days=1))
    for before, after in (
        (now.refund_days_left, later.refund_days_left),
        (now.exchange_days_left, later.exchange_days_left),
    ):
        if before is None:
            assert after is None
        elif after is not None:
            assert after in (before, before - 1)
        else:
            assert before == 0
    assert now.free_repair or not later.free_repair


@given(terms=terms, start=days, today=days)
def test_days_left_stay_within_what_was_promised(terms: WarrantyTerms, start: date, today: date) -> None:
    found = entitlements(terms, start, today)
    for left, promised in ((found.refund_days_left, terms.refund_days), (found.exchange_days_left, terms.exchange_days)):
        assert left is None or 0 <= left <= promised
        if today >= start and left is not None:
            assert start + timedelta(days=promised) == today + timedelta(days=left)
    assert found.free_repair == (found.free_repair_until is not None and today <= found.free_repair_until)


@given(start=days, months=st.integers(0, 600))
def test_months_after_lands_in_the_right_month(start: date, months: int) -> None:
    end = months_after(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + timedelta(days=1)).month != end.month


@pytest.mark.parametrize(
    ("bought", "delivered", "from_delivery", "start"),
    [
        (date(2026, 1, 1), date(2026, 1, 9), False, date(2026, 1, 1)),
        (date(2026, 1, 1), date(2026, 1, 9), True, date(2026, 1, 9)),
        (date(2026, 1, 1), None, True, date(2026, 1, 1)),
        (None, date(2026, 1, 9), False, date(2026, 1, 9)),
        (None, None, True, None),
    ],
)
def test_the_site_says_from_which_day_it_counts(
    bought: date | None, delivered: date | None, from_delivery: bool, start: date | None
) -> None:
    assert start_day(bought, delivered, from_delivery=from_delivery) == start


@pytest.mark.parametrize(
    ("bought", "chinese", "english"),
    [
        (
            date(2026, 11, 10),
            "可退(剩4天) 可换(剩19天) 免费保修至 2028-11-10",
            "Refund (4 days left) Exchange (19 days left) Free repair until 2028-11-10",
        ),
        (date(2026, 11, 6), "可退(今天最后一天) 可换(剩15天) 免费保修至 2028-11-06", None),
        (date(2024, 3, 2), "保修已于 2026-03-02 到期 收费维修 可上门", "Free repair ended 2026-03-02 Paid repair On site"),
        (None, "购买日期不详", "Date of purchase unknown"),
    ],
)
def test_one_line_in_the_readers_language(bought: date | None, chinese: str, english: str | None) -> None:
    found = entitlements(USUAL, bought, date(2026, 11, 21))
    use_language(Language.CHINESE)
    assert describe(found) == chinese
    use_language(Language.ENGLISH)
    assert english is None or describe(found) == english
