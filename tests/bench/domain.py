"""What the database does: the sweep, the saving of a call, the finding, each beside the same done by bare `sqlite3`.

SQLite only. Each area works on a copy of the site, so that the next one finds it as it was.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from models import clock, database
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.customers.callers import find_callers
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

DUE = "SELECT id, subject, subject_id, next_event_at FROM clock WHERE next_event_at <= ? ORDER BY next_event_at LIMIT 20"
SOME_DUE = (20, 1000)
PAGE = 40


@contextmanager
def _opened(path: Path) -> Iterator[Actor]:
    """A copy of a site as this process's database; who works there."""
    copy = path.with_suffix(".copy")
    for ending in ("", "-wal", "-shm"):
        Path(f"{copy}{ending}").unlink(missing_ok=True)
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    shutil.copy(path, copy)
    database.open(f"sqlite:///{copy}")
    with database.connection():
        staff_id = staff_id_of(AGENT)
        if staff_id is None:
            raise LookupError(AGENT)
        yield actor_of(staff_id)
    database.close()
    copy.unlink()


@contextmanager
def _bare() -> Iterator[sqlite3.Connection]:
    """The same file by bare `sqlite3`, with the same durability."""
    connection = sqlite3.connect(database.database.obj.database, isolation_level=None, timeout=5)
    for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"PRAGMA {setting}")
    yield connection
    connection.close()


def _timed(call: Callable[[], object], count: int) -> Figures:
    """Milliseconds of `count` calls."""
    found = []
    for _number in range(count):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1000)
    return Figures.of(found)


def _ask(connection: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> object:
    return connection.execute(sql, values).fetchall()


def sweeps(place: Place) -> Iterator[Line]:
    """G7: the sweep with nothing due, and with some due, beside the bare statements that find and flag the same."""
    for rows in place.sizes:
        with _opened(place.site(rows)), _bare() as bare:
            floor = _timed(partial(_ask, bare, DUE, (to_stored(clock.now()),)), 200)
            yield Line("G7", "sweep, nothing due", rows, "ms", _timed(sweep, 200), floor)
            yield Line("G7", "when the next clock comes due", rows, "ms", _timed(next_event_at, 200), floor)
        for due in SOME_DUE:
            if due > rows // 40:
                continue
            with _opened(place.site(rows)), _bare() as bare:
                first = bare.execute(
                    "SELECT next_event_at FROM clock WHERE next_event_at > 0 ORDER BY 1 LIMIT ?", (due,)
                ).fetchall()
                moment = clock.now() + timedelta(microseconds=first[-1][0] - to_stored(clock.now()) + 1)
                floor = _timed(partial(_flag_bare, bare, due), 1)
                ours = _timed(partial(sweep, as_of=moment, limit=due), 1)
                yield Line("G7", f"sweep, {due} due, all that it writes", rows, "ms", ours, floor)


def _flag_bare(connection: sqlite3.Connection, count: int) -> None:
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
        with _opened(place.site(rows)) as actor, _bare() as bare:
            for view in QueueView:
                for sort in QueueSort:
                    query = QueueQuery(view, sort, "", actor.staff_id, actor.team_id, actor.region_id)
                    sql, values = statement(query, key=None, backward=False, limit=PAGE)
                    floor = _timed(partial(_ask, bare, sql, values), 30)
                    ours = _timed(partial(queue_page, query, limit=PAGE), 30)
                    yield Line("G8", f"first page: {view.value}, {sort.value}", rows, "ms", ours, floor)


def saves(place: Place) -> Iterator[Line]:
    """G9: a call with its ticket, clocks, events and search row saved, beside bare inserts of the same rows; one process."""
    for rows in place.sizes:
        with _opened(place.site(rows)) as actor:
            ((category,),) = database.rows("SELECT id FROM category WHERE code = 'repair'")
            ours = _timed(partial(_save, actor, category), max(30, place.repeat))
            with _bare() as bare:
                floor = _timed(partial(_save_bare, bare, category), max(30, place.repeat))
            yield Line("G9", "save a call with its ticket", rows, "ms", ours, floor)


def _save(actor: Actor, category: int) -> None:
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


def _save_bare(connection: sqlite3.Connection, category: int) -> None:
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


def _copy(connection: sqlite3.Connection, table: str, which: str, value: int, other: dict[str, object]) -> int:
    """Writes a row again with other values in some columns; its id."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    chosen = ", ".join("?" if name in other else name for name in columns)
    values = [other[name] for name in columns if name in other]
    sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} WHERE {which} LIMIT 1"
    return int(connection.execute(sql, (*values, value)).lastrowid or 0)


def searches(place: Place) -> Iterator[Line]:
    """G13 without the screen: callers by number and name, tickets by words of the filter; the floor is one indexed row."""
    for rows in place.sizes:
        with _opened(place.site(rows)) as actor, _bare() as bare:
            floor = _timed(partial(_ask, bare, "SELECT * FROM contact_number WHERE number = ?", ("+8613900000007",)), 100)
            for what, text in (
                ("last four digits", "0007"),
                ("whole number", "13900000007"),
                ("two characters of a name", "明伟"),
            ):
                ours = _timed(partial(find_callers, text), 30)
                yield Line("G13", f"callers: {what}", rows, "ms", ours, floor)
            for what, text in (("common word", "漏水"), ("two words", "漏水 客厅"), ("absent word", "火星")):
                query = QueueQuery(QueueView.ALL, QueueSort.NEWEST, text, actor.staff_id)
                ours = _timed(partial(queue_page, query, limit=PAGE), 10)
                yield Line("G13", f"tickets: {what}", rows, "ms", ours, floor)
