"""What is asked of the domain shows no whole number, address or e-mail: only revealing does, for a reason, on record."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from models import clock, database
from models.callbacks.due import due_promises
from models.callbacks.file import callback_file
from models.callbacks.queries import callbacks_of
from models.callbacks.queue import CallbackQuery, CallbackView, callback_page
from models.callbacks.report import reveal_callback_number
from models.calls.card import caller_card
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.clock import FakeClock
from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.queries import complaint_file
from models.complaints.queue import ComplaintQuery, ComplaintView, complaint_page
from models.complaints.tables import ComplaintClass
from models.complaints.timeline import complaint_timeline
from models.customers import operations as customers
from models.customers.callers import find_callers
from models.customers.drafts import CustomerDraft
from models.customers.phone import PhoneNumber
from models.customers.queries import customer_file
from models.errors import DomainError
from models.events.queries import timeline
from models.events.tables import Subject
from models.registers.catalogue import REGISTERS
from models.registers.definition import Selection
from models.registers.reading import RegisterRows
from models.reports.board import board
from models.site.days import Days
from models.site.exports import ExportKind
from models.sla.alert_queries import open_alerts
from models.tickets.queries import QueueQuery, QueueView, queue_page, ticket_file, ticket_timeline
from models.unforeseen import take_down
from tests.models.builders import SmallSite, category_id, small_site
from workstation.log import WordlessFormatter

NUMBER = PhoneNumber("+8613987654321")
ADDRESS, EMAIL = "濛洲街道石龙街88号3幢", "shuzhen@example.org"
WHOLE = ("13987654321", "13987654320", "139 8765 4321", "139-8765-4321", "石龙街88号", "88号3幢", "shuzhen@")


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


@pytest.fixture
def customer_id(site: SmallSite) -> int:
    return customers.open_customer(CustomerDraft("欧阳淑珍", address=ADDRESS, email=EMAIL, numbers=(NUMBER,)), actor=site.agent)


@pytest.fixture
def everything(site: SmallSite, customer_id: int, fake_clock: FakeClock) -> dict[str, Callable[[], object]]:
    """Every question of the domain that tells something of a customer, asked about one."""
    call = new_draft(
        number_text=NUMBER.number,
        customer_id=customer_id,
        category_id=category_id("repair"),
        problem="不亮",
        ending=Ending.TICKET_OPENED,
        promised_at=clock.now() + timedelta(minutes=5),
    )
    ticket_id = finish_call(call, actor=site.agent).ticket_id or 0
    unknown = new_draft(number_text="13987654320", ending=Ending.ANSWERED)
    nameless = finish_call(unknown, actor=site.agent).customer_id or 0
    draft = ComplaintDraft(str(uuid4()), ComplaintClass.FEE, "多收费", customer_id=customer_id, contact_number=NUMBER.number)
    case_id = open_complaint(draft, actor=site.agent).id
    ((callback_id,),) = database.rows("SELECT id FROM callback")
    fake_clock.advance(timedelta(hours=2))
    today = clock.now().date()
    log = Selection(REGISTERS[ExportKind.CALL_LOG], Days(today, today))
    agent = site.agent
    return {
        "found by number": lambda: find_callers(NUMBER.number),
        "found by last digits": lambda: find_callers("4321"),
        "found by name": lambda: find_callers("欧阳"),
        "file": lambda: customer_file(customer_id),
        "file of who gave no name": lambda: customer_file(nameless),
        "card": lambda: caller_card(customer_id, caller=NUMBER),
        "queue": lambda: queue_page(QueueQuery(QueueView.ALL), limit=9),
        "ticket": lambda: (ticket_file(ticket_id), ticket_timeline(ticket_id)),
        "complaints": lambda: complaint_page(ComplaintQuery(ComplaintView.ALL), limit=9),
        "complaint": lambda: (complaint_file(case_id), complaint_timeline(case_id)),
        "callbacks": lambda: (callback_page(CallbackQuery(CallbackView.ALL, everybody=True), limit=9), callbacks_of(customer_id)),
        "due callbacks": lambda: due_promises(agent),
        "callback": lambda: callback_file(callback_id),
        "register": lambda: RegisterRows(log).after(None, 9),
        "board": board,
        "alerts": lambda: open_alerts(agent.staff_id or 0, agent.roles, None),
        "events": lambda: [timeline(Subject.TICKET, ticket_id), timeline(Subject.CALLBACK, callback_id)],
    }


def test_nothing_that_is_asked_shows_a_whole_number_or_address(everything: dict[str, Callable[[], object]]) -> None:
    shown = {name: repr(ask()) for name, ask in everything.items()}
    assert {(name, text) for name, answer in shown.items() for text in WHOLE if text in answer} == set()
    for name in ("found by number", "found by last digits", "file", "card", "ticket", "complaint", "callbacks", "register"):
        assert "139****4321" in shown[name], name


def test_revealing_takes_a_reason_and_stands_on_record_with_its_minutes(site: SmallSite, customer_id: int) -> None:
    ((number_id,),) = database.rows("SELECT id FROM contact_number")
    for reveal in (customers.reveal_number, customers.reveal_address):
        with pytest.raises(DomainError):
            reveal(number_id if reveal is customers.reveal_number else customer_id, " ", actor=site.agent)
    assert customers.reveal_number(number_id, "回电", actor=site.agent) == "139 8765 4321"
    assert customers.reveal_address(customer_id, "上门", actor=site.agent) == (ADDRESS, EMAIL)
    address, number = timeline(Subject.CUSTOMER, customer_id)[:2]
    assert (number.kind, number.facts["reason"], number.facts["minutes"]) == ("number_revealed", "回电", 5)
    assert (address.kind, address.facts["reason"], address.actor_name) == ("address_revealed", "上门", "张敏")


def test_a_callback_s_number_is_revealed_on_record(site: SmallSite, everything: dict[str, Callable[[], object]]) -> None:
    ((callback_id,),) = database.rows("SELECT id FROM callback")
    assert reveal_callback_number(callback_id, "回电", actor=site.agent) == "139 8765 4321"
    assert database.rows("SELECT count(*) FROM event WHERE kind = 'number_revealed'") == [(1,)]


def test_the_log_and_refusals_hold_no_words_of_an_error(tmp_path: Path) -> None:
    path = tmp_path / "log"
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(WordlessFormatter("%(message)s"))
    log = logging.getLogger("workstation.unforeseen")
    log.addHandler(handler)
    try:
        try:
            raise ValueError(f"no such customer: {NUMBER.number} {ADDRESS}")
        except ValueError as error:
            reference = take_down(error)
    finally:
        log.removeHandler(handler)
        handler.close()
    written = path.read_text("utf-8")
    assert (reference in written, "ValueError" in written) == (True, True)
    assert [text for text in (NUMBER.number, ADDRESS) if text in written] == []
