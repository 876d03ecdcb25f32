"""Whether the event log is still what was written: every chain recomputed, the first broken row named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from models import database
from models.events.anchors import CHAIN_LENGTH, Anchors
from models.events.operations import chained
from models.events.tables import Subject
from models.i18n import N_

PAGE = 5_000
"""Events read at a time, so that the check's memory does not follow the log's length."""

_SUBJECTS = {subject.value: subject for subject in Subject}

MISSING_BEFORE = N_("an event before it is missing")
CHANGED = N_("it was changed after it was written")
REWRITTEN = N_("the chain up to it is another one than at the last check")
CUT_OFF = N_("it was there at the last check and is missing")
FACTS_MISSING = N_("its facts are missing")
FACTS_CHANGED = N_("its facts were changed after they were written")


@dataclass(frozen=True)
class BrokenEvent:
    """The first event of the log that is not what was written; `reason` is a catalogue message.

    `id` is 0 for an event that is there no more.
    """

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


def verify_log(progress: Callable[[int], None] | None = None, anchors: Anchors | None = None) -> LogCheck:
    """Recomputes every record's chain and every event's digest; stops at the first broken row.

    Facts that were erased (salt and body both empty) are no break: the chain goes over their digest. Events cut off the end of
    a chain show only by `anchors`, which know how far it went at the last check. `progress` is called with the number of events
    checked so far.
    """
    checked = erased = 0
    for (subject, subject_id), events in groupby(_log(), key=itemgetter(1, 2)):
        gone, head = anchors.before(subject, subject_id) if anchors is not None else (None, None)
        if gone is not None:
            return LogCheck(checked, erased, BrokenEvent(0, _SUBJECTS[subject], gone.subject_id, 1, CUT_OFF))
        position, chain = 0, ""
        for id_, _subject, _subject_id, place, at, actor_id, kind, digest, kept_chain, salt, body in events:
            reason = _fault_of_facts(digest, salt, body)
            if place != position + 1:
                reason = MISSING_BEFORE
            elif chained(chain, subject, subject_id, place, at, actor_id, kind, digest) != kept_chain:
                reason = CHANGED
            elif head is not None and place == head.position and kept_chain[:CHAIN_LENGTH] != head.chain:
                reason = REWRITTEN
            if reason is not None:
                return LogCheck(checked, erased, BrokenEvent(id_, _SUBJECTS[subject], subject_id, place, reason))
            position, chain = place, kept_chain
            checked += 1
            erased += salt == "" and body == ""
            if progress is not None and checked % PAGE == 0:
                progress(checked)
        if head is not None and position < head.position:
            return LogCheck(checked, erased, BrokenEvent(0, _SUBJECTS[subject], subject_id, position + 1, CUT_OFF))
        if anchors is not None:
            anchors.write(subject, subject_id, position, chain)
    left = anchors.left() if anchors is not None else None
    if left is not None:
        return LogCheck(checked, erased, BrokenEvent(0, _SUBJECTS[left[0]], left[1].subject_id, 1, CUT_OFF))
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
