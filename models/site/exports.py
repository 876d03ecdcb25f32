"""The record of what was exported from the site as a whole: confidential data leaves no other trace."""

from __future__ import annotations

from datetime import date

from models import database
from models.choices import Choice
from models.events.operations import record
from models.events.tables import Subject
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.site.operations import SITE_ID


class ExportKind(Choice):
    """What can be exported."""

    COMPLAINT_STATISTICS = "complaint_statistics", N_("Complaint statistics")
    DAILY_CALLBACKS = "daily_callbacks", N_("Daily callback sheet")


def record_export(
    kind: ExportKind, *, first_day: date, last_day: date | None = None, region_id: int | None = None, actor: Actor
) -> None:
    """Writes in the site's log who exported what, and of which days and region. Raises DomainError(NOT_ALLOWED)."""
    actor.require(Permission.EXPORT)
    first, last = first_day.isoformat(), (last_day or first_day).isoformat()
    with database.transaction():
        record(Subject.SITE, SITE_ID, "exported", actor=actor, what=kind, first_day=first, last_day=last, region=region_id)
