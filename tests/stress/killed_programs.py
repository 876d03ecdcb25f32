"""kill -9 of the whole program at a terminal, at random points of its saves: every call is saved once, or offered and then saved.

Each lane is a site of its own with one agent and one journal. A desk is started, takes back what the killed one left, takes the
next call and is killed; the next start is the next trial. What the killed desk left is only looked at in copies, so that the
program itself is the first to open a journal or a database that was torn from its hands.
"""

from __future__ import annotations

import multiprocessing
import os
import pwd
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from models import clock, database
from models.calls.journal import Journal, KeptDraft
from models.calls.tables import Ending
from models.complaints.tables import ComplaintClass
from models.events.verification import verify_log
from models.people.operations import edit_staff
from models.people.permissions import SYSTEM
from models.people.queries import staff_id_of
from tests.bench.meter import environment
from tests.models.builders import ticket
from tests.pty.conftest import AGENT, CALLER, furnish
from tests.stress.engines import fresh, scratch
from tests.stress.killed_desks import PART_OF, PARTS
from tests.stress.painted import Desk
from tests.stress.scene import ENDINGS, NUMBER

WAITING, OFFERED, ADVICE, FREE = "未派", "有没保存的来电", "首次响应", "这里显示服务承诺和时限"
"""What the desk shows: the queue, calls that are offered, a call's targets, a form whose call was saved."""
WAYS: tuple[tuple[Ending, str, str], ...] = (
    (Ending.TICKET_OPENED, "1", ""),
    (Ending.ANSWERED, "2", ""),
    (Ending.ADDED_TO_TICKET, "3", "并入哪张工单"),
    (Ending.COMPLAINT_OPENED, "4", "投诉什么"),
    (Ending.CALLBACK_PROMISED, "5", "什么时候回电"),
    (Ending.TRANSFERRED, "6", "转接给谁"),
    (Ending.WRONG_NUMBER, "7", ""),
    (Ending.DROPPED, "8", ""),
)
"""The endings, their digits, and what is asked after them; 1 answers it."""
POINTS = {"before F2": 10, "in the questions": 10, "in the save": 40, "about its commit": 30, "just after it": 10}
"""Where kills fall, and how many of a hundred."""
SECONDS = {"before F2": 0.7, "in the questions": 0.06, "about its commit": 0.015, "just after it": 0.05, "in the handing in": 0.8}
"""How long the stretch is in which a kill falls anywhere; that of a save is as long as the last ones took."""
FIRST_SAVE_SECONDS, SAVE_SECONDS = 0.3, 0.15
"""How long a desk's first save and a later one take until something else was measured."""
BEYOND = 1.1
"""Kills fall anywhere in a save as long as the last ones, and a little beyond it."""
WRITING = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'workstation' AND backend_xid IS NOT NULL"
QUEUED_OF = 8
"""Of so many calls left as drafts one is made a queued one, as a desk without its database leaves it."""
LONG = 60.0


@dataclass(frozen=True)
class Said:
    """One call of the trial: its words, by which it is found again, and how it ends."""

    words: str
    number: str
    way: int

    @property
    def ending(self) -> Ending:
        """How it ends."""
        return WAYS[self.way][0]


@dataclass(frozen=True)
class Left:
    """What a killed desk left of a call."""

    kept: bool
    begun: bool
    """The journal has its beginning, but not its words."""
    saved: bool

    def __str__(self) -> str:
        if self.saved:
            return "saved, and in the journal still" if self.kept else "saved, and out of the journal"
        if self.kept:
            return "in the journal alone"
        return "in the journal, but for what was typed last" if self.begun else "not kept yet"


