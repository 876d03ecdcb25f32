"""What the database does: the sweep, the saving of a call, the finding, each beside the same done by the bare driver.

Each area works on a copy of the site, so that the next one finds it as it was.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from models import clock, database
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.customers.callers import find_callers
from models.database import is_postgresql, sqlite_path
from models.fields import to_stored
from models.people.permissions import Actor
from models.people.queries import actor_of, staff_id_of
from models.sla.sweep import next_event_at, sweep
from models.tickets.queries import QueueQuery, QueueSort, QueueView, queue_page
from models.tickets.queue import statement
from tests.bench.data import AGENT
from tests.bench.meter import Figures
from tests.bench.place import Place
from tests.bench.report import Line
from workstation import memory

DUE = "SELECT id, subject, subject_id, next_event_at FROM clock WHERE next_event_at <= ? ORDER BY next_event_at LIMIT 20"
CLIMBS = "SELECT id, subject, subject_id, climbs_at FROM alert WHERE climbs_at <= ? ORDER BY climbs_at LIMIT 20"
WORDS = (
    ("common word", "漏水"),
    ("two common words", "漏水 客厅"),
    ("long common word", "请技术人员回电"),
    ("rare word", "明伟"),
    ("absent word", "火星"),
    ("end of a number", "0007"),
    ("serial number", "S000000007"),
    ("model", "lx-q6"),
)
SOME_DUE = (20, 1000)
SAVES = 400
BETWEEN_SAVES_SECONDS = 0.035
PAGE = 40


@contextmanager
def _opened(place: Place, rows: int) -> Iterator[Actor]:
    """A copy of a site as this process's database; who works there."""
    with place.copy(rows) as url:
        database.open(url)
        with database.connection():
            yield who_works_there()[0]
        database.close()


def who_works_there() -> tuple[Actor, int]:
    """The agent of the open site, and the category of repairs."""
    staff_id = staff_id_of(AGENT)
    if staff_id is None:
        raise LookupError(AGENT)
    ((category,),) = database.rows("SELECT id FROM category WHERE code = 'repair'")
    return actor_of(staff_id), category


class Bare:
    """The same database without anything between: `sqlite3` with the same durability, or psycopg."""

    def __init__(self, url: str) -> None:
        self._server = is_postgresql(url)
        if self._server:
            import psycopg

            self._connection: Any = psycopg.connect(url, autocommit=True)
            return
        self._connection = sqlite3.connect(sqlite_path(url), isolation_level=None, timeout=5)
        for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            self._connection.execute(f"PRAGMA {setting}")

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> Any:
        """Runs one statement with `?` marks."""
        return self._connection.execute(sql.replace("?", "%s") if self._server else sql, values)

    def close(self) -> None:
        """Lets the connection go."""
        self._connection.close()


@contextmanager
def _bare(place: Place) -> Iterator[Bare]:
    bare = Bare(place.copied)
    yield bare
    bare.close()


def _timed(call: Callable[[], object], count: int) -> Figures:
    """Milliseconds of `count` calls."""
    return Figures.of(_times(call, count))


def _times(call: Callable[[], object], count: int, *, every: float = 0.0) -> list[float]:
    """Milliseconds of each of `count` calls, with a pause of `every` seconds after each."""
    found = []
    for _number in range(count):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1000)
        time.sleep(every)
    return found


def _ask(connection: Bare, sql: str, values: tuple[object, ...]) -> object:
    return connection.execute(sql, values).fetchall()


def sweeps(place: Place) -> Iterator[Line]:
    """G7: the sweep with nothing due, and with some due, beside the bare statements that find and flag the same."""
    for rows in place.sizes:
        with _opened(place, rows), _bare(place) as bare:
            floor = _timed(partial(_ask_what_is_due, bare), 200)
            yield Line("G7", "sweep, nothing due", rows, "ms", _timed(sweep, 200), floor)
            yield Line("G7", "when the next clock comes due", rows, "ms", _timed(next_event_at, 200), floor)
        for due in SOME_DUE:
            if due > rows // 40 or place.server is not None:
                continue
            with _opened(place, rows), _bare(place) as bare:
                first = bare.execute(
                    "SELECT next_event_at FROM clock WHERE next_event_at > 0 ORDER BY 1 LIMIT ?", (due,)
                ).fetchall()
                moment = clock.now() + timedelta(microseconds=first[-1][0] - to_stored(clock.now()) + 1)
                floor = _timed(partial(_flag_bare, bare, due), 1)
                ours = _timed(partial(sweep, as_of=moment, limit=due), 1)
                yield Line("G7", f"sweep, {due} due, all that it writes", rows, "ms", ours, floor)


def _ask_what_is_due(connection: Bare) -> None:
    """The two indexed statements that say what a sweep has to do: clocks that come due, alerts that climb."""
    for sql in (DUE, CLIMBS):
        _ask(connection, sql, (to_stored(clock.now()),))


