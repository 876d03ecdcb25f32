"""A dialog that asks the domain itself."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from textual.worker import Worker

from models.people.permissions import Actor
from screens.dialogs.base import DeskDialog

if TYPE_CHECKING:
    from screens.desk import DeskApp

T = TypeVar("T")
W = TypeVar("W")


class AskingDialog(DeskDialog[T], Generic[T]):
    """A dialog with the desk's doors, whose refused workers become messages of the app."""

    @property
    def desk(self) -> DeskApp:
        """The app with its doors."""
        return cast("DeskApp", self.app)

    @property
    def actor(self) -> Actor:
        """The person signed in."""
        if self.desk.actor is None:
            raise RuntimeError("nobody is signed in")
        return self.desk.actor

    def start(self, work: Coroutine[Any, Any, W], *, group: str = "work", exclusive: bool = False) -> Worker[W]:
        """Does what a key asked for, off the keys' way; keys typed ahead wait for it, half a second at most."""
        worker: Worker[W] = self.run_worker(work, group=group, exclusive=exclusive, exit_on_error=False)
        self.desk.keys_wait_for(cast("Worker[object]", worker))
        return worker

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that was refused becomes a message."""
        self.desk.on_worker_state_changed(event)
