"""A call as it is being written down, before the database has it; kept in the journal as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar
from uuid import uuid4

from models.calls.tables import Direction, Ending
from models.complaints.tables import ComplaintClass
from models.sla.tables import Priority
from models.tickets.tables import Channel, Grade

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True)
class CallDraft:
    """Everything an agent has typed or chosen during one call; moments are UTC, durations whole seconds.

    `client_uuid` names the call for good: handing the same draft in twice changes nothing the second time. Without
    `customer_id` the caller is unknown and a file is opened from `caller_name` and `number_text`. `owned_product_id` is a
    product on the customer's file, `product_text` what the caller says it is. `priority` None means as proposed.
    `contact_number` is where to call back if not at `number_text`. `wrapped_up_at` is when the agent was done with it; the
    database may get it later. `complaint_class` is what a complaint is about.
    """

    client_uuid: str
    direction: Direction = Direction.INBOUND
    channel: Channel = Channel.HOTLINE
    number_text: str = ""
    customer_id: int | None = None
    caller_name: str = ""
    contact_id: int | None = None
    contact_number: str = ""
    owned_product_id: int | None = None
    product_text: str = ""
    category_id: int | None = None
    severity: Grade = Grade.MEDIUM
    urgency: Grade = Grade.MEDIUM
    priority: Priority | None = None
    problem: str = ""
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wrapped_up_at: datetime | None = None
    hold_seconds: int = 0
    ending: Ending | None = None
    complaint_class: ComplaintClass | None = None
    ticket_id: int | None = None
    transferred_to: int | None = None
    promised_at: datetime | None = None
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing has been written yet that would be missed."""
        typed = (self.number_text, self.caller_name, self.contact_number, self.product_text, self.problem, self.note)
        return self.customer_id is None and not any(text.strip() for text in typed)


def new_draft(**given: Any) -> CallDraft:
    """A draft of a call that has just come in, under a name of its own."""
    return replace(CallDraft(client_uuid=str(uuid4())), **given)


def to_json(draft: CallDraft) -> str:
    """The draft as one line of plain ASCII, which any file can hold: states by their word, moments in ISO format."""
    return json.dumps({field.name: getattr(draft, field.name) for field in fields(draft)}, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be kept in a draft")


def from_json(text: str) -> CallDraft:
    """The draft that `to_json` wrote; fields this version doesn't know are left out.

    Raises ValueError for anything that isn't such a draft.
    """
    try:
        kept = json.loads(text)
        return CallDraft(
            **{field.name: _restored(field.name, kept[field.name]) for field in fields(CallDraft) if field.name in kept}
        )
    except (TypeError, ValueError) as error:
        raise ValueError("not a draft of a call") from error


_STATES: dict[str, type[Enum]] = {
    "direction": Direction,
    "channel": Channel,
    "severity": Grade,
    "urgency": Grade,
    "priority": Priority,
    "ending": Ending,
    "complaint_class": ComplaintClass,
}
_WHOLE = {"customer_id", "contact_id", "owned_product_id", "category_id", "hold_seconds", "ticket_id", "transferred_to"}


_MAY_BE_EMPTY = {field.name for field in fields(CallDraft) if field.default is None}


def _restored(name: str, value: Any) -> Any:
    """The value of one field; TypeError or ValueError for one that a draft can't hold."""
    if value is None and name in _MAY_BE_EMPTY:
        return None
    if name in _STATES:
        return _STATES[name](value)
    if name.endswith("_at"):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a kept time needs its zone")
        return moment
    if not isinstance(value, int if name in _WHOLE else str):
        raise TypeError(f"{name} is not what a draft holds")
    return value
