"""What the status line tells, read in one call through the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from models.events.tables import EVERYTHING, Subject
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


_WITH_CLOCKS = frozenset({Subject.TICKET, Subject.COMPLAINT, Subject.CALLBACK, Subject.POLICY, Subject.STAFF})
_OF_PROMISES = frozenset({Subject.CALLBACK, Subject.CUSTOMER})


def read_figures(actor: Actor, changed: frozenset[Subject] = EVERYTHING, known: Figures | None = None) -> Figures:
    """One person's figures, open alerts and unseen messages; to be asked through the door.

    With the figures `known` before, only what records of the kinds `changed` can have made different is read: every desk asks
    this after every commit, and most are about tickets. Messages are those that were read now.
    """
    if actor.staff_id is None:
        return Figures(AgentState.OFFLINE, None, 0, (), due.Promises())
    if known is None or Subject.STAFF in changed:
        state, since = agent_state(actor.staff_id)
        unseen = tuple(messages.unseen_messages(actor.staff_id))
    else:
        state, since, unseen = known.state, known.since, ()
    return Figures(
        state,
        since,
        known.my_open if known is not None and Subject.TICKET not in changed else queue_count(_own(actor)),
        known.alerts if known is not None and not changed & _WITH_CLOCKS else _alerts(actor, actor.staff_id),
        known.promises if known is not None and not changed & _OF_PROMISES else due.due_promises(actor),
        unseen,
    )


def _own(actor: Actor) -> QueueQuery:
    return QueueQuery(QueueView.MINE, staff_id=actor.staff_id, team_id=actor.team_id, region_id=actor.region_id)


def _alerts(actor: Actor, staff_id: int) -> tuple[alert_queries.AlertRow, ...]:
    return tuple(alert_queries.open_alerts(staff_id, actor.roles, actor.region_id))
