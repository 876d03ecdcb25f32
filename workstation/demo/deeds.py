"""What the simulated colleagues do with a call or a ticket: always through the operations that the screens use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from random import Random
from uuid import UUID

from models import clock, database
from models.callbacks.operations import Answers, record_attempt, record_result
from models.callbacks.tables import AttemptOutcome
from models.calls.drafts import CallDraft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.complaints.tables import ComplaintClass
from models.errors import DomainError, Fault
from models.fields import to_stored
from models.i18n import N_
from models.people.permissions import Actor
from models.sla.operations import acknowledge
from models.sla.tables import Priority
from models.tickets import operations
from models.tickets.operations import TicketDraft, open_ticket
from models.tickets.queries import categories
from models.tickets.tables import Channel, Grade, HoldReason
from workstation.demo.callers import Caller
from workstation.demo.catalogue import MODELS, Complaint, complaints_about
from workstation.demo.wording import said

_REPLIES = (
    "您好,工单已受理,我们会在今天下午联系您确认上门时间。",
    "已与客户通话,说明处理流程,预计一个工作日内答复。",
    "已电话告知客户先断电,不要自行拆灯,等待工程师联系。",
    "已回复客户:核对序列号后安排,费用按保修条款执行。",
)
_NOTES = (
    "客户希望下班后联系,十八点以后方便。",
    "已查序列号,在保修期内。",
    "客户发来视频,闪烁明显,疑似驱动电源。",
    "同小区另有两户同类问题,建议一并处理。",
    "已联系仓库,配件有货。",
)
_WAITS = {
    HoldReason.CUSTOMER: ("等客户确认上门时间", "等客户寄回旧灯", "客户出差,下周回来"),
    HoldReason.PARTS: ("驱动电源缺货,预计两天到", "等总部发灯板"),
    HoldReason.APPROVAL: ("换货超出期限,等主管批",),
    HoldReason.THIRD_PARTY: ("等物业开电梯机房",),
}
_REWORK = "客户验收时仍有轻微闪烁"
_PLAIN_SOLUTION = "上门检修后正常,客户当面试用确认"


@cache
def _solutions() -> dict[str, str]:
    """What helps, by what the caller said."""
    return {said(saying.words): said(saying.solution) for model in MODELS for saying in complaints_about(model)}


_GRADES = {
    Priority.URGENT: (Grade.CRITICAL, Grade.CRITICAL),
    Priority.HIGH: (Grade.HIGH, Grade.HIGH),
    Priority.MEDIUM: (Grade.MEDIUM, Grade.MEDIUM),
    Priority.LOW: (Grade.LOW, Grade.LOW),
}
_PRAISE = ("", "", "", "师傅很专业", "处理得挺快", "满意,就是等得久了点")
_REPROACHES = ("修好两天又闪了", "约的时间没来,也没打电话", "换的配件和原来不一样")
_NOT_REACHED = (AttemptOutcome.NO_ANSWER, AttemptOutcome.BUSY, AttemptOutcome.SWITCHED_OFF)
TALK_SECONDS = (35, 420)
"""The shortest and the longest time that a simulated call lasts."""


class Deed(Enum):
    """Something a colleague does with a ticket."""

    CONTACT = "contact"
    CLAIM = "claim"
    RESPOND = "respond"
    START = "start"
    HOLD = "hold"
    RESUME = "resume"
    NOTE = "note"
    OFFER = "offer"
    ACCEPT = "accept"
    REWORK = "rework"
    RESOLVE = "resolve"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Trouble:
    """Why somebody calls: the caller, the product if it is about one, what is said, and how soon it must be served."""

    caller: Caller
    owned_product_id: int | None
    saying: Complaint
    priority: Priority


_USUAL = {Priority.URGENT: 4, Priority.HIGH: 20, Priority.MEDIUM: 50, Priority.LOW: 26}
_BY_CATEGORY = {
    "complaint": {Priority.HIGH: 3, Priority.MEDIUM: 2},
    "consultation": {Priority.MEDIUM: 1, Priority.LOW: 2},
    "suggestion": {Priority.LOW: 1},
    "praise": {Priority.LOW: 1},
}
_DANGEROUS = ("跳闸", "不亮", "停电", "影响生产", "不敢再动")


def random_trouble(random: Random, caller: Caller) -> Trouble:
    """What this caller calls about; what is dark or dangerous is more often urgent, praise never is."""
    owned_id, model = random.choice(caller.products) if caller.products else (None, random.choice(MODELS))
    saying = random.choice(complaints_about(model))
    chances = dict(_BY_CATEGORY.get(saying.category, _USUAL))
    if any(word in saying.words for word in _DANGEROUS):
        chances = {Priority.URGENT: 20, Priority.HIGH: 60, Priority.MEDIUM: 20}
    return Trouble(caller, owned_id, saying, random.choices(list(chances), list(chances.values()))[0])


def random_uuid(random: Random) -> str:
    """A name for a call or ticket that the same seed gives again."""
    return str(UUID(int=random.getrandbits(128), version=4))


def category_ids() -> dict[str, int]:
    """The categories' ids by code."""
    return {row.code: row.id for row in categories()}


