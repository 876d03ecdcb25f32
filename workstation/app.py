"""The process's own desk: wires the screens to the database, the pulse and the signals of this process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import events
from textual.timer import Timer

from models.calls.journal import Journal
from models.door import Door
from models.errors import DomainError, Fault
from models.i18n import _
from models.later import import_all, later
from models.people.permissions import Actor
from models.people.queries import people_at_desks
from models.site.queries import SiteRow
from models.unforeseen import take_down
from screens.desk import DeskApp
from screens.themes import Colours, Look
from workstation import memory, terminal
from workstation.config import Settings, drafts_file, exports_folder
from workstation.documents.desk_files import DeskFiles
from workstation.log import open_log

if TYPE_CHECKING:
    from models.callbacks import tasks
    from models.sla import sweep
    from workstation import pulse
else:
    pulse = later("workstation.pulse")
    tasks = later("models.callbacks.tasks")
    sweep = later("models.sla.sweep")

HANGUP_SECONDS = 0.5
SIZE_SETTLES_SECONDS = 0.1
FIRST_SCREEN_SECONDS = 0.3
"""So long the first screen has the processor for itself."""
REST_AFTER = timedelta(seconds=2)
"""Who has not typed for so long may wait for the collector."""
LAST_WORDS_SECONDS = 0.4
"""How long a desk that was told to end waits for the database to take down the sign-out."""
WAY_OUT_SECONDS = 0.8
"""How long the ordinary way out may take once a signal has ended the desk; the drafts are kept before."""
ENDED_BY_SIGNAL = 128


def _next_due() -> datetime | None:
    """When a clock or a personal callback comes due next."""
    return min((moment for moment in (sweep.next_event_at(), tasks.next_release_at()) if moment is not None), default=None)


def _flagged() -> int:
    """Sweeps, makes personal callbacks that nobody made anyone's, and returns how many records were touched."""
    return len(sweep.sweep().flags) + len(tasks.release_unmade())


class Unforeseen(Exception):
    """Stands for an error in a widget's handler, after which Textual can only end the app; says so in a sentence."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference

    def __rich__(self) -> str:
        """What the person reads on the terminal; Textual would show a traceback with every local value, customers' data too."""
        told = _("Something went wrong that should not have ({reference}), and the desk has ended. What you typed is kept.")
        return told.format(reference=self.reference)


