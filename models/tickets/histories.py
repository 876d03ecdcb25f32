"""Whole lives of tickets from another system's log: each change replayed through our life cycle at its own time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from models import database
from models.customers.queries import require_open_accounts
from models.errors import DomainError, Fault
from models.events.operations import Happened, record_lives
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.sla.importing import GivenClock, put_given_clocks
from models.sla.tables import ClockKind, Priority, Verdict
from models.tickets.importing import ImportedTicket, TicketRow, insert_tickets, numbers_for
from models.tickets.life_cycle import TRANSITIONS, Move
from models.tickets.tables import HoldReason, TicketStatus
from models.upsert import Put, known_ids, new_ones, puts

_STEPS = (Move.START, Move.HOLD, Move.RESUME, Move.REOPEN, Move.RESOLVE, Move.CLOSE, Move.OFFER, Move.REWORK, Move.CANCEL)
"""The moves by which a state of the log follows another; hand-overs change no state here, whatever ours would do."""
_KINDS = {
    Move.RESPOND: "responded",
    Move.START: "started",
    Move.HOLD: "held",
    Move.RESUME: "resumed",
    Move.REOPEN: "reopened",
    Move.RESOLVE: "resolved",
    Move.CLOSE: "closed",
    Move.OFFER: "offered",
    Move.REWORK: "reworked",
    Move.CANCEL: "cancelled",
}


@dataclass(frozen=True)
class Step:
    """How a ticket stood from a moment on.

    `status`, `category_id` and `priority` None mean as before, owner and team None nobody, `in_time` None that nobody said.
    """

    at: datetime
    status: TicketStatus | None = None
    hold_reason: HoldReason | None = None
    owner_id: int | None = None
    team_id: int | None = None
    category_id: int | None = None
    priority: Priority | None = None
    in_time: bool | None = None


@dataclass(frozen=True)
class ImportedHistory:
    """A ticket as it began, and every step of its life in order; the ticket's own state and times are not looked at."""

    ticket: ImportedTicket
    steps: tuple[Step, ...]

    @property
    def external_key(self) -> str:
        """The ticket's."""
        return self.ticket.external_key


def moves_between(status: TicketStatus, wanted: TicketStatus) -> tuple[Move, ...]:
    """The shortest way through the life cycle from one state to another; a log may leave out what lies between.

    Raises DomainError(INVALID) where no way leads there.
    """
    moves = _way(status, wanted)
    if moves is None:
        reason = N_("no step of the life cycle leads there from the state before")
        raise DomainError(Fault.INVALID, field=N_("Status"), value=wanted.label, reason=reason)
    return moves


@cache
def _way(status: TicketStatus, wanted: TicketStatus) -> tuple[Move, ...] | None:
    if status is wanted:
        return ()
    if wanted is TicketStatus.ACCEPTED:
        return (Move.RESPOND,) if status is TicketStatus.NEW else None
    queue: deque[tuple[TicketStatus, tuple[Move, ...]]] = deque([(status, ())])
    seen = {status}
    while queue:
        here, moves = queue.popleft()
        for move in _STEPS:
            there = TRANSITIONS[here].get(move)
            if there is wanted:
                return (*moves, move)
            if there is not None and there not in seen:
                seen.add(there)
                queue.append((there, (*moves, move)))
    return None


def put_histories(batch: Sequence[ImportedHistory], *, actor: Actor) -> list[Put]:
    """Replays those that are not there yet by their external key, each with an event for each change, all or none.

    One that is there stays as it is (SAME). Raises DomainError(NOT_ALLOWED, INVALID or ACCOUNT_CLOSED).
    """
    actor.require(Permission.IMPORT)
    with database.transaction():
        require_open_accounts([history.ticket.customer_id for history in batch])
        known = known_ids(Subject.TICKET.value, [history.external_key for history in batch])
        new = new_ones(batch, known)
        numbers = numbers_for([history.ticket for history in new.values()])
        codes: dict[int, str] = dict(database.rows("SELECT id, code FROM category"))
        replayed = {key: _Replay(history, codes).replayed(numbers[key]) for key, history in new.items()}
        made = insert_tickets([row for row, _life in replayed.values()])
        record_lives(Subject.TICKET, {made[key]: life for key, (_row, life) in replayed.items()}, actor=actor)
        put_given_clocks(Subject.TICKET, {made[key]: row.clocks for key, (row, _life) in replayed.items()})
        return puts(batch, known, made)


