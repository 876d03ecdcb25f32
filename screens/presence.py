"""Who else has a record open: what this desk tells the others of itself, and what it hears of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.worker import Worker

from models.errors import DomainError, Fault
from models.later import later
from screens.widgets.also_open import AlsoOpen

if TYPE_CHECKING:
    from models.events.tables import RecordKey
    from models.presence import operations, queries
    from models.presence.operations import Opened
    from screens.desk import DeskApp, DeskScreen
else:
    operations = later("models.presence.operations")
    queries = later("models.presence.queries")


@runtime_checkable
class HoldsRecord(Protocol):
    """A screen or dialog that shows one record, or in which something is typed for one."""

    @property
    def open_record(self) -> Opened | None:
        """The record, None while there is none."""


class Presence:
    """Tells the database which records are open at this desk, whenever that changes, and reads who else has them open.

    Both happen beside the keys. What could not be told, because the database is away or busy, is told at the next sign of life.
    """

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self._told: frozenset[Opened] | None = frozenset()
        self._telling = False

    def _open(self) -> frozenset[Opened]:
        screens = (screen for screen in self._desk.every_screen() if isinstance(screen, HoldsRecord))
        return frozenset(screen.open_record for screen in screens if screen.open_record is not None)

    def update(self) -> None:
        """Another record may be open, or begun to be edited: tells it, unless it was told."""
        actor = self._desk.actor
        if actor is None or actor.session_id is None or self._telling or self._desk.reach.away or self._open() == self._told:
            return
        self._telling = True
        _worker: Worker[None] = self._desk.run_worker(self._tell, group="presence", exit_on_error=False)

    async def _tell(self) -> None:
        """Tells until there is nothing new; what opens and closes faster than that is never told."""
        try:
            while (actor := self._desk.actor) is not None and (now := self._open()) != self._told:
                await self._desk.door.ask_in_background(operations.show_open, now, actor=actor)
                self._told = now
        except DomainError as error:
            if error.fault not in (Fault.DATABASE_AWAY, Fault.DATABASE_BUSY):
                raise
        finally:
            self._telling = False

    def tell_again(self) -> None:
        """From time to time, and when the database is back: others may have taken this desk for dead; shows who is there now."""
        self._told = None
        self.update()
        for screen in self._desk.every_desk_screen():
            self.read(screen)

    def heard(self, keys: frozenset[RecordKey]) -> None:
        """Some desk opened or left these records, or begins to edit them."""
        for screen in self._desk.every_desk_screen():
            record = screen.open_record
            if record is not None and record.key in keys:
                self.read(screen)

    def read(self, screen: DeskScreen) -> None:
        """Shows on a screen who else has its record open."""
        if screen.open_record is not None and self._desk.session.open and not self._desk.reach.away:
            reading = partial(self._read, screen)
            _worker: Worker[None] = screen.run_worker(reading, group="presence", exclusive=True, exit_on_error=False)

    async def _read(self, screen: DeskScreen) -> None:
        record, actor = screen.open_record, self._desk.actor
        if record is None or actor is None:
            return
        others = await self._desk.door.ask(queries.others_at, *record.key, besides=actor)
        if screen.open_record is not None and screen.open_record.key == record.key:
            for line in screen.query(AlsoOpen):
                line.show(others)
