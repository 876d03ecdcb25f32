"""What can be asked about calls: the registers, and all that a desk shows of a caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database
from models.calls.card import CallerCard, HistoryKind, HistoryRow, caller_card
from models.calls.tables import Direction, Ending
from models.customers.phone import masked
from models.fields import from_stored, to_stored
from models.people.sight import present
from models.tickets.categories import category_name
from models.tickets.tables import Channel

__all__ = ["CallRow", "CallerCard", "HistoryKind", "HistoryRow", "call_register", "caller_card"]


@dataclass(frozen=True)
class CallRow:
    """One row of the inbound (呼入记录表) or outbound register (呼出记录表).

    Durations are whole seconds: from ringing to answer (None if never answered), of talk without hold, on hold, and of
    wrap-up.
    """

    id: int
    number: str
    direction: Direction
    channel: Channel
    agent_id: int | None
    agent_name: str
    caller_number_masked: str
    caller_name: str
    customer_id: int | None
    customer_name: str
    category_name: str
    ending: Ending | None
    ticket_id: int | None
    ticket_number: str
    summary: str
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_up_at: datetime | None
    ring_seconds: int | None
    talk_seconds: int
    hold_seconds: int
    wrap_up_seconds: int


_ROWS = (
    "SELECT l.id, l.number, l.direction, l.channel, l.agent_id, s.name AS agent_name, l.caller_number, l.caller_extension,"
    " l.caller_name, l.customer_id, c.name AS customer_name, k.code, k.name AS category_name, l.ending, l.ticket_id,"
    " t.number AS ticket_number, l.summary, l.offered_at, l.answered_at, l.ended_at, l.wrapped_up_at, l.hold_seconds"
    " FROM call l LEFT JOIN staff s ON s.id = l.agent_id LEFT JOIN customer c ON c.id = l.customer_id"
    " LEFT JOIN category k ON k.id = l.category_id LEFT JOIN ticket t ON t.id = l.ticket_id"
)


def call_register(
    direction: Direction,
    *,
    since: datetime,
    until: datetime,
    agent_id: int | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 200,
) -> list[CallRow]:
    """The register's rows of a period (`until` is not in it), newest first, of all agents or one.

    `before` is the (offered_at, id) of the last row that was seen, for the next page.
    """
    conditions, values = ["l.direction = ?", "l.offered_at >= ?"], [direction.value, to_stored(since)]
    if before is None:
        conditions.append("l.offered_at < ?")
        values.append(to_stored(until))
    else:
        conditions.append("(l.offered_at, l.id) < (?, ?)")
        values += [to_stored(before[0]), before[1]]
    if agent_id is not None:
        conditions.append("l.agent_id = ?")
        values.append(agent_id)
    limit_, own = present().condition("l.region_id")
    sql = f"{_ROWS} WHERE {' AND '.join(conditions)}{limit_} ORDER BY l.offered_at DESC, l.id DESC LIMIT ?"
    return [_row(row) for row in database.named_rows(sql, (*values, *own, limit))]


def _row(row: dict[str, Any]) -> CallRow:
    offered, answered, ended, wrapped_up = (
        None if row[name] is None else from_stored(row[name])
        for name in ("offered_at", "answered_at", "ended_at", "wrapped_up_at")
    )
    hold = row["hold_seconds"]
    return CallRow(
        id=row["id"],
        number=row["number"],
        direction=Direction(row["direction"]),
        channel=Channel(row["channel"]),
        agent_id=row["agent_id"],
        agent_name=row["agent_name"] or "",
        caller_number_masked=masked(row["caller_number"], row["caller_extension"]) if row["caller_number"] else "",
        caller_name=row["caller_name"],
        customer_id=row["customer_id"],
        customer_name=row["customer_name"] or "",
        category_name=category_name(row["code"], row["category_name"]) if row["code"] else "",
        ending=Ending(row["ending"]) if row["ending"] else None,
        ticket_id=row["ticket_id"],
        ticket_number=row["ticket_number"] or "",
        summary=row["summary"],
        offered_at=from_stored(row["offered_at"]),
        answered_at=answered,
        ended_at=ended,
        wrapped_up_at=wrapped_up,
        ring_seconds=None if answered is None else _seconds(offered, answered),
        talk_seconds=max(0, _seconds(answered, ended) - hold),
        hold_seconds=hold,
        wrap_up_seconds=_seconds(ended, wrapped_up),
    )


def _seconds(start: datetime | None, end: datetime | None) -> int:
    return int((end - start).total_seconds()) if start is not None and end is not None else 0
