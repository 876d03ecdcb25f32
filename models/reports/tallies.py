"""Counting what the figures name: one statement per register, grouped by slot or by what the report is cut by.

Every count can be added up, so a database counts by quarter of an hour and the buckets are made of those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from models import clock, database
from models.choices import Choice
from models.complaints.statistics import repeated
from models.fields import to_stored
from models.i18n import N_
from models.people.sight import present
from models.people.tables import AgentState
from models.periods import SLOT, Period
from models.reports.definitions import Rules, Source

SECOND = 1_000_000
LEVELS = (2, 3, 4)
STATES = (AgentState.AVAILABLE, AgentState.ON_CALL, AgentState.WRAP_UP, AgentState.BREAK, AgentState.AWAY)


class Dimension(Choice):
    """By what a report is cut; hours are those of the day, all days of the period together."""

    DAY = "day", N_("Day")
    HOUR = "hour", N_("Hour")
    AGENT = "agent", N_("Agent")
    REGION = "region", N_("Region")
    TEAM = "team", N_("Team")
    PRODUCT = "product", N_("Product")
    CATEGORY = "category", N_("Category")
    CAUSE = "cause", N_("Cause")


BY_TIME = (Dimension.DAY, Dimension.HOUR)


@dataclass(frozen=True)
class Cut:
    """Which records count: those of one region, team, agent, product model, category or cause; None lets all through."""

    region_id: int | None = None
    team_id: int | None = None
    agent_id: int | None = None
    product_id: int | None = None
    category_id: int | None = None
    cause: str | None = None

    @property
    def asked(self) -> dict[Dimension, int | str]:
        """What it asks for; for somebody who sees one region, always that one."""
        ids: dict[Dimension, int | str | None] = {
            Dimension.REGION: present().narrowed(self.region_id),
            Dimension.TEAM: self.team_id,
            Dimension.AGENT: self.agent_id,
            Dimension.PRODUCT: self.product_id,
            Dimension.CATEGORY: self.category_id,
            Dimension.CAUSE: self.cause,
        }
        return {dimension: id_ for dimension, id_ in ids.items() if id_ is not None}

    def narrowed(self, dimension: Dimension, id_: int | str) -> Cut:
        """The same, and of that only what belongs to one region, team …; days and hours narrow the period instead."""
        narrower: dict[str, Any] = {_CUT_BY[dimension]: id_}
        return replace(self, **narrower)


_CUT_BY = {
    Dimension.REGION: "region_id",
    Dimension.TEAM: "team_id",
    Dimension.AGENT: "agent_id",
    Dimension.PRODUCT: "product_id",
    Dimension.CATEGORY: "category_id",
    Dimension.CAUSE: "cause",
}


EVERYTHING = Cut()

Counts = dict[Any, Counter[str]]
"""Counts by word, for each slot (by time) or each id (else); None is the id of what has none, and of a report that isn't cut."""


@dataclass(frozen=True)
class Register:
    """How one register is counted: its rows, the moment by which they count, and which column says what of them.

    `record` says which record a row is about: the word of its subject, its id and its number (a call leads to its ticket
    where there is one). `took` is how long it took, in microseconds.
    """

    rows: str
    at: str
    columns: Mapping[Dimension, str]
    counts: Mapping[str, str]
    record: tuple[str, str, str]
    took: str = "NULL"
    condition: str = "1 = 1"

    def knows(self, cut: Cut, by: Dimension | None) -> bool:
        """Whether its rows can be told apart that way."""
        return all(dimension in self.columns for dimension in (*cut.asked, *((by,) if by and by not in BY_TIME else ())))

    def key(self, by: Dimension | None) -> str:
        """What the rows are grouped by."""
        if by in BY_TIME:
            return f"{self.at} / {SLOT}"
        return self.columns[by] if by is not None else "NULL"

    def where(self, period: Period, cut: Cut) -> tuple[str, tuple[int | str, ...]]:
        """The condition for a period and a cut, and its values."""
        conditions = [f"{self.at} >= ?", f"{self.at} < ?", self.condition, *(f"{self.columns[name]} = ?" for name in cut.asked)]
        return " AND ".join(conditions), (*period.stored, *cut.asked.values())

    def counted(self, period: Period, cut: Cut, by: Dimension | None) -> Counts:
        """The counts of a period, grouped."""
        where, values = self.where(period, cut)
        sums = ", ".join(f"COALESCE(SUM({expression}), 0)" for expression in self.counts.values())
        grouped = "" if by is None else " GROUP BY 1"
        found = database.rows(f"SELECT {self.key(by)}, {sums} FROM {self.rows} WHERE {where}{grouped}", values)
        return {key: Counter(dict(zip(self.counts, map(int, sums), strict=True))) for key, *sums in found}


