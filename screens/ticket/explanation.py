"""Why a record is due when it is: the engine's own explanation of each of its clocks, as text to read."""

from __future__ import annotations

from textual.content import Content

from models.events.tables import Subject
from models.i18n import _
from models.sla.queries import clocks, explain
from screens.plain import plain


def explanations(subject: Subject, record_id: int) -> Content:
    """The explanations of a record's present clocks; asked on the door's thread. Raises DomainError."""
    parts: list[Content] = []
    for clock in clocks(subject, record_id):
        if clock.current:
            parts.append(plain("\n".join(line.text for line in explain(clock.id).lines)))
    return Content("\n\n").join(parts) if parts else plain(_("No policy sets a target here, so nothing is due."))
