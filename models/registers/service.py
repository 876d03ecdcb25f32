"""The after-sales registers: service register 售后服务登记表, returns and exchanges 产品退换货汇总表, the answers of customers
售后服务评价表 and 售后服务调查问卷, and what each person has to do 员工日工作安排."""

from __future__ import annotations

from models import database
from models.callbacks.tables import CallbackKind, Survey
from models.choices import Choice
from models.customers.tables import CustomerLevel
from models.events.tables import Subject
from models.i18n import N_, _
from models.paging import Order
from models.registers.definition import (
    Column,
    Computed,
    Listed,
    Register,
    Row,
    Selection,
    category,
    choice,
    count,
    customer,
    day,
    flag,
    moment,
    number,
    text,
    verdict,
)
from models.site.exports import ExportKind
from models.sla.tables import ClockKind, Priority
from models.tickets.tables import Channel, TicketStatus
from models.values import Share

_BY_OPENING = Order(("opened_at", "id"), (0, 1))
_TICKET_JOINS = (
    " LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN region r ON r.id = t.region_id"
    " LEFT JOIN category k ON k.id = t.category_id LEFT JOIN staff s ON s.id = t.owner_id"
    " LEFT JOIN owned_product o ON o.id = t.owned_product_id LEFT JOIN product_model m ON m.id = o.model_id"
)


SERVICE = Register(
    ExportKind.SERVICE,
    N_("Every ticket that was opened, by the time at which it was."),
    (
        text(N_("Ticket number"), 14, "t.number"),
        moment(N_("Opened at"), "t.opened_at"),
        choice(N_("Channel"), 8, "t.channel", Channel),
        customer(),
        choice(N_("Customer level"), 7, "c.level", CustomerLevel),
        number(N_("Telephone"), "t.contact_number"),
        text(N_("Region"), 8, "r.name"),
        text(N_("Product"), 12, "m.name"),
        text(N_("Model"), 10, "m.code"),
        text(N_("Serial number"), 12, "o.serial_number"),
        category(N_("Category"), "k.name"),
        choice(N_("Priority"), 6, "t.priority", Priority),
        text(N_("Problem"), 26, "t.problem"),
        text(N_("Responsible"), 8, "s.name"),
        choice(N_("Status"), 8, "t.status", TicketStatus),
        moment(N_("First reply at"), "t.responded_at"),
        verdict(N_("First response"), Subject.TICKET, ClockKind.FIRST_RESPONSE),
        moment(N_("Resolved at"), "t.resolved_at"),
        verdict(N_("Resolution"), Subject.TICKET, ClockKind.RESOLUTION),
        count(N_("Times reopened"), "t.reopen_count", 6),
        text(N_("Solution"), 22, "t.solution"),
    ),
    Listed("ticket", _BY_OPENING, _TICKET_JOINS, "opened_at", person="t.owner_id = ?", page=1_000),
    (N_("Registered by"), N_("Supervisor")),
)

RETURNS = Register(
    ExportKind.RETURNS,
    N_("Tickets for a replacement, a return or a refund, with the day of purchase."),
    (
        text(N_("Ticket number"), 14, "t.number"),
        moment(N_("Opened at"), "t.opened_at"),
        category(N_("Category"), "k.name"),
        customer(),
        number(N_("Telephone"), "t.contact_number"),
        text(N_("Region"), 10, "r.name"),
        text(N_("Product"), 14, "m.name"),
        text(N_("Model"), 10, "m.code"),
        text(N_("Serial number"), 14, "o.serial_number"),
        day(N_("Purchased on"), "o.purchased_on"),
        day(N_("Delivered on"), "o.delivered_on"),
        text(N_("Reason"), 30, "t.problem"),
        choice(N_("Status"), 10, "t.status", TicketStatus),
        moment(N_("Decided at"), "t.resolved_at"),
        text(N_("Solution"), 30, "t.solution"),
        text(N_("Responsible"), 10, "s.name"),
    ),
    Listed(
        "ticket",
        _BY_OPENING,
        _TICKET_JOINS,
        "opened_at",
        conditions=("t.category_id IN (SELECT id FROM category WHERE code IN ('replacement', 'return'))",),
        person="t.owner_id = ?",
    ),
    (N_("Compiled by"), N_("Supervisor"), N_("Approved by")),
)

_SCORES = (Survey.result, Survey.timeliness, Survey.attitude, Survey.quality, Survey.fee)
"""What customers are asked to score, from 1 to 5."""
_OF_REGION = "EXISTS (SELECT 1 FROM callback h WHERE h.id = t.callback_id AND h.region_id = ?)"

