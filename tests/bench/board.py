"""The supervisor's board (G17): its bytes on the line, idle, moving and at a key, and its figures beside bare SQL.

The site has agents at work, alerts that wait, callbacks that are due and three calls for each ticket, a year of them.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models import clock, database
from models.fields import to_stored
from models.periods import Period, Span, span_of
from models.reports.board import board
from models.reports.definitions import Figure
from models.reports.queries import figures
from models.site.queries import site
from tests.bench.data import bring_up_to_date
from tests.bench.meter import Figures, Meter, environment
from tests.bench.place import Place
from tests.bench.report import Line

WATCHED_SECONDS = 65.0
"""Longer than a minute: ages are told in minutes, so each second by itself may be quiet."""
CALLS_PER_TICKET = 3
AGENTS, ALERTS, CALLBACKS = 14, 60, 30
SETTLED = "服务水平"
OF_CALLS = (Figure.OFFERED, Figure.SERVICE_LEVEL, Figure.ABANDONMENT, Figure.HANDLE_TIME, Figure.SPEED_OF_ANSWER)
_MINUTE = 60_000_000


def area(place: Place) -> Iterator[Line]:
    """Everything that is measured of the board."""
    for rows in place.sizes:
        path = _peopled(place, rows)
        yield from _on_the_line(place, path, rows)
        yield from _counted(path, rows, place.repeat)


def _peopled(place: Place, rows: int) -> Path:
    """A copy of the site with what a board shows; made when it is first asked for."""
    path = place.sites / f"board-{rows}.db"
    if path.exists():
        bring_up_to_date(path)
        return path
    plain = place.site(rows)
    with sqlite3.connect(plain) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous = off")
        connection.execute("BEGIN")
        _people(connection, rows)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    source.close()
    copy.close()
    connection.close()
    return path


def _people(connection: sqlite3.Connection, rows: int) -> None:
    now = to_stored(clock.now().astimezone(UTC))
    staff = [found[0] for found in connection.execute("SELECT id FROM staff ORDER BY number LIMIT ?", (AGENTS,))]
    states = ("available", "on_call", "wrap_up", "break")
    connection.executemany(
        "INSERT OR IGNORE INTO agent_state_span (staff_id, state, reason, started_at) VALUES (?, ?, '', ?)",
        ((person, states[n % 4], now - n * 7 * _MINUTE) for n, person in enumerate(staff)),
    )
    clocks = connection.execute(
        "SELECT id, subject_id FROM clock WHERE kind = 'resolution' AND verdict IN ('breached', 'running')"
        " AND due_at IS NOT NULL ORDER BY id LIMIT ?",
        (ALERTS,),
    ).fetchall()
    connection.executemany(
        "INSERT INTO alert (clock_id, subject, subject_id, percent, relation, staff_id, due_at, raised_at)"
        " VALUES (?, 'ticket', ?, 100, 'supervisor', ?, ?, ?)",
        (
            (id_, ticket, staff[n % len(staff)], now - n * 9 * _MINUTE, now - n * 5 * _MINUTE)
            for n, (id_, ticket) in enumerate(clocks)
        ),
    )
    connection.executemany(
        "INSERT INTO callback (client_uuid, kind, round, number, subject_text, due_at, next_due_at, created_at, status, attempts,"
        " sla, version, done_reason) VALUES (?, 'promise', 1, '', '', ?, ?, ?, 'open', 0, 'in_time', 1, '')",
        ((f"board-{n}", now + (n - 10) * 11 * _MINUTE, now + (n - 10) * 11 * _MINUTE, now) for n in range(CALLBACKS)),
    )
    count = rows * CALLS_PER_TICKET
    step = 365 * 86_400_000_000 // count
    connection.executemany(
        "INSERT INTO call (number, client_uuid, direction, channel, agent_id, caller_number, caller_extension, caller_name,"
        " summary, offered_at, answered_at, ended_at, wrapped_up_at, hold_seconds, ending)"
        " VALUES (?, ?, 'inbound', 'hotline', ?, '', '', '', '', ?, ?, ?, ?, 0, ?)",
        (_call(n, now - n * step, staff) for n in range(count)),
    )


def _call(n: int, rang: int, staff: list[int]) -> tuple[object, ...]:
    wait = (n * 7919 % 60) * 1_000_000
    if n % 12 == 0:
        return (f"I{n}", f"bench-call-{n}", None, rang, None, rang + wait, None, "dropped")
    ended = rang + wait + (60 + n % 300) * 1_000_000
    return (f"I{n}", f"bench-call-{n}", staff[n % len(staff)], rang, rang + wait, ended, ended + 30_000_000, "answered")


def _on_the_line(place: Place, path: Path, rows: int) -> Iterator[Line]:
    """What goes to a terminal of 120 x 40 that shows the board."""
    command = [sys.executable, "-m", "workstation", "--database", f"sqlite:///{path}", "--language", "zh", "board", "--read-only"]
    with Meter(command, environment=environment(place.folder)) as wall:
        wall.painted_before(SETTLED)
        wall.settle(2.0)
        idle = wall.quiet(WATCHED_SECONDS)
        yield Line("G17", "board idle: bytes", rows, "B/s", Figures.of([idle.bytes_per_second]))
        yield Line("G17", "board idle: processor", rows, "% of a core", Figures.of([idle.cpu_percent]))
        yield Line("G17", "queue moving once a second: bytes", rows, "B/s", Figures.of([_moving(wall, path)]))
        answers = [answer for key in ("down", "up", "tab", "shift+tab", "pagedown", "pageup") for answer in wall.answers(key, 3)]
        yield Line("G17", "a key: bytes", rows, "B", Figures.of([float(answer.bytes) for answer in answers]))


def _moving(wall: Meter, path: Path, seconds: int = 20) -> float:
    """Bytes a second while a ticket changes hands or state each second."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    open_ones = [id_ for (id_,) in connection.execute('SELECT id FROM ticket WHERE "open" ORDER BY id DESC LIMIT 50')]
    seen, start = len(wall.arrivals), time.monotonic()
    for number in range(seconds):
        state = ("in_progress", "new")[number % 2]
        connection.execute("UPDATE ticket SET status = ? WHERE id = ?", (state, open_ones[number % len(open_ones)]))
        time.sleep(max(0.0, start + number + 1 - time.monotonic()))
    connection.close()
    return sum(size for _at, size in wall.arrivals[seen:]) / (time.monotonic() - start)