def calls(rules: Rules) -> Register:
    """Inbound calls by the moment at which they rang."""
    counts = f"(c.answered_at IS NOT NULL OR c.ended_at IS NULL OR c.ended_at - c.offered_at >= {rules.short * SECOND})"
    in_time = f"c.answered_at - c.offered_at <= {rules.in_time * SECOND}"
    request = "c.answered_at IS NOT NULL AND c.ending IS NOT NULL AND c.ending NOT IN ('wrong_number', 'dropped')"
    return Register(
        rows="call c LEFT JOIN staff s ON s.id = c.agent_id LEFT JOIN owned_product o ON o.id = c.owned_product_id",
        at="c.offered_at",
        record=("CASE WHEN c.ticket_id IS NULL THEN 'call' ELSE 'ticket' END", "COALESCE(c.ticket_id, c.id)", "c.number"),
        took="COALESCE(c.answered_at, c.ended_at) - c.offered_at",
        columns={
            Dimension.REGION: "c.region_id",
            Dimension.TEAM: "s.team_id",
            Dimension.AGENT: "c.agent_id",
            Dimension.PRODUCT: "o.model_id",
            Dimension.CATEGORY: "c.category_id",
        },
        counts={
            "offered": one(counts),
            "answered": one("c.answered_at IS NOT NULL"),
            "in_time": one(in_time),
            "waited": "COALESCE(c.answered_at - c.offered_at, 0)",
            "abandoned": one(f"c.answered_at IS NULL AND c.ended_at IS NOT NULL AND {counts}"),
            "handling": "COALESCE(COALESCE(c.wrapped_up_at, c.ended_at) - c.answered_at, 0)",
            "handled": one("c.answered_at IS NOT NULL AND c.ended_at IS NOT NULL"),
            "solved_on_call": one("c.answered_at IS NOT NULL AND c.ending = 'answered'"),
            "with_request": one(request),
        },
        condition="c.direction = 'inbound'",
    )