def take_call(
    random: Random,
    trouble: Trouble,
    ending: Ending,
    *,
    actor: Actor,
    answered_at: datetime | None = None,
    ticket_id: int | None = None,
    transferred_to: int | None = None,
    promised_at: datetime | None = None,
) -> int | None:
    """One call from ring to wrap-up that ends now; returns the ticket it opened or was added to."""
    ended = clock.now()
    answered = answered_at or ended - timedelta(seconds=random.randint(*TALK_SECONDS))
    severity, urgency = _GRADES[trouble.priority]
    draft = CallDraft(
        client_uuid=random_uuid(random),
        number_text=trouble.caller.number,
        customer_id=trouble.caller.customer_id,
        caller_name=trouble.caller.name,
        contact_id=trouble.caller.contact_id,
        owned_product_id=trouble.owned_product_id,
        category_id=category_ids()[trouble.saying.category],
        severity=severity,
        urgency=urgency,
        priority=trouble.priority,
        problem=said(trouble.saying.words),
        offered_at=answered - timedelta(seconds=random.choice((3, 5, 6, 8, 11, 14, 17, 26))),
        answered_at=answered,
        ended_at=ended,
        hold_seconds=random.choice((0, 0, 0, 20, 45)),
        ending=ending,
        complaint_class=random.choice(list(ComplaintClass)) if ending is Ending.COMPLAINT_OPENED else None,
        ticket_id=ticket_id,
        transferred_to=transferred_to,
        promised_at=promised_at,
        note=said(trouble.saying.solution) if ending is Ending.ANSWERED else "",
    )
    return finish_call(draft, actor=actor).ticket_id


def arrive_in_writing(random: Random, trouble: Trouble, opened_at: datetime, *, actor: Actor) -> int:
    """A mail or web form that came in at `opened_at` and is entered now: its clocks run since it came. Returns the ticket."""
    severity, urgency = _GRADES[trouble.priority]
    opened = open_ticket(
        TicketDraft(
            client_uuid=random_uuid(random),
            customer_id=trouble.caller.customer_id,
            contact_id=trouble.caller.contact_id,
            contact_number=trouble.caller.number,
            owned_product_id=trouble.owned_product_id,
            category_id=category_ids()[trouble.saying.category],
            channel=random.choice((Channel.EMAIL, Channel.WEB, Channel.CHAT)),
            region_id=trouble.caller.region_id,
            team_id=actor.team_id,
            severity=severity,
            urgency=urgency,
            priority=trouble.priority,
            problem=said(trouble.saying.words),
            opened_at=opened_at,
        ),
        actor=actor,
    )
    return opened.id


def perform(deed: Deed, ticket_id: int, *, problem: str, random: Random, actor: Actor, reason: HoldReason | None = None) -> None:
    """Does it, with the words that somebody would use. Raises DomainError where the ticket's state refuses it."""
    waiting_for = reason or random.choices(list(_WAITS), (6, 3, 1, 1))[0]
    solution = _solutions().get(problem, said(_PLAIN_SOLUTION))
    calls: dict[Deed, Callable[[], object]] = {
        Deed.CONTACT: lambda: operations.record_contact(ticket_id, actor=actor),
        Deed.CLAIM: lambda: operations.claim(ticket_id, actor=actor),
        Deed.RESPOND: lambda: operations.respond(ticket_id, said(random.choice(_REPLIES)), Channel.HOTLINE, actor=actor),
        Deed.START: lambda: operations.start(ticket_id, actor=actor),
        Deed.HOLD: lambda: operations.hold(ticket_id, waiting_for, said(random.choice(_WAITS[waiting_for])), actor=actor),
        Deed.RESUME: lambda: operations.resume(ticket_id, actor=actor),
        Deed.NOTE: lambda: operations.add_note(ticket_id, said(random.choice(_NOTES)), actor=actor),
        Deed.OFFER: lambda: operations.offer_for_acceptance(ticket_id, solution, actor=actor),
        Deed.ACCEPT: lambda: operations.accept(ticket_id, actor=actor),
        Deed.REWORK: lambda: operations.rework(ticket_id, said(_REWORK), actor=actor),
        Deed.RESOLVE: lambda: operations.resolve(ticket_id, solution, actor=actor),
        Deed.SATISFIED: lambda: answer_callback(callback_of(ticket_id), satisfied=True, random=random, actor=actor),
        Deed.DISSATISFIED: lambda: answer_callback(callback_of(ticket_id), satisfied=False, random=random, actor=actor),
        Deed.NOT_REACHED: lambda: record_attempt(callback_of(ticket_id), random.choice(_NOT_REACHED), actor=actor),
    }
    calls[deed]()


def callback_of(ticket_id: int) -> int:
    """The open callback to the customer whose ticket was resolved. Raises DomainError(NOT_FOUND) where there is none."""
    found = database.rows("SELECT id FROM callback WHERE ticket_id = ? AND status = 'open' ORDER BY id LIMIT 1", (ticket_id,))
    if not found:
        raise DomainError(Fault.NOT_FOUND, what=N_("Callback"))
    return int(found[0][0])


def answer_callback(callback_id: int, *, satisfied: bool, random: Random, actor: Actor) -> None:
    """The customer is reached and says how it was; what follows is what the desk proposes."""
    scores = (5, 5, 5, 4, 4) if satisfied else (2, 3, 1, 2)
    comment = said(random.choice(_PRAISE if satisfied else _REPROACHES))
    answers = Answers(
        satisfied=satisfied,
        result=random.choice(scores),
        timeliness=random.choice((*scores, 3)),
        attitude=random.choice((5, 5, 4)),
        quality=random.choice(scores),
        comment=comment,
    )
    record_result(callback_id, answers, actor=actor)


def acknowledge_alerts(raised_before: datetime, *, actor: Actor, spare: int | None = None, limit: int = 20) -> None:
    """Somebody who leads acknowledges alerts that were raised before a moment, but for those of the person `spare`."""
    found = database.rows(
        "SELECT id FROM alert WHERE acknowledged_at IS NULL AND withdrawn_at IS NULL AND raised_at < ?"
        " AND (staff_id IS NULL OR staff_id <> ?) ORDER BY raised_at LIMIT ?",
        (to_stored(raised_before), spare or 0, limit),
    )
    for (alert_id,) in found:
        acknowledge(alert_id, actor=actor)
