"""Small sites for domain tests, made by the program's own operations where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from models import clock, database
from models.customers.tables import Customer, CustomerLevel
from models.i18n import Language
from models.people.permissions import SYSTEM, Actor
from models.people.queries import actor_of
from models.people.tables import Role, Staff, StaffRole
from models.products.tables import OwnedProduct, ProductModel
from models.site.operations import found_site
from models.sla.operations import install_default_policies
from models.tickets.categories import install_categories
from models.tickets.operations import OpenedTicket, TicketDraft, open_ticket


@dataclass(frozen=True)
class SmallSite:
    """A company with the default policies and categories, an agent, a supervisor and a technician."""

    agent: Actor
    supervisor: Actor
    technician: Actor


def small_site() -> SmallSite:
    """Founds the site and employs its three people."""
    found_site("售后服务中心", language=Language.CHINESE)
    install_categories()
    install_default_policies(actor=SYSTEM)
    return SmallSite(
        agent=staff("8012", "张敏", Role.PHONE_AGENT),
        supervisor=staff("8001", "李主管", Role.SERVICE_SUPERVISOR),
        technician=staff("8101", "王工", Role.TECHNICIAN),
    )


def staff(number: str, name: str, *roles: Role) -> Actor:
    """A staff member without a password."""
    with database.transaction():
        staff_id: int = Staff.insert(number=number, name=name, created_at=clock.now()).execute()
        for role in roles:
            StaffRole.insert(staff=staff_id, role=role).execute()
    return actor_of(staff_id)


def customer(name: str = "李建国", level: CustomerLevel = CustomerLevel.C, **columns: Any) -> int:
    """A customer file without numbers."""
    customer_id: int = Customer.insert(name=name, level=level, created_at=clock.now(), **columns).execute()
    return customer_id


def owned_product(customer_id: int, code: str = "LX-60W", name: str = "吸顶灯", serial_number: str = "") -> int:
    """A product of a customer; its model is added to the catalogue where it lacks it."""
    found = database.rows("SELECT id FROM product_model WHERE code = ?", (code,))
    model_id = found[0][0] if found else ProductModel.insert(code=code, name=name).execute()
    owned_id: int = OwnedProduct.insert(
        customer=customer_id, model=model_id, serial_number=serial_number, created_at=clock.now()
    ).execute()
    return owned_id


def category_id(code: str) -> int:
    """The id of a category."""
    ((found,),) = database.rows("SELECT id FROM category WHERE code = ?", (code,))
    return int(found)


def ticket(*, actor: Actor = SYSTEM, category: str = "repair", problem: str = "开灯十分钟后闪烁", **fields: Any) -> OpenedTicket:
    """An open ticket; further fields are those of TicketDraft."""
    draft = TicketDraft(client_uuid=str(uuid4()), category_id=category_id(category), problem=problem, **fields)
    return open_ticket(draft, actor=actor)
