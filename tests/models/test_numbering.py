"""Numbers are unique and rising, and no desk waits for another's transaction to get one."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from models import database
from models.numbering import next_number, next_numbers, numbers_of
from tests.halves import on_postgresql

DAY = date(2026, 11, 21)
PROCESSES, EACH = 8, 25
SECONDS_TO_START = 60
Taken = list[str]


def _desk(url: str, start: Barrier, taken: multiprocessing.SimpleQueue[Taken]) -> None:
    """One desk in a process of its own, each number in a transaction of its own; one that fails hands in what it has."""
    found: Taken = []
    try:
        database.open(url)
        with database.connection():
            start.wait(SECONDS_TO_START)
            for _number in range(EACH):
                with database.transaction():
                    found.append(next_number("T", DAY))
            database.close()
    finally:
        taken.put(found)


def test_eight_processes_never_get_the_same_number(site_database: str) -> None:
    context = multiprocessing.get_context("spawn")
    start, taken = context.Barrier(PROCESSES), context.SimpleQueue()
    desks = [context.Process(target=_desk, args=(site_database, start, taken)) for _ in range(PROCESSES)]
    for desk in desks:
        desk.start()
    lists = [taken.get() for _ in desks]
    for desk in desks:
        desk.join(timeout=30)
    numbers = [number for found in lists for number in found]
    assert sorted(numbers, key=_place) == [f"T-261121-{place:03d}" for place in range(1, PROCESSES * EACH + 1)]
    assert all(found == sorted(found, key=_place) for found in lists)


def _place(number: str) -> int:
    return int(number.rpartition("-")[2])


def test_days_and_letters_count_for_themselves(site_database: str) -> None:
    assert next_numbers("T", DAY, 3) == ["T-261121-001", "T-261121-002", "T-261121-003"]
    assert next_number("C", DAY) == "C-261121-001"
    assert next_number("T", date(2026, 11, 22)) == "T-261122-001"
    assert next_number("T", DAY) == "T-261121-004"


def test_a_number_of_a_failed_transaction_is_never_given_to_two_records(site_database: str) -> None:
    kept = []
    with pytest.raises(ZeroDivisionError):
        _fail_after_a_number()
    for _number in range(2):
        with database.transaction():
            kept.append(next_number("T", DAY))
    assert len(set(kept)) == 2


def _fail_after_a_number() -> None:
    with database.transaction():
        next_number("T", DAY)
        raise ZeroDivisionError


@on_postgresql  # SQLite has one writer at a time
def test_a_long_transaction_on_a_server_holds_up_no_number(site_database: str) -> None:
    def other_desk() -> str:
        with database.connection():
            return next_number("T", DAY)

    with database.transaction(), ThreadPoolExecutor(1) as desk:
        first = next_number("T", DAY)
        assert desk.submit(other_desk).result(timeout=60) != first


@pytest.mark.usefixtures("site_database")
def test_each_key_gets_a_number_of_its_own_series_in_the_order_in_which_the_keys_came() -> None:
    next_day = DAY + timedelta(days=1)
    wanted = {"c": ("T", next_day), "b": ("T", DAY), "a": ("T", DAY), "call": ("I", DAY)}
    assert numbers_of(wanted) == {"call": "I-261121-001", "b": "T-261121-001", "a": "T-261121-002", "c": "T-261122-001"}