def _counted(path: Path, rows: int, repeat: int) -> Iterator[Line]:
    """Reading the board, and the figures of calls of a day, a month and a year, beside one statement of bare SQL."""
    database.open(f"sqlite:///{path}")
    bare = sqlite3.connect(path)
    with database.connection():
        count = max(5, repeat // 4)
        yield Line("G17", "board read", rows, "ms", _timed(board, count))
        today = datetime.now(site().zone).date()
        for span in (Span.DAY, Span.MONTH, Span.YEAR):
            period = span_of(span, today, site().zone)
            times = max(2, count // 3) if span is Span.YEAR else count
            ours = _timed(lambda period=period: figures(period, wanted=OF_CALLS), times)  # type: ignore[misc]
            floor = _timed(lambda period=period: _bare_calls(bare, period), times)  # type: ignore[misc]
            yield Line("G17", f"figures of calls of a {span.value}", rows, "ms", ours, floor)
        week_ago = Period(clock.now() - timedelta(days=7), clock.now(), site().zone)
        yield Line("G17", "every figure of seven days", rows, "ms", _timed(lambda: figures(week_ago), max(2, count // 3)))
    database.close()
    bare.close()


def _bare_calls(connection: sqlite3.Connection, period: Period) -> None:
    connection.execute(
        "SELECT count(*), SUM(answered_at IS NOT NULL), SUM(answered_at - offered_at <= 20000000),"
        " SUM(COALESCE(answered_at - offered_at, 0)), SUM(answered_at IS NULL AND ended_at IS NOT NULL),"
        " SUM(COALESCE(COALESCE(wrapped_up_at, ended_at) - answered_at, 0)) FROM call"
        " WHERE offered_at >= ? AND offered_at < ? AND direction = 'inbound'",
        period.stored,
    ).fetchall()


def _timed(call: Callable[[], object], count: int) -> Figures:
    call()
    found = []
    for _number in range(count):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1000)
    return Figures.of(found)
