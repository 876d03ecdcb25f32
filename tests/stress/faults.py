"""Faults of the database and of the line to it, over the whole program at a real terminal."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from models import database
from tests.stress.cable import Cable
from tests.stress.disks import (
    DATA_DISK_BYTES,
    LOG_DISK_BYTES,
    fill_log,
    free_log,
    freeze,
    only_read,
    put_log_on,
    put_site_on,
    seen_through,
    small_disk,
)
from tests.stress.engines import scratch
from tests.stress.scene import AS_OF, AWAY, KEPT, LONG, REMEMBERED, Scene, scene
from tests.stress.server import Server

P = TypeVar("P")
Figures = Mapping[str, object]
SLOW_SECONDS = 2.0
MID_SAVE_TRIALS = 20
TORN_TRIALS = 4
DISK_BYTES = 8_000_000
WITHIN_A_SAVE = 0.08
"""A whole save at the terminal takes about so long."""


@dataclass
class Stage:
    """A site on a server at the far end of a cable."""

    scene: Scene
    server: Server
    cable: Cable


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    with ExitStack() as stack:
        server = stack.enter_context(Server(folder))
        cable = stack.enter_context(Cable(server.socket))
        yield Stage(stack.enter_context(scene(cable.url, server.url, folder / "home")), server, cable)


def _in_mid_call(scene: Scene, begin: Callable[[], None], mend: Callable[[], None], away: float = 0.0) -> Figures:
    """The fault begins while a call is being written and ends after two more were taken; `away` seconds at least."""
    scene.sign_in()
    scene.known_caller()
    began = time.monotonic()
    begin()
    scene.end_call("1")
    kept = scene.desk.wait_for(KEPT, within=LONG) - began
    noticed = scene.desk.wait_for(AWAY, within=LONG) - began
    scene.slowest_key = 0.0
    scene.known_caller(shows=REMEMBERED)
    scene.end_call("2")
    scene.desk.wait_until_gone("可换", within=LONG)
    scene.unknown_caller("13900001111")
    scene.end_call("2")
    scene.desk.wait_until_gone(scene.said[-1], within=LONG)
    scene.desk.press("f5")
    scene.desk.wait_for(AS_OF, within=LONG)
    time.sleep(max(0.0, away - (time.monotonic() - began)))
    mended = time.monotonic()
    mend()
    scene.desk.wait_until_gone(AWAY, within=LONG)
    back = time.monotonic() - mended
    _one_more(scene)
    return {
        "call kept after (s)": round(kept, 1),
        "offline said after (s)": round(noticed, 1),
        "slowest word typed (s)": round(scene.slowest_key, 2),
        "back after (s)": round(back, 1),
        **scene.judged(),
    }


def _one_more(scene: Scene) -> None:
    """An ordinary call, to see that everything works again."""
    scene.unknown_caller("13900002222")
    scene.end_call("1")
    scene.desk.wait_until_gone(scene.said[-1], within=LONG)
    scene.handed_in()


def _in_mid_save(scene: Scene, begin: Callable[[], None], mend: Callable[[], None]) -> Figures:
    """The fault begins at a random moment of a save, again and again."""
    chance = random.Random(1)
    scene.sign_in()
    kept = 0
    for number in range(MID_SAVE_TRIALS):
        scene.unknown_caller(f"139000{number:05d}")
        scene.end_call("1")
        time.sleep(chance.random() * WITHIN_A_SAVE)
        begin()
        scene.desk.wait_until_gone(scene.said[-1], within=LONG)
        kept += bool(scene.waiting())
        mend()
        scene.handed_in()
        scene.desk.press("f5")
        scene.desk.wait_for("未派")
    _one_more(scene)
    return {"saved at once": MID_SAVE_TRIALS - kept, "kept and handed in": kept, **scene.judged()}


def _at_start(stage: Stage) -> Figures:
    """The desk is started first and the server after it."""
    stage.server.stop()
    stage.scene.start()
    stage.scene.desk.wait_for("正在等待")
    stage.server.start()
    return {"back after (s)": _back_at_start(stage.scene), **stage.scene.judged()}


def _back_at_start(scene: Scene) -> float:
    """Seconds until a desk that waited for its database asks who is there; it takes a call then."""
    begun = time.monotonic()
    scene.desk.wait_for("工号", within=LONG)
    back = time.monotonic() - begun
    scene.give_password()
    scene.desk.wait_for("未派", within=LONG)
    _one_more(scene)
    return round(back, 1)


def _at_sign_in(stage: Stage) -> Figures:
    """The server goes while the desk shows its sign-in."""
    stage.scene.start()
    stage.scene.desk.wait_for("工号")
    stage.server.stop("immediate")
    stage.scene.give_password()
    stage.scene.desk.wait_for("恢复后将自动登录", within=LONG)
    stage.server.start()
    stage.scene.desk.wait_for("未派", within=LONG)
    _one_more(stage.scene)
    return stage.scene.judged()


def _restarted(stage: Stage) -> Figures:
    """A server that is restarted between two keys, ten times: nobody has to notice."""
    stage.scene.sign_in()
    said = 0
    for number in range(10):
        stage.scene.unknown_caller(f"138000{number:05d}")
        stage.server.stop("fast" if number % 2 else "immediate")
        stage.server.start()
        stage.scene.end_call("1")
        stage.scene.desk.wait_until_gone(stage.scene.said[-1], within=LONG)
        said += bool(stage.scene.waiting())
        stage.scene.handed_in()
        stage.scene.desk.press("f5")
        stage.scene.desk.wait_for("未派")
    return {"restarts": 10, "of them seen by the agent": said, **stage.scene.judged()}


def _slow(stage: Stage) -> Figures:
    """Every question takes two seconds: the call is kept, keys stay quick, and it is written once."""
    figures = _in_mid_call(stage.scene, lambda: stage.cable.slow(SLOW_SECONDS), lambda: stage.cable.slow(0))
    return {**figures, "out of order": 0}


def _terminated(server: Server) -> None:
    """What an administrator's hand or a failing-over proxy does: every connection of a desk is ended."""
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'workstation'")


