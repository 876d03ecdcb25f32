"""The columns of the list of complaints, and which give way where the open case stands beside it."""

from __future__ import annotations

from datetime import timedelta

from rich.cells import cell_len

from models import clock
from models.choices import Choice
from models.clock import NEVER
from models.complaints.queries import ComplaintRow
from models.complaints.tables import ComplaintGrade, Stage
from models.customers.tables import CustomerLevel
from models.i18n import N_, _
from models.sla.tables import SlaState
from screens.plain import fit
from screens.ticket.due_text import MARKS, TONES, paused_text, span, time_left
from screens.widgets.columns import Cell, Column, Tone

CUSTOMER_WIDTH = 12
GRADE_TONES = {ComplaintGrade.CRITICAL: Tone.DANGER, ComplaintGrade.SERIOUS: Tone.WARNING}


def sla_state(row: ComplaintRow) -> SlaState:
    """How a case stands at this moment: overdue from the second of its due time, not only from the next refresh."""
    if row.sla in (SlaState.IN_TIME, SlaState.WARNED) and clock.now() >= row.next_due_at:
        return SlaState.BREACHED
    return row.sla


def _tone(row: ComplaintRow) -> Tone:
    return TONES.get(sla_state(row), Tone.PLAIN)


def _mark(row: ComplaintRow) -> Cell:
    return Cell(MARKS.get(sla_state(row), " "), _tone(row))


def _stage(row: ComplaintRow) -> Cell:
    return Cell(row.stage.label, Tone.MUTED if row.stage is Stage.CLOSED else Tone.PLAIN)


def _grade(row: ComplaintRow) -> Cell:
    urgent = "!" if row.urgent else ""
    return Cell(row.grade.label + urgent, Tone.DANGER if row.urgent else GRADE_TONES.get(row.grade, Tone.PLAIN))


def _level(row: ComplaintRow) -> Cell:
    return Cell(str(row.level), Tone.STRONG if row.level > 2 else Tone.PLAIN)


def _customer(row: ComplaintRow) -> Cell:
    if row.customer_level is not CustomerLevel.VIP:
        return Cell(row.customer_name or "-")
    return Cell(fit(row.customer_name, min(CUSTOMER_WIDTH - 2, cell_len(row.customer_name))) + " V")


def _due(row: ComplaintRow) -> Cell:
    if row.stage is Stage.CLOSED or row.next_due_at == NEVER:
        return Cell("-", Tone.MUTED)
    if row.sla is SlaState.PAUSED:
        return Cell(paused_text(None), Tone.MUTED)
    return Cell(time_left(row.next_due_at, clock.now()), _tone(row))


def _widest(choices: type[Choice]) -> int:
    return max(cell_len(choice.label) for choice in choices)


COLUMNS: tuple[Column[ComplaintRow], ...] = (
    Column("", 1, _mark),
    Column(N_("Complaint no."), 13, lambda row: Cell(row.number, _tone(row))),
    Column(N_("Stage"), lambda: _widest(Stage), _stage),
    Column(N_("Grade"), lambda: _widest(ComplaintGrade) + 1, _grade),
    Column(N_("Lv."), 3, _level),
    Column(
        N_("Due in"),
        lambda: max(10, *(cell_len(_(text).format(time=span(timedelta(hours=38)))) for text in ("over {time}", "left {time}"))),
        _due,
    ),
    Column(N_("Customer"), CUSTOMER_WIDTH, _customer, gives_way=1),
    Column(N_("Owner"), 8, lambda row: Cell(row.owner_name or "-"), gives_way=2),
    Column(N_("Complaint"), 12, lambda row: Cell(row.content), gives_way=3, grows=True),
)