class Lane:
    """One site, its agent, and one desk after the other."""

    def __init__(self, url: str, folder: Path, seed: int) -> None:
        self._url, self._folder = url, folder
        self._chance = random.Random(seed)
        self._took = {True: FIRST_SAVE_SECONDS, False: SAVE_SECONDS}
        self._ticket_id = self._found()
        self.said: list[Said] = []
        self.figures: Counter[str] = Counter()

    def _found(self) -> int:
        """A site whose agent needs no password, and the ticket that calls are added to."""
        furnish(self._url)
        with self._open():
            edit_staff(staff_id_of(AGENT) or 0, actor=SYSTEM, os_user=pwd.getpwuid(os.getuid()).pw_name)
            ((customer_id,),) = database.rows("SELECT id FROM customer WHERE name = ?", (CALLER,))
            opened = ticket(
                actor=SYSTEM, problem="早先的工单", customer_id=customer_id, opened_at=clock.now() - timedelta(hours=1)
            )
        return opened.id

    @contextmanager
    def _open(self) -> Iterator[None]:
        database.open(self._url)
        with database.connection():
            yield
        database.close()

    # What is left

    def _journal(self) -> Path | None:
        return next(iter(self._folder.glob("home/**/drafts-*.db")), None)

    @contextmanager
    def _copy(self, path: Path) -> Iterator[sqlite3.Connection]:
        """A copy of an SQLite file and of what belongs to it, to be looked at without touching the real ones."""
        folder = self._folder / "copy"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for part in ("", "-journal", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(f"{path}{part}", folder / f"{path.name}{part}")
        with closing(sqlite3.connect(folder / path.name)) as copy:
            yield copy

    def _kept(self) -> dict[str, str]:
        """The journal's calls by their bodies, and their states."""
        path = self._journal()
        if path is None:
            return {}
        with self._copy(path) as journal:
            return {
                body.encode().decode("unicode_escape"): state for body, state in journal.execute("SELECT body, state FROM draft")
            }

    def _saved(self, words: str) -> bool:
        question = "SELECT count(*) FROM call WHERE summary = ?"
        if self._url.startswith("sqlite"):
            with self._copy(Path(self._url.removeprefix("sqlite:///"))) as site:
                return bool(site.execute(question, (words,)).fetchone()[0])
        with self._open():
            return bool(database.rows(question, (words,))[0][0])

    def _offered(self, bodies: Mapping[str, str]) -> list[Said]:
        """The calls that the next desk has to offer: those that were saved all the same are none of them."""
        named = [(body, next((call for call in self.said if call.words in body), None)) for body in bodies]
        found = [call for _body, call in named if call is not None and not self._saved(call.words)]
        if all(call is not None for _body, call in named):
            return found
        assert len(bodies) == 1, f"offered: {bodies}"
        return [self.said[-1]]

    def _left(self, call: Said) -> Left:
        bodies = self._kept()
        kept = any(call.words in body for body in bodies)
        others = sum(any(other.words in body for other in self.said) for body in bodies)
        return Left(kept, len(bodies) > others, self._saved(call.words))

    # At the terminal

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        home = self._folder / "home"
        home.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "workstation", "--database", self._url, "--language", "zh"]
        with Desk(command, columns=100, rows=30, environment=environment(home)) as desk:
            desk.reads(WAITING, LONG)
            yield desk

    def _new_call(self, desk: Desk) -> Said:
        """Takes a call up to its last word: every eighth of a customer on file, to be added to a ticket."""
        place = len(self.said) + 1
        call = Said(f"第{place:05d}通来电闪烁", f"139{place:08d}", place % len(WAYS))
        desk.press("f4")
        desk.reads("渠道")
        desk.forget()
        if call.ending is Ending.ADDED_TO_TICKET:
            desk.type(NUMBER)
            desk.reads(CALLER)
            desk.press("enter")
            desk.type(f"11{call.words}")
        else:
            desk.type(call.number)
            desk.press("tab", "tab")
            desk.type(f"新客户{place}")
            desk.press("tab", "tab", "tab")
            desk.type(f"1{call.words}")
        desk.reads(ADVICE)
        return call

    def _wait_until_kept(self, call: Said) -> None:
        end = time.monotonic() + LONG
        while not any(call.words in body for body in self._kept()):
            assert time.monotonic() < end, f"the journal never had {call.words}"
            time.sleep(0.05)

    def _take_back(self, desk: Desk, offered: list[Said]) -> Said:
        """Takes the first of the calls back that the desk offers; one that was killed before the pause gets its words again."""
        desk.reads(OFFERED)
        worded = any(offered[0].words in body for body in self._kept())
        desk.forget()
        desk.type("1")
        desk.reads("渠道")
        if not worded:
            desk.type(offered[0].words)
        found = desk.reads_one_of({call.words: call for call in offered}) if worded else offered[0]
        desk.reads(ADVICE)
        return found

    def _ask(self, desk: Desk, call: Said) -> None:
        """F2 and every question but the last answer."""
        _ending, digit, asked = WAYS[call.way]
        desk.forget()
        desk.press("f2")
        desk.reads(ENDINGS)
        if asked:
            desk.type(digit)
            desk.reads(asked)

    def _last_key(self, desk: Desk, call: Said) -> None:
        _ending, digit, asked = WAYS[call.way]
        desk.forget()
        desk.type("1" if asked else digit)

    def _save(self, desk: Desk, call: Said) -> None:
        """A whole save, and how long it took."""
        self._ask(desk, call)
        self._last_key(desk, call)
        self._free_again(desk, first=True)

    def _free_again(self, desk: Desk, *, first: bool) -> None:
        """Waits until the call that was just handed in is saved, and takes down how long that took."""
        begun = time.monotonic()
        desk.reads(FREE, LONG)
        self._took[first] = 0.8 * self._took[first] + 0.2 * (time.monotonic() - begun)

    def _kill_within(self, desk: Desk, seconds: float) -> None:
        time.sleep(self._chance.random() * seconds)
        desk.signal(signal.SIGKILL)
        desk.wait_for_exit()

    def _killed_in(self, desk: Desk, call: Said, point: str, *, first: bool) -> None:
        """Kills the desk in or around the save of a call whose words are on the screen."""
        if point != "before F2":
            self._wait_until_kept(call)
        if point == "in the questions":
            desk.forget()
            desk.press("f2")
            if WAYS[call.way][2] and self._chance.random() < 0.5:
                desk.reads(ENDINGS)
                desk.type(WAYS[call.way][1])
        elif point != "before F2":
            self._ask(desk, call)
            with self._writes() as written:
                self._last_key(desk, call)
                if point == "about its commit":
                    while not written():
                        time.sleep(0.0002)
                elif point == "just after it":
                    self._free_again(desk, first=first)
        self._kill_within(desk, SECONDS.get(point, self._took[first] * BEYOND))

    @contextmanager
    def _writes(self) -> Iterator[Callable[[], bool]]:
        """Whether the database is or was written to since the block began; of a file only its size and time are looked at."""
        if self._url.startswith("sqlite"):
            log = Path(f"{self._url.removeprefix('sqlite:///')}-wal")
            before = log.stat()
            yield lambda: (now := log.stat()).st_mtime_ns != before.st_mtime_ns or now.st_size != before.st_size
            return
        with self._open():
            yield lambda: bool(database.rows(WRITING))

    # The trials

    def trial(self) -> None:
        """One start, what the last desk left, and one kill."""
        waiting = self._kept()
        offered = self._offered(waiting)
        with self._desk() as desk:
            if "queued" in waiting.values():
                self._hand_in(desk)
                return
            killed, call = False, None
            point = self._chance.choices(list(POINTS), list(POINTS.values()))[0]
            if offered:
                call = self._take_back(desk, offered)
                self.figures["offered as a draft"] += 1
                if killed := self._chance.random() < 0.3:
                    self._killed_in(desk, call, point, first=True)
                else:
                    self._save(desk, call)
            if not killed:
                call = self._new_call(desk)
                self.said.append(call)
                self._killed_in(desk, call, point, first=not offered)
        assert call is not None
        self._count(point, call)

    def _count(self, point: str, call: Said) -> None:
        left = self._left(call)
        self.figures[point] += 1
        self.figures[f"left {left}"] += 1
        if not (left.kept or left.begun or left.saved) and point == "before F2" and self.said[-1] is call:
            self.said.pop()
        elif left.kept and not left.saved and self._chance.randrange(QUEUED_OF) == 0:
            self._queue(call)

    def _queue(self, call: Said) -> None:
        """Makes the draft a finished call that waits for the database, as a desk leaves it that had none."""
        path = self._journal()
        assert path is not None
        journal, now = Journal(path), clock.now()
        for kept in self._drafts(journal):
            if call.words in kept.draft.problem:
                draft = replace(
                    kept.draft,
                    ending=call.ending,
                    ended_at=now,
                    wrapped_up_at=now,
                    complaint_class=ComplaintClass.OTHER if call.ending is Ending.COMPLAINT_OPENED else None,
                    promised_at=now + timedelta(hours=3) if call.ending is Ending.CALLBACK_PROMISED else None,
                    ticket_id=self._ticket_id if call.ending is Ending.ADDED_TO_TICKET else None,
                    note="转接给同事" if call.ending is Ending.TRANSFERRED else kept.draft.note,
                )
                journal.queue(draft, staff_id=kept.staff_id, desk=kept.desk)
        journal.close()

    def _drafts(self, journal: Journal) -> list[KeptDraft]:
        with self._open():
            return journal.left_behind(staff_id_of(AGENT) or 0)

    def _hand_in(self, desk: Desk) -> None:
        """Kills the desk while it hands in what the last one left."""
        self._kill_within(desk, SECONDS["in the handing in"])
        self.figures["in the handing in"] += 1
        self.figures[f"left {self._left(self.said[-1])}"] += 1

    def settle(self) -> None:
        """The last desk saves what is left."""
        while waiting := self._kept():
            offered = self._offered(waiting)
            with self._desk() as desk:
                if "queued" not in waiting.values() and offered:
                    self._save(desk, self._take_back(desk, offered))
                end = time.monotonic() + LONG
                while len(self._kept()) == len(waiting):
                    assert time.monotonic() < end, f"left in the journal: {waiting}"
                    time.sleep(0.1)

    def judged(self) -> Mapping[str, int]:
        """What is missing, there twice, or there without all its parts; a broken event log counts as half."""
        with self._open():
            calls = dict(database.rows("SELECT client_uuid, summary FROM call"))
            parts = {name: Counter(text for (text,) in database.rows(sql)) for name, sql in PARTS.items()}
            customers = Counter(number for (number,) in database.rows("SELECT number FROM contact_number"))
            broken = verify_log().broken is not None
        words = Counter(summary.split("\n")[0] for summary in calls.values())
        named = {summary.split("\n")[0]: uuid for uuid, summary in calls.items()}
        half = sum(parts["event"][uuid] != 1 for uuid in calls)
        for call in self.said:
            uuid, belongs = named.get(call.words, ""), PART_OF.get(call.ending)
            for name in ("ticket", "complaint", "callback"):
                half += bool(uuid) and parts[name][uuid] != (name == belongs)
            half += bool(uuid) and parts["note"][call.words] != (belongs == "note")
            own_file = call.ending not in (Ending.ADDED_TO_TICKET, Ending.WRONG_NUMBER, Ending.DROPPED)
            half += bool(uuid) and own_file and not customers[f"+86{call.number}"]
        found = (words, *parts.values(), customers)
        return {
            "calls": len(self.said),
            "lost": sum(call.words not in words for call in self.said),
            "twice": sum(count - 1 for counter in found for count in counter.values() if count > 1),
            "half": half + broken,
        }


