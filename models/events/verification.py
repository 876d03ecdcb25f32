"""Whether the event log is still what was written: every chain recomputed, the first broken row named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from models import database
from models.events.operations import chained
from models.events.tables import Subject
from models.i18n import N_

PAGE = 5_000
"""Events read at a time, so that the check's memory does not follow the log's length."""

_SUBJECTS = {subject.value: subject for subject in Subject}

MISSING_BEFORE = N_("an event before it is missing")
CHANGED = N_("it was changed after it was written")
FACTS_MISSING = N_("its facts are missing")
FACTS_CHANGED = N_("its facts were changed after they were written")


@dataclass(frozen=True)
class BrokenEvent:
    """The first event of the log that is not what was written; `reason` is a catalogue message."""

    id: int
    subject: Subject
    subject_id: int
    position: int
    reason: str


@dataclass(frozen=True)
class LogCheck:
    """How many events were checked, how many of them have had their facts erased, and the first that is broken."""

    events: int
    erased: int
    broken: BrokenEvent | None


def verify_log(progress: Callable[[int], None] | None = None) -> LogCheck:
    """Recomputes every record's chain and every event's digest; stops at the first broken row.

    Facts that were erased (salt and body both empty) are no break: the chain goes over their digest. Events cut off the end of
    a chain can't be seen by it. `progress` is called with the number of events checked so far.
    """
    checked = erased = 0
    record: tuple[str, int] | None = None
    position, chain = 0, ""
    for id_, subject, subject_id, place, at, actor_id, kind, digest, kept_chain, salt, body in _log():
        if (subject, subject_id) != record:
            record, position, chain = (subject, subject_id), 0, ""
        reason = _fault_of_facts(digest, salt, body)
        if place != position + 1:
            reason = MISSING_BEFORE
        elif chained(chain, subject, subject_id, place, at, actor_id, kind, digest) != kept_chain:
            reason = CHANGED
        if reason is not None:
            return LogCheck(checked, erased, BrokenEvent(id_, _SUBJECTS[subject], subject_id, place, reason))
        position, chain = place, kept_chain
        checked += 1
        erased += salt == "" and body == ""
        if progress is not None and checked % PAGE == 0:
            progress(checked)
    return LogCheck(checked, erased, None)


def _fault_of_facts(digest: str, salt: str | None, body: str | None) -> str | None:
    if salt is None or body is None:
        return FACTS_MISSING
    if salt == "" and body == "":
        return None
    return None if hashlib.sha256(f"{salt}{body}".encode()).hexdigest() == digest else FACTS_CHANGED


def _log() -> Iterator[tuple[Any, ...]]:
    """Every event, record by record in the order of its chain, a page at a time."""
    after: tuple[object, ...] = ("", 0, 0)
    while True:
        page = database.rows(
            "SELECT e.id, e.subject, e.subject_id, e.position, e.at, e.actor_id, e.kind, e.digest, e.chain, d.salt, d.body"
            " FROM event e LEFT JOIN event_detail d ON d.event_id = e.id"
            " WHERE (e.subject, e.subject_id, e.position) > (?, ?, ?) ORDER BY e.subject, e.subject_id, e.position LIMIT ?",
            (*after, PAGE),
        )
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1][1:4]
