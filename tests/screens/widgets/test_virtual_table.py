"""The list stays where the person is, asks little, and paints little."""

from __future__ import annotations

from textual.geometry import Region

from tests.screens.widgets.numbered import Answering, ListApp, Listed, Million, Numbered, lines, settle

SIZE = (40, 24)
HOSTILE = (
    "[/]",
    "[@click=app.bell]x[/]",
    "\x1b]0;x\x07esc",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "全角１２３" * 20,
    "x" * 10_000,
    "two\nlines",
    "\u202ertl",
)


def listed(count: int = 100) -> Listed:
    """Rows at places 10, 20, 30 …, so that others fit between."""
    return Listed([Numbered(place * 10, place, f"row {place}") for place in range(1, count + 1)])


async def test_a_million_rows_are_shown_by_reading_a_few() -> None:
    source = Million(1_000_000)
    app = ListApp(Answering(source))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.table.view.total == 1_000_000
        assert lines(app)[1].split() == [">", "0", "row", "0"]
        await pilot.press("end")
        await settle(pilot)
        assert app.table.row == Numbered(999_999, 999_999, "row 999999")
        assert lines(app)[-1].split() == [">", "999999", "row", "999999"]
        await pilot.press("up", "pageup")
        await settle(pilot)
        assert app.table.row is not None
        assert app.table.row.id == 999_998 - 19 - (SIZE[1] - 3 - 1 - 20)
        await pilot.press("home", "pagedown")
        await settle(pilot)
        assert lines(app)[1].split()[-1] == str(app.table.view.top)
    assert source.made < 3_000


