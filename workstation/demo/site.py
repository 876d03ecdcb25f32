"""Founds the demo's site: regions, staff, catalogue and targets."""

from __future__ import annotations

from dataclasses import dataclass

from models import database
from models.events.tables import Subject
from models.i18n import Language, _
from models.people.operations import add_staff
from models.people.permissions import SYSTEM
from models.people.teams import add_skill, add_team, set_skills
from models.products.drafts import ProductModelDraft
from models.products.operations import add_model
from models.site.operations import add_region, found_site
from models.site.queries import regions
from models.sla.calendar import CalendarDefinition, Window
from models.sla.defaults import (
    CALENDAR_NAME,
    CALLBACK_POLICY_NAME,
    CALLBACK_TARGETS,
    COMPLAINT_POLICY_NAME,
    COMPLAINT_TARGETS,
    LADDER,
    TICKET_POLICY_NAME,
    TICKET_TARGETS,
)
from models.sla.policies import PolicyDraft, adopt_calendar, adopt_policy
from models.tickets.categories import install_categories
from workstation.demo import names
from workstation.demo.catalogue import MODELS, DemoModel
from workstation.demo.colleagues import COLLEAGUES, SKILLS, TEAMS
from workstation.demo.wording import said

NAME = "灵犀照明售后"
TIMEZONE = "Asia/Shanghai"
_DAY = 24 * 60


@dataclass(frozen=True)
class DemoSite:
    """The ids by code of what the customers' files need."""

    regions: dict[str, int]
    models: dict[str, int]


def os_user(number: str) -> str:
    """The machine's user that a colleague is bound to: nobody of that name exists, so only the demo itself can sign in as one."""
    return f"demo:{number}"


def found_demo_site(language: Language) -> DemoSite:
    """Fills an empty, migrated database with everything but customers and their tickets."""
    with database.transaction():
        found_site(said(NAME), language=language, timezone=TIMEZONE, area_code="0571")
        install_categories()
        _adopt_targets()
        centres = {code: add_region(code, said(name), actor=SYSTEM) for code, name in names.REGIONS.items()}
        _add_staff(centres)
        return DemoSite(centres, {model.code: _add_model(model) for model in MODELS})


def load_site() -> DemoSite:
    """The ids of a site that was founded before."""
    return DemoSite({row.code: row.id for row in regions()}, dict(database.rows("SELECT code, id FROM product_model")))


def _adopt_targets() -> None:
    """The usual targets, on a hotline that is open day and night, so that clocks run whenever somebody looks at the demo."""
    calendar = _(CALENDAR_NAME)
    adopt_calendar(calendar, CalendarDefinition(TIMEZONE, windows=((Window(0, _DAY),),) * 7), actor=SYSTEM)
    for name, subject, targets in (
        (_(TICKET_POLICY_NAME), Subject.TICKET, TICKET_TARGETS),
        (_(CALLBACK_POLICY_NAME), Subject.CALLBACK, CALLBACK_TARGETS),
        (_(COMPLAINT_POLICY_NAME), Subject.COMPLAINT, COMPLAINT_TARGETS),
    ):
        adopt_policy(PolicyDraft(name, subject, calendar, targets, LADDER), actor=SYSTEM)


def _add_staff(centres: dict[str, int]) -> None:
    teams = {code: add_team(code, said(name), actor=SYSTEM) for code, name in TEAMS.items()}
    skills = {code: add_skill(code, said(name), actor=SYSTEM) for code, name in SKILLS.items()}
    for colleague in COLLEAGUES:
        staff_id = add_staff(
            colleague.number,
            said(colleague.name),
            colleague.roles,
            password=None,
            region_id=centres[colleague.region],
            team_id=teams[colleague.team],
            os_user=os_user(colleague.number),
            actor=SYSTEM,
        )
        set_skills(staff_id, {skills[code]: level for code, level in colleague.skills}, actor=SYSTEM)


def _add_model(model: DemoModel) -> int:
    draft = ProductModelDraft(
        code=model.code, name=said(model.name), family=said(model.family), specification=said(model.specification)
    )
    return add_model(draft, actor=SYSTEM)
