"""The queue's columns: what each shows of a ticket, in colour, word and mark, and which give way on a narrow terminal."""

from __future__ import annotations

from rich.cells import cell_len

from models import clock
from models.clock import NEVER
from models.customers.tables import CustomerLevel
from models.i18n import N_, _
from models.sla.tables import Priority, SlaState
from models.tickets.life_cycle import OPEN_STATUSES
from models.tickets.queue import QueueRow
from models.tickets.tables import HoldReason, TicketStatus
from screens.plain import fit
from screens.ticket.due_text import MARKS, TONES, clock_cell, paused_text, time_left
from screens.widgets.columns import Cell, Column, Tone

WIDE = 100
"""From this many cells on, both clocks and the product are shown."""

CUSTOMER_WIDTH = 12
NUMBER_WIDTH = 13
STATUS_AT_MOST = 11


def sla_state(row: QueueRow) -> SlaState:
    """How a ticket stands at this moment: overdue from the second of its due time, not only from the next refresh."""
    if row.sla in (SlaState.IN_TIME, SlaState.WARNED) and clock.now() >= row.next_due_at:
        return SlaState.BREACHED
    return row.sla


def _mark(row: QueueRow) -> Cell:
    state = sla_state(row)
    return Cell(MARKS.get(state, " "), TONES.get(state, Tone.PLAIN))


def _number(row: QueueRow) -> Cell:
    return Cell(row.number, TONES.get(sla_state(row), Tone.PLAIN))


def _priority(row: QueueRow) -> Cell:
    tones = {Priority.URGENT: Tone.DANGER, Priority.HIGH: Tone.WARNING}
    return Cell(row.priority.label, tones.get(row.priority, Tone.PLAIN))


def _status(row: QueueRow) -> Cell:
    quiet = row.status in (TicketStatus.RESOLVED, TicketStatus.CLOSED, TicketStatus.CANCELLED, TicketStatus.ON_HOLD)
    return Cell(row.status.label, Tone.MUTED if quiet else Tone.STRONG if row.status is TicketStatus.NEW else Tone.PLAIN)


def _customer(row: QueueRow) -> Cell:
    if row.customer_level is not CustomerLevel.VIP:
        return Cell(row.customer_name or "-")
    return Cell(fit(row.customer_name, min(CUSTOMER_WIDTH - 2, cell_len(row.customer_name))) + " V")


def _response(row: QueueRow) -> Cell:
    """The first response; while the customer has to be contacted sooner than that, the contact."""
    if _contact_is_next(row):
        text = _("call {time}").format(time=time_left(row.next_due_at, clock.now()))
        return Cell(text, TONES.get(sla_state(row), Tone.PLAIN))
    return _quiet(clock_cell(row.response, clock.now(), due_soon=_next_due(row, row.response.due_at)))


def _contact_is_next(row: QueueRow) -> bool:
    others = (row.response.due_at, row.resolution.due_at, NEVER)
    return row.status in OPEN_STATUSES and row.next_due_at not in others


def _resolution(row: QueueRow) -> Cell:
    cell = clock_cell(row.resolution, clock.now(), reason=row.hold_reason, due_soon=_next_due(row, row.resolution.due_at))
    return _quiet(cell)


def _quiet(cell: Cell) -> Cell:
    """In a list only what presses has a colour; what went well is said by its word."""
    return Cell(cell.text) if cell.tone is Tone.GOOD else cell


def _next_due(row: QueueRow, due_at: object) -> bool:
    return row.sla is SlaState.WARNED and due_at == row.next_due_at


def _nearest(row: QueueRow) -> Cell:
    """Whatever is due next, in one cell."""
    state = sla_state(row)
    if state is SlaState.PAUSED:
        return Cell(paused_text(None), Tone.MUTED)
    if row.status not in OPEN_STATUSES or row.next_due_at == NEVER:
        return _resolution(row)
    return Cell(time_left(row.next_due_at, clock.now()), TONES.get(state, Tone.PLAIN))


def _widest(*words: str) -> int:
    return max(cell_len(word) for word in words)


def _priority_width() -> int:
    return _widest(_("Prio."), *(priority.label for priority in Priority))


def _status_width() -> int:
    return min(STATUS_AT_MOST, _widest(*(status.label for status in TicketStatus)))


def _response_width() -> int:
    return _widest(_("call {time}").format(time=_("over {time}").format(time="1:10")), "left 2d 14h")


def _resolution_width() -> int:
    return _widest(paused_text(HoldReason.CUSTOMER), "left 2d 14h")


_MARK: Column[QueueRow] = Column("", 1, _mark)
_NUMBER: Column[QueueRow] = Column(N_("Ticket no."), NUMBER_WIDTH, _number)
_PRIORITY: Column[QueueRow] = Column(N_("Prio."), _priority_width, _priority)
_STATUS: Column[QueueRow] = Column(N_("Status"), _status_width, _status)
_CUSTOMER: Column[QueueRow] = Column(N_("Customer"), CUSTOMER_WIDTH, _customer)
_PRODUCT: Column[QueueRow] = Column(N_("Product"), 9, lambda row: Cell(row.product_code or "-"), gives_way=2)
_PROBLEM: Column[QueueRow] = Column(N_("Problem"), 12, lambda row: Cell(row.problem), grows=True)
_OWNER: Column[QueueRow] = Column(N_("Owner"), 8, lambda row: Cell(row.owner_name or "-"), gives_way=1)
_RESPONSE: Column[QueueRow] = Column(N_("Response"), _response_width, _response)
_RESOLUTION: Column[QueueRow] = Column(N_("Resolution"), _resolution_width, _resolution)
_NEAREST: Column[QueueRow] = Column(N_("Due in"), 11, _nearest)


def columns(width: int) -> tuple[Column[QueueRow], ...]:
    """The columns for a terminal of `width` cells."""
    if width < WIDE:
        return (_MARK, _NUMBER, _PRIORITY, _STATUS, _CUSTOMER, _PROBLEM, _OWNER, _NEAREST)
    return (_MARK, _NUMBER, _PRIORITY, _STATUS, _CUSTOMER, _PRODUCT, _PROBLEM, _OWNER, _RESPONSE, _RESOLUTION)