EVALUATION = Register(
    ExportKind.EVALUATION,
    N_("What each customer who was reached answered, by the time of the answer; scores go from 1 to 5."),
    (
        moment(N_("Asked at"), "t.at"),
        choice(N_("Kind"), 10, "b.kind", CallbackKind),
        text(N_("Record number"), 14, "COALESCE(w.number, x.number)"),
        customer(),
        text(N_("Region"), 10, "r.name"),
        category(N_("Category"), "k.name"),
        text(N_("Served by"), 10, "o.name"),
        *(count(column.verbose_name or "", f"t.{column.name}", 7) for column in _SCORES),
        flag(N_("Satisfied"), 6, "t.satisfied"),
        text(N_("Comment"), 30, "t.comment"),
        text(N_("Asked by"), 10, "s.name"),
    ),
    Listed(
        "survey",
        Order(("at", "id"), (0, 1)),
        " JOIN callback b ON b.id = t.callback_id LEFT JOIN customer c ON c.id = b.customer_id"
        " LEFT JOIN ticket w ON w.id = b.ticket_id LEFT JOIN complaint x ON x.id = b.complaint_id"
        " LEFT JOIN category k ON k.id = w.category_id LEFT JOIN staff o ON o.id = COALESCE(w.owner_id, x.owner_id)"
        " LEFT JOIN region r ON r.id = b.region_id LEFT JOIN staff s ON s.id = t.agent_id",
        "at",
        region=_OF_REGION,
        person="t.agent_id = ?",
    ),
    (N_("Callback agent"), N_("Supervisor")),
)


def _questionnaire(selection: Selection) -> list[Row]:
    """How often each score was given to each question; without any answer the mean is empty."""
    start, end = selection.days.period.stored
    region_id = selection.region_id
    where, values = ("", ()) if region_id is None else (f" AND {_OF_REGION}", (region_id,))
    rows: list[Row] = []
    for column in _SCORES:
        found = database.rows(
            f"SELECT t.{column.name}, count(*) FROM survey t WHERE t.at >= ? AND t.at < ?{where} GROUP BY t.{column.name}",
            (start, end, *values),
        )
        times: dict[int | None, int] = dict(found)
        given = sum(often for score, often in times.items() if score is not None)
        total = sum(score * often for score, often in times.items() if score is not None)
        scores = tuple(times.get(score, 0) for score in (5, 4, 3, 2, 1))
        mean = round(total / given, 2) if given else None
        rows.append(
            (
                _(column.verbose_name or ""),
                given,
                *scores,
                times.get(None, 0),
                mean,
                Share((scores[0] + scores[1]) / given if given else None),
            )
        )
    return rows


QUESTIONNAIRE = Register(
    ExportKind.QUESTIONNAIRE,
    N_("How often customers gave each score to each question; good are the scores 4 and 5 among all that were given."),
    (
        Column(N_("Question"), 14),
        Column(N_("Answers"), 8),
        *(Column(label, 10) for label in (N_("Very satisfied (5)"), N_("Satisfied (4)"), N_("Middling (3)"))),
        *(Column(label, 10) for label in (N_("Dissatisfied (2)"), N_("Very dissatisfied (1)"), N_("No answer given"))),
        Column(N_("Mean"), 8),
        Column(N_("Share of good"), 9),
    ),
    Computed(_questionnaire),
)


class _Work(Choice):
    """What a person may owe."""

    TICKET = "ticket", N_("Ticket")
    CALLBACK = "callback", N_("Callback")
    COMPLAINT = "complaint", N_("Complaint")


_OWED = (
    "(SELECT 4 * w.id AS id, 'ticket' AS kind, w.owner_id, w.next_due_at AS due_at, w.number, w.customer_id, w.region_id,"
    " w.contact_number AS telephone, w.problem AS about FROM ticket w WHERE w.open AND w.owner_id IS NOT NULL"
    " UNION ALL SELECT 4 * b.id + 1, 'callback', b.owner_id, b.due_at, '', b.customer_id, b.region_id, b.number, b.subject_text"
    " FROM callback b WHERE b.status = 'open' AND b.owner_id IS NOT NULL"
    " UNION ALL SELECT 4 * x.id + 2, 'complaint', x.owner_id, x.next_due_at, x.number, x.customer_id, x.region_id,"
    " x.contact_number, x.content FROM complaint x WHERE x.open AND x.owner_id IS NOT NULL)"
)

WORK_PLAN = Register(
    ExportKind.WORK_PLAN,
    N_("What each person has in hand that is due by the end of these days, what is overdue first."),
    (
        text(N_("Staff member"), 10, "s.name"),
        moment(N_("Due at"), "t.due_at"),
        choice(N_("Kind"), 8, "t.kind", _Work),
        text(N_("Record number"), 14, "t.number"),
        customer(),
        number(N_("Telephone"), "t.telephone"),
        text(N_("Region"), 10, "r.name"),
        text(N_("What about"), 40, "t.about"),
        Column(N_("Done at"), 10, "''"),
    ),
    Listed(
        _OWED,
        Order(("owner_id", "due_at", "id"), (0, 1, 2)),
        " LEFT JOIN staff s ON s.id = t.owner_id LEFT JOIN customer c ON c.id = t.customer_id"
        " LEFT JOIN region r ON r.id = t.region_id",
        "due_at",
        overdue_too=True,
        person="t.owner_id = ?",
        page=20_000,
    ),
    (N_("Staff member"), N_("Supervisor")),
)
