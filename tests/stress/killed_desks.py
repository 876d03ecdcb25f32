"""kill -9 of a desk at random points of its saving: every call is saved once, or offered as a draft and then saved once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from models import clock, database
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.journal import Journal
from models.calls.replay import hand_in_next
from models.calls.tables import Ending
from models.people.queries import actor_of
from tests.models.builders import category_id, small_site
from tests.stress.engines import fresh

LONGEST_LIFE_SECONDS = 0.25


def _desk(url: str, journal_path: str, accepted: str, staff_id: int) -> None:
    """Takes calls until it is killed; a call counts as accepted once the journal has it. Every second one is queued first."""
    database.open(url)
    journal = Journal(Path(journal_path))
    kept = os.open(accepted, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with database.connection():
        actor, category = actor_of(staff_id), category_id("repair")
        for place in range(1_000_000):
            draft = new_draft(
                problem="闪烁",
                caller_name=f"来电{place}",
                category_id=category,
                answered_at=clock.now(),
                ending=Ending.TICKET_OPENED,
            )
            journal.keep(draft, staff_id=staff_id, desk="stress")
            os.write(kept, f"{draft.client_uuid}\n".encode())
            if place % 2:
                journal.queue(draft, staff_id=staff_id, desk="stress")
                hand_in_next(journal)
            else:
                finish_call(draft, actor=actor)
                journal.drop(draft.client_uuid)


def run(engine: str, *, kills: int) -> dict[str, object]:
    """Kills a desk `kills` times; returns figures, `lost`, `twice` and `half` of which must be 0."""
    chance = random.Random(kills)
    with fresh(engine) as url, tempfile.TemporaryDirectory(prefix="workstation-stress-") as folder:
        database.open(url)
        with database.connection():
            staff_id = small_site().agent.staff_id or 0
        database.close()
        journal_path, accepted = Path(folder) / "journal.db", Path(folder) / "accepted"
        context = multiprocessing.get_context("fork")
        found: Counter[str] = Counter()
        begun = time.monotonic()
        for _kill in range(kills):
            desk = context.Process(target=_desk, args=(url, str(journal_path), str(accepted), staff_id))
            desk.start()
            time.sleep(0.05 + chance.random() * LONGEST_LIFE_SECONDS)
            os.kill(desk.pid or 0, signal.SIGKILL)
            desk.join()
            _take_up(journal_path, staff_id, found)
        uuids = accepted.read_text().split()
        with database.connection():
            calls = Counter(uuid for (uuid,) in database.rows("SELECT client_uuid FROM call"))
            half = database.rows(
                "SELECT count(*) FROM call c LEFT JOIN ticket t ON t.id = c.ticket_id LEFT JOIN event e"
                " ON e.subject = 'ticket' AND e.subject_id = t.id AND e.kind = 'opened' WHERE t.id IS NULL OR e.id IS NULL"
            )
            tickets = database.rows("SELECT count(*) FROM ticket")
        database.close()
        return {
            "kills": kills,
            "calls accepted": len(uuids),
            "found as draft": found["draft"],
            "found queued": found["queued"],
            "lost": sum(uuid not in calls for uuid in uuids),
            "twice": sum(count - 1 for count in calls.values()) + abs(int(tickets[0][0]) - len(calls)),
            "half": half[0][0],
            "seconds": round(time.monotonic() - begun, 1),
        }


def _take_up(path: Path, staff_id: int, found: Counter[str]) -> None:
    """The next desk: hands in what was queued, and saves what it is offered as a draft."""
    journal = Journal(path)
    with database.connection():
        while hand_in_next(journal) is not None:
            found["queued"] += 1
        for kept in journal.left_behind(staff_id):
            found["draft"] += 1
            finish_call(kept.draft, actor=actor_of(staff_id))
            journal.drop(kept.draft.client_uuid)
    database.close()
    journal.close()
