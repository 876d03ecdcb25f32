"""The registers of callbacks: interview plan 电话访谈计划表 and daily callback sheet 回访日清表."""

from __future__ import annotations

from datetime import date, datetime, time

from models.callbacks.daily import DailySheet, daily_sheet
from models.callbacks.tables import CallbackStatus
from models.customers.tables import CustomerLevel
from models.i18n import N_, _
from models.paging import Order
from models.registers.definition import (
    Column,
    Computed,
    Listed,
    Register,
    Row,
    Selection,
    choice,
    count,
    customer,
    moment,
    number,
    text,
)
from models.site.exports import ExportKind
from models.site.queries import site
from models.values import Share

INTERVIEWS = Register(
    ExportKind.INTERVIEWS,
    N_("The interviews that are planned for these days, and what came of them."),
    (
        text(N_("Interview plan"), 16, "q.name"),
        moment(N_("Due at"), "t.due_at"),
        customer(),
        choice(N_("Customer level"), 9, "c.level", CustomerLevel),
        text(N_("Region"), 10, "r.name"),
        number(N_("Telephone"), "t.number"),
        text(N_("What to ask"), 36, "t.subject_text"),
        text(N_("Responsible"), 10, "s.name"),
        choice(N_("Status"), 12, "t.status", CallbackStatus),
        count(N_("Attempts made"), "t.attempts", 7),
        moment(N_("Done at"), "t.done_at"),
        text(N_("Reason"), 20, "t.done_reason"),
    ),
    Listed(
        "callback",
        Order(("due_at", "id"), (0, 1)),
        " LEFT JOIN interview_plan q ON q.id = t.plan_id LEFT JOIN customer c ON c.id = t.customer_id"
        " LEFT JOIN region r ON r.id = c.region_id LEFT JOIN staff s ON s.id = t.owner_id",
        "due_at",
        conditions=("t.kind = 'interview'",),
        region="EXISTS (SELECT 1 FROM customer h WHERE h.id = t.customer_id AND h.region_id = ?)",
        person="t.owner_id = ?",
    ),
    (N_("Compiled by"), N_("Approved by")),
)


def _daily(selection: Selection) -> list[Row]:
    """Day by day the lines of everybody who owed or made a callback, and their total."""
    zone = site().zone
    region_id = selection.region_id
    return [
        row
        for day in selection.days.each
        for row in _of_day(day, daily_sheet(datetime.combine(day, time(12), zone), region_id=region_id))
    ]


def _of_day(day: date, sheets: list[DailySheet]) -> list[Row]:
    """Each agent's figures, then those of the callbacks that nobody has taken, so that the lines add up to the total."""
    whole, *agents = sheets
    lines = [(agent.name or _("The system"), agent) for agent in agents]
    left = whole.due - sum(agent.due for agent in agents)
    if left:
        lines.append((_("Not taken by anyone"), DailySheet(None, "", left, 0, 0, 0, 0)))
    lines.append((_("Total"), whole))
    return [
        (day, name, row.due, row.done, row.reached, row.satisfied, row.dissatisfied, Share(row.satisfaction))
        for name, row in lines
    ]


DAILY_CALLBACKS = Register(
    ExportKind.DAILY_CALLBACKS,
    N_("Who owed and made how many callbacks on each day, and how satisfied the customers were."),
    (
        Column(N_("Date"), 11),
        Column(N_("Staff member"), 16),
        Column(N_("Owed"), 9),
        Column(N_("Made"), 9),
        Column(N_("Reached"), 9),
        Column(N_("Satisfied"), 9),
        Column(N_("Dissatisfied"), 12),
        Column(N_("Share of satisfied"), 12),
    ),
    Computed(_daily),
    (N_("Callback agent"), N_("Supervisor")),
)
