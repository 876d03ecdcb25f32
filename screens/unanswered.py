"""A key that means something where it is pressed, but not now or not for this person: the sentence that says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from models.errors import DomainError, Fault
from models.i18n import _
from screens.commands import BY_ID, key_name
from screens.widgets.key_line import ALWAYS_LAST, owner_of, works

if TYPE_CHECKING:
    from screens.desk import DeskApp

AGAIN_SECONDS = 3.0
"""A key that is held down, or pressed again within this time, is answered once."""


class Unanswered:
    """Answers the keys of one desk that would do nothing."""

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self._said = ""
        self._said_at = -AGAIN_SECONDS

    def pressed(self, key: str) -> None:
        """Says why a key (Textual's name of it) does nothing, if it does nothing; takes neither key nor focus."""
        said = self._why(key)
        now = time.monotonic()
        if said and (said != self._said or now - self._said_at >= AGAIN_SECONDS):
            self._said, self._said_at = said, now
            self._desk.notify(said, severity="warning", markup=False)

    def _why(self, key: str) -> str:
        desk, screen = self._desk, self._desk.screen
        if not desk.session.open or screen.is_modal:
            return ""
        meant = [(command, owner_of(command, screen)) for command in desk.own_keys.meant_by(key)]
        here = [(command, owner) for command, owner in meant if owner is not None]
        if not here or any(command.allowed(desk.actor) and works(command, owner) for command, owner in here):
            return ""
        command = here[0][0]
        if command.permission is not None and not command.allowed(desk.actor):
            return DomainError(Fault.NOT_ALLOWED, operation=command.permission.label).refusal()
        palette = key_name(desk.own_keys.of(BY_ID[ALWAYS_LAST]).split(",")[0])
        return _("{command} is not possible here now. {key} lists what is.").format(command=command.name(), key=palette)
