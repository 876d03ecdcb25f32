"""The proposed priority, the built-in categories, and the warning of a second ticket on one matter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import database
from models.clock import FakeClock
from models.customers.tables import CustomerLevel
from models.i18n import Language, use_language
from models.sla.tables import Priority
from models.tickets import operations
from models.tickets.categories import install_categories
from models.tickets.priority import MATRIX, proposed_priority
from models.tickets.queries import categories, open_tickets_like
from models.tickets.tables import Grade
from tests.models.builders import SmallSite, customer, owned_product, small_site, ticket

RISING = [Priority.LOW, Priority.MEDIUM, Priority.HIGH, Priority.URGENT]
GRADES = [Grade.LOW, Grade.MEDIUM, Grade.HIGH, Grade.CRITICAL]


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


@pytest.mark.parametrize(
    ("severity", "urgency", "level", "priority"),
    [
        (Grade.MEDIUM, Grade.MEDIUM, None, Priority.MEDIUM),
        (Grade.MEDIUM, Grade.MEDIUM, CustomerLevel.VIP, Priority.HIGH),
        (Grade.CRITICAL, Grade.HIGH, CustomerLevel.C, Priority.URGENT),
        (Grade.CRITICAL, Grade.CRITICAL, CustomerLevel.VIP, Priority.URGENT),
        (Grade.LOW, Grade.LOW, CustomerLevel.A, Priority.LOW),
        (Grade.LOW, Grade.LOW, CustomerLevel.VIP, Priority.MEDIUM),
    ],
)
def test_the_proposal(severity: Grade, urgency: Grade, level: CustomerLevel | None, priority: Priority) -> None:
    assert proposed_priority(severity, urgency, level) is priority


def test_graver_is_never_served_later() -> None:
    for severity in GRADES:
        ranks = [RISING.index(MATRIX[severity][urgency]) for urgency in GRADES]
        assert ranks == sorted(ranks)
    for urgency in GRADES:
        ranks = [RISING.index(MATRIX[severity][urgency]) for severity in GRADES]
        assert ranks == sorted(ranks)


def test_categories_are_named_in_the_reader_s_language_and_a_site_s_own_name_stands(site: SmallSite) -> None:
    database.execute("UPDATE category SET name = 'Lamps' WHERE code = 'repair'")
    install_categories()
    use_language(Language.CHINESE)
    assert [row.name for row in categories()] == [
        "Lamps",
        "更换",
        "退货",
        "咨询",
        "技术支持",
        "送装",
        "投诉",
        "建议",
        "表扬",
        "其他",
    ]


def test_an_open_ticket_on_the_same_product_is_found(site: SmallSite, fake_clock: FakeClock) -> None:
    customer_id = customer()
    lamp, heater = owned_product(customer_id), owned_product(customer_id, "LX-H2", "高杆灯")
    older = ticket(customer_id=customer_id, owned_product_id=lamp)
    fake_clock.advance(timedelta(hours=1))
    newer = ticket(customer_id=customer_id, owned_product_id=lamp)
    other = ticket(customer_id=customer_id, owned_product_id=heater)
    ticket(customer_id=customer("陈晓梅"))
    assert [row.number for row in open_tickets_like(customer_id, lamp)] == [newer.number, older.number]
    assert [row.number for row in open_tickets_like(customer_id, None)] == [other.number, newer.number, older.number]
    operations.resolve(newer.id, "好了", actor=site.agent)
    assert [row.number for row in open_tickets_like(customer_id, lamp)] == [older.number]
