"""What the status line tells, read in one call through the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.people.tables import AgentState


@dataclass(frozen=True)
class DeskStatus:
    """The figures of the status line; `since` is when the agent's state began, `call_since` when the call in hand did (UTC).

    `trouble` says why the figures may be old, or is empty.
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
    trouble: str = ""