def one(condition: str) -> str:
    """Counts a row where a condition holds."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def tickets(now: int) -> Register:
    """Tickets by the moment of their resolution; a callback that is due after `now` (as stored) is not wanted yet."""
    called = "EXISTS (SELECT 1 FROM callback b WHERE b.ticket_id = t.id AND b.kind = 'satisfaction' AND b.attempts > 0)"
    waiting = (
        "EXISTS (SELECT 1 FROM callback b WHERE b.ticket_id = t.id AND b.kind = 'satisfaction' AND b.attempts = 0"
        f" AND b.status = 'open' AND b.due_at > {now})"
    )
    return Register(
        rows="ticket t JOIN category g ON g.id = t.category_id LEFT JOIN owned_product o ON o.id = t.owned_product_id",
        at="t.resolved_at",
        record=("'ticket'", "t.id", "t.number"),
        took="t.resolved_at - t.opened_at",
        columns={
            Dimension.REGION: "t.region_id",
            Dimension.TEAM: "t.team_id",
            Dimension.AGENT: "t.owner_id",
            Dimension.PRODUCT: "o.model_id",
            Dimension.CATEGORY: "t.category_id",
        },
        counts={
            "solved": "1",
            "solving": "t.resolved_at - t.opened_at",
            "repaired": one("g.code = 'repair'"),
            "repaired_at_once": one("g.code = 'repair' AND t.rework_count = 0 AND t.reopen_count = 0"),
            "called_back": one(called),
            "to_call_back": one(f"{called} OR NOT {waiting}"),
        },
        condition="t.status IN ('resolved', 'closed') AND t.merged_into_id IS NULL",
    )


_CLOCKS_ON = (
    "clock k LEFT JOIN ticket t ON k.subject = 'ticket' AND t.id = k.subject_id"
    " LEFT JOIN complaint x ON k.subject = 'complaint' AND x.id = k.subject_id"
    " LEFT JOIN callback b ON k.subject = 'callback' AND b.id = k.subject_id"
    " LEFT JOIN staff s ON s.id = COALESCE(t.owner_id, x.owner_id, b.owner_id)"
    " LEFT JOIN owned_product o ON o.id = COALESCE(t.owned_product_id, x.owned_product_id)"
)
_OF_CLOCKS = {
    Dimension.REGION: "COALESCE(t.region_id, x.region_id, b.region_id)",
    Dimension.TEAM: "COALESCE(t.team_id, s.team_id)",
    Dimension.AGENT: "COALESCE(t.owner_id, x.owner_id, b.owner_id)",
    Dimension.PRODUCT: "o.model_id",
    Dimension.CATEGORY: "t.category_id",
}
_CLOCKS_RECORD = ("k.subject", "k.subject_id", "COALESCE(t.number, x.number, '')")
CLOCK_KINDS = ("contact", "first_response", "resolution", "plan", "follow_up", "callback", "level")


def _clocks(verdict: str, at: str) -> Register:
    return Register(
        rows=_CLOCKS_ON,
        at=at,
        columns=_OF_CLOCKS,
        counts={f"{kind}_{verdict}": one(f"k.kind = '{kind}'") for kind in CLOCK_KINDS},
        record=_CLOCKS_RECORD,
        took="k.stopped_at - k.started_at",
        condition=f"k.verdict = '{verdict}'",
    )


KEPT_CLOCKS = _clocks("met", "k.stopped_at")
BROKEN_CLOCKS = _clocks("breached", "k.breached_at")

RESPONSES = Register(
    rows=_CLOCKS_ON,
    at="k.stopped_at",
    columns=_OF_CLOCKS,
    counts={
        "responded": one("t.priority <> 'urgent'"),
        "responding": "CASE WHEN t.priority <> 'urgent' THEN k.stopped_at - k.started_at ELSE 0 END",
        "responded_urgently": one("t.priority = 'urgent'"),
        "responding_urgently": "CASE WHEN t.priority = 'urgent' THEN k.stopped_at - k.started_at ELSE 0 END",
    },
    record=_CLOCKS_RECORD,
    took="k.stopped_at - k.started_at",
    condition="k.subject = 'ticket' AND k.kind = 'first_response' AND k.verdict IN ('met', 'breached')",
)
SURVEYS = Register(
    rows="survey y JOIN callback b ON b.id = y.callback_id LEFT JOIN staff s ON s.id = y.agent_id"
    " LEFT JOIN ticket t ON t.id = b.ticket_id LEFT JOIN complaint x ON x.id = b.complaint_id"
    " LEFT JOIN owned_product o ON o.id = COALESCE(t.owned_product_id, x.owned_product_id)",
    at="y.at",
    record=("'callback'", "b.id", "COALESCE(t.number, x.number, '')"),
    columns={
        Dimension.REGION: "b.region_id",
        Dimension.TEAM: "s.team_id",
        Dimension.AGENT: "y.agent_id",
        Dimension.PRODUCT: "o.model_id",
        Dimension.CATEGORY: "t.category_id",
    },
    counts={"asked": "1", "satisfied": one("y.satisfied")},
)
_CASES = "complaint x LEFT JOIN staff s ON s.id = x.owner_id LEFT JOIN owned_product o ON o.id = x.owned_product_id"
_OF_CASES = {
    Dimension.REGION: "x.region_id",
    Dimension.TEAM: "s.team_id",
    Dimension.AGENT: "x.owner_id",
    Dimension.PRODUCT: "o.model_id",
    Dimension.CAUSE: "x.cause",
}
_CASES_RECORD = ("'complaint'", "x.id", "x.number")
COMPLAINTS = Register(
    rows=_CASES,
    at="x.opened_at",
    columns=_OF_CASES,
    counts={"complaints": "1", "repeated": one(repeated("x"))},
    record=_CASES_RECORD,
    condition="x.merged_into_id IS NULL",
)
LEVEL_SPANS = Register(
    rows=f"level_span l JOIN {_CASES.replace('complaint x', 'complaint x ON x.id = l.complaint_id', 1)}",
    at="l.started_at",
    columns={**_OF_CASES, Dimension.AGENT: "l.owner_id"},
    counts={f"level_{level}": one(f"l.level = {level}") for level in LEVELS},
    record=_CASES_RECORD,
    condition="l.\"trigger\" NOT IN ('opened', 'stepped_down')",
)


OF_STATES = {Dimension.REGION: "s.region_id", Dimension.TEAM: "s.team_id", Dimension.AGENT: "a.staff_id"}
"""By what the spans `a` of the staff members `s` can be told apart."""


def states(period: Period, cut: Cut, by: Dimension | None) -> Counts:
    """Microseconds per agent state within a period, each span shared out to the slots that it passes through."""
    columns = OF_STATES
    start, end = period.stored
    end = min(end, to_stored(clock.now()))
    conditions = "".join(f" AND {columns[name]} = ?" for name in cut.asked)
    key = columns[by] if by is not None and by not in BY_TIME else "NULL"
    found = database.rows(
        f"SELECT {key}, a.state, a.started_at, a.ended_at FROM agent_state_span a JOIN staff s ON s.id = a.staff_id"
        f" WHERE a.started_at < ? AND (a.ended_at IS NULL OR a.ended_at > ?) AND a.state <> 'offline'{conditions}",
        (end, start, *cut.asked.values()),
    )
    counts: Counts = {}
    for key_, state, began, ended in found:
        since, until = max(began, start), min(end if ended is None else ended, end)
        while since < until:
            slot = since // SLOT
            part = min(until, (slot + 1) * SLOT) if by in BY_TIME else until
            tally = counts.setdefault(slot if by in BY_TIME else key_, Counter())
            tally[state] += part - since
            if state in (AgentState.ON_CALL.value, AgentState.WRAP_UP.value):
                tally["busy"] += part - since
            since = part
    return counts


def states_know(cut: Cut, by: Dimension | None) -> bool:
    """Whether agents' states can be told apart that way: by anything but what a caller wants."""
    return OF_STATES.keys() >= {*cut.asked, by} - {None, *BY_TIME}


def ninety(register: Register, period: Period, cut: Cut, by: Dimension | None, bucket: Callable[[int], str]) -> dict[object, int]:
    """The 90th percentile (nearest rank) of the time to solve, per bucket of time or per id."""
    where, values = register.where(period, cut)
    found = database.rows(
        f"SELECT {register.key(by)}, t.resolved_at - t.opened_at FROM {register.rows} WHERE {where} ORDER BY 2", values
    )
    times: dict[object, list[int]] = {}
    for key, time in found:
        times.setdefault(bucket(key) if by in BY_TIME else key, []).append(int(time))
    return {key: sorted_times[-(-9 * len(sorted_times) // 10) - 1] for key, sorted_times in times.items()}


REGISTERS: Mapping[Source, tuple[Register, ...]] = {
    Source.CLOCKS: (KEPT_CLOCKS, BROKEN_CLOCKS),
    Source.RESPONSES: (RESPONSES,),
    Source.SURVEYS: (SURVEYS,),
    Source.COMPLAINTS: (COMPLAINTS,),
    Source.LEVELS: (LEVEL_SPANS,),
}
