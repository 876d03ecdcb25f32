"""How a call ends: asks which of the eight endings, what that ending needs, and hands the call to the domain."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from models import clock
from models.calls.card import HistoryRow
from models.calls.drafts import CallDraft
from models.calls.intake import FinishedCall, finish_call
from models.calls.tables import Ending
from models.complaints.tables import ComplaintClass
from models.errors import DomainError
from models.i18n import N_, _
from models.people.staff import StaffChoice, assignable_staff
from models.tickets.queries import DuplicateRow, open_tickets_like
from screens.clock_text import day_hour_and_minute
from screens.intake.times import common_times, parsed_moment
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.intake.screen import IntakeScreen

ENDINGS: tuple[tuple[Ending, str], ...] = (
    (Ending.TICKET_OPENED, N_("Open a ticket")),
    (Ending.ANSWERED, N_("Answered on the call")),
    (Ending.ADDED_TO_TICKET, N_("Add to a ticket")),
    (Ending.COMPLAINT_OPENED, N_("Open a complaint")),
    (Ending.CALLBACK_PROMISED, N_("Promise a callback")),
    (Ending.TRANSFERRED, N_("Transfer")),
    (Ending.WRONG_NUMBER, N_("Wrong number or nuisance")),
    (Ending.DROPPED, N_("Dropped")),
)
"""The endings in the order of their digits."""


SAVE_SECONDS = 8.0
"""After this time without an answer a finished call is kept on this machine, and the agent is free for the next one."""


class Saving:
    """The saving half of the intake screen."""

    def __init__(self, screen: IntakeScreen) -> None:
        self._screen = screen

    async def save(self) -> None:
        """Asks what is still open and saves; Esc in any question goes back to the form with everything in it."""
        screen = self._screen
        if not screen.calls.current.started:
            screen.desk.tell(_("There is no call to save yet. Type the number first."))
            return
        screen.change(screen.form.read)
        draft = screen.calls.current.settled()
        ended = await self._ended(draft)
        if ended is None:
            return
        try:
            finished = await self._hand_in(ended)
            if finished is None:
                await screen.keeping.queue(replace(ended, wrapped_up_at=clock.now()))
        except DomainError as error:
            screen.refused(error)
            return
        if screen.calls.current.draft.client_uuid == ended.client_uuid:
            screen.saved()
        if finished is None:
            screen.desk.tell(_("The database is away. The call is kept on this machine and goes in by itself."))
            screen.desk.reach.lost()
            return
        screen.desk.tell(told(finished))
        await screen.keeping.drop(ended.client_uuid)

    async def _hand_in(self, ended: CallDraft) -> FinishedCall | None:
        """What the call left behind; None where the database is away or takes so long that the agent shouldn't wait for it.

        A call whose answer was not waited for may be written all the same: handed in again it is the same call.
        """
        reach = self._screen.desk.reach
        handing_in = reach.ask_or(lambda: None, finish_call, ended, actor=self._screen.actor)
        try:
            return await asyncio.wait_for(handing_in, SAVE_SECONDS)
        except TimeoutError:
            return None

    async def _ended(self, draft: CallDraft) -> CallDraft | None:
        """The draft with its ending and what the ending needs; None where the person went back."""
        desk, decided = self._screen.desk, self._decided()
        usual = Ending.ADDED_TO_TICKET if decided else Ending.TICKET_OPENED
        options = [(ending, _(label)) for ending, label in ENDINGS]
        ending = await desk.choose(_("How did the call end?"), options, chosen=usual)
        if ending is None:
            return None
        if ending is Ending.TICKET_OPENED and decided is None and self._screen.advice.duplicate.options:
            ticket_id = await self._add_or_open()
            if ticket_id is None:
                return None
            ending = Ending.ADDED_TO_TICKET if ticket_id else ending
            draft = replace(draft, ticket_id=ticket_id or None)
        elif ending is Ending.ADDED_TO_TICKET:
            ticket_id = decided or await self._which_ticket(draft)
            if ticket_id is None:
                return None
            draft = replace(draft, ticket_id=ticket_id)
        elif ending is Ending.COMPLAINT_OPENED:
            about = [(kind, kind.label) for kind in ComplaintClass]
            complaint_class = await desk.choose(_("What is the complaint about?"), about, chosen=draft.complaint_class)
            if complaint_class is None:
                return None
            draft = replace(draft, complaint_class=complaint_class)
        elif ending is Ending.CALLBACK_PROMISED:
            promised = await self._when(draft)
            if promised is None:
                return None
            draft = replace(draft, promised_at=promised)
        elif ending is Ending.TRANSFERRED:
            transferred = await self._to_whom(draft)
            if transferred is None:
                return None
            draft = transferred
        return replace(draft, ending=ending, ended_at=draft.ended_at or clock.now())

    def _decided(self) -> int | None:
        """The open ticket that the agent chose to add to, ANOTHER, or None while nothing is chosen."""
        chosen = self._screen.advice.duplicate.value
        return chosen if isinstance(chosen, int) else None

    async def _add_or_open(self) -> int | None:
        options = [(option.value, option.text()) for option in self._screen.advice.duplicate.options]
        chosen = await self._screen.desk.choose(_("There is an open ticket on the same product."), options)
        return chosen if isinstance(chosen, int) else None

    async def _which_ticket(self, draft: CallDraft) -> int | None:
        screen = self._screen
        rows: Sequence[DuplicateRow | HistoryRow] = ()
        if draft.customer_id is not None:
            rows = await screen.desk.reach.ask_or(self._seen_tickets, open_tickets_like, draft.customer_id, None)
        if not rows:
            screen.desk.tell(_("This customer has no open ticket to add to. Choose another ending; nothing is lost."))
            return None
        options = [(row.id, _ticket_line(row)) for row in rows]
        return await screen.desk.choose(_("Add to which ticket?"), options)

    def _seen_tickets(self) -> Sequence[DuplicateRow | HistoryRow]:
        """The caller's open tickets as their card says, while the database is away."""
        card = self._screen.caller.card
        return card.open_tickets if card is not None else ()

    async def _when(self, draft: CallDraft) -> datetime | None:
        """A common time by digit, or any time as people say it."""
        desk = self._screen.desk
        times = common_times(clock.now(), desk.zone)
        options: list[tuple[datetime | None, str]] = [
            (at, f"{label}  {day_hour_and_minute(at, desk.zone)}") for label, at in times
        ]
        position = await desk.choose(
            _("When shall we call back?"),
            [*((place, text) for place, (_at, text) in enumerate(options)), (len(options), _("Another time"))],
        )
        if position is None or position < len(options):
            return None if position is None else options[position][0]
        promised: list[datetime] = []

        async def read(text: str) -> None:
            promised.append(parsed_moment(text, now=clock.now(), zone=desk.zone, label=N_("Call back at")))

        question = _("Call back at (14:30, tomorrow 10:00, 11-25 09:30, 3 hours)")
        said = await desk.ask_text(question, keep_as=f"promise_at:{draft.client_uuid}", save=read)
        return None if said is None else promised[0]

    async def _to_whom(self, draft: CallDraft) -> CallDraft | None:
        """The draft with the colleague picked; while the database is away, with the name that is written instead."""
        screen = self._screen
        nobody: list[StaffChoice] = []
        colleagues = await screen.desk.reach.ask_or(lambda: nobody, assignable_staff)
        if screen.desk.reach.away:
            purpose = f"transfer_to:{draft.client_uuid}"
            name = await screen.desk.ask_text(_("Transfer to whom?"), limit=100, keep_as=purpose)
            if name is None:
                return None
            screen.desk.unsent.pop(purpose, None)
            note = _("Transferred to {name}").format(name=name)
            return replace(draft, note="\n".join(filter(None, (draft.note, note))))
        options = [
            (row.id, f"{row.number} {one_line(row.name)} {row.state.label} {one_line(row.team_name)}".strip())
            for row in colleagues
            if row.id != screen.actor.staff_id
        ]
        chosen = await screen.desk.choose(_("Transfer to whom?"), options)
        return None if chosen is None else replace(draft, transferred_to=chosen)


def _ticket_line(row: DuplicateRow | HistoryRow) -> str:
    """A ticket to add to, in a line."""
    if isinstance(row, HistoryRow):
        return f"{row.number} {row.state.label if row.state else ''} {one_line(row.text)[:40]}"
    return f"{row.number} {row.status.label} {one_line(row.problem)[:40]}"


def told(finished: FinishedCall) -> str:
    """What the agent tells the caller: the complaint's or the ticket's number, or that the call is on record."""
    if finished.complaint_number:
        return _("Saved. Complaint {number}.").format(number=finished.complaint_number)
    if finished.ticket_number:
        return _("Saved. Ticket {number}.").format(number=finished.ticket_number)
    return _("Saved. Call {number}.").format(number=finished.call_number)
