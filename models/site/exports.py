"""The record of what was exported from the site as a whole: confidential data leaves no other trace."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import database
from models.choices import Choice
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.people.sight import sight_of
from models.site.operations import SITE_ID


class ExportKind(Choice):
    """What can be exported."""

    COMPLAINT_STATISTICS = "complaint_statistics", N_("Complaint statistics")
    SERVICE = "service", N_("After-sales service register")
    RETURNS = "returns", N_("Returns and exchanges")
    EVALUATION = "evaluation", N_("Service evaluation")
    QUESTIONNAIRE = "questionnaire", N_("Results of the questionnaire")
    WORK_PLAN = "work_plan", N_("Daily work plan")
    INBOUND_CALLS = "inbound_calls", N_("Inbound call register")
    OUTBOUND_CALLS = "outbound_calls", N_("Outbound call register")
    CALL_LOG = "call_log", N_("Call log")
    DAILY_CALLBACKS = "daily_callbacks", N_("Daily callback sheet")
    INTERVIEWS = "interviews", N_("Plan of interviews by telephone")
    COMPLAINTS = "complaints", N_("Register of complaints")
    COMPLAINT_INVESTIGATIONS = "complaint_investigations", N_("Register of investigations")
    COMPLAINT_HANDLING = "complaint_handling", N_("Record of complaint handling")
    COMPLAINT_TRACKING = "complaint_tracking", N_("Tracking register of complaints")
    COMPLAINT_NOTICES = "complaint_notices", N_("Register of notices")
    CUSTOMER_LEVELS = "customer_levels", N_("Customers by level")
    CUSTOMER_REGIONS = "customer_regions", N_("Customers by region")
    PERSONS = "persons", N_("Persons as customers")
    COMPANIES = "companies", N_("Companies as customers")
    BEST_CUSTOMERS = "best_customers", N_("Best customers")
    AT_RISK_CUSTOMERS = "at_risk_customers", N_("Customers at risk")
    OUTLETS = "outlets", N_("Service outlets by region")


def record_export(
    kind: ExportKind,
    *,
    first_day: date,
    last_day: date,
    region_id: int | None = None,
    person_id: int | None = None,
    rows: int | None = None,
    actor: Actor,
) -> None:
    """Writes in the site's log who exported what: of which days, region and person, and how many rows of a register.

    Raises DomainError(NOT_ALLOWED, or OTHER_REGION where the person may see one region only and the export is not of that).
    """
    actor.require(Permission.EXPORT)
    own = sight_of(actor).region_id
    if own is not None and region_id != own:
        raise DomainError(Fault.OTHER_REGION)
    facts: dict[str, Any] = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "region": region_id}
    facts |= {name: value for name, value in (("person", person_id), ("rows", rows)) if value is not None}
    with database.transaction():
        record(Subject.SITE, SITE_ID, "exported", actor=actor, what=kind, **facts)
