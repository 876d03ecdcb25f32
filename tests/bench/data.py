"""Sites of any size, made in one pass: generated rows go through the real schema by `executemany`, with clocks and search rows.

The same number of rows gives the same tickets. One in twenty is open; nothing comes due while somebody measures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models import clock, database, migrations
from models.clock import NEVER
from models.fields import to_stored
from models.i18n import Language, use_language
from models.search import pairs
from workstation.demo.site import found_demo_site

OPEN_SHARE = 20
"""One ticket in so many is open."""
AGENT = "8012"
"""Whose desk is measured."""

FLAGGED = 1000
"""A share of the time beyond every step of a ladder: nothing is left to be flagged."""
WARN_PERCENT = 75

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
_FAULTS = ("不亮", "闪烁", "异响", "漏水", "掉线", "遥控失灵", "外壳开裂", "发热", "接触不良", "漏电跳闸")
_PLACES = ("客厅", "主卧", "厨房", "阳台", "走廊", "会议室", "车间", "大堂")
_WISHES = ("要求上门检修", "要求换新", "询问保修期", "已寄回等待检测", "请技术人员回电", "客户着急,今天要用")
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def make_site(path: Path, rows: int) -> str:
    """Makes a site with `rows` tickets at `path` and returns its URL."""
    url = f"sqlite:///{path}"
    use_language(Language.CHINESE)
    database.open(url)
    with database.connection():
        migrations.migrate()
        found_demo_site(Language.CHINESE)
    database.close()
    with sqlite3.connect(path, isolation_level=None) as connection:
        for setting in ("journal_mode = off", "synchronous = off", "cache_size = -262144", "temp_store = memory"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        _Maker(connection, rows).make()
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    connection.close()
    return url


def bring_up_to_date(path: Path) -> None:
    """Gives a site of an earlier run the migrations that came since."""
    database.open(f"sqlite:///{path}")
    with database.connection():
        migrations.migrate()
    database.close()


def write_tickets(connection: sqlite3.Connection, rows: int, *, after: int) -> None:
    """Writes so many more tickets with their clocks and search rows, numbered on from `after`."""
    maker = _Maker(connection, after + rows, first=after + 1)
    maker.make_tickets()


class _Maker:
    """Writes one site's customers, products and tickets."""

    def __init__(self, connection: sqlite3.Connection, rows: int, *, first: int = 1) -> None:
        self._connection = connection
        self._rows = rows
        self._numbers = range(first, rows + 1)
        self._now = clock.now().astimezone(UTC)
        self._customers = max(20, rows // 4)
        self._known = self._customers if first == 1 else 20
        self._problems = [f"{place}{fault},{wish}" for place in _PLACES for fault in _FAULTS for wish in _WISHES]

    def _ids(self, sql: str) -> list[int]:
        return [found[0] for found in self._connection.execute(sql)]

    def make(self) -> None:
        """Writes everything."""
        self._make_customers()
        self.make_tickets()

    def make_tickets(self) -> None:
        """Writes the tickets with their clocks and search rows."""
        write = self._connection.executemany
        write(_TICKET, self._tickets())
        write(_CLOCK, self._clocks())
        write("INSERT INTO ticket_search (rowid, pairs) VALUES (?, ?)", self._search_rows())

    def _make_customers(self) -> None:
        regions = self._ids("SELECT id FROM region")
        models = self._ids("SELECT id FROM product_model")
        created = to_stored(self._now - 400 * _DAY)
        names = [f"{s}{a}{b}" for s in _SURNAMES for a in _GIVEN for b in _GIVEN]
        write, count = self._connection.executemany, self._customers
        write(
            "INSERT INTO customer (id, kind, name, pinyin, initials, level, region_id, city, address, email, note, status,"
            " version, created_at) VALUES (?, 'person', ?, '', '', ?, ?, '杭州', '', '', '', 'active', 1, ?)",
            (
                (n, names[n * 7919 % len(names)], "vip" if n % 17 == 0 else "c", regions[n % len(regions)], created)
                for n in range(1, count + 1)
            ),
        )
        write(
            "INSERT INTO contact_number (customer_id, number, extension, reversed_digits, position) VALUES (?, ?, '', ?, 0)",
            ((n, f"+86139{n:08d}", f"139{n:08d}"[::-1]) for n in range(1, count + 1)),
        )
        write(
            "INSERT INTO owned_product (id, customer_id, model_id, serial_number, note, active, created_at)"
            " VALUES (?, ?, ?, ?, '', 1, ?)",
            ((n, n, models[n % len(models)], f"S{n:09d}", created) for n in range(1, count + 1)),
        )
        write(
            "INSERT INTO customer_search (rowid, pairs) VALUES (?, ?)",
            ((n, " ".join(pairs(names[n * 7919 % len(names)]))) for n in range(1, count + 1)),
        )

    def _is_open(self, n: int) -> bool:
        """The newest twentieth."""
        return n > self._rows - self._rows // OPEN_SHARE

    def _opened(self, n: int) -> datetime:
        """The open ones came within the last ten days, the others within the year before."""
        open_number = max(1, self._rows // OPEN_SHARE)
        if self._is_open(n):
            return self._now - 10 * _DAY * ((self._rows - n + 1) / open_number)
        return self._now - 10 * _DAY - 355 * _DAY * ((self._rows - open_number - n + 1) / self._rows)

    def _due(self, n: int) -> datetime:
        """When an open ticket is due: from ten hours to twelve days ahead, in another order than they were opened.

        Those that are overdue have been so for up to five hours.
        """
        open_number = max(1, self._rows // OPEN_SHARE)
        share = (n * 7919 % open_number) / open_number
        return self._now - 5 * _HOUR * share if _state(n)[2] == "breached" else self._now + 10 * _HOUR + 11 * _DAY * share

    def _tickets(self) -> Iterator[tuple[object, ...]]:
        regions = self._ids("SELECT id FROM region")
        teams = self._ids("SELECT id FROM team")
        owners = self._ids("SELECT id FROM staff ORDER BY number")
        categories = self._ids("SELECT id FROM category")
        priorities = ("low", "medium", "medium", "high", "urgent")
        for n in self._numbers:
            is_open = self._is_open(n)
            opened = to_stored(self._opened(n))
            status, hold, sla = _state(n) if is_open else ("closed", None, "none")
            due = self._due(n) if is_open and sla != "paused" else NEVER
            yield (
                n,
                _number(n),
                f"ticket-{n}",
                n % self._known + 1,
                n % self._known + 1,
                categories[n % len(categories)],
                regions[n % len(regions)],
                teams[n % len(teams)],
                None if is_open and status == "new" else owners[n % len(owners)],
                priorities[n * 31 % 5],
                status,
                hold,
                self._problems[n * 17 % len(self._problems)],
                "" if is_open else "已处理",
                opened,
                is_open,
                to_stored(due),
                sla,
            )

    def _clocks(self) -> Iterator[tuple[object, ...]]:
        """A met first response and a resolution each; the open tickets' resolution runs."""
        ((policy, calendar),) = self._connection.execute(
            "SELECT id, calendar_id FROM policy WHERE subject = 'ticket' AND current LIMIT 1"
        ).fetchall()
        for n in self._numbers:
            opened = self._opened(n)
            start, answered = to_stored(opened), to_stored(opened + _HOUR)
            yield (n, "first_response", policy, calendar, start, answered, None, None, None, start + 1, "met", 0)
            if not self._is_open(n):
                yield (n, "resolution", policy, calendar, start, answered, None, None, None, start + 1, "met", 0)
                continue
            sla = _state(n)[2]
            due = to_stored(self._due(n))
            if sla == "paused":
                yield (n, "resolution", policy, calendar, start, None, None, None, start, None, "running", 0)
            elif sla == "breached":
                yield (n, "resolution", policy, calendar, start, due, due, None, None, None, "breached", FLAGGED)
            elif sla == "warned":
                yield (n, "resolution", policy, calendar, start, due, due, due, None, None, "running", WARN_PERCENT)
            else:
                yield (n, "resolution", policy, calendar, start, due, due, due, None, None, "running", 0)

    def _search_rows(self) -> Iterator[tuple[int, str]]:
        found = {problem: " ".join(pairs(problem)) for problem in self._problems}
        done = " ".join(pairs("已处理"))
        for n in self._numbers:
            problem = found[self._problems[n * 17 % len(self._problems)]]
            yield n, f"{' '.join(pairs(_number(n)))} {problem} {'' if self._is_open(n) else done}"


def _number(n: int) -> str:
    return f"T-{n // 1000:06d}-{n % 1000:03d}"


def _state(n: int) -> tuple[str, str | None, str]:
    """Status, reason of a hold and state of the targets of an open ticket."""
    if n % 10 == 3:
        return "on_hold", "customer" if n % 20 == 3 else "parts", "paused"
    sla = "breached" if n % 20 == 1 else "warned" if n % 10 == 7 else "in_time"
    return "new" if n % 10 == 5 else "in_progress", None, sla


_TICKET = (
    "INSERT INTO ticket (id, number, client_uuid, customer_id, owned_product_id, category_id, region_id, team_id, owner_id,"
    " priority, status, hold_reason, problem, solution, opened_at, open, next_due_at, sla,"
    " contact_number, channel, severity, urgency, cancel_reason, reopen_count, rework_count, version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 'hotline', 'medium', 'medium', '', 0, 0, 1)"
)
_CLOCK = (
    "INSERT INTO clock (subject, round, current, subject_id, kind, policy_id, calendar_id, started_at,"
    " due_at, given_due_at, next_event_at, paused_at, stopped_at, verdict, ladder_percent)"
    " VALUES ('ticket', 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
