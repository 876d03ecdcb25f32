"""The columns of the callback list: when, whom, what about, the papers, the attempts so far."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from models import clock
from models.callbacks.queue import CallbackRow
from models.callbacks.tables import AttemptOutcome, CallbackKind, CallbackStatus
from models.customers.tables import CustomerLevel
from models.i18n import N_, _
from models.sla.tables import SlaState
from screens.clock_text import day_hour_and_minute, hour_and_minute
from screens.plain import fit
from screens.ticket.due_text import time_left
from screens.widgets.columns import Cell, Column, Tone

WIDE = 100
"""From this many cells on, kind, papers and owner are shown."""

CUSTOMER_WIDTH = 13
MARKS = {Tone.DANGER: "x", Tone.WARNING: "!"}
PAPERS = (N_("card"), N_("sheet"), N_("sign."))
"""Warranty card, service sheet and signature, short enough for a cell."""


def is_open(row: CallbackRow) -> bool:
    """Whether the callback still has to be made."""
    return row.status is CallbackStatus.OPEN


def _tone(row: CallbackRow) -> Tone:
    if not is_open(row):
        return Tone.DANGER if row.satisfied is False else Tone.MUTED
    return tone_of(row.kind, row.sla, row.due_at)


def _mark(row: CallbackRow) -> Cell:
    return Cell(MARKS.get(_tone(row), " "), _tone(row))


def _due(row: CallbackRow) -> Cell:
    if not is_open(row):
        return Cell(_("dissatisfied") if row.satisfied is False else row.status.label, _tone(row))
    return Cell(time_left(row.due_at, clock.now()), _tone(row))


def _outcome(row: CallbackRow) -> Cell:
    """How an ended one came out: what the customer said, else why nobody was reached."""
    if row.satisfied is not None:
        return Cell(_("satisfied") if row.satisfied else _("dissatisfied"), _tone(row))
    return Cell(AttemptOutcome.REFUSED.label if row.status is CallbackStatus.REFUSED else row.status.label, _tone(row))


def _customer(row: CallbackRow) -> Cell:
    name = row.customer_name or row.number or "-"
    level = {CustomerLevel.VIP: "V", CustomerLevel.A: "A", CustomerLevel.B: "B"}.get(row.customer_level or CustomerLevel.C)
    return Cell(name if level is None else fit(name, min(CUSTOMER_WIDTH - 2, cell_len(name))) + f" {level}")


def papers_text(found: tuple[bool | None, bool | None, bool | None]) -> str:
    """The papers in a line: + there, - missing, ? not looked at yet."""
    signs = {True: "+", False: "-", None: "?"}
    return " ".join(f"{_(name)}{signs[there]}" for name, there in zip(PAPERS, found, strict=True))


def _papers(row: CallbackRow) -> Cell:
    found = (row.warranty_card, row.service_sheet, row.signature)
    if row.kind is not CallbackKind.SATISFACTION:
        return Cell("-", Tone.MUTED)
    return Cell(papers_text(found), Tone.MUTED if None in found else Tone.PLAIN if all(found) else Tone.WARNING)


def _papers_width() -> int:
    return cell_len(papers_text((None, None, None)))


def _due_width() -> int:
    return max(11, cell_len(_("dissatisfied")))


def _outcome_width() -> int:
    return min(16, max(cell_len(status.label) for status in CallbackStatus))


def _kind_width() -> int:
    return min(12, max(cell_len(kind.label) for kind in CallbackKind))


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d}"


def tone_of(kind: CallbackKind, sla: SlaState, due_at: datetime) -> Tone:
    """How an open callback stands: a promise counts to the minute, the others by their clock."""
    due = due_at <= clock.now()
    if sla is SlaState.BREACHED or (due and kind is CallbackKind.PROMISE):
        return Tone.DANGER
    return Tone.WARNING if due else Tone.PLAIN


def columns(width: int, zone: ZoneInfo, *, ended: bool = False) -> tuple[Column[CallbackRow], ...]:
    """The columns for a terminal of `width` cells, times in the site's zone; of ended ones when they ended, and how."""

    def attempts(row: CallbackRow) -> Cell:
        if row.last_at is None or row.last_outcome is None:
            return Cell(_("no. {number}").format(number=row.attempts + 1), Tone.MUTED)
        number = row.attempts + 1 if is_open(row) else row.attempts
        today = row.last_at.astimezone(zone).date() == clock.now().astimezone(zone).date()
        last = f"{hour_and_minute(row.last_at, zone) if today else _day(row.last_at, zone)} {row.last_outcome.label}"
        return Cell(_("no. {number}").format(number=number) + f" ({last})")

    def due_at(row: CallbackRow) -> Cell:
        return Cell(day_hour_and_minute(row.due_at, zone), _tone(row))

    def done_at(row: CallbackRow) -> Cell:
        return Cell("" if row.done_at is None else day_hour_and_minute(row.done_at, zone), _tone(row))

    first: tuple[Column[CallbackRow], ...] = (
        Column("", 1, _mark),
        Column(N_("Ended at"), 11, done_at) if ended else Column(N_("Due at"), 11, due_at),
        Column(N_("Outcome"), _outcome_width, _outcome) if ended else Column(N_("State"), _due_width, _due),
        Column(N_("Customer"), CUSTOMER_WIDTH, _customer),
        Column(N_("Number"), 13, lambda row: Cell(row.record_number or row.kind.label)),
    )
    last: Column[CallbackRow] = Column(N_("Attempts"), 12, attempts, grows=True)
    if width < WIDE:
        return (*first, last)
    return (
        *first,
        Column(N_("Kind"), _kind_width, lambda row: Cell(row.kind.label)),
        Column(N_("Papers"), _papers_width, _papers),
        last,
        Column(N_("Owner"), 8, lambda row: Cell(row.owner_name or "-"), gives_way=1),
    )