class Workstation(DeskApp):
    """The desk of one process; ends cleanly whatever ends it."""

    def __init__(
        self,
        *,
        url: str,
        door: Door,
        place: SiteRow,
        journal: Journal,
        actor: Actor | None,
        desk_id: str,
        look: Look,
        opens_board: bool,
    ) -> None:
        super().__init__(
            door=door,
            journal=journal,
            actor=actor,
            desk_id=desk_id,
            zone=ZoneInfo(place.timezone),
            look=look,
            site=place.name,
            opens_board=opens_board,
            files=DeskFiles(exports_folder()),
        )
        self.ended_by: int | None = None
        self._painted = False
        self._resized: Timer | None = None
        self._hangup = terminal.Hangup()
        self._url = url
        self._pulse: pulse.Pulse | None = None

    def on_mount(self) -> None:
        """Starts what goes on by itself."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._end_by, number)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        self.set_interval(HANGUP_SECONDS, self._look_for_hangup)
        self.call_after_refresh(self._settle)
        self.set_timer(FIRST_SCREEN_SECONDS, self._begin_the_rest)

    def _begin_the_rest(self) -> None:
        """Starts the pulse, and imports what the first screen did not need before a key does."""
        self._pulse = pulse.Pulse(
            door=self.door,
            url=self._url,
            on_change=self.database_changed,
            on_opened=self.presence.heard,
            on_trouble=self.database_trouble,
            on_check=self.check_in,
            desks=people_at_desks,
            next_due=_next_due,
            sweep=_flagged,
        )
        self._pulse.start()
        self.run_worker(self._import_the_rest(), exit_on_error=False)

    async def _import_the_rest(self) -> None:
        await asyncio.to_thread(import_all)
        memory.settle()

    def on_resize(self, event: events.Resize) -> None:
        """Paints the whole screen once its size has settled.

        A terminal that shrank and grew at once has lost lines, and Textual paints nothing where the size is the same in the end.
        """
        if self._painted:
            if self._resized is not None:
                self._resized.stop()
            self._resized = self.set_timer(SIZE_SETTLES_SECONDS, self.refresh)

    def _settle(self) -> None:
        """The first screen is painted: what is there by now stays."""
        self._painted = True
        memory.settle()

    async def on_unmount(self) -> None:
        """Stops what goes on by itself."""
        if self._pulse is not None:
            await self._pulse.stop()

    def _handle_exception(self, error: Exception) -> None:
        """Keeps the drafts and says a sentence before the desk ends; the log knows where it happened.

        The name is Textual's own and not public; a test fails where a new Textual no longer calls it.
        """
        told = Unforeseen(take_down(error))
        told.__cause__ = error
        if self.ended_by is None:
            try:
                self.session.keep_drafts()
            except Exception as another:
                take_down(another)
        super()._handle_exception(told)

    def database_trouble(self, error: DomainError | None) -> None:
        """Says in the status line since when the database is away, or that it does not keep up."""
        away = error is not None and error.fault is Fault.DATABASE_AWAY
        if away:
            self.reach.lost()
        self.show_status(replace(self.status, trouble=_("Database in trouble") if error and not away else ""))

    def _look_for_hangup(self) -> None:
        """Ends where the line was dropped; else uses the moment where nobody waits."""
        if self._hangup.happened():
            self._end_by(signal.SIGHUP)
        elif self.idle_for() >= REST_AFTER:
            memory.rest()

    def _end_by(self, number: int) -> None:
        """Keeps the drafts, says good-bye to the database if it answers in time, and ends."""
        if self.ended_by is None:
            self.ended_by = number
            self.session.keep_drafts()
            threading.Thread(target=self._end_anyway, daemon=True).start()
            self._last_words = asyncio.get_running_loop().create_task(self._say_last_words())

    async def _say_last_words(self) -> None:
        with contextlib.suppress(TimeoutError, DomainError):
            await asyncio.wait_for(self.session.record_sign_out(), LAST_WORDS_SECONDS)
        if self._hangup.happened():
            os._exit(self._code())
        self.exit(return_code=self._code())

    def _code(self) -> int:
        return ENDED_BY_SIGNAL + (self.ended_by or 0)

    def _end_anyway(self) -> None:
        """Ends the process where the ordinary way out gets stuck: Textual's writing to a terminal that is gone waits for ever."""
        time.sleep(WAY_OUT_SECONDS)
        os._exit(self._code())


def look_of(settings: Settings) -> Look:
    """The colours, borders and bell that a person or a site has chosen; a terminal of 16 colours gets the set for it."""
    colours = Colours[settings.colours.upper()]
    if colours is Colours.DARK and terminal.has_few_colours():
        colours = Colours.SIXTEEN
    return Look(colours, ascii_borders=settings.borders == "ascii", bell=settings.bell == "on", keys=settings.keys)


def run_desk(
    url: str,
    *,
    door: Door,
    place: SiteRow,
    actor: Actor | None,
    state_folder: Path,
    look: Look,
    desk_id: str,
    opens_board: bool = False,
) -> int:
    """Runs one desk on the open database at `url`, which is asked through `door`, until it is left; the process's exit code.

    Whoever `actor` is sits at it already; without one it begins with the sign-in. Drafts are kept in `state_folder`.
    """
    open_log(state_folder)
    journal = Journal(state_folder / drafts_file(url))
    desk = Workstation(
        url=url, door=door, place=place, journal=journal, actor=actor, desk_id=desk_id, look=look, opens_board=opens_board
    )
    desk.run()
    if desk.ended_by is None:
        desk.door.close()
    journal.close()
    return desk.return_code or 0
