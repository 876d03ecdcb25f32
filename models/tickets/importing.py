"""Tickets from another system: written with the state, the times and the targets that they have there, safe to repeat."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.clock import NEVER
from models.customers.queries import require_open_accounts
from models.errors import DomainError, Fault
from models.events.operations import Happened, record_lives
from models.events.tables import Subject
from models.fields import optional_to_stored, to_stored
from models.i18n import N_
from models.numbering import numbers_of
from models.people.permissions import Actor, Permission
from models.site.queries import site
from models.sla.importing import GivenClock, put_given_clocks
from models.sla.tables import ClockKind, Priority, SlaState
from models.tickets import search_row
from models.tickets import sla_adapter as sla_adapter
from models.tickets.life_cycle import OPEN_STATUSES
from models.tickets.tables import Channel, Grade, HoldReason, TicketStatus
from models.upsert import Put, insert_new, known_ids, neighbouring_uuids, new_ones, puts


@dataclass(frozen=True)
class ImportedTicket:
    """A ticket as another system has it; all moments are taken as they are.

    `status` None means that it follows from the times; `number` None means one of our own.
    """

    external_key: str
    category_id: int
    problem: str
    opened_at: datetime
    number: str | None = None
    customer_id: int | None = None
    contact_number: str = ""
    channel: Channel = Channel.HOTLINE
    region_id: int | None = None
    team_id: int | None = None
    owner_id: int | None = None
    severity: Grade = Grade.MEDIUM
    urgency: Grade = Grade.MEDIUM
    priority: Priority = Priority.MEDIUM
    status: TicketStatus | None = None
    hold_reason: HoldReason | None = None
    solution: str = ""
    response_due_at: datetime | None = None
    responded_at: datetime | None = None
    resolution_due_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        """When the work on it was over."""
        return self.resolved_at or self.closed_at

    def state(self) -> TicketStatus:
        """Where it stands. Raises DomainError(INVALID) where its status and its times contradict each other."""
        status = self.status or self._status_by_times()
        contradiction = None
        if status in OPEN_STATUSES and self.ended_at is not None:
            contradiction = N_("it has a time at which it ended")
        elif status not in OPEN_STATUSES and self.ended_at is None:
            contradiction = N_("the time at which it ended is missing")
        elif status is TicketStatus.ON_HOLD and self.hold_reason is None:
            contradiction = N_("what it waits for is missing")
        if contradiction:
            raise DomainError(Fault.INVALID, field=N_("Status"), value=status.label, reason=contradiction)
        return status

    def _status_by_times(self) -> TicketStatus:
        if self.closed_at is not None:
            return TicketStatus.CLOSED
        if self.resolved_at is not None:
            return TicketStatus.RESOLVED
        if self.owner_id is not None:
            return TicketStatus.ASSIGNED
        return TicketStatus.NEW if self.responded_at is None else TicketStatus.ACCEPTED

    def clocks(self, status: TicketStatus) -> tuple[GivenClock, ...]:
        """Its targets; a ticket that ended without a reply was answered by its end."""
        gone = status is TicketStatus.CANCELLED
        wanted = (
            (ClockKind.FIRST_RESPONSE, self.response_due_at, self.responded_at or self.ended_at),
            (ClockKind.RESOLUTION, self.resolution_due_at, self.ended_at),
        )
        return tuple(GivenClock(kind, self.opened_at, due, end, gone) for kind, due, end in wanted if due is not None)


def put_tickets(batch: Sequence[ImportedTicket], *, actor: Actor) -> list[Put]:
    """Writes those that are not there yet by their external key, each with its event, clocks and search row, all or none.

    One that is there stays as it is (SAME): here it has gone on living. Raises DomainError(NOT_ALLOWED, INVALID or
    ACCOUNT_CLOSED), or the database's own error for a number that is taken.
    """
    actor.require(Permission.IMPORT)
    with database.transaction():
        require_open_accounts([ticket.customer_id for ticket in batch])
        known = known_ids(Subject.TICKET.value, [ticket.external_key for ticket in batch])
        new = new_ones(batch, known)
        numbers = numbers_for(new.values())
        rows = {key: _row(ticket, numbers[key]) for key, ticket in new.items()}
        made = insert_tickets(rows.values())
        lives = {made[key]: [Happened("imported", None, _told(row))] for key, row in rows.items()}
        record_lives(Subject.TICKET, lives, actor=actor)
        put_given_clocks(Subject.TICKET, {made[key]: row.clocks for key, row in rows.items()})
        return puts(batch, known, made)


def numbers_for(tickets: Collection[ImportedTicket]) -> dict[str, str]:
    """A number for each key: the one that it came with, or the next of the day on which it was opened."""
    zone = site().zone
    given = {ticket.external_key: ticket.number for ticket in tickets if ticket.number}
    wanted = {
        ticket.external_key: ("T", ticket.opened_at.astimezone(zone).date())
        for ticket in tickets
        if ticket.external_key not in given
    }
    return given | numbers_of(wanted)


@dataclass(frozen=True)
class TicketRow:
    """A ticket on its way into its table: in which state, with which number and which clocks."""

    ticket: ImportedTicket
    status: TicketStatus
    number: str
    clocks: tuple[GivenClock, ...]
    reopen_count: int = 0
    rework_count: int = 0


def _row(ticket: ImportedTicket, number: str) -> TicketRow:
    status = ticket.state()
    return TicketRow(ticket, status, number, ticket.clocks(status))


def _told(row: TicketRow) -> dict[str, object]:
    """What the event says of a ticket."""
    ticket = row.ticket
    return {
        "number": row.number,
        "external_key": ticket.external_key,
        "status": row.status,
        "priority": ticket.priority,
        "response_due_at": ticket.response_due_at,
        "resolution_due_at": ticket.resolution_due_at,
    }


def insert_tickets(rows: Collection[TicketRow]) -> dict[str, int]:
    """Writes tickets with the summaries of their clocks, and their search rows; their ids by external key. Writes no event."""
    uuids = neighbouring_uuids(len(rows))
    made = insert_new(Subject.TICKET.value, [_columns(row, client_uuid) for row, client_uuid in zip(rows, uuids, strict=True)])
    words = {made[row.ticket.external_key]: (row.number, row.ticket.problem, row.ticket.solution) for row in rows}
    search_row.write_words(words)
    return made


def _columns(row: TicketRow, client_uuid: str) -> dict[str, object]:
    ticket, status, clocks = row.ticket, row.status, row.clocks
    running = [given.due_at for given in clocks if given.stopped_at is None]
    return {
        "number": row.number,
        "client_uuid": client_uuid,
        "customer_id": ticket.customer_id,
        "contact_number": ticket.contact_number,
        "category_id": ticket.category_id,
        "channel": ticket.channel.value,
        "region_id": ticket.region_id,
        "team_id": ticket.team_id,
        "owner_id": ticket.owner_id,
        "severity": ticket.severity.value,
        "urgency": ticket.urgency.value,
        "priority": ticket.priority.value,
        "status": status.value,
        "hold_reason": ticket.hold_reason.value if ticket.hold_reason and status is TicketStatus.ON_HOLD else None,
        "problem": ticket.problem,
        "solution": ticket.solution,
        "cancel_reason": "",
        "opened_at": to_stored(ticket.opened_at),
        "responded_at": optional_to_stored(ticket.responded_at),
        "resolved_at": optional_to_stored(ticket.ended_at),
        "closed_at": optional_to_stored(ticket.closed_at),
        "reopen_count": row.reopen_count,
        "rework_count": row.rework_count,
        "open": status in OPEN_STATUSES,
        "next_due_at": to_stored(min(running) if running else NEVER),
        "sla": (SlaState.IN_TIME if running else SlaState.NONE).value,
        "external_key": ticket.external_key,
        "version": 1,
    }
