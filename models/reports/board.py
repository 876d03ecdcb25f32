"""What the supervisor's board shows: queues, agents, alerts, what is due, and how the day runs.

A board may be narrowed to one region; what belongs to no region is shown to all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models import clock, database
from models.choices import Choice
from models.events.tables import Subject
from models.fields import from_stored, optional_from_stored, to_stored
from models.i18n import N_, _
from models.people.sight import Sight, present, present_in
from models.people.tables import AgentState, Role
from models.periods import Period, day_of
from models.reports import tallies
from models.reports.definitions import Figure, Rules
from models.reports.queries import figures, figures_by, rules
from models.reports.tallies import Cut, Dimension
from models.site.queries import settings, site
from models.site.settings import RULES, SettingName
from models.sla.tables import ClockKind, Priority, SlaState
from models.tickets.categories import category_name
from models.tickets.tables import TicketStatus

FIGURES = (
    Figure.SERVICE_LEVEL,
    Figure.ABANDONMENT,
    Figure.RESPONSE_KEPT,
    Figure.RESOLUTION_KEPT,
    Figure.SATISFACTION,
    Figure.HANDLE_TIME,
    Figure.SPEED_OF_ANSWER,
    Figure.OFFERED,
    Figure.FIRST_CALL,
    Figure.OCCUPANCY,
)
"""The day's figures that the board shows, the most important first."""

ACKNOWLEDGED_SHOWN = timedelta(hours=2)
"""How long an acknowledged alert stays on the board."""
MOST_ALERTS = 100
MOST_DUE = 50


class QueuesBy(Choice):
    """How the open work is divided into queues."""

    CATEGORY = "category", N_("Category")
    TEAM = "team", N_("Team")
    REGION = "region", N_("Region")


@dataclass(frozen=True)
class QueueLine:
    """One queue that has open work.

    `waiting` are the tickets whose work has not begun, the callbacks that are due, the complaints that are open.

    `oldest_at` is since when the oldest of the waiting waits. `group_id` is the category's, team's or region's id.
    """

    place: int
    subject: Subject
    group_id: int | None
    name: str
    waiting: int
    open: int
    oldest_at: datetime | None
    breached: int
    warned: int


@dataclass(frozen=True)
class AgentLine:
    """Somebody who is signed in; `handling` is the average handle time of today's calls in microseconds."""

    staff_id: int
    number: str
    name: str
    state: AgentState
    reason: str
    since: datetime
    in_hand: int
    calls: int
    handling: float | None


@dataclass(frozen=True)
class TicketPart:
    """What a command on an alert's ticket must know of it."""

    version: int
    status: TicketStatus
    priority: Priority
    owned: bool


@dataclass(frozen=True)
class AlertLine:
    """One step of one clock's ladder: who was told, by name or by the role that nobody holds, and whether it was acknowledged.

    `label` is the record's number; a callback has none, and its customer's name has no place on a wall.
    `waiting_ids` are the alerts that nobody acknowledged yet; while there are any the line as a whole is not acknowledged.
    `owner_id` is who has the record.
    """

    id: int
    subject: Subject
    subject_id: int
    label: str
    kind: ClockKind
    percent: int
    due_at: datetime
    raised_at: datetime
    told: tuple[str, ...]
    waiting_ids: tuple[int, ...]
    acknowledged_at: datetime | None
    owner_id: int | None
    ticket: TicketPart | None


@dataclass(frozen=True)
class DueLine:
    """A callback or complaint with its due time; `label` is without personal data."""

    subject: Subject
    subject_id: int
    label: str
    due_at: datetime
    owner_id: int | None
    owner_name: str
    sla: SlaState


@dataclass(frozen=True)
class Board:
    """Everything that the board shows, as of one moment; `hours` are the hours of the day that the two courses cover."""

    queues: tuple[QueueLine, ...]
    agents: tuple[AgentLine, ...]
    alerts: tuple[AlertLine, ...]
    due: tuple[DueLine, ...]
    figures: dict[Figure, float | None]
    hours: tuple[int, ...]
    calls: tuple[int, ...]
    breaches: tuple[int, ...]
    rules: Rules
    limits: dict[SettingName, tuple[int, ...]]
    """The site's limits for waiting and for agents' states, in minutes, rising."""


def board(*, region_id: int | None = None, by: QueuesBy = QueuesBy.CATEGORY) -> Board:
    """The board of a region, or of the whole site."""
    region_id = present().narrowed(region_id)
    today = day_of(clock.now(), site().zone)
    hours, calls, breaches = _course(today, region_id)
    values = figures(today, cut=Cut(region_id=region_id), wanted=FIGURES).values
    return Board(
        queues=_queues(by, region_id),
        agents=_agents(today, region_id),
        alerts=_alerts(region_id),
        due=_due(today, region_id),
        figures={figure: values[figure] for figure in FIGURES},
        hours=hours,
        calls=calls,
        breaches=breaches,
        rules=rules(),
        limits=_limits(),
    )


def _limits() -> dict[SettingName, tuple[int, ...]]:
    own = settings()
    return {name: tuple(map(int, own[name].split())) for name, rule in RULES.items() if rule.steps}


