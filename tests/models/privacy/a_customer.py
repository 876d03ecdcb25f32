"""A customer with a whole history: file, products, calls, tickets, callbacks, a complaint, mentions in others' records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from models import clock, database
from models.callbacks.operations import Answers, record_attempt, record_result
from models.callbacks.tables import AttemptOutcome
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.clock import FakeClock
from models.complaints.extensions import ask_extension, decide_extension
from models.complaints.operations import ComplaintDraft, add_evidence, investigate, open_complaint, record_findings, reply
from models.complaints.plans import approve_plan, draft_plan, give_notice, submit_plan, tell_customer, tick_measure
from models.complaints.tables import Cause, ComplaintClass, EvidenceKind, Remedy, Responsibility
from models.customers import operations as customers
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.phone import PhoneNumber
from models.messages.operations import send_message
from models.people.operations import set_agent_state
from models.people.permissions import SYSTEM
from models.people.tables import AgentState
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.operations import add_model, add_owned_product
from models.sla.tables import ClockKind
from models.tickets.operations import add_note, claim, hold, reopen, resolve, resume
from models.tickets.tables import HoldReason
from tests.models.builders import category_id, customer, ticket
from tests.models.complaints.company import Company, open_callback

NAME, CONTACT, OLD_NAME = "欧阳淑珍", "司徒小满", "上官云岫"
NUMBER, SECOND = PhoneNumber("+8613987654321"), PhoneNumber("+8657187654321", "802")
CITY, ADDRESS, EMAIL = "丽水庆元", "濛洲街道石龙街88号3幢", "ouyang.shuzhen@example.org"
TITLE, NOTE, SERIAL, KEY = "侄女代办", "信佛吃素不喝酒", "SNX99OUYANG", "crm-ouyang-7"
WORDS = "灶王爷像前的灯"
"""What is written in every text about this customer, so that a text that was forgotten shows."""

STRINGS = (
    *(NAME, CONTACT, OLD_NAME, CITY, ADDRESS, EMAIL, TITLE, NOTE, SERIAL, KEY, WORDS),
    *("13987654321", "139 8765 4321", "12345678931", "57187654321", "88****", "0571-87654321"),
    *("ouyangshuzhen", "oysz", "situxiaoman", "shangguanyunxiu"),
)
"""What may be found nowhere once the account is closed."""


@dataclass(frozen=True)
class Customer:
    """What was written: the file, and records of others in which the customer is mentioned."""

    id: int
    others_ticket: int
    stranger: int


def a_customer(company: Company, at: FakeClock, attachment: Path) -> Customer:
    """Lives through every kind of record; at the end nothing of it is open."""
    site = company.site
    agent, lead, technician = site.agent, site.supervisor, site.technician
    gone = customers.open_customer(CustomerDraft(OLD_NAME, note=WORDS, numbers=(SECOND,)), actor=agent)
    customer_id = customers.open_customer(
        CustomerDraft(
            *(NAME,),
            city=CITY,
            address=ADDRESS,
            email=EMAIL,
            note=NOTE,
            numbers=(NUMBER,),
            contacts=(ContactDraft(CONTACT, TITLE),),
            external_key=KEY,
        ),
        actor=agent,
    )
    customers.merge_customers(customer_id, gone, actor=lead)
    customers.edit_customer(customer_id, actor=agent, note=f"{NOTE} {WORDS}")
    model = add_model(ProductModelDraft("LX-1", "吸顶灯"), actor=SYSTEM)
    owned = add_owned_product(OwnedProductDraft(customer_id, model, serial_number=SERIAL, note=WORDS), actor=agent)
    finished = finish_call(
        new_draft(
            number_text=NUMBER.number,
            caller_name=NAME,
            customer_id=customer_id,
            owned_product_id=owned,
            category_id=category_id("repair"),
            problem=WORDS,
            note=WORDS,
            ending=Ending.TICKET_OPENED,
            promised_at=clock.now() + timedelta(hours=3),
        ),
        actor=agent,
    )
    assert finished.ticket_id is not None
    finish_call(new_draft(number_text=NUMBER.number, caller_name=NAME, note=WORDS, ending=Ending.DROPPED), actor=agent)
    _serve(finished.ticket_id, at, company)
    _complain(customer_id, at, company, attachment)
    stranger = customer("王明")
    others = ticket(actor=agent, customer_id=stranger, problem=f"邻居{NAME}说可以打13987654321")
    add_note(others.id, f"已问过{CONTACT}", actor=technician)
    send_message(agent.staff_id or 0, f"请回电{NAME} 139 8765 4321", actor=lead)
    set_agent_state(AgentState.BREAK, f"陪{NAME}", actor=agent)
    return Customer(customer_id, others.id, stranger)


def _serve(ticket_id: int, at: FakeClock, company: Company) -> None:
    technician, caller = company.site.technician, company.callback_agent
    claim(ticket_id, actor=technician)
    hold(ticket_id, HoldReason.CUSTOMER, WORDS, actor=technician)
    at.advance(timedelta(hours=1))
    resume(ticket_id, actor=technician)
    add_note(ticket_id, WORDS, actor=technician)
    resolve(ticket_id, WORDS, actor=technician)
    reopen(ticket_id, WORDS, actor=technician)
    resolve(ticket_id, WORDS, actor=technician)
    at.advance(timedelta(days=2))
    callback_id = open_callback("kind = 'satisfaction' AND ticket_id", ticket_id)
    record_attempt(callback_id, AttemptOutcome.BUSY, WORDS, actor=caller)
    record_result(callback_id, Answers(True, 5, comment=WORDS), actor=caller)


def _complain(customer_id: int, at: FakeClock, company: Company, attachment: Path) -> None:
    agent, lead, manager = company.site.agent, company.site.supervisor, company.manager
    draft = ComplaintDraft(
        client_uuid="00000000-0000-4000-8000-000000000001",
        complaint_class=ComplaintClass.PRODUCT_QUALITY,
        content=WORDS,
        customer_id=customer_id,
        contact_number=NUMBER.number,
        remedy_wanted=Remedy.EXCHANGE,
    )
    case = open_complaint(draft, actor=agent).id
    reply(case, WORDS, actor=agent)
    attachment.write_text(WORDS, "utf-8")
    add_evidence(case, EvidenceKind.FILE, WORDS, path=attachment, actor=agent)
    investigate(case, (agent.staff_id or 0,), actor=agent)
    record_findings(case, WORDS, Cause.USE, Responsibility.CUSTOMER, actor=agent)
    extension = ask_extension(case, ClockKind.RESOLUTION, clock.now() + timedelta(days=20), WORDS, actor=agent)
    decide_extension(extension, granted=True, actor=lead)
    plan = company.plan()
    draft_plan(
        case,
        type(plan)(plan.remedy, WORDS, plan.department, plan.responsible_id, plan.deadline, ((WORDS, None),), 100),
        actor=agent,
    )
    submit_plan(case, actor=agent)
    approve_plan(case, WORDS, actor=manager)
    for (measure_id,) in database.rows("SELECT id FROM measure"):
        tick_measure(case, measure_id, actor=agent)
    give_notice(case, "售后部", WORDS, actor=agent)
    tell_customer(case, WORDS, actor=agent)
    at.advance(timedelta(days=1))
    record_result(open_callback("complaint_id", case), Answers(True, 4, comment=WORDS), actor=company.callback_agent)
