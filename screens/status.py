"""What the status line tells, read in one call through the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from models.later import later
from models.people.permissions import Actor
from models.people.queries import agent_state
from models.people.tables import AgentState
from models.tickets.queue import QueueQuery, QueueView, queue_count

if TYPE_CHECKING:
    from models.callbacks import due
    from models.messages import queries as messages
    from models.sla import alert_queries
else:
    due = later("models.callbacks.due")
    messages = later("models.messages.queries")
    alert_queries = later("models.sla.alert_queries")


@dataclass(frozen=True)
class DeskStatus:
    """The figures of the status line; `since` is when the agent's state began, `call_since` when the call in hand did (UTC).

    `promises` counts the promised callbacks that are due. `trouble` says why the figures may be old, or is empty;
    `offline_since` is when the database went away (UTC).
    """

    site: str = ""
    number: str = ""
    name: str = ""
    state: AgentState | None = None
    since: datetime | None = None
    call_since: datetime | None = None
    my_open: int = 0
    warnings: int = 0
    breaches: int = 0
    promises: int = 0
    trouble: str = ""
    offline_since: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """What the database says about one person's work now; warnings and breaches count until they are acknowledged."""

    state: AgentState
    since: datetime | None
    my_open: int
    alerts: tuple[alert_queries.AlertRow, ...]
    promises: due.Promises
    messages: tuple[messages.MessageRow, ...] = ()

    @property
    def warnings(self) -> int:
        """Alerts of clocks that will breach soon."""
        return sum(not alert.breached for alert in self.alerts)

    @property
    def breaches(self) -> int:
        """Alerts of clocks that have breached."""
        return sum(alert.breached for alert in self.alerts)


def read_figures(actor: Actor) -> Figures:
    """One person's figures, open alerts and unseen messages; to be asked through the door."""
    if actor.staff_id is None:
        return Figures(AgentState.OFFLINE, None, 0, (), due.Promises())
    state, since = agent_state(actor.staff_id)
    mine = queue_count(QueueQuery(QueueView.MINE, staff_id=actor.staff_id, team_id=actor.team_id, region_id=actor.region_id))
    alerts = tuple(alert_queries.open_alerts(actor.staff_id, actor.roles, actor.region_id))
    return Figures(state, since, mine, alerts, due.due_promises(actor), tuple(messages.unseen_messages(actor.staff_id)))