def _run_lane(engine: str, seed: int, kills: int, told: multiprocessing.SimpleQueue[Counter[str]]) -> None:
    with fresh(engine) as url, scratch() as folder:
        lane = Lane(url, folder, seed)
        for number in range(kills):
            lane.trial()
            if (number + 1) % 50 == 0:
                print(f"  {engine}, lane {seed}: {number + 1} kills", flush=True)
        lane.settle()
        told.put(lane.figures + Counter(lane.judged()))


def run(engine: str, *, kills: int, lanes: int) -> dict[str, object]:
    """Kills so many programs in their saves; returns figures, `lost`, `twice` and `half` of which must be 0."""
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.SimpleQueue[Counter[str]] = context.SimpleQueue()
    begun = time.monotonic()
    shares = [kills // lanes + (number < kills % lanes) for number in range(lanes)]
    running = [context.Process(target=_run_lane, args=(engine, seed, share, told)) for seed, share in enumerate(shares)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert all(process.exitcode == 0 for process in running), "a lane failed"
    found = sum((told.get() for _process in running), Counter[str]())
    points = (*POINTS, "in the handing in")
    judged = ("calls", "lost", "twice", "half")
    return {
        "kills": sum(found[point] for point in points),
        **{f"killed {point}": found[point] for point in points},
        **{name: count for name, count in sorted(found.items()) if name not in (*points, *judged)},
        **{name: found[name] for name in judged},
        "seconds": round(time.monotonic() - begun),
    }
