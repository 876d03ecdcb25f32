"""What is written in fewer bytes is the same picture, cell by cell, in every set of colours."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.control import Control
from rich.style import Style
from textual.strip import Strip

from screens.brief import brief

COLUMNS, LINES = 24, 5
COLOURS = st.sampled_from([None, "#d8dde3", "#14181d", "#e86060", "red", "bright_blue", "color(120)", "default"])
FLAGS = ("bold", "dim", "italic", "underline", "reverse", "strike")
STYLES = st.builds(
    lambda ink, paper, flags: Style(color=ink, bgcolor=paper, **dict.fromkeys(flags, True)),
    COLOURS,
    COLOURS,
    st.sets(st.sampled_from(FLAGS), max_size=3),
)
RUNS = st.lists(st.tuples(st.sampled_from(["超 5:00", "   ", "T-000999", "紧急", "x"]), STYLES), max_size=2)
LINES_AT = st.lists(st.tuples(st.integers(0, 3), st.integers(0, LINES - 1), RUNS), unique_by=lambda line: line[1]).map(
    lambda lines: sorted(lines, key=lambda line: line[1])
)


def _written(lines: list[tuple[int, int, list[tuple[str, Style]]]], colours: ColorSystem) -> str:
    """Runs of text at their places, as Textual writes them."""
    said = (
        Control.move_to(x, y).segment.text + "".join(Strip.render_style(style.copy(), text, colours) for text, style in runs)
        for x, y, runs in lines
    )
    return "\n".join(said) + Control.move_to(2, 2).segment.text


def _picture(*written: str) -> tuple[object, ...]:
    """Each cell as it looks; a blank's ink, weight and slant can't be seen unless it is reversed."""
    screen = pyte.Screen(COLUMNS, LINES)
    for one in written:
        pyte.Stream(screen).feed(one)
    found: list[object] = [(screen.cursor.x, screen.cursor.y), screen.cursor.attrs]
    for y in range(LINES):
        for x in range(COLUMNS):
            cell = screen.buffer[y][x]
            plain = cell.data == " " and not cell.reverse
            found.append(cell._replace(fg="", bold=False, italics=False) if plain else cell)
    return tuple(found)


@given(LINES_AT, LINES_AT, st.sampled_from([ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD]))
def test_the_picture_is_the_same_cell_by_cell(first: list, second: list, colours: ColorSystem) -> None:  # type: ignore[type-arg]
    written = [_written(lines, colours) for lines in (first, second)]
    assert _picture(*map(brief, written)) == _picture(*written)
    assert all(len(brief(one)) <= len(one) + len("\x1b[m") for one in written)


def test_a_coloured_word_costs_its_two_changes_of_ink() -> None:
    plain, danger = Style.parse("#d8dde3 on #14181d"), Style.parse("#e86060 on #14181d")
    lines = [(0, y, [("编号 ", plain), ("紧急", danger), (" 客户", plain)]) for y in range(3)]
    written = _written(lines, ColorSystem.TRUECOLOR)
    assert len(brief(written)) < 0.5 * len(written)


@pytest.mark.parametrize("data", ["\x1b[?1049h\x1b[2J", "\x1b[58;5;3munderlined\x1b[0m", "plain\n", "\x1b[4:3mcurly\x1b[0m", ""])
def test_what_is_not_known_is_left_alone(data: str) -> None:
    assert brief(data).replace("\x1b[m", "\x1b[0m") == data
