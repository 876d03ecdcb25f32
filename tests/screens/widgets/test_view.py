"""What becomes of the cursor when rows were read while somebody went on typing."""

from __future__ import annotations

from screens.widgets.rows import Around, KnownRows, read
from screens.widgets.view import View
from tests.screens.widgets.numbered import Numbered

HEIGHT = 10


def test_a_key_pressed_while_rows_are_read_again_is_not_undone() -> None:
    rows = KnownRows([Numbered(place, 1000 + place) for place in range(100)])
    view: View[Numbered] = View()
    view.height = HEIGHT
    view.start(None)
    wish = view.next_wish()
    assert wish is not None
    view.take(wish, read(rows, wish))
    view.step(20)
    view.outdated = True
    again = view.next_wish()
    assert isinstance(again, Around)
    view.go(0)
    view.take(again, read(rows, again))
    assert view.cursor == 0
    assert view.row is not None
    assert view.row.id == rows.at(0, 1)[0].id
