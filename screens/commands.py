"""Every command of the desk, once: bindings, key line, help, palette and a person's own keys come from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding

from models.i18n import N_, _
from models.people.permissions import Actor, Permission


class Scope(Enum):
    """Where a command works; the value is the heading in help."""

    EVERYWHERE = N_("Everywhere")
    LIST = N_("Lists")
    INTAKE = N_("Call intake")
    QUEUE = N_("Ticket queue")
    TICKET = N_("Ticket")


@dataclass(frozen=True)
class Command:
    """One thing a person can tell the desk to do.

    `keys` are Textual key names, the first one shown; `action` is the Textual action that the screen or app implements.
    """

    id: str
    keys: str
    label: str
    help: str
    action: str
    scope: Scope
    permission: Permission | None = None
    danger: bool = False
    in_key_line: bool = True

    def allowed(self, actor: Actor | None) -> bool:
        """Whether the command is shown to `actor`; the operation behind it checks again."""
        return self.permission is None or (actor is not None and actor.may(self.permission))

    def name(self) -> str:
        """The command's label in the reader's language."""
        return _(self.label)


COMMANDS: tuple[Command, ...] = (
    Command(
        "app.help",
        "f1,question_mark,？",
        N_("Help"),
        N_("Explains what has the focus and lists the keys."),
        "help",
        Scope.EVERYWHERE,
    ),
    Command(
        "app.find",
        "f3",
        N_("Find"),
        N_("Finds a customer or a ticket by number, name, pinyin or word."),
        "find",
        Scope.EVERYWHERE,
    ),
    Command(
        "app.new_call",
        "f4",
        N_("New call"),
        N_("Takes a call: opens the intake form."),
        "new_call",
        Scope.EVERYWHERE,
        Permission.TAKE_CALLS,
    ),
    Command("app.queue", "f5", N_("Queue"), N_("Shows the ticket queue."), "queue", Scope.EVERYWHERE, Permission.VIEW_TICKETS),
    Command("app.palette", "f10,ctrl+p", N_("Commands"), N_("Lists every command that works here."), "palette", Scope.EVERYWHERE),
    Command(
        "app.away",
        "f12",
        N_("Away"),
        N_("Locks the desk and sets your state to away; nothing typed is lost."),
        "away",
        Scope.EVERYWHERE,
    ),
    Command(
        "app.alerts",
        "ctrl+g",
        N_("Alerts"),
        N_("Shows the alerts that wait for you to acknowledge them."),
        "alerts",
        Scope.EVERYWHERE,
    ),
    Command(
        "app.language",
        "ctrl+l",
        N_("Language"),
        N_("Switches between Chinese and English."),
        "language",
        Scope.EVERYWHERE,
        in_key_line=False,
    ),
)

BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}


def bindings(scope: Scope) -> list[Binding]:
    """Textual bindings of one scope, each under its command's stable id."""
    return [
        Binding(command.keys, command.action, command.label, id=command.id, show=command.in_key_line)
        for command in COMMANDS
        if command.scope is scope
    ]
