"""A day at one desk in half an hour: tens of thousands of actions at a real terminal, and what the desk grows by meanwhile."""

from __future__ import annotations

import contextlib
import itertools
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from models import clock, database
from models.people.permissions import SYSTEM
from models.tickets.operations import cancel
from tests.bench.meter import environment
from tests.models.builders import ticket
from tests.pty.conftest import AGENT, PASSWORD, furnish
from tests.stress.engines import fresh, scratch
from tests.stress.painted import Desk
from tests.stress.scene import ENDINGS, NUMBER

TICKETS = 300
QUIET_SECONDS = 0.012
"""An action is done when nothing more was painted for so long."""
PATIENCE_SECONDS = 1.5
"""Keys that change nothing on the screen are given up after this time."""
MOST_GROWTH = 1.10
"""How much more memory there may be at the end than after the first tenth."""
MOST_SLOWING = 1.25
"""How much more of the processor an action of the last tenth may take than one of the first."""
MOST_THREADS = 2
"""The event loop's own pool of threads fills slowly up to its bound."""


def _round(desk: Desk, number: int) -> Iterator[float | None]:
    """What an agent does in a few minutes; yields the milliseconds of each action, None where nothing was painted."""

    def press(*keys: str) -> float | None:
        return desk.answer(*keys, quiet=QUIET_SECONDS, patience=PATIENCE_SECONDS).milliseconds

    def type_(text: str) -> float | None:
        pressed, seen = time.monotonic(), len(desk.arrivals)
        desk.type(text)
        desk.wait_for_bytes(seen, PATIENCE_SECONDS)
        desk.settle(QUIET_SECONDS)
        return (desk.arrivals[-1][0] - pressed) * 1000 if len(desk.arrivals) > seen else None

    yield press("f5")
    yield type_("8")
    for key in (*["down"] * 20, "pagedown", *["up"] * 10, "pagedown", "end", *["up"] * 10, "home"):
        yield press(key)
    for key in ("enter", "escape"):
        yield press(key)
    yield press("down")
    yield press("enter")
    desk.forget()
    yield type_("n")
    yield type_(f"第{number}轮备注：客户再次来电")
    yield press("f2")
    yield press("escape")
    yield press("f4")
    if number % 2:
        yield type_(NUMBER)
        yield press("enter")
        yield type_("11")
    else:
        yield type_(f"139{number:08d}")
        yield press("tab", "tab")
        yield type_(f"客户{number}")
        yield press("tab", "tab", "tab")
        yield type_("1")
    yield type_(f"第{number}轮来电：开灯十分钟后闪烁")
    desk.forget()
    yield press("f2")
    desk.reads(ENDINGS)
    desk.forget()
    yield type_("2" if number % 2 else "1")
    desk.reads("已保存")
    yield press("f5")
    yield type_("/")
    yield type_("闪烁")
    yield press("escape")
    yield press("escape")
    for key in ("f6", "down", "down", "f7", "f8", "f5", "ctrl+l", "ctrl+l", "f1", "escape", "f10", "escape", "f3", "escape"):
        yield press(key)
    if number % 25 == 0:
        yield press("f12")
        yield type_(f"{PASSWORD}\r")


def _rounds(desk: Desk) -> Iterator[float | None]:
    """Round after round; a colleague ends an old ticket for each new one, so that the desk is measured and not a growing site."""
    for number in itertools.count(1):
        yield from _round(desk, number)
        if number % 2 == 0:
            with database.connection():
                cancel(number // 2, "重复", actor=SYSTEM)


def run(engine: str, *, actions: int) -> dict[str, object]:
    """Drives one desk through so many actions; `failed` counts what was not flat."""
    with fresh(engine) as url, scratch() as folder, contextlib.ExitStack() as ended:
        furnish(url)
        _fill(url)
        command = [sys.executable, "-m", "workstation", "--database", url, "--language", "zh"]
        with Desk(command, environment=environment(folder)) as desk:
            desk.reads("工号")
            desk.settle(1.0)
            desk.type(f"{AGENT}\r{PASSWORD}\r")
            desk.reads("未派")
            database.open(url)
            ended.callback(database.close)
            figures = _driven(desk, actions)
    return figures


def _fill(url: str) -> None:
    database.open(url)
    with database.connection():
        for number in range(TICKETS):
            ticket(actor=SYSTEM, problem=f"灯具闪烁 {number}", opened_at=clock.now() - timedelta(minutes=number))
    database.close()


def _driven(desk: Desk, actions: int) -> dict[str, object]:
    tenth = actions // 10
    times: list[list[float]] = [[] for _tenth in range(10)]
    memory, threads, descriptors, costs = [], [], [], []
    unanswered = done = 0
    begun = time.monotonic()
    steps = _rounds(desk)
    for place in range(10):
        used = desk.cpu_seconds()
        for milliseconds in itertools.islice(steps, tenth):
            done += 1
            if milliseconds is None:
                unanswered += 1
            else:
                times[place].append(milliseconds)
        costs.append((desk.cpu_seconds() - used) * 1000 / tenth)
        desk.settle(0.5)
        memory.append(desk.memory())
        threads.append(desk.threads())
        descriptors.append(desk.descriptors())
        middle, slow = statistics.median(times[place]), sorted(times[place])[int(0.99 * len(times[place]))]
        print(
            f"  {done} actions, {time.monotonic() - begun:.0f} s: {memory[-1]:.1f} MB, {threads[-1]} threads,"
            f" {descriptors[-1]} descriptors, {middle:.1f} ms, p99 {slow:.0f} ms, {costs[-1]:.1f} ms of a core each",
            flush=True,
        )
    medians = [statistics.median(found) for found in times]
    growth, slowing = memory[-1] / memory[0], costs[-1] / costs[0]
    leaks = threads[-1] - threads[0] > MOST_THREADS or descriptors[-1] > descriptors[0]
    return {
        "actions": done,
        "painted nothing": unanswered,
        "MB after each tenth": " ".join(f"{held:.1f}" for held in memory),
        "growth after the first tenth": f"{growth:.3f}",
        "threads": f"{threads[0]} to {threads[-1]}",
        "descriptors": f"{descriptors[0]} to {descriptors[-1]}",
        "median ms of each tenth": " ".join(f"{middle:.1f}" for middle in medians),
        "ms of a core an action": " ".join(f"{cost:.1f}" for cost in costs),
        "slowing": f"{slowing:.2f}",
        "failed": int(growth > MOST_GROWTH) + int(leaks) + int(slowing > MOST_SLOWING),
        "seconds": round(time.monotonic() - begun),
    }
