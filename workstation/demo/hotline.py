"""The living hotline: simulated colleagues who take calls and work on the queue, a step at a time, for as long as it is open."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from models import clock
from models.callbacks.operations import record_attempt
from models.callbacks.queue import CallbackQuery, CallbackView, callback_page
from models.callbacks.tables import AttemptOutcome
from models.calls.tables import Ending
from models.errors import DomainError
from models.people.operations import set_agent_state
from models.people.permissions import Actor
from models.people.tables import AgentState
from models.sla.tables import Verdict
from models.tickets.operations import assign
from models.tickets.queries import QueueQuery, QueueRow, QueueSort, QueueView, queue_count, queue_page
from models.tickets.tables import TicketStatus
from workstation.demo.callers import random_caller
from workstation.demo.crew import Crew
from workstation.demo.deeds import (
    Deed,
    Trouble,
    acknowledge_alerts,
    answer_callback,
    arrive_in_writing,
    perform,
    random_trouble,
    take_call,
)
from workstation.demo.grievances import Complaints
from workstation.demo.planning import Planner

log = logging.getLogger("workstation.demo")

QUEUE_LENGTH = 70
"""How many open tickets the colleagues let stand: more come in below it, more are worked off above it."""

OWN_LENGTH = 6
"""How many tickets the person at the desk is given by the simulated dispatcher at most."""

_ALL_OPEN = QueueQuery(QueueView.TEAM, QueueSort.NEXT_DUE)
_LEFT_ALONE_EVERY = 6
_CALLBACK_SHARE = 0.1
_COMPLAINT_SHARE = 0.05
_NEARLY_DUE = timedelta(minutes=30)
_LATE_ENOUGH = timedelta(minutes=3)
_ALERTS_SEEN = 0.1
_SEEN_AFTER = timedelta(minutes=5)
_GIVEN_UP_AFTER = timedelta(hours=1)
_ENDINGS = {
    Ending.TICKET_OPENED: 50,
    Ending.ANSWERED: 32,
    Ending.WRONG_NUMBER: 6,
    Ending.DROPPED: 5,
    Ending.COMPLAINT_OPENED: 3,
    Ending.TRANSFERRED: 4,
    Ending.CALLBACK_PROMISED: 4,
}
_NEXT: dict[TicketStatus, dict[Deed, int]] = {
    TicketStatus.NEW: {Deed.RESPOND: 1},
    TicketStatus.ACCEPTED: {Deed.CLAIM: 1},
    TicketStatus.ASSIGNED: {Deed.START: 1},
    TicketStatus.IN_PROGRESS: {Deed.NOTE: 20, Deed.HOLD: 18, Deed.OFFER: 17, Deed.RESOLVE: 45},
    TicketStatus.ON_HOLD: {Deed.RESUME: 1},
    TicketStatus.AWAITING_ACCEPTANCE: {Deed.ACCEPT: 6, Deed.REWORK: 1},
}


@dataclass(frozen=True)
class _Busy:
    """An agent on a call (`trouble`) or wrapping one up (None), until a moment."""

    agent: Actor
    trouble: Trouble | None
    since: datetime
    until: datetime


class Hotline:
    """The colleagues of the one who sits at the demo's desk (`at_desk`, a staff number): they never touch that one's tickets.

    Its own state is a few calls in hand and a few customers to call back, however long it runs. `speed` shortens the calls.
    """

    def __init__(self, random: Random, crew: Crew, *, at_desk: str, speed: float = 1.0) -> None:
        self._random = random
        self._crew = crew.without(at_desk)
        self._planner = Planner(random, self._crew)
        self._complaints = Complaints(random, self._crew)
        self._person = crew.one(at_desk)
        self._by_id = {actor.staff_id: actor for actor in self._crew.everybody}
        self._speed = speed
        self._busy: dict[int | None, _Busy] = {}
        self._served: deque[int] = deque(maxlen=60)

    def open(self) -> None:
        """The colleagues come in: everybody is available."""
        for actor in self._crew.everybody:
            self._tried(partial(set_agent_state, AgentState.AVAILABLE, actor=actor))

    def step(self) -> None:
        """One thing happens: a call rings or ends, a letter comes in, a ticket is moved on. A refusal changes nothing."""
        self._end_calls()
        if self._random.random() < _ALERTS_SEEN:
            self._tried(self._see_alerts)
        if self._random.random() < _COMPLAINT_SHARE:
            self._tried(partial(self._complaints.take_one_on, spare=self._person.staff_id))
        missing = (QUEUE_LENGTH - queue_count(_ALL_OPEN)) / QUEUE_LENGTH
        if self._random.random() < min(0.9, max(0.04, 0.26 + 2.5 * missing)):
            self._tried(self._somebody_writes if self._random.random() < 0.35 else self._phone_rings)
        else:
            self._tried(self._work)

    def _tried(self, call: Callable[[], object]) -> None:
        try:
            call()
        except DomainError as error:
            log.info("a simulated colleague was refused: %s", error.message())

    def _see_alerts(self) -> None:
        """The manager acknowledges what colleagues were told of; the person's own alerts only once they have waited long."""
        now, manager = clock.now(), self._crew.manager
        acknowledge_alerts(now - _SEEN_AFTER, actor=manager, spare=self._person.staff_id)
        acknowledge_alerts(now - _GIVEN_UP_AFTER, actor=manager)

    # -- calls

    def _phone_rings(self) -> None:
        free = [agent for agent in self._crew.agents if agent.staff_id not in self._busy]
        if not free:
            return
        agent, now = self._random.choice(free), clock.now()
        trouble = random_trouble(self._random, random_caller(self._random))
        talk = timedelta(seconds=self._random.uniform(12, 75) / self._speed)
        self._busy[agent.staff_id] = _Busy(agent, trouble, now, now + talk)
        set_agent_state(AgentState.ON_CALL, actor=agent)

    def _end_calls(self) -> None:
        now = clock.now()
        for busy in [busy for busy in self._busy.values() if busy.until <= now]:
            del self._busy[busy.agent.staff_id]
            self._tried(partial(self._end, busy, now))

    def _end(self, busy: _Busy, now: datetime) -> None:
        if busy.trouble is None:
            set_agent_state(AgentState.AVAILABLE, actor=busy.agent)
            return
        until = now + timedelta(seconds=self._random.uniform(4, 20) / self._speed)
        self._busy[busy.agent.staff_id] = _Busy(busy.agent, None, now, until)
        ending = self._random.choices(list(_ENDINGS), list(_ENDINGS.values()))[0]
        to = self._random.choice(self._crew.field).staff_id if ending is Ending.TRANSFERRED else None
        promised = now + timedelta(minutes=self._random.randint(2, 20)) if ending is Ending.CALLBACK_PROMISED else None
        take_call(
            self._random,
            busy.trouble,
            ending,
            actor=busy.agent,
            answered_at=busy.since,
            transferred_to=to,
            promised_at=promised,
        )
        set_agent_state(AgentState.WRAP_UP, actor=busy.agent)

    def _somebody_writes(self) -> None:
        """A letter that lay for a while before it was entered: its first response is due within minutes."""
        trouble = random_trouble(self._random, random_caller(self._random))
        now = clock.now()
        target = self._planner.targets(trouble, now).response
        until_warning = target * 0.25 + timedelta(seconds=self._random.randint(20, 240))
        left = timedelta(seconds=self._random.randint(60, 15 * 60)) if self._random.random() < 0.5 else until_warning
        arrive_in_writing(self._random, trouble, now - target + left, actor=self._random.choice(self._crew.agents))

    # -- tickets

    def _work(self) -> None:
        if self._random.random() < _CALLBACK_SHARE + len(self._served) / 100:
            self._call_back()
            return
        row = self._chosen([row for row in queue_page(_ALL_OPEN, limit=QUEUE_LENGTH * 2) if self._may_touch(row)])
        if row is None:
            return
        if row.owner_id is None and self._random.random() < 0.4:
            lead = self._random.choice(self._crew.leads)
            assign(row.id, self._given_to(), actor=lead)
            return
        deed = self._next_deed(row)
        owner = self._by_id.get(row.owner_id) if row.owner_id is not None else None
        self._perform(deed, row.id, row.problem, owner or self._crew.worker(self._random))
        if deed in (Deed.RESOLVE, Deed.ACCEPT):
            self._served.append(row.id)

    def _call_back(self) -> None:
        """A callback that is due, or else the customer who was served first; one in twelve is dissatisfied."""
        agent = self._random.choice(self._crew.agents)
        deed = self._random.choices((Deed.SATISFIED, Deed.NOT_REACHED, Deed.DISSATISFIED), (80, 12, 8))[0]
        listed = callback_page(CallbackQuery(CallbackView.DUE), limit=20)
        due = [row for row in listed if row.owner_id != self._person.staff_id][:1]
        if self._served and (not due or self._random.random() < 0.7):
            self._perform(Deed.DISSATISFIED if deed is Deed.DISSATISFIED else Deed.SATISFIED, self._served.popleft(), "", agent)
        elif due and deed is Deed.NOT_REACHED:
            record_attempt(due[0].id, AttemptOutcome.NO_ANSWER, actor=agent)
        elif due:
            answer_callback(due[0].id, satisfied=deed is Deed.SATISFIED, random=self._random, actor=agent)

    def _perform(self, deed: Deed, ticket_id: int, problem: str, actor: Actor) -> None:
        perform(deed, ticket_id, problem=problem, random=self._random, actor=actor)

    def _may_touch(self, row: QueueRow) -> bool:
        """Not the person's own; and one in a few that is nearly due is let run late, so that breaches are seen."""
        if row.owner_id == self._person.staff_id:
            return False
        left = row.next_due_at - clock.now()
        return bool(row.id % _LEFT_ALONE_EVERY) or left > _NEARLY_DUE or left < -_LATE_ENOUGH

    def _chosen(self, rows: list[QueueRow]) -> QueueRow | None:
        """One of the rows, the first ones more often: what is due first is seen to first."""
        if not rows:
            return None
        return rows[min(len(rows) - 1, int(self._random.expovariate(2.5 / len(rows))))]

    def _next_deed(self, row: QueueRow) -> Deed:
        if row.response.verdict is Verdict.RUNNING and row.status is not TicketStatus.NEW:
            return Deed.RESPOND
        deeds = _NEXT[row.status]
        return self._random.choices(list(deeds), list(deeds.values()))[0]

    def _given_to(self) -> int:
        """Whom a lead gives a ticket to: now and then the person at the desk, who never gets more than a handful."""
        person = self._person.staff_id
        if person is not None and self._random.random() < 0.2:
            own = queue_count(QueueQuery(QueueView.MINE, staff_id=person))
            if own < OWN_LENGTH:
                return person
        staff_id = self._random.choice(self._crew.field).staff_id
        if staff_id is None:
            raise RuntimeError("the system itself can't be given a ticket")
        return staff_id
