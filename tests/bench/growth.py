"""G4, G12, G15 over a long time: the worst of many presses, keys in one write again and again, memory after ten thousand keys."""

from __future__ import annotations

import time
from collections.abc import Iterator

from screens.queue.filter_field import FILTER_PAUSE_SECONDS
from tests.bench.meter import Figures, Meter
from tests.bench.place import Place
from tests.bench.report import Line
from tests.bench.terminals import ALL, QUEUE_IS_READ, commits, under_cursor

PRESSES = 400
AHEAD = 40
RUNS = 100
KEYS = 10_000
HANDLED_SECONDS = 0.12
"""When nothing was painted for so long all keys have been handled: a frame is 33 ms, and keys that pile up are memory too."""
AT_ONCE = 20


def worst(place: Place) -> Iterator[Line]:
    """G4: the slowest of four hundred presses beside their own median."""
    for program, name in ((place.desk(place.largest), "the queue"), (place.bare_list(place.largest), "the bare list")):
        with program as desk:
            _opened(desk)
            times = Figures.of(
                answer.milliseconds
                for number in range(PRESSES)
                if (answer := desk.answer("up" if number // 30 % 2 else "down")).milliseconds is not None
            )
        yield Line(
            "G4", f"{name}: worst of {PRESSES}", place.largest, "ms", Figures.of([times.worst]), Figures.of([times.median])
        )


def ahead(place: Place) -> Iterator[Line]:
    """G12: forty keys in one write end where forty single keys end, a hundred times."""
    rows = place.largest
    with place.desk(rows) as desk:
        _opened(desk)
        desk.answer("home")
        single = [desk.answer("down").milliseconds or 0.0 for _key in range(AHEAD)]
        expected = under_cursor(desk)
        right, times = [], []
        for _number in range(RUNS):
            desk.answer("home")
            desk.settle(0.2)
            answer = desk.answer(*["down"] * AHEAD, quiet=0.2)
            times.append((answer.milliseconds or 0.0) / AHEAD)
            if under_cursor(desk) != expected:
                desk.settle(1.0)
            right.append(float(under_cursor(desk) == expected))
    yield Line("G12", f"a key of {AHEAD} in one write", rows, "ms", Figures.of(times), Figures.of(single))
    yield Line("G12", f"of {RUNS} runs ended where single keys do", rows, "1", Figures.of([sum(right)]))


def memory(place: Place) -> Iterator[Line]:
    """G15: what a desk holds at first, after ten thousand keys, and after a thousand commits elsewhere that changed its rows."""
    rows = place.largest
    with place.copy(rows) as url, place.desk(rows, url=url) as desk:
        _opened(desk)
        _press(desk, 1_000)
        before = Figures.of([desk.memory()])
        _press(desk, KEYS)
        yield Line("G15", f"memory after {KEYS:,} keys", rows, "MB", Figures.of([desk.memory()]), before)
        with commits(url, rows - 10) as commit:
            for number in range(1_000):
                commit(number)
                desk.settle(0.02)
        yield Line("G15", "memory after a thousand changes of a row in view", rows, "MB", Figures.of([desk.memory()]), before)


WORDS = ("漏水", "漏水 客厅", "漏火", "明伟", "lx-t4", "000007")
"""The last character of each leaves fewer rows than there were without it."""
PAUSE_MS = FILTER_PAUSE_SECONDS * 1000


def filters(place: Place) -> Iterator[Line]:
    """G13 at the screen: from the last character of a filter to the last byte, less the pause it waits for; beside a page."""
    for rows in place.sizes:
        with place.desk(rows) as desk, place.bare_list(rows) as bare:
            _opened(desk)
            bare.settle(1.0)
            floor = Figures.of(answer.milliseconds or 0.0 for answer in bare.answers("pagedown", 20))
            for word in WORDS:
                times = []
                for _number in range(max(5, place.repeat // 4)):
                    desk.answer(text="/")
                    desk.answer(text=word[:-1], quiet=0.4)
                    times.append(_until_rows(desk, word[-1]) - PAUSE_MS)
                    desk.settle(0.4)
                    desk.answer("escape", quiet=0.4)
                yield Line("G13", f"filter by {word}, less the pause", rows, "ms", Figures.of(times), floor)


def _until_rows(desk: Meter, character: str) -> float:
    """Milliseconds from a filter's last character to the last byte of the rows; itself is painted first, the counts later."""
    typed = time.monotonic()
    desk.type(character)
    time.sleep(FILTER_PAUSE_SECONDS)
    desk.wait_for_bytes(len(desk.arrivals), 1.5)
    desk.settle(0.05)
    return (desk.arrivals[-1][0] - typed) * 1000


def _opened(desk: Meter) -> None:
    desk.painted_before("READY" if "floors" in desk.arguments[2] else QUEUE_IS_READ)
    desk.settle(1.0)
    desk.type(ALL)
    desk.settle(1.5)


def _press(desk: Meter, count: int) -> None:
    keys = ("pagedown", "down", "down", "up", "end", "pageup", "home", "down")
    for number in range(0, count, AT_ONCE):
        desk.answer(*(keys[(number + at) % len(keys)] for at in range(AT_ONCE)), quiet=HANDLED_SECONDS)


FOUND = (
    ("last four digits", "0007"),
    ("last eight digits", "00000007"),
    ("initials", "lmg"),
    ("part of a name", "明刚"),
    ("absent name", "囍龘"),
    ("rare word", "明伟"),
    ("common word", "漏水"),
    ("absent word", "火星"),
    ("serial number", "S000000007"),
)


def finds(place: Place) -> Iterator[Line]:
    """G13 in the search box (F3): from the last character to the last byte of what was found; beside a page."""
    for rows in place.sizes:
        with place.desk(rows) as desk, place.bare_list(rows) as bare:
            _opened(desk)
            bare.settle(1.0)
            floor = Figures.of(answer.milliseconds or 0.0 for answer in bare.answers("pagedown", 20))
            for what, text in FOUND:
                times = []
                for _number in range(max(5, place.repeat // 4)):
                    desk.answer("f3", quiet=0.3)
                    desk.answer(text=text[:-1], quiet=0.3)
                    times.append(desk.answer(text=text[-1], quiet=0.15).milliseconds or 0.0)
                    desk.answer("escape", quiet=0.3)
                yield Line("G13", f"find by {what}", rows, "ms", Figures.of(times), floor)