def _postgresql_faults(away: float) -> dict[str, Callable[[Stage], Figures]]:
    def stopped(how: str, seconds: float = 0.0) -> Callable[[Stage], Figures]:
        return lambda stage: _in_mid_call(stage.scene, lambda: stage.server.stop(how), stage.server.start, seconds)

    faults: dict[str, Callable[[Stage], Figures]] = {
        "server stopped in mid-call": stopped("fast"),
        "server crashed in mid-call": stopped("immediate"),
        "connections ended in mid-save": lambda stage: _in_mid_save(stage.scene, lambda: _terminated(stage.server), lambda: None),
        "server crashed in mid-save": lambda stage: _in_mid_save(stage.scene, stage.server.crash, stage.server.start),
        "away at the start": _at_start,
        "away at the sign-in": _at_sign_in,
        "restarted": _restarted,
        "slow": _slow,
        "read-only": lambda stage: _in_mid_call(
            stage.scene, lambda: stage.server.refuse_writing(True), lambda: stage.server.refuse_writing(False)
        ),
        "cable pulled": lambda stage: _in_mid_call(stage.scene, stage.cable.pull, stage.cable.mend),
        "far end silent": lambda stage: _in_mid_call(stage.scene, stage.cable.silence, stage.cable.mend),
        f"away for {away:.0f} s": stopped("immediate", away),
    }
    return {**faults, **({"full data disk": _full_data_disk, "full log disk": _full_log_disk} if os.geteuid() == 0 else {})}


def _full_data_disk(stage: Stage) -> Figures:
    """The server's data can't grow any more; its log still can."""
    with small_disk(stage.server.data.parent / "disk", DATA_DISK_BYTES) as disk:
        put_site_on(disk, stage.server)
        figures = _in_mid_call(stage.scene, disk.fill, disk.free)
        stage.server.stop()
        return figures