class _Replay:
    """One ticket's life: the state after each step, and the event that brought it there."""

    def __init__(self, history: ImportedHistory, codes: dict[int, str]) -> None:
        self._history = history
        self._codes = codes
        first = history.steps[0]
        self._priority = first.priority or history.ticket.priority
        self._category_id = first.category_id or history.ticket.category_id
        self._now = replace(first, status=TicketStatus.NEW, hold_reason=None)
        self._times: dict[str, datetime | None] = dict.fromkeys(("responded_at", "resolved_at", "closed_at"))
        self._reopened = self._reworked = 0
        self._breached_at: datetime | None = None
        self._judged = False

    def replayed(self, number: str) -> tuple[TicketRow, list[Happened]]:
        """The ticket as it stands at the end, with its clock, and the events that brought it there."""
        began = self._history.ticket
        events = [Happened("opened", began.opened_at, {"number": number, "channel": began.channel, "priority": self._priority})]
        for step in self._history.steps:
            events += self._taken(step)
        end = self._now
        assert end.status is not None
        ended_at = self._times["resolved_at"] or self._times["closed_at"]
        ticket = replace(
            began,
            category_id=self._category_id,
            owner_id=end.owner_id,
            team_id=end.team_id,
            priority=self._priority,
            status=end.status,
            hold_reason=end.hold_reason,
            responded_at=self._times["responded_at"],
            resolved_at=ended_at,
            closed_at=self._times["closed_at"],
        )
        events.append(Happened("imported", None, {"number": number, "external_key": began.external_key, "status": end.status}))
        return TicketRow(ticket, end.status, number, self._clocks(ended_at), self._reopened, self._reworked), events

    def _clocks(self, ended_at: datetime | None) -> tuple[GivenClock, ...]:
        """The log says whether the target was kept, not when it was due: the end of the work stands for it.

        An open ticket that is late is due since it was noticed; of one that is not, nothing is known.
        """
        opened = self._history.ticket.opened_at
        if ended_at is None:
            return () if self._breached_at is None else (GivenClock(ClockKind.RESOLUTION, opened, self._breached_at),)
        if not self._judged:
            return ()
        gone = self._now.status is TicketStatus.CANCELLED
        said = Verdict.MET if self._breached_at is None else Verdict.BREACHED
        return (GivenClock(ClockKind.RESOLUTION, opened, ended_at, ended_at, gone, said),)

    def _taken(self, step: Step) -> Iterator[Happened]:
        """The events of one step, one for each thing that changed."""
        before = self._now
        if (step.owner_id, step.team_id) != (before.owner_id, before.team_id):
            yield self._handed_over(before, step)
        if step.priority not in (None, self._priority):
            yield Happened("priority_changed", step.at, {"priority_from": self._priority, "priority_to": step.priority})
            self._priority = step.priority
        if step.category_id not in (None, self._category_id):
            codes = {"category_from": self._codes[self._category_id], "category_to": self._codes[step.category_id]}
            yield Happened("category_changed", step.at, codes)
            self._category_id = step.category_id
        self._now = replace(step, status=before.status, hold_reason=before.hold_reason)
        yield from self._moved(step)
        if step.in_time is not None:
            self._judged = True
        if step.in_time is False and self._breached_at is None:
            self._breached_at = step.at
            yield Happened("breach_noticed", step.at, {})

    def _handed_over(self, before: Step, step: Step) -> Happened:
        """Somebody else is responsible, or another team (`team_from`, `team_to`)."""
        facts: dict[str, Any] = {}
        if step.owner_id != before.owner_id:
            facts |= {"owner_from": before.owner_id, "owner_to": step.owner_id}
        if step.team_id == before.team_id:
            return Happened("assigned", step.at, facts)
        return Happened("handed_over", step.at, {**facts, "team_from": before.team_id, "team_to": step.team_id})

    def _moved(self, step: Step) -> Iterator[Happened]:
        """The moves that lead to the step's state, with the times that they set."""
        now = self._now.status
        assert now is not None
        wanted = step.status or now
        moves = list(moves_between(now, wanted))
        held = step.hold_reason if wanted is TicketStatus.ON_HOLD else None
        if not moves and wanted is TicketStatus.ON_HOLD and held is not self._now.hold_reason:
            moves = [Move.HOLD]
        for move in moves:
            there = TRANSITIONS[now][move]
            facts: dict[str, Any] = {"status_from": now, "status_to": there}
            if move is Move.HOLD:
                facts["reason"] = held
            elif move is Move.RESUME:
                facts["reason"] = self._now.hold_reason
            self._count(move, step.at)
            yield Happened(_KINDS[move], step.at, facts)
            now = there
        self._now = replace(self._now, status=now, hold_reason=held)

    def _count(self, move: Move, at: datetime) -> None:
        self._times["responded_at"] = self._times["responded_at"] or at
        match move:
            case Move.RESOLVE:
                self._times["resolved_at"] = at
            case Move.CLOSE:
                self._times["closed_at"] = at
            case Move.CANCEL:
                self._times["closed_at"] = self._times["resolved_at"] = at
            case Move.REOPEN:
                self._times |= {"resolved_at": None, "closed_at": None}
                self._reopened += 1
            case Move.REWORK:
                self._reworked += 1