_BEGUN = "status NOT IN ('new', 'accepted', 'assigned')"


_LIKENESS = "category_id, team_id, region_id, status, sla"
_OPEN = f'SELECT {_LIKENESS}, count(*) AS alike, MIN(opened_at) AS first FROM ticket WHERE "open"'
"""The open tickets by all that the board tells of them: one walk through the index `ticket_board`, whatever the queues are."""


def _queues(by: QueuesBy, region_id: int | None) -> tuple[QueueLine, ...]:
    near, values = Sight(region_id).condition("region_id")
    column = f"{by.value}_id"
    found = database.rows(
        f"SELECT {column}, SUM(CASE WHEN {_BEGUN} THEN 0 ELSE alike END), SUM(alike),"
        f" MIN(CASE WHEN {_BEGUN} THEN NULL ELSE first END), SUM(CASE WHEN sla = 'breached' THEN alike ELSE 0 END),"
        f" SUM(CASE WHEN sla = 'warned' THEN alike ELSE 0 END) FROM ({_OPEN}{near} GROUP BY {_LIKENESS}) t GROUP BY {column}",
        values,
    )
    tallies_ = {group: tuple(rest) for group, *rest in found}
    lines = []
    for group_id, name in _groups(by):
        if group_id not in tallies_:
            continue
        waiting, open_, oldest, breached, warned = tallies_[group_id]
        lines.append((Subject.TICKET, group_id, name, int(waiting), open_, oldest, int(breached), int(warned)))
    now = to_stored(clock.now())
    for subject, name, statement, more in (
        (
            Subject.COMPLAINT,
            N_("Complaint cases"),
            "SELECT count(*), count(*), MIN(opened_at), SUM(CASE WHEN sla = 'breached' THEN 1 ELSE 0 END),"
            " SUM(CASE WHEN sla = 'warned' THEN 1 ELSE 0 END) FROM complaint WHERE \"open\"",
            (),
        ),
        (
            Subject.CALLBACK,
            N_("Callbacks due"),
            "SELECT SUM(CASE WHEN due_at <= ? THEN 1 ELSE 0 END), count(*), MIN(CASE WHEN due_at <= ? THEN due_at END),"
            " SUM(CASE WHEN sla = 'breached' THEN 1 ELSE 0 END), SUM(CASE WHEN sla = 'warned' THEN 1 ELSE 0 END)"
            " FROM callback WHERE status = 'open'",
            (now, now),
        ),
    ):
        ((waiting, open_, oldest, breached, warned),) = database.rows(statement + near, (*more, *values))
        lines.append((subject, None, _(name), int(waiting or 0), open_, oldest, int(breached or 0), int(warned or 0)))
    return tuple(
        QueueLine(place, subject, group, name, waiting, open_, optional_from_stored(oldest), breached, warned)
        for place, (subject, group, name, waiting, open_, oldest, breached, warned) in enumerate(lines, start=1)
    )


def _groups(by: QueuesBy) -> list[tuple[int | None, str]]:
    """Every queue in its order; what belongs to none comes last."""
    if by is QueuesBy.CATEGORY:
        found = database.rows("SELECT id, code, name FROM category ORDER BY position, id")
        return [(id_, category_name(code, name)) for id_, code, name in found]
    none = _("no team") if by is QueuesBy.TEAM else _("no region")
    return [*database.rows(f"SELECT id, name FROM {by.value} ORDER BY code"), (None, none)]


def _agents(today: Period, region_id: int | None) -> tuple[AgentLine, ...]:
    near, values = Sight(region_id).condition("s.region_id")
    start, end = today.stored
    found = database.rows(
        "SELECT s.id, s.number, s.name, a.state, a.reason, a.started_at,"
        ' (SELECT count(*) FROM ticket t WHERE t.owner_id = s.id AND t."open")'
        " FROM agent_state_span a JOIN staff s ON s.id = a.staff_id"
        f" WHERE a.ended_at IS NULL AND a.state <> 'offline' AND s.active{near} ORDER BY s.number",
        values,
    )
    calls = {
        agent: (count, handling)
        for agent, count, handling in database.rows(
            "SELECT agent_id, count(*), AVG(COALESCE(wrapped_up_at, ended_at) - answered_at) FROM call"
            " WHERE offered_at >= ? AND offered_at < ? AND direction = 'inbound' AND answered_at IS NOT NULL GROUP BY agent_id",
            (start, end),
        )
    }
    lines = []
    for id_, number, name, state, reason, since, in_hand in found:
        count, handling = calls.get(id_, (0, None))
        mean = None if handling is None else float(handling)
        lines.append(AgentLine(id_, number, name, AgentState(state), reason, from_stored(since), in_hand, count, mean))
    return tuple(lines)


