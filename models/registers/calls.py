"""The telephone registers: inbound 呼入记录表, outbound 呼出记录表, call log 电话记录表."""

from __future__ import annotations

from models.callbacks.tables import AttemptOutcome
from models.calls.tables import Direction, Ending
from models.i18n import N_
from models.paging import Order
from models.registers.definition import (
    Column,
    Listed,
    Register,
    category,
    choice,
    customer,
    instant,
    number,
    span,
    text,
)
from models.site.exports import ExportKind
from models.tickets.tables import Channel

_BY_TIME = Order(("offered_at", "id"), (0, 1))
_JOINS = (
    " LEFT JOIN staff s ON s.id = t.agent_id LEFT JOIN customer c ON c.id = t.customer_id"
    " LEFT JOIN region r ON r.id = t.region_id LEFT JOIN category k ON k.id = t.category_id"
    " LEFT JOIN ticket w ON w.id = t.ticket_id"
)
_ENDINGS = {choices.value: choices for choices in (*Ending, *AttemptOutcome)}
_WHO = customer("CASE WHEN c.id IS NULL THEN t.caller_name ELSE c.name END")
_TELEPHONE = number(N_("Telephone"), "t.caller_number || ',' || t.caller_extension")

_TIMES: tuple[Column, ...] = (
    instant(N_("Rang at"), "t.offered_at"),
    instant(N_("Answered at"), "t.answered_at"),
    instant(N_("Ended at"), "t.ended_at"),
    span(N_("Waited"), "COALESCE(t.answered_at, t.ended_at) - t.offered_at"),
    span(N_("Talked"), "CASE WHEN t.answered_at IS NOT NULL THEN t.ended_at - t.answered_at END"),
    span(N_("Wrap-up"), "t.wrapped_up_at - t.ended_at"),
)
_ABOUT: tuple[Column, ...] = (
    text(N_("Agent"), 10, "s.name"),
    _TELEPHONE,
    _WHO,
    text(N_("Region"), 10, "r.name"),
    category(N_("Category"), "k.name"),
    choice(N_("Outcome"), 14, "t.ending", Ending),
    text(N_("Ticket"), 14, "w.number"),
    text(N_("Summary"), 30, "t.summary"),
)
_SIGN = (N_("Compiled by"), N_("Supervisor"))


INBOUND = Register(
    ExportKind.INBOUND_CALLS,
    N_("Every call that came in, by the time at which it rang."),
    (text(N_("Call number"), 14, "t.number"), choice(N_("Channel"), 9, "t.channel", Channel), *_TIMES, *_ABOUT),
    Listed("call", _BY_TIME, _JOINS, "offered_at", conditions=("t.direction = 'inbound'",), person="t.agent_id = ?"),
    _SIGN,
)

CALL_LOG = Register(
    ExportKind.CALL_LOG,
    N_("Every call in either direction, by the time at which it rang."),
    (text(N_("Call number"), 14, "t.number"), choice(N_("Direction"), 6, "t.direction", Direction), *_TIMES, *_ABOUT),
    Listed("call", _BY_TIME, _JOINS, "offered_at", person="t.agent_id = ?"),
    _SIGN,
)

_CALLED_OUT = (
    "(SELECT 2 * o.id AS id, o.number, o.offered_at, o.answered_at, o.ended_at, o.agent_id, o.caller_number,"
    " o.caller_extension, o.caller_name, o.customer_id, o.region_id, o.ticket_id, o.category_id, o.ending, o.summary"
    " FROM call o WHERE o.direction = 'outbound'"
    " UNION ALL SELECT 2 * a.id + 1, '', a.at, NULL, NULL, a.agent_id, b.number, '', '', b.customer_id, b.region_id,"
    " b.ticket_id, NULL, a.outcome, a.comment FROM callback_attempt a JOIN callback b ON b.id = a.callback_id)"
)

OUTBOUND = Register(
    ExportKind.OUTBOUND_CALLS,
    N_("Every call that was made, also each attempt at a callback, of which only the time and the outcome are known."),
    (
        text(N_("Call number"), 14, "t.number"),
        instant(N_("Called at"), "t.offered_at"),
        span(N_("Talked"), "t.ended_at - t.answered_at"),
        text(N_("Agent"), 10, "s.name"),
        _TELEPHONE,
        _WHO,
        text(N_("Region"), 10, "r.name"),
        category(N_("Category"), "k.name"),
        Column(N_("Outcome"), 14, "t.ending", lambda word: _ENDINGS[word].label),
        text(N_("Ticket"), 14, "w.number"),
        text(N_("Summary"), 30, "t.summary"),
    ),
    Listed(_CALLED_OUT, _BY_TIME, _JOINS, "offered_at", person="t.agent_id = ?", page=20_000),
    _SIGN,
)
