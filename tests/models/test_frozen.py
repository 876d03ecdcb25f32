"""Rows behave as Python's own frozen dataclasses do, though they are finished later."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from functools import cached_property
from typing import Any

import pytest

from models.frozen import dataclass

Decorator = Callable[..., Any]


def _made(decorator: Decorator) -> tuple[type[Any], type[Any]]:
    """The same two classes by one kind of dataclass; the second goes on from the first."""

    @decorator(frozen=True)
    class Row:
        """A row."""

        id: int
        name: str = ""
        words: dict[str, int] = field(default_factory=dict)

        @cached_property
        def double(self) -> int:
            return self.id * 2

    @decorator(frozen=True)
    class Longer(Row):
        """A longer row."""

        end: int = 7

        def __post_init__(self) -> None:
            if self.end < 0:
                raise ValueError("before the start")

    return Row, Longer


def _seen(decorator: Decorator) -> list[object]:
    """What can be seen of such classes."""
    row, longer = _made(decorator)
    found: list[object] = [tuple(each.name for each in fields(longer)), dataclasses.is_dataclass(longer)]
    first, second = row(1, "a"), longer(1, "a", {"x": 2}, end=3)
    found += [repr(first), repr(second), asdict(second), replace(second, name="b").name, first == row(1, "a"), first == second]
    found += [first == (1, "a", {}), first.double, first == row(1, "a"), first != row(2), longer.__match_args__]
    found += [row(1).words is row(1).words, hash(row(1, "a", ())) == hash(row(1, "a", ()))]
    for wrong in (
        lambda: row(),
        lambda: row(1, 2, 3, 4),
        lambda: row(1, colour=2),
        lambda: longer(1, end=-1),
        lambda: hash(first),
    ):
        with pytest.raises((TypeError, ValueError)) as refused:
            wrong()
        found.append(type(refused.value))
    return found


def test_a_row_is_what_pythons_own_frozen_dataclass_is() -> None:
    assert _seen(dataclass) == _seen(dataclasses.dataclass)


@pytest.mark.parametrize("name", ["id", "double", "other"])
def test_nothing_of_a_row_can_be_changed(name: str) -> None:
    row = _made(dataclass)[0](1)
    with pytest.raises(FrozenInstanceError):
        setattr(row, name, 2)
    with pytest.raises(FrozenInstanceError):
        delattr(row, name)


def test_a_class_without_fields_and_one_with_a_single_field_have_values_too() -> None:
    @dataclass(frozen=True)
    class Empty:
        """No field."""

    @dataclass(frozen=True)
    class One:
        """One field."""

        id: int

    assert (Empty(), One(1)) == (Empty(), One(1))
    assert One(1) != One(2)
    assert len({One(1), One(1), Empty(), Empty()}) == 2


def test_threads_that_make_the_first_row_at_once_all_get_one() -> None:
    for _number in range(20):
        row = _made(dataclass)[1]
        ready, made = threading.Barrier(4), []

        def make(row: type[Any] = row, ready: threading.Barrier = ready, made: list[object] = made) -> None:
            ready.wait()
            made.append(row(1, "a"))

        threads = [threading.Thread(target=make) for _thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [row(1, "a")] * 4
