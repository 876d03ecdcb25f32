"""The end of a call: register row, customer file, ticket or complaint, and promised callback in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models import clock, database
from models.callbacks.operations import CallbackDraft, promise_callback
from models.callbacks.tables import Callback
from models.calls.drafts import CallDraft
from models.calls.tables import SERIES, Call, Ending
from models.complaints.operations import ComplaintDraft, OpenedComplaint, open_complaint
from models.complaints.tables import ComplaintClass, ComplaintGrade
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import PhoneNumber, masked
from models.customers.queries import open_account
from models.customers.typed_number import typed_number
from models.errors import DomainError, Fault
from models.events.operations import record_first
from models.events.tables import Subject
from models.numbering import next_number
from models.people.permissions import Actor, Permission
from models.pinyin import pinyin
from models.site.queries import SiteRow, site
from models.text import long_text, optional
from models.tickets.operations import OpenedTicket, TicketDraft, add_note, open_ticket
from models.tickets.tables import Grade, Ticket

_REGISTER_ONLY = frozenset({Ending.WRONG_NUMBER, Ending.DROPPED})
"""Endings after which nothing is left but the register's row."""
_NOBODY = PhoneNumber("", "")
_GRADES = {Grade.CRITICAL: ComplaintGrade.CRITICAL, Grade.HIGH: ComplaintGrade.SERIOUS}
"""The grade of a complaint by how serious the caller's matter is; it is general otherwise."""


@dataclass(frozen=True)
class FinishedCall:
    """What a call left behind."""

    call_id: int
    call_number: str
    ticket_id: int | None
    ticket_number: str | None
    customer_id: int | None
    complaint_id: int | None = None
    complaint_number: str | None = None


@dataclass(frozen=True)
class _Times:
    """When a call rang, was answered, ended and was wrapped up; each not before the one before, whatever a clock said."""

    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    wrapped_up_at: datetime


def finish_call(draft: CallDraft, *, actor: Actor) -> FinishedCall:
    """Writes a call with all that its ending asks for: everything or nothing.

    The same draft handed in again returns what the first time left. An unknown caller gets a customer file, named after the
    caller or else after the masked number; wrong numbers and dropped calls leave only their row. A promised time is kept
    whatever the ending. Raises DomainError: NOT_ALLOWED, MISSING (outcome, and what the outcome needs), INVALID (a number that is
    none), NOT_FOUND, ACCOUNT_CLOSED.
    """
    actor.require(Permission.TAKE_CALLS)
    if draft.ending is None:
        raise DomainError(Fault.MISSING, field=Call.ending.verbose_name)
    if draft.customer_id is None:
        pinyin(draft.caller_name)  # The first name loads a dictionary, the first number the plans: not under the write lock.
    caller = call_back = typed_number(draft.number_text, field=Call.caller_number.verbose_name)
    if draft.contact_number.strip():
        call_back = typed_number(draft.contact_number, field=Ticket.contact_number.verbose_name)
    with database.transaction():
        database.serialise(draft.client_uuid)
        known = database.rows(
            "SELECT c.id, c.number, c.ticket_id, t.number, c.customer_id, k.id, k.number FROM call c"
            " LEFT JOIN ticket t ON t.id = c.ticket_id LEFT JOIN complaint k ON k.client_uuid = c.client_uuid"
            " WHERE c.client_uuid = ?",
            (draft.client_uuid,),
        )
        return FinishedCall(*known[0]) if known else _finish(draft, draft.ending, caller, call_back, actor)


def _finish(draft: CallDraft, ending: Ending, caller: PhoneNumber, call_back: PhoneNumber, actor: Actor) -> FinishedCall:
    customer_id, home = open_account(draft.customer_id, actor).customer_id, site()
    times = _times(draft)
    if customer_id is None and ending not in _REGISTER_ONLY:
        customer_id = _open_file(draft, caller, actor)
    if not call_back.number and customer_id is not None:
        call_back = _own_number(customer_id)
    draft = replace(draft, customer_id=customer_id)
    ticket = _ticket(draft, ending, call_back, times, actor)
    call_id, number = _write_row(draft, ending, caller, ticket, times, home, actor)
    complaint = _complaint(draft, call_id, call_back, ticket, times, actor) if ending is Ending.COMPLAINT_OPENED else None
    if draft.promised_at is not None and ending not in _REGISTER_ONLY:
        _promise(draft, draft.promised_at, call_id, call_back, ticket, times, actor)
    elif ending is Ending.CALLBACK_PROMISED:
        raise DomainError(Fault.MISSING, field=Callback.due_at.verbose_name)
    return FinishedCall(
        call_id=call_id,
        call_number=number,
        ticket_id=ticket.id if ticket else None,
        ticket_number=ticket.number if ticket else None,
        customer_id=customer_id,
        complaint_id=complaint.id if complaint else None,
        complaint_number=complaint.number if complaint else None,
    )


def _own_number(customer_id: int) -> PhoneNumber:
    """The first number of a customer's file, for a caller who was found by another way than a number."""
    found = database.rows(
        "SELECT number, extension FROM contact_number WHERE customer_id = ? ORDER BY position, id LIMIT 1", (customer_id,)
    )
    return PhoneNumber(*found[0]) if found else _NOBODY


def _open_file(draft: CallDraft, caller: PhoneNumber, actor: Actor) -> int | None:
    """A file for an unknown caller; None for one of whom nothing is known."""
    name = optional(draft.caller_name, Call.caller_name) or masked(caller.number, caller.extension)
    if not name:
        return None
    return open_customer(
        CustomerDraft(name=name, region_id=actor.region_id, numbers=(caller,) if caller.number else ()), actor=actor
    )


