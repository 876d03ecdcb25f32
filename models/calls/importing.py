"""Calls from another system's register: written with the times that they have there, safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models import database
from models.calls.tables import SERIES, Direction, Ending
from models.customers.queries import require_open_accounts
from models.events.operations import Happened, record_lives
from models.events.tables import Subject
from models.fields import to_stored
from models.numbering import numbers_of
from models.people.permissions import Actor, Permission
from models.site.queries import site
from models.tickets.tables import Channel
from models.upsert import Put, insert_new, known_ids, neighbouring_uuids, new_ones, puts


@dataclass(frozen=True)
class ImportedCall:
    """A call as another system has it; durations are in seconds, `wait_seconds` counts from the queue, not from the menu.

    A call that nobody answered and that says nothing else was dropped by the caller. An answered one may lack its agent.
    """

    external_key: str
    offered_at: datetime
    answered: bool
    menu_seconds: int = 0
    wait_seconds: int = 0
    talk_seconds: int = 0
    hold_seconds: int = 0
    wrap_up_seconds: int = 0
    direction: Direction = Direction.INBOUND
    channel: Channel = Channel.HOTLINE
    ending: Ending | None = None
    number: str = ""
    agent_id: int | None = None
    customer_id: int | None = None
    category_id: int | None = None
    region_id: int | None = None

    @property
    def queued_at(self) -> datetime:
        """When it began to wait for somebody: what our register calls the time at which it rang."""
        return self.offered_at + timedelta(seconds=self.menu_seconds)


def put_calls(batch: Sequence[ImportedCall], *, actor: Actor) -> list[Put]:
    """Writes those that are not there yet by their external key, each with its event, all or none; the others stay (SAME).

    Raises DomainError(NOT_ALLOWED or ACCOUNT_CLOSED).
    """
    actor.require(Permission.IMPORT)
    zone = site().zone
    with database.transaction():
        require_open_accounts([call.customer_id for call in batch])
        known = known_ids(Subject.CALL.value, [call.external_key for call in batch])
        new = new_ones(batch, known)
        numbers = numbers_of({key: (SERIES[call.direction], call.queued_at.astimezone(zone).date()) for key, call in new.items()})
        uuids = dict(zip(new, neighbouring_uuids(len(new)), strict=True))
        made = insert_new(Subject.CALL.value, [_columns(call, numbers[key], uuids[key]) for key, call in new.items()])
        lives = {made[key]: [Happened("imported", None, {"number": numbers[key], "external_key": key})] for key in new}
        record_lives(Subject.CALL, lives, actor=actor)
        return puts(batch, known, made)


def _columns(call: ImportedCall, number: str, client_uuid: str) -> dict[str, object]:
    rang = to_stored(call.queued_at)
    second = 1_000_000
    met = rang + call.wait_seconds * second
    ended = met + (call.talk_seconds * second if call.answered else 0)
    ending = call.ending or (None if call.answered else Ending.DROPPED)
    return {
        "number": number,
        "client_uuid": client_uuid,
        "direction": call.direction.value,
        "channel": call.channel.value,
        "agent_id": call.agent_id,
        "caller_number": call.number,
        "caller_extension": "",
        "caller_name": "",
        "customer_id": call.customer_id,
        "category_id": call.category_id,
        "region_id": call.region_id,
        "ending": ending.value if ending else None,
        "summary": "",
        "offered_at": rang,
        "answered_at": met if call.answered else None,
        "ended_at": ended,
        "wrapped_up_at": ended + call.wrap_up_seconds * second if call.answered else None,
        "hold_seconds": min(call.hold_seconds, call.talk_seconds),
        "external_key": call.external_key,
    }
