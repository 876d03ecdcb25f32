"""How a desk ends that is told to, or whose terminal goes: at once, with the call kept, whatever its database does meanwhile."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path

from models import database
from models.people.queries import agent_state, staff_id_of
from models.people.tables import AgentState
from tests.pty.conftest import AGENT
from tests.pty.terminal import LEAVES_THE_SCREEN
from tests.stress.engines import fresh, scratch
from tests.stress.faults import SLOW_SECONDS, stage
from tests.stress.scene import Scene, scene

Figures = Mapping[str, object]
Trouble = Callable[[], AbstractContextManager[None]]
END_SECONDS = 1.0
ENDS = ("SIGTERM", "SIGHUP", "closed terminal")
LOOK_SECONDS = 0.005


def _end(stage: Scene, how: str) -> tuple[float, float]:
    """Ends the desk; seconds until its process was gone, and of the processor that it used for that."""
    process = stage.desk.process_id
    clock_of_process = (~process << 3) | 2
    before = used = time.clock_gettime(clock_of_process)
    gone = threading.Event()

    def watch() -> None:
        stage.desk.wait_for_exit(within=10)
        gone.set()

    watching = threading.Thread(target=watch)
    begun = time.monotonic()
    if how == "closed terminal":
        stage.desk.hang_up()
    else:
        stage.desk.signal(signal.Signals[how])
    watching.start()
    while not gone.wait(LOOK_SECONDS):
        try:
            used = time.clock_gettime(clock_of_process)
        except OSError:
            break
    watching.join()
    return time.monotonic() - begun, used - before


def _trials(stage: Scene, trouble: Trouble, *, answers: bool, rounds: int) -> Figures:
    """Ends desks with a call in hand, in each way so many times."""
    seconds, processor = [], []
    failed = {"draft lost": 0, "terminal not given back": 0, "still signed in": 0, "too late": 0}
    for number in range(rounds * len(ENDS)):
        how = ENDS[number % len(ENDS)]
        stage.sign_in()
        words = stage.known_caller()
        time.sleep(0.1 * (number % 8))
        with trouble():
            taken, used = _end(stage, how)
        seconds.append(taken)
        processor.append(used)
        failed["too late"] += taken > END_SECONDS
        failed["draft lost"] += words not in _kept(stage)
        failed["terminal not given back"] += how != "closed terminal" and LEAVES_THE_SCREEN not in stage.desk.written
        failed["still signed in"] += answers and _state(stage) is not AgentState.OFFLINE
        stage.close()
        _journal(stage.place.folder).unlink()
    return {
        "ends": len(seconds),
        "slowest (s)": round(max(seconds), 2),
        "most processor (s)": round(max(processor), 2),
        **failed,
        "failed": sum(failed.values()),
    }


def _journal(home: Path) -> Path:
    return next(iter(home.glob("state/**/drafts-*.db")))


def _kept(stage: Scene) -> str:
    with closing(sqlite3.connect(_journal(stage.place.folder))) as journal:
        bodies = [body for (body,) in journal.execute("SELECT body FROM draft")]
    return "".join(body.encode().decode("unicode_escape") for body in bodies)


def _state(stage: Scene) -> AgentState:
    database.open(stage.inner)
    with database.connection():
        state = agent_state(staff_id_of(AGENT) or 0)[0]
    database.close()
    return state


@contextmanager
def _locked(path: str) -> Iterator[None]:
    """Somebody else writes for ever."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def run(engine: str, *, rounds: int) -> Iterator[tuple[str, Figures]]:
    """Each way to end, with a well database and with one in trouble."""
    if engine == "sqlite":
        with fresh(engine) as url, scratch() as folder, scene(url, url, folder / "home") as desk:
            yield "well", _trials(desk, nullcontext, answers=True, rounds=rounds)
            locked = partial(_locked, url.removeprefix("sqlite:///"))
            yield "locked by another", _trials(desk, locked, answers=False, rounds=rounds)
        return
    with scratch() as folder, stage(folder) as all_of_it:
        desk, cable, server = all_of_it.scene, all_of_it.cable, all_of_it.server

        def after(begin: Callable[[], None], mend: Callable[[], None]) -> Trouble:
            @contextmanager
            def trouble() -> Iterator[None]:
                with ExitStack() as stack:
                    begin()
                    stack.callback(mend)
                    yield

            return trouble

        yield "well", _trials(desk, nullcontext, answers=True, rounds=rounds)
        slow = after(lambda: cable.slow(SLOW_SECONDS), lambda: cable.slow(0))
        yield "slow", _trials(desk, slow, answers=False, rounds=rounds)
        yield "cable pulled", _trials(desk, after(cable.pull, cable.mend), answers=False, rounds=rounds)
        yield "server crashed", _trials(desk, after(lambda: server.stop("immediate"), server.start), answers=False, rounds=rounds)
