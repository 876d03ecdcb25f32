"""A Friday in a service centre: tickets in every state, made by the program's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from textual.pilot import Pilot

from models import clock, database
from models.clock import FakeClock
from models.customers.tables import CustomerLevel
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role, Skill, Staff, StaffRole, StaffSkill
from models.sla.operations import install_default_policies
from models.sla.sweep import sweep
from models.sla.tables import Priority
from models.tickets import operations
from models.tickets.categories import install_categories
from models.tickets.file import ticket_file
from models.tickets.tables import HoldReason, TicketStatus
from tests.models import builders
from tests.screens.elsewhere import another_desk, elsewhere

if TYPE_CHECKING:
    from tests.screens.conftest import SmallSite

THURSDAY = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
"""9:30 in Shanghai."""

NOW = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)
"""14:32 on Friday in Shanghai."""

HOSTILE = "[/]闪烁[@click=app.bell]x[/] \x1b]0;x\x07 \U0001f468\u200d\U0001f469 全角１２３ " + "很长" * 5_000


@dataclass(frozen=True)
class Morning:
    """The tickets by what is particular about them, each by its id."""

    site: SmallSite
    engineer: Actor
    overdue: int
    mine: int
    new: int
    held: int
    hostile: int
    at: FakeClock


@contextmanager
def a_morning(site: SmallSite) -> Iterator[Morning]:
    """Fills the site; the clock stands at NOW for the block."""
    with clock.fixed(THURSDAY) as at:
        yield elsewhere(_fill, site, at)


def _fill(site: SmallSite, at: FakeClock) -> Morning:
    install_categories()
    install_default_policies(actor=SYSTEM)
    engineer = _engineer("8101", "王工", site.agent.region_id)
    vip = builders.customer("李建国", CustomerLevel.VIP, region=site.agent.region_id, city="杭州")
    firm = builders.customer("宏达建材有限公司上海分公司")
    lamp = builders.owned_product(vip, "LX-60W", "吸顶灯", "7781-0042")

    overdue = builders.ticket(actor=site.agent, customer_id=vip, owned_product_id=lamp, contact_number="13800002046")
    at.advance(timedelta(minutes=40))
    operations.assign(overdue.id, engineer.staff_id or 0, actor=site.supervisor)
    operations.respond(overdue.id, "已电话告知客户处理流程\n预计今天下午上门", actor=engineer)
    at.advance(timedelta(hours=4))
    held = builders.ticket(actor=site.agent, customer_id=builders.customer("周敏"), problem="灯罩破裂,等客户寄回", region_id=None)
    operations.respond(held.id, "请寄回灯罩", actor=site.agent)
    operations.hold(held.id, HoldReason.CUSTOMER, "等客户寄回", actor=site.agent)
    at.at = NOW - timedelta(hours=3)
    hostile = builders.ticket(actor=site.agent, customer_id=builders.customer("[/]陈晓梅\x1b[31m"), problem=HOSTILE)
    mine = builders.ticket(actor=site.agent, customer_id=firm, problem="整排高杆灯不亮", priority=Priority.HIGH)
    operations.claim(mine.id, actor=site.agent)
    at.at = NOW - timedelta(minutes=100)
    new = builders.ticket(actor=site.agent, customer_id=firm, problem="配电箱跳闸,整个车间停电", priority=Priority.URGENT)
    operations.change_priority(overdue.id, Priority.URGENT, "客户再次来电", actor=site.supervisor)
    at.at = NOW
    sweep()
    return Morning(site, engineer, overdue.id, mine.id, new.id, held.id, hostile.id, at)


def _engineer(number: str, name: str, region_id: int | None) -> Actor:
    actor = builders.staff(number, name, Role.SUPPORT_ENGINEER)
    with database.transaction():
        Staff.update(region=region_id).where(Staff.id == actor.staff_id).execute()
        skill = Skill.create(code="lamp", name="灯具")
        StaffSkill.create(staff=actor.staff_id, skill=skill, level=3)
        StaffRole.get_or_create(staff=actor.staff_id, role=Role.TECHNICIAN)
    return replace(actor, region_id=region_id)


async def state(ticket_id: int) -> TicketStatus:
    """A ticket's state, read as another desk would."""
    return (await another_desk(ticket_file, ticket_id)).status


async def settled(pilot: Pilot[None]) -> None:
    """Waits until every question of the screen in front has been answered and painted; an open dialog is waited for by nobody."""
    busy = [worker for worker in pilot.app.workers if worker.group != "work"]
    if busy:
        await pilot.app.workers.wait_for_complete(busy)
    await pilot.pause()
