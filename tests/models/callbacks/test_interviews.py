"""A round of interviews: who fits, and that days and people share the calls evenly."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from models.callbacks.interviews import InterviewCriteria, InterviewDraft, matching_customers, plan_interviews
from models.callbacks.tables import Callback
from models.clock import FakeClock
from models.customers.operations import CustomerDraft, open_customer
from models.customers.phone import parse
from models.customers.tables import Customer, CustomerLevel
from models.errors import DomainError, Fault
from models.people.permissions import SYSTEM
from models.products.tables import ProductModel
from models.site.operations import add_region
from tests.models.builders import owned_product, ticket
from tests.models.complaints.company import Company

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    fake_clock.at = MONDAY_MORNING
    return Company()


def customers(count: int) -> list[int]:
    """So many customers with a number."""
    return [
        open_customer(CustomerDraft(name=f"顾客{place}", numbers=(parse(f"139000000{place:02}"),)), actor=SYSTEM)
        for place in range(count)
    ]


@pytest.mark.parametrize(("days", "people"), [(3, 2), (2, 2), (4, 2), (1, 3)])
def test_interviews_are_shared_out_evenly_over_days_and_people(company: Company, days: int, people: int) -> None:
    customers(12)
    east = add_region("HD", "华东", actor=SYSTEM)
    Customer.update(region=east).execute()
    able = (company.callback_agent, company.site.agent, company.site.supervisor)
    ids = tuple(actor.staff_id or 0 for actor in able[:people])
    draft = InterviewDraft("年度访谈", "使用情况", InterviewCriteria(), customers=12, days=days, staff_ids=ids)
    assert plan_interviews(draft, actor=company.site.supervisor) == 12
    made = list(Callback.select().where(Callback.kind == "interview"))
    assert Counter(callback.owner for callback in made) == dict.fromkeys(ids, 12 // people)
    assert sorted(Counter(callback.due_at.date() for callback in made).values()) == [12 // days] * days
    assert {callback.region for callback in made} == {east}
    assert len({(callback.owner, callback.due_at.date()) for callback in made}) == days * people


def test_customers_are_picked_by_what_they_own_where_they_are_and_when_they_last_called(
    company: Company, fake_clock: FakeClock
) -> None:
    first, second, third = customers(3)
    east = add_region("HD", "华东", actor=SYSTEM)
    Customer.update(region=east, level=CustomerLevel.VIP).where(Customer.id == first).execute()
    for customer_id, code in ((first, "LX-60W"), (second, "LX-24W"), (third, "LX-H2")):
        owned_product(customer_id, code, "灯")
    models = {model.code: model.id for model in ProductModel.select()}
    ticket(customer_id=second)

    def fit(**criteria: object) -> list[int]:
        return [one.customer_id for one in matching_customers(InterviewCriteria(**criteria))]  # type: ignore[arg-type]

    assert fit(model_ids=(models["LX-60W"], models["LX-24W"])) == [first, second]
    assert fit(region_ids=(east,), level=CustomerLevel.VIP) == [first]
    assert fit(silent_days=30) == [first, third]


def test_a_round_for_nobody_is_refused(company: Company) -> None:
    staff_ids = (company.callback_agent.staff_id or 0,)
    draft = InterviewDraft("年度访谈", "使用情况", InterviewCriteria(silent_days=1), customers=5, days=1, staff_ids=staff_ids)
    with pytest.raises(DomainError) as refused:
        plan_interviews(draft, actor=company.site.supervisor)
    assert refused.value.fault is Fault.INVALID
