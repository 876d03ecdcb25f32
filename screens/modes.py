"""The modes of a desk: each keeps its own stack of screens, so a call stays as it is while the queue is looked at."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from models.people.permissions import Actor, Permission
from screens.rooms import Rooms

QUEUE, INTAKE, CALLBACKS, COMPLAINTS, BOARD = "queue", "intake", "callbacks", "complaints", "board"
SIGN_IN = "sign_in"


class HasModes(App[None]):
    """An app that begins with a person's first screen, or with the sign-in.

    Textual's own first screen, which nobody would see, is never made: it costs a start two layouts.
    """

    rooms: Rooms
    actor: Actor | None
    opens_board: bool

    def __init__(self, *, rooms: Rooms, actor: Actor | None, opens_board: bool) -> None:
        self.DEFAULT_MODE = first_mode(actor, opens_board)  # type: ignore[misc]
        super().__init__()
        self.rooms = rooms
        self.actor = actor
        self.opens_board = opens_board
        """Whether a sign-in leads to the board instead of the queue."""
        if actor is None:
            self.add_mode(SIGN_IN, rooms.sign_in)
        else:
            self._add_modes()

    def begin_modes(self) -> None:
        """Makes room for a person's lists, calls and board, and shows the queue, or the board to who sees only that."""
        if QUEUE not in self._modes:
            self._add_modes()
        self.switch_mode(first_mode(self.actor, self.opens_board))
        if SIGN_IN in self._modes:
            self.remove_mode(SIGN_IN)

    def _add_modes(self) -> None:
        lists = {QUEUE: self.rooms.queue, COMPLAINTS: self.rooms.complaints, CALLBACKS: self.rooms.callbacks}
        for mode, room in {**lists, INTAKE: self.rooms.intake, BOARD: self.rooms.board}.items():
            self.add_mode(mode, room)

    async def end_modes(self) -> None:
        """Closes a person's screens and shows the sign-in."""
        self.add_mode(SIGN_IN, self.rooms.sign_in)
        await self.switch_mode(SIGN_IN)
        for mode in (QUEUE, INTAKE, CALLBACKS, COMPLAINTS, BOARD):
            await self.remove_mode(mode)

    def every_screen(self) -> list[Screen[Any]]:
        """All screens that live, those of hidden modes too."""
        return [screen for stack in self._screen_stacks.values() for screen in stack]


def first_mode(actor: Actor | None, opens_board: bool) -> str:
    """What a desk begins with: the queue, the board for who sees only that, the sign-in where nobody is there yet."""
    if actor is None:
        return SIGN_IN
    only_board = not actor.may(Permission.VIEW_TICKETS)
    return BOARD if actor.may(Permission.VIEW_BOARD) and (opens_board or only_board) else QUEUE