def _full_log_disk(stage: Stage) -> Figures:
    """The server's log can't grow any more: it ends itself, and does not come up again before there is room."""
    with small_disk(stage.server.data.parent / "disk", LOG_DISK_BYTES) as disk:
        put_log_on(disk, stage.server)
        figures = _in_mid_call(stage.scene, partial(fill_log, disk, stage.server), partial(free_log, disk, stage.server))
        stage.server.stop()
        return figures


def _full_disk(folder: Path) -> Figures:
    """SQLite on a file system of its own that fills up in mid-call."""
    with small_disk(folder / "disk", DISK_BYTES) as disk, _on_file(disk.folder, folder) as desk:
        return _in_mid_call(desk, disk.fill, disk.free)


def _frozen(folder: Path) -> Figures:
    """The file takes no writing any more, not even of those who have it open."""
    file = folder / "site.db"
    with _on_file(folder, folder) as desk, ExitStack() as stack:
        stack.callback(freeze, file, False)
        return _in_mid_call(desk, partial(freeze, file, True), partial(freeze, file, False))


def _read_only_at_start(folder: Path) -> Figures:
    """The desk is started on a file system for reading only, as a machine comes up after a fault of its disk."""
    (folder / "real").mkdir()
    with seen_through(folder / "real") as seen, _on_file(seen, folder) as desk:
        only_read(seen, True)
        desk.start()
        desk.desk.wait_for("正在等待")
        only_read(seen, False)
        return {"back after (s)": _back_at_start(desk), **desk.judged()}


@contextmanager
def _on_file(site: Path, folder: Path) -> Iterator[Scene]:
    """A site in an SQLite file in the folder `site`."""
    url = f"sqlite:///{site / 'site.db'}"
    try:
        with scene(url, url, folder / "home") as desk:
            yield desk
    finally:
        database.close()


def _torn_journal(folder: Path) -> Figures:
    """The machine's journal is half written when the desk is killed: the next desk sets it aside whole and works on."""
    with _on_file(folder, folder) as desk:
        for number in range(TORN_TRIALS):
            desk.sign_in()
            desk.known_caller(shows="LX-60W")
            desk.said.pop()
            while not desk.waiting():
                time.sleep(0.05)
            desk.desk.signal(signal.SIGKILL)
            desk.desk.wait_for_exit()
            desk.close()
            journal = desk.journal()
            assert journal is not None, "no journal"
            content = journal.read_bytes()
            journal.write_bytes(content[: len(content) * (number + 1) // (TORN_TRIALS + 1)])
        desk.sign_in()
        _one_more(desk)
        aside = len(list(folder.glob("home/state/**/*damaged*")))
        return {"torn": TORN_TRIALS, "set aside": aside, **desk.judged()}


def _sqlite_faults() -> dict[str, Callable[[Path], Figures]]:
    faults: dict[str, Callable[[Path], Figures]] = {"torn journal": _torn_journal}
    of_root = {"full disk": _full_disk, "read-only": _frozen, "read-only at the start": _read_only_at_start}
    return {**faults, **(of_root if os.geteuid() == 0 else {})}


def run(engine: str, *, away: float, only: str) -> Iterator[tuple[str, Figures]]:
    """Tries each fault on a site of its own and yields what it came to; one that fails says at what."""
    if engine == "sqlite":
        for name, on_file in _sqlite_faults().items():
            if only in name:
                with scratch() as folder:
                    yield name, _told(on_file, folder)
        return
    for name, on_server in _postgresql_faults(away).items():
        if only in name:
            with scratch() as folder, stage(folder) as laid:
                yield name, _told(on_server, laid)


def _told(trial: Callable[[P], Figures], place: P) -> Figures:
    try:
        return trial(place)
    except AssertionError as error:
        database.close()
        return {"failed": 1, "because": error}
