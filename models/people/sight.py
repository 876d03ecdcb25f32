"""Whose records a person sees: everybody's, or where the site limits regions those of the own region and of none.

Queries ask `present()`, which the door sets for each call it runs for somebody; operations ask `sight_of` their actor. Who
belongs to no region works for the whole company, as do the general manager, the administrators and the software itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from models import database
from models.errors import DomainError, Fault
from models.paging import Alternatives
from models.people.permissions import Actor
from models.people.tables import Role

POLICY = "region_limits"
"""The name under which the site's choice is kept; the settings stand in a higher room."""
FRESH_SECONDS = 5.0
"""How long a desk takes the site's choice for what it was."""
COMPANY_WIDE = frozenset({Role.GENERAL_MANAGER, Role.ADMINISTRATOR, Role.WALL})


@dataclass(frozen=True)
class Sight:
    """What somebody sees: the records of one region and those of none; None is everything."""

    region_id: int | None = None

    def sees(self, region_id: int | None) -> bool:
        """Whether a record of that region, or of none, is in sight."""
        return self.region_id is None or region_id is None or region_id == self.region_id

    def require(self, region_id: int | None) -> None:
        """Raises DomainError(OTHER_REGION) for a record that is out of sight."""
        if not self.sees(region_id):
            raise DomainError(Fault.OTHER_REGION)

    def narrowed(self, region_id: int | None) -> int | None:
        """The region that may be asked for: the own one where there is a limit, whatever was wanted."""
        return self.region_id if self.region_id is not None else region_id

    def alternatives(self, column: str) -> Alternatives:
        """The limit as conditions on a column, for statements that walk one index for each; none where there is no limit."""
        if self.region_id is None:
            return ()
        return ((f"{column} = ?", (self.region_id,)), (f"{column} IS NULL", ()))

    def condition(self, column: str) -> tuple[str, tuple[object, ...]]:
        """The limit as one condition that begins with AND; empty without one."""
        if self.region_id is None:
            return "", ()
        return f" AND ({column} = ? OR {column} IS NULL)", (self.region_id,)


EVERYTHING = Sight()

_reader: ContextVar[Actor | None] = ContextVar("reader", default=None)


@dataclass
class _Policy:
    """The site's choice as this process last read it."""

    generation: int = -1
    """Of which database of this process it was read."""
    limits: bool = False
    until: float = 0.0


_policy = _Policy()


def forget_policy() -> None:
    """The site's choice was changed by this process: it is read again at once."""
    _policy.until = 0.0


def _limits() -> bool:
    now, generation = time.monotonic(), database.generation()
    if _policy.generation != generation or now >= _policy.until:
        found = database.rows("SELECT value FROM setting WHERE name = ?", (POLICY,))
        _policy.generation, _policy.until = generation, now + FRESH_SECONDS
        _policy.limits = bool(found) and found[0][0] == "true"
    return _policy.limits


def sight_of(actor: Actor | None) -> Sight:
    """What `actor` sees by the site's present policy."""
    if actor is None or actor.staff_id is None or actor.region_id is None or actor.roles & COMPANY_WIDE:
        return EVERYTHING
    return Sight(actor.region_id) if _limits() else EVERYTHING


def present() -> Sight:
    """What the person sees for whom this call runs."""
    return sight_of(_reader.get())


def present_in(region_id: int | None) -> Sight:
    """As `present`, and of that only one region's records and those of none, where a region is named."""
    return Sight(present().narrowed(region_id))


@contextmanager
def seeing(actor: Actor | None) -> Iterator[None]:
    """Runs a block for somebody: its queries find what they may see. None is the software itself."""
    token = _reader.set(actor)
    try:
        yield
    finally:
        _reader.reset(token)
