"""What a person types into the filter of the callbacks finds them by customer, number, record, words and who is responsible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from models import clock
from models.callbacks.operations import CallbackDraft, promise_callback
from models.callbacks.queue import CallbackQuery, CallbackView, callback_page, callback_view_counts
from models.clock import FakeClock
from models.customers.operations import CustomerDraft, open_customer
from models.customers.phone import parse
from models.people.permissions import SYSTEM
from tests.models.complaints.company import Company, open_callback

FOUND: tuple[tuple[str, set[str]], ...] = (
    ("", {"served", "promised"}),
    ("陈晓", {"promised"}),
    ("chenxiao", {"promised"}),
    ("cxm", {"promised"}),
    ("ＣＸＭ", {"promised"}),
    ("0571-8866", {"promised"}),
    ("2046", {"served"}),
    ("t-261123", {"served"}),
    ("闪烁", {"served"}),
    ("配件", {"promised"}),
    ("配件 陈", {"promised"}),
    ("刘洋", {"promised"}),
    ("8020", {"promised"}),
    ("配件 闪烁", set()),
    ("100%", set()),
)


def test_each_word_must_fit(site_database: str, fake_clock: FakeClock) -> None:
    fake_clock.at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    company = Company()
    served = open_callback("ticket_id", company.served_ticket())
    customer_id = open_customer(CustomerDraft(name="陈晓梅", numbers=(parse("0571-88662233"),)), actor=SYSTEM)
    draft = CallbackDraft(
        str(uuid4()),
        clock.now() + timedelta(hours=1),
        customer_id=customer_id,
        number="+8657188662233",
        owner_id=company.callback_agent.staff_id,
        about="告知配件到货时间",
    )
    names = {served: "served", promise_callback(draft, actor=SYSTEM): "promised"}
    for text, found in FOUND:
        query = CallbackQuery(CallbackView.ALL, everybody=True, text=text)
        assert {names[row.id] for row in callback_page(query, limit=10)} == found, text
        assert callback_view_counts(query)[CallbackView.ALL] == len(found), text
