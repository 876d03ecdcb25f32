"""A signed-in desk on a small site for every screen test; a query on the painting thread fails the test that made it."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from models import database
from models.calls.journal import Journal
from models.door import Door
from models.i18n import Language
from models.people.operations import add_staff, set_language
from models.people.permissions import SYSTEM, WALL_SCREEN, Actor
from models.people.queries import actor_of
from models.people.tables import Role, Staff
from models.site.operations import add_region, found_site
from screens import session
from screens.desk import DeskApp, DeskScreen
from screens.rooms import Rooms
from tests.screens.a_morning import Morning, a_morning

T = TypeVar("T")


class EmptyScreen(DeskScreen):
    """Stands for a screen that a test doesn't look at."""


PASSWORD = "kept-secret-1"


@dataclass(frozen=True)
class SmallSite:
    """A migrated SQLite site with one region and two people whose password is PASSWORD."""

    url: str
    agent: Actor
    supervisor: Actor


def _person(number: str, name: str, role: Role, region: int) -> Actor:
    staff_id = add_staff(number, name, {role}, password=PASSWORD, region_id=region, actor=SYSTEM)
    Staff.update(must_change_password=False).where(Staff.id == staff_id).execute()
    set_language(Language.ENGLISH, actor=actor_of(staff_id))
    return actor_of(staff_id)


@pytest.fixture(scope="session")
def small_site_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """The site, made once to be copied."""
    path = tmp_path_factory.mktemp("small") / "site.db"
    shutil.copy(sqlite_template, path)
    database.open(f"sqlite:///{path}")
    with database.connection():
        found_site("华东中心", language=Language.CHINESE)
        region = add_region("HD", "华东", actor=SYSTEM)
        agent = _person("8012", "张敏", Role.PHONE_AGENT, region)
        supervisor = _person("8001", "李主管", Role.SERVICE_SUPERVISOR, region)
        database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return SmallSite(str(path), agent, supervisor)


@pytest.fixture
def small_site(small_site_template: SmallSite, tmp_path: Path) -> Iterator[SmallSite]:
    """A fresh site; closed on this thread, so that only the door's threads ask it."""
    path = tmp_path / "site.db"
    shutil.copy(small_site_template.url, path)
    database.open(f"sqlite:///{path}")
    yield replace(small_site_template, url=f"sqlite:///{path}")
    database.close()


@pytest.fixture
def morning(small_site: SmallSite) -> Iterator[Morning]:
    """A Friday's tickets."""
    with a_morning(small_site) as filled:
        yield filled


@pytest.fixture
def no_query_on_the_screen(small_site: SmallSite) -> Iterator[None]:
    """Fails the test if anything asks the database on the thread that paints."""
    painting = threading.get_ident()
    wrong: list[str] = []

    def watch(event: Any) -> None:
        if threading.get_ident() == painting:
            wrong.append(event.sql)

    database.database.query_hooks.append(watch)
    yield
    database.database.query_hooks.remove(watch)
    assert not wrong, f"asked on the painting thread: {wrong}"


OpenDesk = Callable[..., AbstractAsyncContextManager[tuple[DeskApp, Pilot[None]]]]


@pytest.fixture
def open_desk(small_site: SmallSite, no_query_on_the_screen: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenDesk:
    """`async with open_desk(screen) as (desk, pilot)`: a desk, signed in as the agent, that shows `screen` in place of the queue.

    `actor=None` leaves the desk at the sign-in; `size`, `rooms` and further arguments of DeskApp may be given.
    """

    monkeypatch.setattr(session, "FIRST_SCREEN_SECONDS", 0.001)
    monkeypatch.setattr(session, "FIGURES_SECONDS", 0.001)

    @asynccontextmanager
    async def opened(
        screen: Callable[[], Screen[Any]] = EmptyScreen,
        *,
        actor: Actor | None = small_site.agent,
        size: tuple[int, int] = (120, 40),
        rooms: Rooms | None = None,
        **more: Any,
    ) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
        door = Door()
        journal = Journal(tmp_path / "journal.db")
        desk = DeskApp(
            door=door,
            journal=journal,
            actor=actor,
            rooms=rooms or Rooms(queue=screen, intake=EmptyScreen),
            site="华东中心",
            **more,
        )
        try:
            async with desk.run_test(size=size, notifications=True) as pilot:
                await pilot.pause()
                if actor is not None and actor != WALL_SCREEN and actor.session_id is None:
                    await _settled_in(desk, pilot)
                yield desk, pilot
        finally:
            door.close()
            journal.close()

    return opened


async def _settled_in(desk: DeskApp, pilot: Pilot[None]) -> None:
    """Returns once the desk has done what it puts off until its first screen stands: the person's state is on record."""
    async with asyncio.timeout(60):
        while desk.status.state is None and not desk.reach.away:
            await pilot.pause()


def text_of(desk: DeskApp) -> str:
    """What the desk shows, as lines of text."""
    width, height = desk.size
    lines = desk.screen._compositor.render_strips(desk.size)
    return "\n".join("".join(segment.text for segment in strip).rstrip()[:width] for strip in lines[:height])


async def wait_for_text(desk: DeskApp, pilot: Pilot[None], text: str, *, gone: bool = False, seconds: float = 60) -> None:
    """Waits until `text` is on the screen (or `gone` from it); spaces, line breaks and borders don't count."""

    def bare(shown: str) -> str:
        return re.sub(r"[\s│|▌]+", "", shown)

    try:
        async with asyncio.timeout(seconds):
            while (bare(text) in bare(text_of(desk))) is gone:
                await pilot.pause()
    except TimeoutError:
        pytest.fail(f"{text!r} is {'still' if gone else 'not'} there:\n{text_of(desk)}")
