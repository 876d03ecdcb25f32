"""What is typed into a customer's file and not saved: kept with the file as it stood then, put back over it later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from models.customers.queries import CustomerFile
from models.customers.tables import CustomerKind, CustomerLevel
from screens.customers.merging import values_of
from screens.forms import as_word

Words = dict[str, str]


def purpose(customer_id: int | None) -> str:
    """What names the form among the texts that are kept."""
    return "file:new" if customer_id is None else f"file:customer:{customer_id}"


def to_json(base: CustomerFile | None, words: Mapping[str, str]) -> str:
    """The fields' words beside the file that they were typed over; a new one has none."""
    if base is None:
        return json.dumps({"words": dict(words)})
    at_first = {name: as_word(value) for name, value in values_of(base).items()}
    return json.dumps({"words": dict(words), "base": at_first, "version": base.version, "events": base.events})


def from_json(text: str, now: CustomerFile | None) -> tuple[CustomerFile | None, Words]:
    """The file as it stood when the words were typed, and the words; `now` is the file as it stands."""
    kept = json.loads(text)
    words = Words(kept["words"])
    if now is None or "base" not in kept:
        return now, words
    base = {"region_id": as_word(now.region_id), **kept["base"]}
    then = replace(
        now,
        name=base["name"],
        kind=CustomerKind(base["kind"]),
        level=CustomerLevel(base["level"]),
        region_id=int(base["region_id"]) if base["region_id"] else None,
        city=base["city"],
        address_masked=base["address"],
        email_masked=base["email"],
        note=base["note"],
        version=kept["version"],
        events=kept["events"],
    )
    return then, words
