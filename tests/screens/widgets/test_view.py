"""What becomes of the cursor when rows were read while somebody went on typing."""

from __future__ import annotations

from screens.widgets.rows import Around, KnownRows, read
from screens.widgets.view import View
from tests.screens.widgets.numbered import Numbered

HEIGHT = 10


def _begun(rows: KnownRows[Numbered]) -> View[Numbered]:
    """A view that has read the beginning of its list."""
    view: View[Numbered] = View()
    view.height = HEIGHT
    view.start(None)
    _read_all(view, rows)
    return view


def _read_all(view: View[Numbered], rows: KnownRows[Numbered]) -> None:
    while (wish := view.next_wish()) is not None:
        view.take(wish, read(rows, wish))


def test_keys_pressed_while_the_end_is_read_count_from_the_end() -> None:
    rows = KnownRows([Numbered(place, 1000 + place) for place in range(1000)])
    view = _begun(rows)
    view.go(999)
    asked = view.next_wish()
    assert asked is not None
    view.step(-1)
    view.take(asked, read(rows, asked))
    view.step(-1)
    _read_all(view, rows)
    assert view.cursor == 997


def test_home_pressed_while_the_end_is_read_is_not_undone() -> None:
    rows = KnownRows([Numbered(place, 1000 + place) for place in range(1000)])
    view = _begun(rows)
    view.go(999)
    asked = view.next_wish()
    assert asked is not None
    view.go(0)
    view.take(asked, read(rows, asked))
    _read_all(view, rows)
    assert view.cursor == 0


def test_another_list_is_read_although_a_key_came_first() -> None:
    rows = KnownRows([Numbered(place, 1000 + place) for place in range(1000)])
    view = _begun(rows)
    view.start(None)
    view.step(1)
    assert view.next_wish() is not None


def test_a_key_pressed_while_rows_are_read_again_is_not_undone() -> None:
    rows = KnownRows([Numbered(place, 1000 + place) for place in range(100)])
    view = _begun(rows)
    view.step(20)
    view.outdated = True
    again = view.next_wish()
    assert isinstance(again, Around)
    view.go(0)
    view.take(again, read(rows, again))
    assert view.cursor == 0
    assert view.row is not None
    assert view.row.id == rows.at(0, 1)[0].id


def _rested(rows: KnownRows[Numbered]) -> View[Numbered]:
    """A view in the middle of its list, whose ends were read while nobody typed."""
    view = _begun(rows)
    view.go(500)
    _read_all(view, rows)
    while (wish := view.end_wish()) is not None:
        view.take(wish, read(rows, wish))
    return view


def test_the_ends_are_in_memory_once_nobody_types() -> None:
    rows = KnownRows([Numbered(place, 1000 + place) for place in range(1000)])
    view = _rested(rows)
    assert view.cursor == 500
    for position in (999, 0, 999):
        assert view.go(position)
        assert view.row == rows.at(position, 1)[0]
        assert view.window.covers(view.top, view.top + HEIGHT)
    _read_all(view, rows)
    assert view.cursor == 999


def test_an_end_is_read_anew_once_something_may_have_changed() -> None:
    view = _rested(KnownRows([Numbered(place, 1000 + place) for place in range(1000)]))
    fewer = KnownRows([Numbered(place, 1000 + place) for place in range(990)])
    view.outdated = True
    assert not view.go(999)
    _read_all(view, fewer)
    assert view.cursor == 989
    view.go(0)
    _read_all(view, fewer)
    assert not view.go(500)
    _read_all(view, fewer)
    assert view.go(0)
    assert view.row == fewer.at(0, 1)[0]
