"""A Friday afternoon on which customers wait to be called back, made by the program's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from textual.pilot import Pilot

from models import clock
from models.callbacks.operations import CallbackDraft, promise_callback, record_attempt
from models.callbacks.tables import AttemptOutcome
from models.callbacks.tasks import follow_up_complaint
from models.clock import FakeClock
from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.tables import ComplaintClass
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.customers.tables import CustomerLevel
from models.people.permissions import SYSTEM
from models.sla.operations import install_default_policies
from models.sla.sweep import sweep
from models.tickets.categories import install_categories
from models.tickets.operations import claim, resolve
from screens.callbacks.screen import CallbacksScreen
from screens.desk import DeskApp
from tests.models import builders
from tests.models.complaints.company import open_callback
from tests.screens.a_morning import settled
from tests.screens.conftest import SmallSite
from tests.screens.elsewhere import elsewhere

THURSDAY = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
"""9:30 in Shanghai."""

NOW = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)
"""14:32 on Friday in Shanghai."""


@dataclass(frozen=True)
class Afternoon:
    """The callbacks by what is particular about them, and the ticket of `served`."""

    site: SmallSite
    served: int
    ticket_id: int
    tried: int
    promised: int
    promised_to_agent: int
    followed_up: int
    at: FakeClock


@pytest.fixture
def afternoon(small_site: SmallSite) -> Iterator[Afternoon]:
    """Callbacks of every kind; the clock stands at NOW."""
    with clock.fixed(THURSDAY) as at:
        yield elsewhere(_fill, small_site, at)


def _fill(site: SmallSite, at: FakeClock) -> Afternoon:
    install_categories()
    install_default_policies(actor=SYSTEM)
    li = _customer("李建国", "13812342046", CustomerLevel.VIP)
    firm = _customer("宏达建材有限公司上海分公司", "057188662233", CustomerLevel.A)
    lamp = builders.owned_product(li, "LX-60W", "吸顶灯", "7781-0042")
    ticket_id = _served(site, customer_id=li, owned_product_id=lamp, contact_number="+8613812342046")
    at.advance(timedelta(minutes=30))
    tried_ticket = _served(site, customer_id=firm, problem="整排高杆灯不亮")
    case = open_complaint(
        ComplaintDraft(
            client_uuid=str(UUID(int=7, version=4)),
            complaint_class=ComplaintClass.SERVICE_ATTITUDE,
            content="[/]师傅态度很差",
            customer_id=firm,
            contact_number="+8657188662233",
        ),
        actor=site.agent,
    )
    followed_up = follow_up_complaint(case.id, actor=site.agent)
    tried = open_callback("ticket_id", tried_ticket)
    at.at = NOW - timedelta(hours=4)
    record_attempt(tried, AttemptOutcome.NO_ANSWER, next_at=NOW - timedelta(minutes=10), actor=site.agent)
    promised = _promise(1, NOW - timedelta(minutes=20), li, None)
    mine = _promise(2, NOW + timedelta(minutes=30), firm, site.agent.staff_id)
    at.at = NOW
    sweep()
    return Afternoon(site, open_callback("ticket_id", ticket_id), ticket_id, tried, promised, mine, followed_up, at)


def _customer(name: str, number: str, level: CustomerLevel) -> int:
    return open_customer(CustomerDraft(name=name, level=level, city="杭州", numbers=(parse(number),)), actor=SYSTEM)


def _served(site: SmallSite, **fields: Any) -> int:
    opened = builders.ticket(actor=site.agent, **fields)
    claim(opened.id, actor=site.agent)
    resolve(opened.id, "已更换驱动电源,通电两小时正常", actor=site.agent)
    return opened.id


def _promise(name: int, due_at: datetime, customer_id: int, owner_id: int | None) -> int:
    draft = CallbackDraft(
        client_uuid=str(UUID(int=name, version=4)),
        due_at=due_at,
        customer_id=customer_id,
        number="+8613812342046",
        owner_id=owner_id,
        about="告知配件到货时间",
    )
    return promise_callback(draft, actor=SYSTEM)


def list_shown(desk: DeskApp) -> CallbacksScreen:
    """The list in front."""
    assert isinstance(desk.screen, CallbacksScreen)
    return desk.screen


def under_cursor(desk: DeskApp) -> int | None:
    """The callback under the cursor."""
    row = list_shown(desk).table.row
    return None if row is None else row.id


async def go_to(desk: DeskApp, pilot: Pilot[None], callback_id: int) -> None:
    """Shows all callbacks and moves the cursor until it is on one."""
    await pilot.press("6")
    await settled(pilot)
    await pilot.press("home")
    while under_cursor(desk) != callback_id:
        before = under_cursor(desk)
        await pilot.press("down")
        assert under_cursor(desk) != before, "the callback is not in the list"
