"""What every screen can rely on: the app's door to the domain, and a base that shows refusals and hears of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from models.door import Door
from models.errors import DomainError, Fault
from models.people.permissions import Actor

if TYPE_CHECKING:
    from models.calls.journal import Journal


class DeskApp(App[None]):
    """The app as the screens know it; the process's own subclass opens the database and starts the pulse."""

    def __init__(self, *, door: Door, journal: Journal, actor: Actor | None = None) -> None:
        super().__init__()
        self.door = door
        self.journal = journal
        self.actor = actor

    def refuse(self, error: DomainError) -> None:
        """Says in a sentence why something was refused; takes no key and no focus."""
        self.notify(error.message(), severity="error", markup=False)

    def tell(self, message: str) -> None:
        """Says in a sentence what was done; takes no key and no focus."""
        self.notify(message, markup=False)

    def database_changed(self) -> None:
        """Something was committed on some desk: the screen that is shown reads its rows again."""
        screen = self.screen
        if isinstance(screen, DeskScreen):
            screen.database_changed()


class DeskScreen(Screen[Any]):
    """A screen that asks the domain in workers and shows what was refused."""

    @property
    def desk(self) -> DeskApp:
        """The app with its doors."""
        return cast(DeskApp, self.app)

    @property
    def actor(self) -> Actor:
        """The person signed in."""
        if self.desk.actor is None:
            raise RuntimeError("nobody is signed in")
        return self.desk.actor

    def database_changed(self) -> None:
        """Called on the current screen after a commit on any desk; reads again what it shows."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that was refused becomes a message; nothing else about the screen changes."""
        if event.state is not WorkerState.ERROR:
            return
        event.stop()
        error = event.worker.error
        self.desk.refuse(error if isinstance(error, DomainError) else DomainError(Fault.UNEXPECTED, reference=event.worker.name))
