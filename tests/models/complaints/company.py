"""A small site with every level of escalation, for the tests of complaints and callbacks."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from models import clock, database
from models.complaints.operations import ComplaintDraft, investigate, open_complaint, record_findings
from models.complaints.plans import PlanDraft, draft_plan, submit_plan
from models.complaints.tables import Cause, ComplaintClass, ComplaintGrade, Remedy, Responsibility
from models.people.permissions import Actor
from models.people.tables import Role
from models.tickets.operations import claim, resolve
from tests.models.builders import SmallSite, customer, small_site, staff, ticket


class Company:
    """People of every level, and one customer."""

    def __init__(self) -> None:
        self.site: SmallSite = small_site()
        self.manager: Actor = staff("8000", "陈经理", Role.DEPARTMENT_MANAGER)
        self.general_manager: Actor = staff("7000", "周总", Role.GENERAL_MANAGER)
        self.callback_agent: Actor = staff("8020", "刘洋", Role.CALLBACK_AGENT)
        self.customer_id = customer()

    def open_ticket(self) -> int:
        """A ticket of the customer that a technician works on."""
        opened = ticket(actor=self.site.agent, customer_id=self.customer_id, contact_number="+8613800002046")
        claim(opened.id, actor=self.site.technician)
        return opened.id

    def served_ticket(self) -> int:
        """A ticket of the customer that was just resolved."""
        ticket_id = self.open_ticket()
        resolve(ticket_id, "已更换灯珠", actor=self.site.technician)
        return ticket_id

    def open_case(self, grade: ComplaintGrade = ComplaintGrade.GENERAL) -> int:
        """A registered complaint with all that the investigation needs."""
        draft = ComplaintDraft(
            client_uuid=str(uuid4()),
            complaint_class=ComplaintClass.PRODUCT_QUALITY,
            content="换过两次灯珠还是闪烁",
            grade=grade,
            customer_id=self.customer_id,
            contact_number="+8613800002046",
            remedy_wanted=Remedy.EXCHANGE,
        )
        return open_complaint(draft, actor=self.site.agent).id

    def to_plan(self, case_id: int) -> None:
        """Brings a case to the stage in which a plan is drafted."""
        investigate(case_id, (self.site.agent.staff_id or 0,), actor=self.site.agent)
        record_findings(case_id, "电源驱动老化", Cause.MANUFACTURE, Responsibility.PRODUCTION, actor=self.site.agent)

    def plan(self, yuan: int = 100) -> PlanDraft:
        """A plan with one measure."""
        return PlanDraft(
            remedy=Remedy.EXCHANGE,
            description="换新并补偿",
            department="售后部",
            responsible_id=self.site.technician.staff_id or 0,
            deadline=clock.now() + timedelta(days=3),
            measures=(("寄出新灯", None),),
            compensation=yuan * 100,
        )

    def submit(self, case_id: int, yuan: int = 100) -> int:
        """Drafts and submits a plan; returns the level that must approve it."""
        draft_plan(case_id, self.plan(yuan), actor=self.site.agent)
        return submit_plan(case_id, actor=self.site.agent)


def open_callback(column: str, record_id: int) -> int:
    """The id of the open callback of a ticket or complaint."""
    ((callback_id,),) = database.rows(f"SELECT id FROM callback WHERE {column} = ? AND status = 'open'", (record_id,))
    return int(callback_id)
