"""Plans for tickets: a morning's open queue in every state, and the closed ones of the year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from models.events.tables import Subject
from models.people.permissions import Actor
from models.sla.queries import proposed
from models.sla.tables import ClockKind, Priority
from models.tickets.tables import HoldReason
from workstation.demo.callers import random_caller
from workstation.demo.crew import Crew
from workstation.demo.deeds import Deed, Trouble, random_trouble
from workstation.demo.lives import Life, Step

IN_WRITING = 0.2
"""The share of tickets that come by mail, chat or web form."""

SHARE_AT_DESK = 0.1
"""How much of the work in hand is the person's at the desk."""

_OPENINGS_PER_HOUR = (1, 1, 1, 1, 1, 1, 2, 4, 9, 14, 14, 11, 7, 8, 12, 12, 10, 8, 7, 7, 6, 4, 3, 2)
_PER_WEEKDAY = (17, 15, 14, 14, 15, 12, 9)


@dataclass(frozen=True)
class Targets:
    """How long a ticket may wait for its first response, for its resolution and, if it is urgent, for the first contact."""

    response: timedelta
    resolution: timedelta
    contact: timedelta | None


class Planner:
    """Plans lives; the same seed plans the same ones. `at_desk` is given a fair share of the work, being looked at."""

    def __init__(self, random: Random, crew: Crew, *, at_desk: Actor | None = None) -> None:
        self._random = random
        self._crew = crew
        self._at_desk = at_desk
        self._known: dict[tuple[str, Priority], Targets] = {}

    def targets(self, trouble: Trouble, at: datetime) -> Targets:
        """The policy's targets for such a ticket; on a calendar that never closes they are the same at any time."""
        key = (trouble.saying.category, trouble.priority)
        if key not in self._known:
            due = dict(proposed(Subject.TICKET, category=key[0], priority=key[1], at=at))
            contact = due[ClockKind.CONTACT] - at if ClockKind.CONTACT in due else None
            self._known[key] = Targets(due[ClockKind.FIRST_RESPONSE] - at, due[ClockKind.RESOLUTION] - at, contact)
        return self._known[key]

    def _contacted(self, targets: Targets, opened_at: datetime, before: datetime, actor: Actor) -> list[Step]:
        """The telephone call that an urgent ticket gets first, nearly always in time."""
        if targets.contact is None:
            return []
        at = opened_at + targets.contact * self._random.choice((0.2, 0.4, 0.5, 0.7, 0.8, 1.1))
        return [Step(at, Deed.CONTACT, actor)] if at < before else []

    def _worker(self) -> Actor:
        if self._at_desk is not None and self._random.random() < SHARE_AT_DESK:
            return self._at_desk
        return self._crew.worker(self._random)

    def _trouble(self) -> Trouble:
        return random_trouble(self._random, random_caller(self._random))

    def _life(self, trouble: Trouble, opened_at: datetime, steps: list[Step]) -> Life:
        return Life(
            trouble=trouble,
            opened_at=opened_at,
            opened_by=self._random.choice(self._crew.agents),
            in_writing=self._random.random() < IN_WRITING,
            steps=tuple(steps),
        )

    # -- the past

    def past_day(self, midnight: datetime, now: datetime) -> list[Life]:
        """The tickets that came in on the day that began at `midnight` and are resolved by `now`, in order of time."""
        random = self._random
        count = max(1, round(random.gauss(_PER_WEEKDAY[(midnight + timedelta(hours=12)).weekday()], 2)))
        hours = random.choices(range(24), _OPENINGS_PER_HOUR, k=count)
        seconds = sorted(hour * 3600 + random.randrange(3600) for hour in hours)
        lives = (self._finished(midnight + timedelta(seconds=second), now) for second in seconds)
        return [life for life in lives if life is not None]

    def _finished(self, opened_at: datetime, now: datetime) -> Life | None:
        """A ticket through to the customer's answer at the callback, as far as that lies before `now`."""
        random = self._random
        trouble = self._trouble()
        targets = self.targets(trouble, opened_at)
        responded = opened_at + targets.response * min(1.6, random.lognormvariate(-1.3, 0.8))
        resolved = max(responded, opened_at + targets.resolution * min(1.5, random.lognormvariate(-0.9, 0.6)))
        resolved += timedelta(minutes=random.randint(8, 40))
        worker = self._worker()
        steps = self._contacted(targets, opened_at, responded, worker)
        steps += [Step(responded, Deed.RESPOND, worker), Step(responded + timedelta(minutes=2), Deed.CLAIM, worker)]
        if random.random() < 0.5:
            steps += self._at_work(responded + (resolved - responded) * 0.2, resolved, worker)
        steps.append(Step(resolved, Deed.RESOLVE, worker))
        steps += self._called_back(resolved, worker)
        played = [step for step in steps if step.at < now]
        if played and played[-1].deed is Deed.DISSATISFIED:
            played.pop()
        return self._life(trouble, opened_at, played) if resolved < now else None

    def _at_work(self, started: datetime, resolved: datetime, worker: Actor) -> list[Step]:
        steps = [Step(started, Deed.START, worker)]
        if self._random.random() < 0.25:
            steps += self._hold(worker, started, resolved)
        if self._random.random() < 0.3:
            steps.append(Step(started + (resolved - started) * 0.95, Deed.NOTE, worker))
        return steps

    def _called_back(self, resolved: datetime, worker: Actor) -> list[Step]:
        """The callback within two days: now and then nobody is there at first; one in twelve is dissatisfied and served again."""
        random, agent = self._random, self._random.choice(self._crew.agents)
        at = resolved + timedelta(hours=random.uniform(16, 46))
        steps = []
        if random.random() < 0.15:
            steps.append(Step(at, Deed.NOT_REACHED, agent))
            at += timedelta(hours=random.uniform(4, 20))
        if random.random() < 0.08:
            again = at + timedelta(hours=random.uniform(3, 30))
            steps += [Step(at, Deed.DISSATISFIED, agent), Step(again, Deed.RESOLVE, worker)]
            at = again + timedelta(hours=random.uniform(16, 40))
        return [*steps, Step(at, Deed.SATISFIED, agent)]

    def _hold(self, worker: Actor, started: datetime, resolved: datetime) -> list[Step]:
        reason = HoldReason.CUSTOMER if self._random.random() < 0.7 else HoldReason.PARTS
        span = resolved - started
        return [Step(started + span * 0.2, Deed.HOLD, worker, reason), Step(started + span * 0.9, Deed.RESUME, worker)]

    # -- the morning

    def open_queue(self, now: datetime, count: int) -> list[Life]:
        """`count` tickets that are open at `now`, in every state; some are late, some soon will be, some stand still."""
        makers = (
            (self._waits_for_reply, 34),
            (self._in_hand, 30),
            (self._on_hold, 16),
            (self._replied_only, 12),
            (self._awaits_acceptance, 8),
        )
        chosen = self._random.choices([maker for maker, _ in makers], [share for _, share in makers], k=count)
        return [maker(now) for maker in chosen]

    def served(self, now: datetime, count: int) -> list[Life]:
        """`count` tickets that were resolved a day or more before `now` and whose customers wait for their callback."""
        return [self._served(now) for _ in range(count)]

    def _served(self, now: datetime) -> Life:
        random, trouble, worker = self._random, self._trouble(), self._worker()
        resolved = now - timedelta(hours=random.uniform(20, 34))
        opened_at = resolved - self.targets(trouble, resolved).resolution * random.uniform(0.3, 0.9)
        replied = opened_at + (resolved - opened_at) * 0.1
        steps = self._contacted(self.targets(trouble, resolved), opened_at, replied, worker)
        steps += [Step(replied, Deed.RESPOND, worker), Step(replied + timedelta(minutes=2), Deed.CLAIM, worker)]
        return self._life(trouble, opened_at, [*steps, Step(resolved, Deed.RESOLVE, worker)])

    def _left(self, target: timedelta) -> timedelta:
        """How much of a target is left: now and then less than nothing, often minutes, mostly plenty."""
        random, dice = self._random, self._random.random()
        if dice < 0.10:
            return -timedelta(minutes=random.randint(2, 75))
        if dice < 0.35:
            return timedelta(seconds=random.randint(40, 25 * 60))
        return target * random.uniform(0.12, 0.9)

    def _waits_for_reply(self, now: datetime) -> Life:
        trouble = self._trouble()
        targets = self.targets(trouble, now)
        opened_at = now + self._left(targets.response) - targets.response
        return self._life(trouble, opened_at, self._contacted(targets, opened_at, now, self._random.choice(self._crew.agents)))

    def _worked_on(self, now: datetime) -> tuple[Trouble, datetime, Actor, list[Step], datetime]:
        """A ticket that was answered in time and given to somebody: what, since when, whose, the steps, the last one's time."""
        trouble = self._trouble()
        targets = self.targets(trouble, now)
        opened_at = now + self._left(targets.resolution) - targets.resolution
        waited = min(targets.response * self._random.uniform(0.1, 0.9), (now - opened_at) * 0.4)
        worker = self._worker()
        replied = opened_at + waited
        given = replied + (now - replied) * self._random.uniform(0.02, 0.2)
        steps = self._contacted(targets, opened_at, replied, worker)
        steps += [Step(replied, Deed.RESPOND, worker), Step(given, Deed.CLAIM, worker)]
        return trouble, opened_at, worker, steps, given

    def _replied_only(self, now: datetime) -> Life:
        trouble, opened_at, _worker, steps, _given = self._worked_on(now)
        return self._life(trouble, opened_at, steps[:-1] if self._random.random() < 0.5 else steps)

    def _in_hand(self, now: datetime) -> Life:
        trouble, opened_at, worker, steps, given = self._worked_on(now)
        steps.append(Step(given + (now - given) * 0.3, Deed.START, worker))
        if self._random.random() < 0.4:
            steps.append(Step(given + (now - given) * 0.8, Deed.NOTE, worker))
        return self._life(trouble, opened_at, steps)

    def _on_hold(self, now: datetime) -> Life:
        trouble, opened_at, worker, steps, given = self._worked_on(now)
        reason = self._random.choices(list(HoldReason), (55, 30, 8, 7))[0]
        steps.append(Step(given + (now - given) * 0.5, Deed.HOLD, worker, reason))
        return self._life(trouble, opened_at, steps)

    def _awaits_acceptance(self, now: datetime) -> Life:
        trouble, opened_at, worker, steps, given = self._worked_on(now)
        steps.append(Step(given + (now - given) * 0.3, Deed.START, worker))
        steps.append(Step(given + (now - given) * 0.7, Deed.OFFER, worker))
        return self._life(trouble, opened_at, steps)
