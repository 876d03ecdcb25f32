"""What may be done to a ticket: each function is one use case in one transaction.

All take the `actor` and, but for opening, `expected_version`: the version the person had before their eyes. They raise
DomainError: NOT_ALLOWED, NOT_FOUND, STALE, NOT_POSSIBLE_NOW (see `life_cycle.py`), and what their own line names.
"""

from __future__ import annotations

from typing import Any

from models import clock, database
from models.callbacks.tasks import call_back_served_customer, withdraw_of_ticket
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import N_, _
from models.people.permissions import Actor, Permission
from models.sla.operations import (
    cancel_clocks,
    pause_clocks,
    recompute_clocks,
    restart_clock,
    resume_clocks,
    stop_clock,
)
from models.sla.tables import ClockKind, Priority
from models.text import long_text, optional
from models.tickets import search_row
from models.tickets.changes import Taken, changing, moving, refuse, take, write, write_move
from models.tickets.editing import TicketChanges, edit_ticket
from models.tickets.life_cycle import Move
from models.tickets.opening import OpenedTicket, TicketDraft, open_ticket
from models.tickets.tables import Channel, HoldReason, NoteKind, Ticket, TicketNote

__all__ = [
    "OpenedTicket",
    "TicketChanges",
    "TicketDraft",
    "accept",
    "add_note",
    "assign",
    "cancel",
    "change_category",
    "change_priority",
    "claim",
    "close",
    "edit_ticket",
    "hold",
    "merge_tickets",
    "offer_for_acceptance",
    "open_ticket",
    "record_contact",
    "reopen",
    "resolve",
    "respond",
    "resume",
    "rework",
    "start",
]