_ALERT_COLUMNS = (
    "SELECT a.id, a.clock_id, a.subject, a.subject_id, k.kind, a.percent, a.due_at, a.raised_at, s.name, a.role,"
    " a.acknowledged_at, COALESCE(t.number, x.number), t.version, t.status, t.priority,"
    " COALESCE(t.owner_id, x.owner_id, b.owner_id)"
    " FROM alert a JOIN clock k ON k.id = a.clock_id LEFT JOIN staff s ON s.id = a.staff_id"
    " LEFT JOIN ticket t ON a.subject = 'ticket' AND t.id = a.subject_id LEFT JOIN complaint x ON a.subject = 'complaint'"
    " AND x.id = a.subject_id LEFT JOIN callback b ON a.subject = 'callback' AND b.id = a.subject_id"
    " WHERE a.withdrawn_at IS NULL AND "
)


def _alerts(region_id: int | None) -> tuple[AlertLine, ...]:
    """One line per step of a clock's ladder, unacknowledged ones first, the most overdue at the top."""
    near, values = Sight(region_id).condition("COALESCE(t.region_id, x.region_id, b.region_id)")
    waiting = database.rows(
        f"{_ALERT_COLUMNS}a.acknowledged_at IS NULL{near} ORDER BY a.due_at, a.id LIMIT ?", (*values, MOST_ALERTS)
    )
    since = to_stored(clock.now() - ACKNOWLEDGED_SHOWN)
    taken = database.rows(
        f"{_ALERT_COLUMNS}a.acknowledged_at >= ?{near} ORDER BY a.acknowledged_at DESC, a.id LIMIT ?",
        (since, *values, MOST_ALERTS),
    )
    steps: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for row in (*waiting, *taken):
        steps.setdefault((row[1], row[5]), []).append(row)
    return tuple(_alert_line(rows) for rows in steps.values())


def _alert_line(rows: list[tuple[Any, ...]]) -> AlertLine:
    id_, _clock, subject, subject_id, kind, percent, due, raised = rows[0][:8]
    number, version, status, priority, owner = rows[0][11:]
    waiting = tuple(row[0] for row in rows if row[10] is None)
    acknowledged = [] if waiting else [row[10] for row in rows]
    part = None
    if version is not None:
        part = TicketPart(version, TicketStatus(status), Priority(priority), owner is not None)
    return AlertLine(
        id=id_,
        subject=Subject(subject),
        subject_id=subject_id,
        label=number or _("Callback"),
        kind=ClockKind(kind),
        percent=percent,
        due_at=from_stored(due),
        raised_at=from_stored(raised),
        told=tuple(dict.fromkeys(row[8] or Role(row[9]).label for row in rows if row[8] or row[9])),
        waiting_ids=waiting,
        acknowledged_at=from_stored(max(acknowledged)) if acknowledged else None,
        owner_id=owner,
        ticket=part,
    )


def _due(today: Period, region_id: int | None) -> tuple[DueLine, ...]:
    found = [line for subject in _DUE for line in due_lines(subject, until=today.end, region_id=region_id)]
    return tuple(sorted(found, key=lambda line: (line.due_at, line.subject_id)))


_DUE = {
    Subject.CALLBACK: (
        "r.due_at, r.id, COALESCE(t.number, x.number, ''), s.id, s.name, r.sla FROM callback r"
        " LEFT JOIN ticket t ON t.id = r.ticket_id LEFT JOIN complaint x ON x.id = r.complaint_id"
        " LEFT JOIN staff s ON s.id = r.owner_id WHERE r.status = 'open' AND r.due_at < ?"
    ),
    Subject.COMPLAINT: (
        "r.next_due_at, r.id, r.number, s.id, s.name, r.sla FROM complaint r"
        ' LEFT JOIN staff s ON s.id = r.owner_id WHERE r."open" AND r.next_due_at < ?'
    ),
}


def due_lines(
    subject: Subject, *, until: datetime | None = None, region_id: int | None = None, limit: int = MOST_DUE
) -> list[DueLine]:
    """The open callbacks or complaints, only those due before `until` where it is given, the longest overdue first."""
    near, values = present_in(region_id).condition("r.region_id")
    last = clock.NEVER + timedelta(microseconds=1) if until is None else until
    rows = database.rows(f"SELECT {_DUE[subject]}{near} ORDER BY 1, 2 LIMIT ?", (to_stored(last), *values, limit))
    return [
        DueLine(subject, id_, label or _("Callback"), from_stored(due), owner, name or "", SlaState(sla))
        for due, id_, label, owner, name, sla in rows
    ]


def _course(today: Period, region_id: int | None) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The hours from the first with a call or a breach up to now, with the calls offered and the clocks broken in each."""
    cut = Cut(region_id=region_id)
    offered = {
        int(str(row.key)): int(row.values[Figure.OFFERED] or 0)
        for row in figures_by(Dimension.HOUR, today, cut=cut, wanted=(Figure.OFFERED,))
    }
    broken: Counter[int] = Counter()
    for slot, counts in tallies.BROKEN_CLOCKS.counted(today, cut, Dimension.HOUR).items():
        broken[int(today.hour(slot or 0))] += counts.total()
    now = int(f"{clock.now().astimezone(today.zone):%H}")
    hours = tuple(range(min([now, *offered, *broken]), now + 1))
    return hours, tuple(offered.get(hour, 0) for hour in hours), tuple(broken[hour] for hour in hours)
