"""Who sits at the desk: beginning and ending a sign-in, the lock, the person's language and figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.i18n import Language, _, current_language, use_language
from models.people.permissions import Actor
from screens.commands import EVERYWHERE
from screens.themes import Colours

if TYPE_CHECKING:
    from screens.desk import DeskApp

_PERSONAL = {command.action: command for command in EVERYWHERE if command.id not in ("app.help", "app.palette", "app.language")}
_WITHOUT_PERSON = ("leave", "colours")


class Session:
    """The desk's present person; without one only help, language, colours and quitting work."""

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self.locked = False

    def works(self, action: str) -> bool:
        """Whether a command that works everywhere works now, for this person."""
        command = _PERSONAL.get(action)
        if command is None:
            return True
        if self._desk.actor is None:
            return action in _WITHOUT_PERSON
        return command.allowed(self._desk.actor)

    def may_open(self, mode: str) -> bool:
        """Whether another screen may come up now: not while the desk is locked."""
        return self._desk.actor is not None and not self.locked

    def begin(self, actor: Actor) -> None:
        """Puts a person at the desk: their language, their queue."""
        desk = self._desk
        desk.actor = actor
        use_language(actor.language)
        desk.add_mode("queue", desk.rooms.queue)
        desk.add_mode("intake", desk.rooms.intake)
        desk.status = replace(desk.status, number=actor.number, name=actor.name)
        desk.switch_mode("queue")
        self.read_status()

    def read_status(self) -> None:
        """Reads the status line's figures again."""

    def lock(self) -> None:
        """Hides everything until the same person's password is given."""

    def switch_language(self) -> None:
        """Shows everything in the other language; what is typed stays."""
        use_language(Language.ENGLISH if current_language() is Language.CHINESE else Language.CHINESE)
        self.language_changed()

    def language_changed(self) -> None:
        """Lets every widget that has text of its own say it in the present language."""
        for screen in self._desk.screen_stack:
            for node in screen.walk_children(with_self=True):
                change = getattr(node, "language_changed", None)
                if change is not None:
                    change()
            screen.refresh(layout=True)

    def switch_bell(self) -> None:
        """Turns the bell on or off."""
        self._desk.use_look(replace(self._desk.look, bell=not self._desk.look.bell))
        self._desk.tell(_("The bell is on.") if self._desk.look.bell else _("The bell is off."))

    async def choose_colours(self) -> None:
        """Lets the person choose colours."""
        options = [(colours, _(colours.value)) for colours in Colours]
        chosen = await self._desk.choose(_("Colours"), options, chosen=self._desk.look.colours)
        if chosen is not None:
            self._desk.use_look(replace(self._desk.look, colours=chosen))

    async def sign_out(self) -> None:
        """Ends the sign-in and shows the sign-in screen."""

    async def leave(self) -> None:
        """Asks, then ends the program."""
        if await self._desk.confirm(_("End the workstation? Drafts are kept."), danger=True):
            self._desk.exit()
