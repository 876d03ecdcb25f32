"""The second process: the hotline and, in its pauses, the past. It ends with the program that started it, however that ends."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import IO, cast

from models import database
from models.i18n import Language, use_language
from workstation.demo.crew import load_crew
from workstation.demo.hotline import Hotline
from workstation.demo.past import make_past
from workstation.demo.site import load_site

SECONDS_PER_STEP = 3.0
"""How often something happens on the hotline at speed 1, on average."""

_BREATH = 0.02
_NICENESS = 5
_END_SECONDS = 3
_START = b"."
_COMPLETE = object()


@contextmanager
def colleagues(
    folder: Path, url: str, *, at_desk: str, seed: int, speed: float, language: Language
) -> Iterator[Callable[[], None]]:
    """Gives a call that lets the colleagues begin on the site at `url`; they work while the block runs, then `folder` is gone.

    The other process starts at once and waits, so that its imports cost no time later. It hears of our end by the closing
    of a pipe, so a killed desk leaves neither a process nor files behind.
    """
    arguments = [str(folder), url, at_desk, str(seed), str(speed), language.value]
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "workstation.demo.second_process", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        bufsize=0,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},
    ) as process:
        pipe = cast("IO[bytes]", process.stdin)
        try:
            yield lambda: _begin(pipe)
        finally:
            pipe.close()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            shutil.rmtree(folder, ignore_errors=True)


def _begin(pipe: IO[bytes]) -> None:
    """Lets the other process begin; one that has died meanwhile is not missed by the desk."""
    with suppress(BrokenPipeError):
        pipe.write(_START)


def _told_to_end(within: float) -> bool:
    """Waits so long at most; whether the program that started us has gone."""
    return bool(select.select([sys.stdin], [], [], within)[0])


def _work(*, at_desk: str, seed: int, speed: float) -> None:
    """Makes the past piece by piece and, whenever it is time, lets something happen on the hotline."""
    crew = load_crew()
    hotline = Hotline(Random(f"{seed} hotline"), crew, at_desk=at_desk, speed=speed)
    pace = Random(f"{seed} pace")
    past = make_past(Random(f"{seed} past"), load_site(), crew)
    hotline.open()
    next_step, pause = time.monotonic(), _BREATH
    while not _told_to_end(pause):
        complete = next(past, _COMPLETE) is _COMPLETE
        if time.monotonic() >= next_step:
            hotline.step()
            next_step = time.monotonic() + SECONDS_PER_STEP / speed * pace.uniform(0.4, 1.6)
        pause = max(0.0, next_step - time.monotonic()) if complete else _BREATH


def main() -> None:
    """Works until the pipe on standard input closes, then removes the demo's folder."""
    folder, url, at_desk, seed, speed, language = sys.argv[1:]
    os.nice(_NICENESS)
    use_language(Language(language))
    database.open(url)
    try:
        if os.read(sys.stdin.fileno(), len(_START)) != _START:
            return
        with database.connection():
            _work(at_desk=at_desk, seed=int(seed), speed=float(speed))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