async def test_the_next_pages_are_in_memory_before_they_are_asked_for() -> None:
    app = ListApp(Answering(Million(1_000_000)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.source.gate.clear()
        for _ in range(4):
            await pilot.press("pagedown")
        assert app.table.row is not None
        assert app.table.row.id == 4 * (app.table.view.height - 1)
        app.source.gate.set()
        await settle(pilot)


async def test_moving_the_cursor_paints_two_lines() -> None:
    app = ListApp(Answering(Million(1000)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        painted: list[Region] = []
        refresh = app.table.refresh

        def spy(*regions: Region, **options: bool) -> object:
            painted.extend(regions)
            return refresh(*regions, **options)

        app.table.refresh = spy  # type: ignore[method-assign,assignment]
        await pilot.press("down")
        assert sorted(region.y for region in painted) == [1, 2]
        painted.clear()
        app.table.reread()
        await settle(pilot)
        app.table.tick()
        assert painted == []


async def test_only_rows_that_changed_are_painted() -> None:
    rows = listed()
    app = ListApp(Answering(rows))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        painted: list[Region] = []
        app.table.refresh = lambda *regions, **_: painted.extend(regions)  # type: ignore[method-assign,assignment,return-value]
        rows.rows[4] = Numbered(50, 5, "late")
        app.table.reread()
        await settle(pilot)
        assert [region.y for region in painted] == [5]


async def test_rows_that_come_in_above_move_neither_cursor_nor_view() -> None:
    rows = listed()
    app = ListApp(Answering(rows))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("down", "down", "down")
        before = lines(app)
        rows.rows += [Numbered(1, 901), Numbered(2, 902), Numbered(3, 903)]
        app.table.reread()
        await settle(pilot)
        assert lines(app) == before
        assert app.table.row is not None
        assert app.table.row.id == 4
        assert app.table.view.new_above == 3
        await pilot.press("home")
        assert app.table.view.new_above == 0
        assert "901" in lines(app)[1]


async def test_the_cursor_follows_its_row_and_stays_on_the_place_of_a_row_that_left() -> None:
    rows = listed()
    app = ListApp(Answering(rows))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("down", "down")
        rows.rows[2] = Numbered(955, 3, "moved down")
        app.table.reread()
        await settle(pilot)
        assert app.table.row == Numbered(955, 3, "moved down")
        rows.rows.pop(2)
        app.table.reread()
        await settle(pilot)
        assert app.table.row is not None
        assert app.table.row.id == 96


async def test_marks_survive_a_refresh_and_keep_the_row_as_last_read() -> None:
    rows = listed()
    app = ListApp(Answering(rows))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "down", "down", "ctrl+t")
        assert [row.id for row in app.table.chosen()] == [1, 2, 3, 4]
        rows.rows[0] = Numbered(10, 1, "changed")
        rows.rows.append(Numbered(5, 900))
        app.table.reread()
        await settle(pilot)
        assert app.table.chosen()[0].text == "changed"
        assert sum("*" in line for line in lines(app)) == 4
        await pilot.press("ctrl+u")
        assert [row.id for row in app.table.chosen()] == [4]


async def test_an_answer_to_a_list_that_is_no_longer_shown_is_dropped() -> None:
    app = ListApp(Answering(listed()))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.source.gate.clear()
        app.table.reread()
        await pilot.pause()
        app.table.show(Answering(Listed([Numbered(1, 777)])))
        app.source.gate.set()
        await settle(pilot)
        assert app.table.view.total == 1
        assert app.table.row == Numbered(1, 777)


async def test_another_order_keeps_the_cursor_on_its_row() -> None:
    rows = listed(500)
    app = ListApp(Answering(rows))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("down", "down")
        turned = Listed([Numbered(-row.place, row.id, row.text) for row in rows.rows])
        app.table.show(Answering(turned), at=app.table.row)
        await settle(pilot)
        assert app.table.row is not None
        assert app.table.row.id == 3


async def test_stored_text_can_neither_style_nor_break_a_line() -> None:
    rows = Listed([Numbered(place, place, text) for place, text in enumerate(HOSTILE)])
    app = ListApp(Answering(rows))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        table = app.table
        assert all(table.render_line(y).cell_length == SIZE[0] for y in range(table.size.height))
        shown = "\n".join(lines(app))
        assert "[/]" in shown
        assert "[@click=app.bell]x[/]" in shown
        assert not any(control in shown for control in "\x1b\x07\u202e")


async def test_an_empty_list_says_what_would_be_here() -> None:
    app = ListApp(Answering(Listed([])))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Nothing here. F4 takes a call." in "\n".join(lines(app))
        await pilot.press("down", "pageup", "end", "enter", "space", "ctrl+t")
        assert app.opened == []


async def test_wheel_and_click_move_without_losing_the_cursor() -> None:
    app = ListApp(Answering(Million(1000)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.click("#list", offset=(5, 4))
        assert app.table.row is not None
        assert app.table.row.id == 3
        await pilot.click("#list", offset=(5, 4), times=2)
        assert app.opened == [3]


async def test_a_refresh_leaves_the_focus_where_it_is() -> None:
    rows = listed()
    app = ListApp(Answering(rows))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.query_one("Input").focus()
        rows.rows.append(Numbered(5, 900))
        app.table.reread()
        await settle(pilot)
        assert app.focused is app.query_one("Input")


async def test_rows_that_were_asked_for_ahead_are_shown_without_another_question() -> None:
    app = ListApp(Answering(listed()))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("down", "down")
        coming, unwanted = Answering(listed(5)), Answering(listed(7))
        app.table.ask_ahead(unwanted, at=app.table.row).drop()
        ahead = app.table.ask_ahead(coming, at=app.table.row)
        await pilot.pause()
        assert len(coming.wishes) == 1
        assert app.table.view.total == 100
        app.table.show(ahead, at=app.table.row)
        await settle(pilot)
        assert app.table.view.total == 5
        assert app.table.row == Numbered(30, 3, "row 3")
        assert len(coming.wishes) == 1


async def test_another_list_begins_at_its_top_unless_it_holds_the_row_somewhere() -> None:
    app = ListApp(Answering(listed(500)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for place, expected in ((480, 480), (900, 1)):
            app.table.show(Answering(listed(500)), at=Numbered(place * 10, place))
            await settle(pilot)
            assert app.table.row is not None
            assert app.table.row.id == expected
            assert app.table.view.cursor == expected - 1
