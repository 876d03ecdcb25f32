"""A Friday's complaints: cases in several stages and at several levels, made by the program's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from models import clock
from models.clock import FakeClock
from models.complaints.operations import ComplaintDraft, investigate, open_complaint, record_findings, reply
from models.complaints.plans import PlanDraft, approve_plan, draft_plan, submit_plan
from models.complaints.tables import Cause, ComplaintClass, ComplaintGrade, Remedy, Responsibility
from models.customers.tables import CustomerLevel
from models.events.tables import Subject
from models.i18n import Language
from models.people.operations import set_language
from models.people.permissions import SYSTEM, Actor
from models.people.queries import actor_of
from models.people.tables import Role
from models.sla.operations import install_default_policies
from models.sla.sweep import sweep
from models.tickets.categories import install_categories
from tests.models import builders
from tests.screens.a_morning import NOW, THURSDAY
from tests.screens.conftest import SmallSite
from tests.screens.elsewhere import elsewhere


@dataclass(frozen=True)
class Caseload:
    """The cases by what is particular about them, each by its id, and the people above the supervisor."""

    site: SmallSite
    manager: Actor
    general_manager: Actor
    ticket: int
    fresh: int
    planned: int
    waiting: int
    carried_out: int
    critical: int
    at: FakeClock


@contextmanager
def a_caseload(site: SmallSite) -> Iterator[Caseload]:
    """Fills the site; the clock stands at NOW for the block."""
    with clock.fixed(THURSDAY) as at:
        yield elsewhere(_fill, site, at)


def _leader(number: str, name: str, role: Role) -> Actor:
    actor = builders.staff(number, name, role)
    set_language(Language.ENGLISH, actor=actor)
    return actor_of(actor.staff_id or 0)


class _Cases:
    """Opens cases one after another and takes them on."""

    def __init__(self, site: SmallSite) -> None:
        self.site = site
        self._count = 0

    def open(self, content: str, customer_id: int, *, wanted: Remedy | None = Remedy.EXCHANGE, **more: object) -> int:
        self._count += 1
        draft = ComplaintDraft(
            client_uuid=str(UUID(int=self._count)),
            complaint_class=ComplaintClass.PRODUCT_QUALITY,
            content=content,
            customer_id=customer_id,
            contact_number="+8613800002046",
            region_id=self.site.agent.region_id,
            remedy_wanted=wanted,
            **more,  # type: ignore[arg-type]
        )
        return open_complaint(draft, actor=self.site.agent).id

    def to_plan(self, case_id: int) -> None:
        reply(case_id, "已告知处理流程,三个工作日内给方案", actor=self.site.agent)
        investigate(case_id, (self.site.agent.staff_id or 0,), actor=self.site.agent)
        record_findings(case_id, "电源驱动老化,批次问题", Cause.MANUFACTURE, Responsibility.PRODUCTION, actor=self.site.agent)

    def to_approval(self, case_id: int, yuan: int) -> None:
        self.to_plan(case_id)
        draft = PlanDraft(
            remedy=Remedy.COMPENSATION,
            description="整灯换新并补偿误工费",
            department="售后部",
            responsible_id=self.site.agent.staff_id or 0,
            deadline=clock.now() + timedelta(days=5),
            measures=(("寄出新灯", self.site.agent.staff_id), ("登门致歉", None)),
            compensation=yuan * 100,
        )
        draft_plan(case_id, draft, actor=self.site.agent)
        submit_plan(case_id, actor=self.site.agent)


def _fill(site: SmallSite, at: FakeClock) -> Caseload:
    install_categories()
    install_default_policies(actor=SYSTEM)
    manager = _leader("8000", "陈经理", Role.DEPARTMENT_MANAGER)
    general_manager = _leader("7000", "周总", Role.GENERAL_MANAGER)
    vip = builders.customer("李建国", CustomerLevel.VIP, region=site.agent.region_id, city="杭州")
    firm = builders.customer("宏达建材有限公司上海分公司")
    lamp = builders.owned_product(vip, "LX-60W", "吸顶灯", "7781-0042")
    ticket = builders.ticket(actor=site.agent, customer_id=vip, owned_product_id=lamp, contact_number="13800002046")
    cases = _Cases(site)
    critical = cases.open("配电箱起火,整个车间停产", firm, grade=ComplaintGrade.CRITICAL, urgent=True)
    waiting = cases.open("整排高杆灯修了三次还不亮", firm, grade=ComplaintGrade.SERIOUS)
    cases.to_approval(waiting, 800)
    at.advance(timedelta(hours=2))
    carried_out = cases.open("约好上门没有来,也没有电话", builders.customer("周敏"))
    cases.to_approval(carried_out, 100)
    approve_plan(carried_out, actor=site.supervisor)
    planned = cases.open("[/]灯罩破裂[@click=app.bell]x[/]", builders.customer("[/]陈晓梅"))
    cases.to_plan(planned)
    at.at = NOW - timedelta(hours=1)
    links = ((Subject.TICKET, ticket.id),)
    fresh = cases.open("换过两次灯珠还是闪烁", vip, wanted=None, owned_product_id=lamp, links=links)
    at.at = NOW
    sweep()
    return Caseload(site, manager, general_manager, ticket.id, fresh, planned, waiting, carried_out, critical, at)