def _ticket(draft: CallDraft, ending: Ending, call_back: PhoneNumber, times: _Times, actor: Actor) -> OpenedTicket | None:
    """The ticket that the call opens or adds to."""
    if ending is Ending.TICKET_OPENED:
        if draft.category_id is None:
            raise DomainError(Fault.MISSING, field=Call.category.verbose_name)
        return _open_ticket(draft, draft.category_id, call_back, times, actor)
    if draft.ticket_id is None:
        if ending is Ending.ADDED_TO_TICKET:
            raise DomainError(Fault.MISSING, field=Call.ticket.verbose_name)
        return None
    found = database.rows("SELECT id, number FROM ticket WHERE id = ?", (draft.ticket_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=Call.ticket.verbose_name)
    if ending is Ending.ADDED_TO_TICKET:
        add_note(draft.ticket_id, _said(draft), actor=actor)
    return OpenedTicket(*found[0])


def _open_ticket(draft: CallDraft, category_id: int, call_back: PhoneNumber, times: _Times, actor: Actor) -> OpenedTicket:
    """A ticket that counts from the moment the caller was answered; a product not on file is named before the problem."""
    return open_ticket(
        TicketDraft(
            client_uuid=draft.client_uuid,
            category_id=category_id,
            problem=_problem(draft),
            customer_id=draft.customer_id,
            contact_id=draft.contact_id,
            contact_number=call_back.number,
            owned_product_id=draft.owned_product_id,
            channel=draft.channel,
            team_id=actor.team_id,
            severity=draft.severity,
            urgency=draft.urgency,
            priority=draft.priority,
            opened_at=times.answered_at or times.offered_at,
        ),
        actor=actor,
    )


def _problem(draft: CallDraft) -> str:
    product = "" if draft.owned_product_id is not None else draft.product_text.strip()
    problem = draft.problem.strip()
    return f"[{product}] {problem}" if product and problem else problem


def _complaint(
    draft: CallDraft, call_id: int, call_back: PhoneNumber, ticket: OpenedTicket | None, times: _Times, actor: Actor
) -> OpenedComplaint:
    """The case that the call opens; the call, and the ticket that it is about, belong to it."""
    content = _problem(draft)
    if not content:
        raise DomainError(Fault.MISSING, field=Ticket.problem.verbose_name)
    about = ((Subject.TICKET, ticket.id),) if ticket is not None else ()
    return open_complaint(
        ComplaintDraft(
            client_uuid=draft.client_uuid,
            complaint_class=draft.complaint_class or ComplaintClass.OTHER,
            content=content,
            grade=_GRADES.get(draft.severity, ComplaintGrade.GENERAL),
            urgent=draft.urgency is Grade.CRITICAL,
            customer_id=draft.customer_id,
            contact_id=draft.contact_id,
            contact_number=call_back.number,
            owned_product_id=draft.owned_product_id,
            channel=draft.channel,
            links=((Subject.CALL, call_id), *about),
            opened_at=times.answered_at or times.offered_at,
        ),
        actor=actor,
    )


def _said(draft: CallDraft) -> str:
    return long_text("\n".join(text for text in (draft.problem.strip(), draft.note.strip()) if text))


def _write_row(
    draft: CallDraft,
    ending: Ending,
    caller: PhoneNumber,
    ticket: OpenedTicket | None,
    times: _Times,
    home: SiteRow,
    actor: Actor,
) -> tuple[int, str]:
    if ending is Ending.TRANSFERRED and draft.transferred_to is None and not draft.note.strip():
        raise DomainError(Fault.MISSING, field=Call.transferred_to.verbose_name)
    number = next_number(SERIES[draft.direction], times.offered_at.astimezone(home.zone).date())
    talk = int((times.ended_at - times.answered_at).total_seconds()) if times.answered_at else 0
    call_id = Call.add(
        number=number,
        client_uuid=draft.client_uuid,
        direction=draft.direction,
        channel=draft.channel,
        agent=actor.staff_id,
        caller_number=caller.number,
        caller_extension=caller.extension,
        caller_name=optional(draft.caller_name, Call.caller_name),
        customer=draft.customer_id,
        contact=draft.contact_id,
        owned_product=draft.owned_product_id,
        category=draft.category_id,
        region=actor.region_id,
        ticket=ticket.id if ticket else None,
        ending=ending,
        transferred_to=draft.transferred_to,
        summary=_said(draft),
        offered_at=times.offered_at,
        answered_at=times.answered_at,
        ended_at=times.ended_at,
        wrapped_up_at=times.wrapped_up_at,
        hold_seconds=min(max(draft.hold_seconds, 0), talk),
    )
    record_first(Subject.CALL, call_id, "finished", actor=actor, ending=ending, ticket=ticket.number if ticket else None)
    return call_id, number


def _promise(
    draft: CallDraft,
    due_at: datetime,
    call_id: int,
    call_back: PhoneNumber,
    ticket: OpenedTicket | None,
    times: _Times,
    actor: Actor,
) -> None:
    promise_callback(
        CallbackDraft(
            client_uuid=draft.client_uuid,
            due_at=due_at,
            customer_id=draft.customer_id,
            number=call_back.number,
            ticket_id=ticket.id if ticket else None,
            call_id=call_id,
            owner_id=actor.staff_id,
            about=_said(draft),
            promised_at=times.wrapped_up_at,
        ),
        actor=actor,
    )


def _times(draft: CallDraft) -> _Times:
    now = clock.now()
    offered = min(draft.offered_at or draft.answered_at or now, now)
    answered = max(draft.answered_at, offered) if draft.answered_at else None
    wrapped_up = max(min(draft.wrapped_up_at or now, now), answered or offered)
    ended = min(max(draft.ended_at or wrapped_up, answered or offered), wrapped_up)
    return _Times(offered, answered, ended, wrapped_up)
