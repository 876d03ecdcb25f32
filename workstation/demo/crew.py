"""Who of the staff does what in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from models.people.permissions import Actor
from models.people.queries import actor_of, staff_id_of
from models.people.tables import Role
from workstation.demo.colleagues import COLLEAGUES

_TAKES_CALLS = {Role.PHONE_AGENT, Role.CALLBACK_AGENT}
_ASSIGNS = {Role.SERVICE_SUPERVISOR, Role.DISPATCHER}
_IN_THE_FIELD = {Role.TECHNICIAN, Role.SUPPORT_ENGINEER}


@dataclass(frozen=True)
class Crew:
    """The staff as actors; `agents` take calls, `field` work on tickets, `leads` assign."""

    everybody: tuple[Actor, ...]

    @property
    def agents(self) -> tuple[Actor, ...]:
        """Those who take calls."""
        return tuple(actor for actor in self.everybody if actor.roles & _TAKES_CALLS)

    @property
    def field(self) -> tuple[Actor, ...]:
        """Those whom tickets are assigned to."""
        return tuple(actor for actor in self.everybody if actor.roles & _IN_THE_FIELD)

    @property
    def leads(self) -> tuple[Actor, ...]:
        """Those who assign tickets."""
        return tuple(
            actor for actor in self.everybody if Role.SERVICE_SUPERVISOR in actor.roles or Role.DISPATCHER in actor.roles
        )

    def one(self, number: str) -> Actor:
        """The colleague of that staff number."""
        return next(actor for actor in self.everybody if actor.number == number)

    def without(self, number: str) -> Crew:
        """Everybody but the person who really sits at a desk."""
        return Crew(tuple(actor for actor in self.everybody if actor.number != number))

    @property
    def manager(self) -> Actor:
        """The head of the department, who never sits at the demo's desk."""
        return next(actor for actor in self.everybody if Role.DEPARTMENT_MANAGER in actor.roles)

    def worker(self, random: Random) -> Actor:
        """Somebody who works on a ticket: a technician or engineer more often than an agent."""
        return random.choice(self.field if random.random() < 0.6 else self.agents)


def load_crew() -> Crew:
    """The demo's staff of the open database."""
    ids = (staff_id_of(colleague.number) for colleague in COLLEAGUES)
    return Crew(tuple(actor_of(staff_id) for staff_id in ids if staff_id is not None))