def claim(ticket_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Makes the actor responsible for a ticket that nobody is responsible for. Raises ALREADY_TAKEN too."""
    with moving(ticket_id, Move.CLAIM, actor=actor, expected_version=expected_version) as ticket:
        if ticket.owner_id is not None:
            ((owner,),) = database.rows("SELECT name FROM staff WHERE id = ?", (ticket.owner_id,))
            raise DomainError(Fault.ALREADY_TAKEN, what=ticket.number, who=owner)
        write_move(ticket, Move.CLAIM, "claimed", actor=actor, values={"owner": actor.staff_id})


def assign(ticket_id: int, staff_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Makes somebody responsible. Raises NOT_FOUND for a person who isn't at work here (any more)."""
    with moving(ticket_id, Move.ASSIGN, actor=actor, expected_version=expected_version) as ticket:
        if not database.rows("SELECT 1 FROM staff WHERE id = ? AND active", (staff_id,)):
            raise DomainError(Fault.NOT_FOUND, what=N_("Staff member"))
        write_move(ticket, Move.ASSIGN, "assigned", actor=actor, values={"owner": staff_id})


def respond(
    ticket_id: int, text: str, channel: Channel = Channel.HOTLINE, *, actor: Actor, expected_version: int | None = None
) -> None:
    """Records a reply to the customer; the first one ends the waiting for it. Raises MISSING for an empty reply."""
    with moving(ticket_id, Move.RESPOND, actor=actor, expected_version=expected_version) as ticket:
        note = _note(ticket, NoteKind.REPLY, text, actor)
        values = {} if ticket.responded else {"responded_at": clock.now()}
        write_move(ticket, Move.RESPOND, "responded", actor=actor, values=values, channel=channel, note=note)
        _answered(ticket, actor)


def record_contact(ticket_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Records that the customer was spoken to, which ends the waiting for the contact but is no reply."""
    with changing(ticket_id, Permission.WORK_ON_TICKET, actor=actor, expected_version=expected_version) as ticket:
        if not ticket.open:
            refuse(ticket, N_("record a contact"))
        write(ticket, "contacted", actor=actor, values={})
        stop_clock(Subject.TICKET, ticket.id, ClockKind.CONTACT, at=clock.now(), actor=actor)


def start(ticket_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Begins the work."""
    with moving(ticket_id, Move.START, actor=actor, expected_version=expected_version) as ticket:
        write_move(ticket, Move.START, "started", actor=actor)


def hold(ticket_id: int, reason: HoldReason, text: str = "", *, actor: Actor, expected_version: int | None = None) -> None:
    """Puts the ticket on hold, or changes what a ticket on hold waits for; the policy says whether its clocks pause."""
    with moving(ticket_id, Move.HOLD, actor=actor, expected_version=expected_version) as ticket:
        said = optional(text, Ticket.cancel_reason)
        _end_hold(ticket, actor)
        write_move(ticket, Move.HOLD, "held", actor=actor, values={"hold_reason": reason}, reason=reason, text=said)
        pause_clocks(Subject.TICKET, ticket.id, reason.value, at=clock.now(), actor=actor)


def resume(ticket_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Ends the hold and goes on with the work."""
    with moving(ticket_id, Move.RESUME, actor=actor, expected_version=expected_version) as ticket:
        write_move(ticket, Move.RESUME, "resumed", actor=actor, reason=ticket.hold_reason)
        _end_hold(ticket, actor)


def offer_for_acceptance(ticket_id: int, solution: str = "", *, actor: Actor, expected_version: int | None = None) -> None:
    """Hands the work to the customer to accept; the resolution clock runs on until they do."""
    with moving(ticket_id, Move.OFFER, actor=actor, expected_version=expected_version) as ticket:
        said = long_text(solution)
        values, facts = ({"solution": said}, {"note": _note(ticket, NoteKind.SOLUTION, said, actor)}) if said else ({}, {})
        with search_row.rewriting(ticket.id):
            write_move(ticket, Move.OFFER, "offered", actor=actor, values=values, **facts)


def accept(ticket_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Records that the customer accepted the work, which resolves the ticket. Raises MISSING without a solution."""
    with moving(ticket_id, Move.ACCEPT, actor=actor, expected_version=expected_version) as ticket:
        if not ticket.solution:
            raise DomainError(Fault.MISSING, field=N_("Solution"))
        _resolve(ticket, Move.ACCEPT, "accepted", actor)


def rework(ticket_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Sends work that was not accepted back; its resolution clock has run on meanwhile. Raises REASON_NEEDED."""
    with moving(ticket_id, Move.REWORK, actor=actor, expected_version=expected_version) as ticket:
        why = _reason(reason, Move.REWORK)
        values = {"rework_count": ticket.rework_count + 1}
        write_move(ticket, Move.REWORK, "reworked", actor=actor, values=values, reason=why)


def resolve(ticket_id: int, solution: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Resolves the ticket: its clocks stop; where nobody had replied yet, this is the reply. Raises MISSING."""
    with moving(ticket_id, Move.RESOLVE, actor=actor, expected_version=expected_version) as ticket:
        note = _note(ticket, NoteKind.SOLUTION, solution, actor)
        _resolve(ticket, Move.RESOLVE, "resolved", actor, values={"solution": long_text(solution)}, note=note)


def reopen(ticket_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Takes the work up again with a new resolution clock; the old verdict stands. Raises REASON_NEEDED."""
    with moving(ticket_id, Move.REOPEN, actor=actor, expected_version=expected_version) as ticket:
        why = _reason(reason, Move.REOPEN)
        values = {"reopen_count": ticket.reopen_count + 1, "resolved_at": None, "closed_at": None}
        write_move(ticket, Move.REOPEN, "reopened", actor=actor, values=values, reason=why)
        restart_clock(
            Subject.TICKET,
            ticket.id,
            ClockKind.RESOLUTION,
            category=ticket.category,
            priority=ticket.priority,
            at=clock.now(),
            actor=actor,
        )
        withdraw_of_ticket(ticket.id, _("the ticket was reopened"), actor=actor)


def close(ticket_id: int, *, with_complaint: str = "", actor: Actor, expected_version: int | None = None) -> None:
    """Closes a resolved ticket: nothing is left to do for the customer.

    `with_complaint` is the number of the complaint whose confirmation settles the ticket too.
    """
    with moving(ticket_id, Move.CLOSE, actor=actor, expected_version=expected_version) as ticket:
        values = {"closed_at": clock.now()}
        if with_complaint:
            write_move(ticket, Move.CLOSE, "closed_with_complaint", actor=actor, values=values, number=with_complaint)
        else:
            write_move(ticket, Move.CLOSE, "closed", actor=actor, values=values)


def cancel(ticket_id: int, reason: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Gives the ticket up for good; its clocks no longer count. Raises REASON_NEEDED."""
    with moving(ticket_id, Move.CANCEL, actor=actor, expected_version=expected_version) as ticket:
        _cancel(ticket, _reason(reason, Move.CANCEL), "cancelled", actor)


def add_note(
    ticket_id: int, text: str, kind: NoteKind = NoteKind.INTERNAL, *, actor: Actor, expected_version: int | None = None
) -> None:
    """Adds a note to a ticket in whatever state. Raises MISSING for an empty one."""
    with changing(ticket_id, Permission.WORK_ON_TICKET, actor=actor, expected_version=expected_version) as ticket:
        write(ticket, "noted", actor=actor, values={}, note=_note(ticket, kind, text, actor))


def change_priority(
    ticket_id: int, priority: Priority, reason: str = "", *, actor: Actor, expected_version: int | None = None
) -> None:
    """Gives an open ticket another priority; its targets are recomputed from their original start."""
    with changing(ticket_id, Permission.CHANGE_PRIORITY, actor=actor, expected_version=expected_version) as ticket:
        if not ticket.open:
            refuse(ticket, Permission.CHANGE_PRIORITY.label_id)
        if priority is ticket.priority:
            return
        facts = {"priority_from": ticket.priority, "priority_to": priority, "reason": optional(reason, Ticket.cancel_reason)}
        write(ticket, "priority_changed", actor=actor, values={"priority": priority}, **facts)
        recompute_clocks(Subject.TICKET, ticket.id, category=ticket.category, priority=priority, actor=actor)


def change_category(ticket_id: int, category_id: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Files an open ticket under another category; its targets are recomputed. Raises NOT_FOUND for an unknown one."""
    with changing(ticket_id, Permission.WORK_ON_TICKET, actor=actor, expected_version=expected_version) as ticket:
        if not ticket.open:
            refuse(ticket, N_("change the category"))
        found = database.rows("SELECT code FROM category WHERE id = ? AND active", (category_id,))
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=N_("Category"))
        code: str = found[0][0]
        if code == ticket.category:
            return
        facts = {"category_from": ticket.category, "category_to": code}
        write(ticket, "category_changed", actor=actor, values={"category": category_id}, **facts)
        recompute_clocks(Subject.TICKET, ticket.id, category=code, priority=ticket.priority, actor=actor)


def merge_tickets(keep: int, gone: int, *, actor: Actor, expected_version: int | None = None) -> None:
    """Ends the open ticket `gone` as a double of the open ticket `keep`, whose timeline tells its notes from then on.

    `expected_version` is that of `gone`. Raises INVALID for a ticket and itself.
    """
    actor.require(Permission.WORK_ON_TICKET)
    if keep == gone:
        raise DomainError(Fault.INVALID, field=N_("Ticket"), value=keep, reason=N_("the same ticket"))
    with database.transaction():
        for ticket_id in sorted((keep, gone)):
            take(ticket_id)
        with (
            changing(keep, Permission.WORK_ON_TICKET, actor=actor, expected_version=None) as kept,
            changing(gone, Permission.WORK_ON_TICKET, actor=actor, expected_version=expected_version) as double,
        ):
            for ticket in (kept, double):
                if not ticket.open:
                    refuse(ticket, N_("merge tickets"))
            facts = {"into": kept.number, "into_id": keep}
            _cancel(double, kept.number, "merged", actor, values={"merged_into": keep}, **facts)
            write(kept, "absorbed", actor=actor, values={}, number=double.number, ticket_id=gone, notes=_notes_of(gone))


def _notes_of(ticket_id: int) -> list[int]:
    """The ids of what was written about a ticket, oldest first."""
    return [note_id for (note_id,) in database.rows("SELECT id FROM ticket_note WHERE ticket_id = ? ORDER BY id", (ticket_id,))]


def _note(ticket: Taken, kind: NoteKind, text: str, actor: Actor) -> int:
    """Writes a note and returns its id. Raises DomainError(MISSING) for an empty one."""
    said = long_text(text)
    if not said:
        raise DomainError(Fault.MISSING, field=kind.label_id)
    return TicketNote.add(ticket=ticket.id, kind=kind, text=said, author=actor.staff_id, at=clock.now())


def _reason(text: str, move: Move) -> str:
    why = optional(text, Ticket.cancel_reason)
    if not why:
        raise DomainError(Fault.REASON_NEEDED, operation=move.label_id)
    return why


def _answered(ticket: Taken, actor: Actor) -> None:
    for kind in (ClockKind.CONTACT, ClockKind.FIRST_RESPONSE):
        stop_clock(Subject.TICKET, ticket.id, kind, at=clock.now(), actor=actor)


def _end_hold(ticket: Taken, actor: Actor) -> None:
    if ticket.hold_reason is not None:
        resume_clocks(Subject.TICKET, ticket.id, at=clock.now(), actor=actor)


def _resolve(ticket: Taken, move: Move, kind: str, actor: Actor, *, values: dict[str, Any] | None = None, **facts: Any) -> None:
    now = clock.now()
    changes = {**(values or {}), "resolved_at": now}
    if not ticket.responded:
        changes["responded_at"] = now
    _end_hold(ticket, actor)
    with search_row.rewriting(ticket.id):
        write_move(ticket, move, kind, actor=actor, values=changes, **facts)
    _answered(ticket, actor)
    stop_clock(Subject.TICKET, ticket.id, ClockKind.RESOLUTION, at=now, actor=actor)
    call_back_served_customer(ticket.id, actor=actor)


def _cancel(ticket: Taken, reason: str, kind: str, actor: Actor, *, values: dict[str, Any] | None = None, **facts: Any) -> None:
    write_move(ticket, Move.CANCEL, kind, actor=actor, values={"cancel_reason": reason, **(values or {})}, reason=reason, **facts)
    cancel_clocks(Subject.TICKET, ticket.id, at=clock.now(), actor=actor)
