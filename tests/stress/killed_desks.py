"""kill -9 of a desk at random points of its saves: every call is saved once, or offered as a draft and then saved once.

Several lanes run side by side on one database, each a row of desks on a journal of its own: one desk takes calls until it is
killed, the next takes up what it left. Desks are forked, so that none imports anything.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import select
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from models import clock, database
from models.calls.drafts import CallDraft, new_draft
from models.calls.intake import finish_call
from models.calls.journal import Journal, KeptState
from models.calls.replay import hand_in_next
from models.calls.tables import Ending
from models.events.verification import verify_log
from models.people.queries import actor_of
from models.people.tables import Role
from tests.models.builders import category_id, small_site, staff, ticket
from tests.stress.engines import fresh

ENDINGS = (
    Ending.TICKET_OPENED,
    Ending.CALLBACK_PROMISED,
    Ending.COMPLAINT_OPENED,
    Ending.ADDED_TO_TICKET,
    Ending.ANSWERED,
)
BEGIN, DONE = b"b", b"d"
MOST_SAVES = 4
"""A desk is killed in its first to fourth save."""
BEYOND = 1.1
"""Kills fall anywhere in a save as long as the last ones, and a little beyond it."""
PARTS = {
    "ticket": "SELECT client_uuid FROM ticket WHERE client_uuid IN (SELECT client_uuid FROM call)",
    "complaint": "SELECT client_uuid FROM complaint",
    "callback": "SELECT client_uuid FROM callback",
    "note": "SELECT text FROM ticket_note",
    "event": "SELECT c.client_uuid FROM call c JOIN event e ON e.subject = 'call' AND e.subject_id = c.id"
    " WHERE e.kind = 'finished'",
}
"""Where each part of a saved call is found by the call's own name; a note's text begins with it."""
PART_OF = {
    Ending.TICKET_OPENED: "ticket",
    Ending.COMPLAINT_OPENED: "complaint",
    Ending.CALLBACK_PROMISED: "callback",
    Ending.ADDED_TO_TICKET: "note",
}


@dataclass(frozen=True)
class Lane:
    """A row of desks: whose, their journal, and the list of calls that it had accepted."""

    url: str
    staff_id: int
    ticket_id: int
    folder: Path
    kills: int

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / f"journal-{self.staff_id}.db"

    @property
    def accepted(self) -> Path:
        """The names of the calls that the journal had, and how each ended."""
        return self.folder / f"accepted-{self.staff_id}"


def _call(lane: Lane, place: int, category: int) -> CallDraft:
    ending, now = ENDINGS[place % len(ENDINGS)], clock.now()
    draft = new_draft(caller_name=f"来电{place}", category_id=category, answered_at=now, ending=ending)
    return replace(
        draft,
        problem=f"{draft.client_uuid} 闪烁",
        promised_at=now + timedelta(hours=3) if ending is Ending.CALLBACK_PROMISED else None,
        ticket_id=lane.ticket_id if ending is Ending.ADDED_TO_TICKET else None,
    )


def _desk(lane: Lane, told: int) -> None:
    """Takes calls until it is killed; a call counts as accepted once the journal has it. Every third one is queued first."""
    database.open(lane.url)
    journal = Journal(lane.journal)
    accepted = os.open(lane.accepted, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with database.connection():
        actor, category = actor_of(lane.staff_id), category_id("repair")
        for place in range(random.randrange(1000), 1_000_000):
            draft = _call(lane, place, category)
            os.write(told, BEGIN)
            journal.keep(draft, staff_id=lane.staff_id, desk="stress")
            os.write(accepted, f"{draft.client_uuid} {draft.ending.value if draft.ending else ''}\n".encode())
            if place % 3 == 0:
                journal.queue(draft, staff_id=lane.staff_id, desk="stress")
                hand_in_next(journal)
            else:
                finish_call(draft, actor=actor)
                journal.drop(draft.client_uuid)
            os.write(told, DONE)


def _lane(lane: Lane, told: multiprocessing.SimpleQueue[Counter[str]]) -> None:
    """Kills one desk after the other in mid-save until there were enough."""
    chance, found = random.Random(lane.staff_id), Counter[str]()
    context = multiprocessing.get_context("fork")
    longest = 0.02
    while found["in a save"] < lane.kills:
        heard, told_by_desk = os.pipe()
        desk = context.Process(target=_desk, args=(lane, told_by_desk))
        desk.start()
        os.close(told_by_desk)
        begun, saves = time.monotonic(), chance.randint(1, MOST_SAVES)
        while saves:
            if os.read(heard, 1) == BEGIN:
                begun, saves = time.monotonic(), saves - 1
            elif saves:
                longest = 0.9 * longest + 0.1 * (time.monotonic() - begun)
        time.sleep(chance.random() * longest * BEYOND)
        os.kill(desk.pid or 0, signal.SIGKILL)
        desk.join()
        last = BEGIN
        while select.select([heard], [], [], 0)[0] and (more := os.read(heard, 1)):
            last = more
        os.close(heard)
        found["in a save" if last == BEGIN else "between two saves"] += 1
        _take_up(lane, found)
    database.close()
    told.put(found)


def _take_up(lane: Lane, found: Counter[str]) -> None:
    """The next desk: hands in what was queued, and saves what it is offered as a draft."""
    journal = Journal(lane.journal)
    database.open(lane.url)
    with database.connection():
        for state, kept in ((KeptState.QUEUED, journal.queued()), (KeptState.DRAFT, journal.left_behind(lane.staff_id))):
            for row in kept:
                saved = database.rows("SELECT 1 FROM call WHERE client_uuid = ?", (row.draft.client_uuid,))
                found[f"found {'queued' if state is KeptState.QUEUED else 'as draft'}"] += 1
                found["found though saved"] += bool(saved)
        while hand_in_next(journal) is not None:
            pass
        for row in journal.left_behind(lane.staff_id):
            finish_call(row.draft, actor=actor_of(lane.staff_id))
            journal.drop(row.draft.client_uuid)
    database.close()
    journal.close()


def run(engine: str, *, kills: int, lanes: int) -> dict[str, object]:
    """Kills desks `kills` times in mid-save; returns figures, `lost`, `twice` and `half` of which must be 0."""
    with fresh(engine) as url, tempfile.TemporaryDirectory(prefix="workstation-stress-") as folder:
        database.open(url)
        with database.connection():
            small_site()
            shares = [kills // lanes + (number < kills % lanes) for number in range(lanes)]
            all_lanes = [
                Lane(url, staff(f"9{n:03d}", f"员工{n}", Role.PHONE_AGENT).staff_id or 0, ticket().id, Path(folder), share)
                for n, share in enumerate(shares)
            ]
        database.close()
        context = multiprocessing.get_context("fork")
        told: multiprocessing.SimpleQueue[Counter[str]] = context.SimpleQueue()
        begun = time.monotonic()
        running = [context.Process(target=_lane, args=(lane, told)) for lane in all_lanes]
        for process in running:
            process.start()
        found = sum((told.get() for _lane in all_lanes), Counter[str]())
        for process in running:
            process.join()
        accepted = dict(line.split() for lane in all_lanes for line in lane.accepted.read_text().splitlines())
        database.open(url)
        with database.connection():
            return {
                "kills in mid-save": found["in a save"],
                "kills between saves": found["between two saves"],
                "calls accepted": len(accepted),
                **{name: found[name] for name in ("found as draft", "found queued", "found though saved")},
                **_judged(accepted),
                "seconds": round(time.monotonic() - begun, 1),
            }


def _judged(accepted: dict[str, str]) -> dict[str, int]:
    """Counts what is missing, there twice, or there without all its parts; a broken event log counts as half."""
    calls = Counter(uuid for (uuid,) in database.rows("SELECT client_uuid FROM call"))
    parts = {name: Counter(text[:36] for (text,) in database.rows(sql)) for name, sql in PARTS.items()}
    half = sum(parts["event"][uuid] != 1 for uuid in calls)
    for uuid, word in accepted.items():
        belongs = PART_OF.get(Ending(word))
        half += any(parts[name][uuid] != (name == belongs) for name in ("ticket", "complaint", "callback", "note"))
    return {
        "lost": sum(uuid not in calls for uuid in accepted),
        "twice": sum(count - 1 for found in (calls, *parts.values()) for count in found.values() if count > 1),
        "half": half + (verify_log().broken is not None),
    }