def _flag_bare(connection: Bare, count: int) -> None:
    """Finds clocks and flags each in a transaction of its own, then puts them back: the least that a sweep could do."""
    found = connection.execute(
        "SELECT id, next_event_at FROM clock WHERE next_event_at > 0 ORDER BY 2 LIMIT ?", (count,)
    ).fetchall()
    for clock_id, _at in found:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE clock SET ladder_percent = 1 WHERE id = ? AND ladder_percent = 0", (clock_id,))
        connection.execute("COMMIT")
    connection.execute("UPDATE clock SET ladder_percent = 0 WHERE ladder_percent = 1")


def views(place: Place) -> Iterator[Line]:
    """G8: the first page of every view in every order, beside the same statement by bare `sqlite3`."""
    for rows in place.sizes:
        with _opened(place, rows) as actor, _bare(place) as bare:
            for view in QueueView:
                for sort in QueueSort:
                    query = QueueQuery(view, sort, "", actor.staff_id, actor.team_id, actor.region_id)
                    sql, values = statement(query, key=None, backward=False, limit=PAGE)
                    floor = _timed(partial(_ask, bare, sql, values), 30)
                    ours = _timed(partial(queue_page, query, limit=PAGE), 30)
                    yield Line("G8", f"first page: {view.value}, {sort.value}", rows, "ms", ours, floor)


def saves(place: Place) -> Iterator[Line]:
    """G9: a call with its ticket, clocks, events and search row saved, beside bare inserts of the same rows; one process.

    The process has saved before and looks after its memory as a desk does; it saves 25 a second, as fifty desks do.
    """
    for rows in place.sizes:
        with _opened(place, rows):
            actor, category = who_works_there()
            save(actor, category)
            memory.settle()
            times = sorted(_times(partial(save, actor, category), SAVES, every=BETWEEN_SAVES_SECONDS))
            ours, floor = Figures.of(times), None
            if place.server is None:
                with _bare(place) as bare:
                    floor = Figures.of(_times(partial(_save_bare, bare, category), SAVES, every=BETWEEN_SAVES_SECONDS))
            yield Line("G9", "save a call with its ticket", rows, "ms", ours, floor)
            p99 = Figures.of([times[int(0.99 * SAVES)]])
            yield Line("G9", "the same, p99 beside own median", rows, "ms", p99, Figures.of([ours.median]))


def save(actor: Actor, category: int) -> None:
    """Saves a call with its ticket, as the intake form does."""
    now = clock.now()
    draft = new_draft(
        ending=Ending.TICKET_OPENED,
        number_text="13900000007",
        customer_id=7,
        category_id=category,
        problem="客厅灯闪烁,要求上门检修",
        offered_at=now - timedelta(minutes=3),
        answered_at=now - timedelta(minutes=2),
        ended_at=now,
    )
    finish_call(draft, actor=actor)


def _save_bare(connection: Bare, category: int) -> None:
    """A call's rows as the last one left them, copied under new keys: the same tables, rows and durability."""
    name = uuid4().hex[:16]
    connection.execute("BEGIN IMMEDIATE")
    ((ticket,),) = connection.execute("SELECT max(id) FROM ticket").fetchall()
    new = _copy(connection, "ticket", "id = ?", ticket, {"number": name, "client_uuid": name, "category_id": category})
    ((call,),) = connection.execute("SELECT max(id) FROM call").fetchall()
    _copy(connection, "call", "id = ?", call, {"number": name, "client_uuid": name, "ticket_id": new})
    for kind in ("first_response", "resolution"):
        _copy(connection, "clock", f"subject = 'ticket' AND kind = '{kind}' AND subject_id = ?", ticket, {"subject_id": new})
    for place in range(2):
        ((event,),) = connection.execute("SELECT max(id) FROM event").fetchall()
        _copy(connection, "event", "id = ?", event, {"subject_id": -new, "position": place + 1})
    connection.execute("INSERT INTO ticket_search (rowid, pairs) VALUES (?, '客厅 厅灯 灯闪 闪烁')", (new,))
    connection.execute("COMMIT")


def _copy(connection: Bare, table: str, which: str, value: int, other: dict[str, object]) -> int:
    """Writes a row again with other values in some columns; its id."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    chosen = ", ".join("?" if name in other else name for name in columns)
    values = [other[name] for name in columns if name in other]
    sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} WHERE {which} LIMIT 1"
    return int(connection.execute(sql, (*values, value)).lastrowid or 0)


def searches(place: Place) -> Iterator[Line]:
    """G13 without the screen: callers by number and name, tickets by words of the filter; the first answer is the worst one."""
    for rows in place.sizes:
        with _opened(place, rows) as actor:
            for what, text in (
                ("last four digits", "0007"),
                ("whole number", "13900000007"),
                ("two characters of a name", "明伟"),
            ):
                ours = _timed(partial(find_callers, text), 30)
                yield Line("G13", f"callers: {what}", rows, "ms", ours)
            for what, text in WORDS:
                for view in (QueueView.ALL, QueueView.TEAM):
                    query = QueueQuery(view, QueueSort.NEXT_DUE, text, actor.staff_id)
                    ours = _timed(partial(queue_page, query, limit=PAGE), 10)
                    yield Line("G13", f"tickets, {view.value}: {what}", rows, "ms", ours)
