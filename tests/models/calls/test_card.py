"""The caller's card: all of a customer at once, newest first, in a fixed small number of statements."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.calls.card import HistoryKind, caller_card
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.clock import FakeClock
from models.customers.phone import PhoneNumber
from models.errors import DomainError, Fault
from models.tickets import operations
from models.tickets.tables import TicketStatus
from tests.models.builders import SmallSite, customer, owned_product, small_site, ticket
from tests.models.statements import statements

MOST_STATEMENTS = 12


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def test_the_card_shows_everything_newest_first(site: SmallSite, fake_clock: FakeClock) -> None:
    customer_id = customer("李建国")
    owned_product(customer_id, "LX-24W")
    closed = ticket(customer_id=customer_id)
    operations.resolve(closed.id, "更换灯珠", actor=site.agent)
    fake_clock.advance(timedelta(hours=1))
    finish_call(new_draft(customer_id=customer_id, ending=Ending.ANSWERED, problem="怎么调光"), actor=site.agent)
    fake_clock.advance(timedelta(hours=1))
    complaint = ticket(customer_id=customer_id, category="complaint")
    fake_clock.advance(timedelta(hours=1))
    promised_at = fake_clock.at + timedelta(hours=1)
    promise = new_draft(customer_id=customer_id, ending=Ending.CALLBACK_PROMISED, promised_at=promised_at, note="问结果")
    finish_call(promise, actor=site.agent)
    card = caller_card(customer_id, caller=PhoneNumber("+8613812342046"))
    assert card.calling_from == "138****2046"
    assert [product.model_code for product in card.products] == ["LX-24W"]
    assert [row.number for row in card.open_tickets] == [complaint.number]
    assert card.open_complaints == 1
    assert [(row.due_at, row.about) for row in card.callbacks] == [(promised_at, "问结果")]
    assert [row.kind for row in card.history] == [
        HistoryKind.CALLBACK,
        HistoryKind.CALL,
        HistoryKind.TICKET,
        HistoryKind.CALL,
        HistoryKind.TICKET,
    ]
    assert card.history[-1].state is TicketStatus.RESOLVED
    assert card.history[2].due_at is not None


def test_the_card_costs_the_same_however_much_there_is(site: SmallSite) -> None:
    customer_id = customer()
    with statements() as few:
        caller_card(customer_id)
    for _number in range(6):
        ticket(customer_id=customer_id, owned_product_id=owned_product(customer_id))
        finish_call(new_draft(customer_id=customer_id, ending=Ending.ANSWERED, problem="问"), actor=site.agent)
    with statements() as many:
        caller_card(customer_id)
    assert len(few) <= len(many) <= MOST_STATEMENTS


def test_a_file_that_is_not_there(site: SmallSite) -> None:
    with pytest.raises(DomainError) as refused:
        caller_card(999)
    assert refused.value.fault is Fault.NOT_FOUND
