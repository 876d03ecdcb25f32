"""Every command of the desk, once: bindings, key line, help, palette and a person's own keys come from here.

A room adds its commands to its own tuple below; a screen takes them with `BINDINGS = bindings(Scope.X)` and implements
the actions they name.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from models.i18n import N_, _
from models.people.permissions import Permission
from screens.administration.commands import ADMINISTRATION
from screens.board.commands import BOARD, FIGURES
from screens.callbacks.commands import CALLBACK, CALLBACKS
from screens.command import Command, Scope
from screens.complaints.commands import CASE, COMPLAINTS, STATISTICS
from screens.customers.commands import CUSTOMER
from screens.intake.commands import INTAKE
from screens.registers.commands import REGISTERS
from screens.ticket.commands import LIST, QUEUE, TICKET

__all__ = ["BY_ID", "COMMANDS", "Command", "Scope", "bindings", "bindings_in_dialogs", "key_name"]


EVERYWHERE = (
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
    Command(
        "app.callbacks",
        "f6",
        N_("Callbacks"),
        N_("Shows the callbacks that are owed to customers."),
        "callbacks",
        Scope.EVERYWHERE,
        Permission.MAKE_CALLBACK,
    ),
    Command(
        "app.complaints",
        "f7",
        N_("Complaints"),
        N_("Shows the complaints."),
        "complaints",
        Scope.EVERYWHERE,
        Permission.VIEW_COMPLAINTS,
    ),
    Command(
        "app.board",
        "f8",
        N_("Board"),
        N_("Shows queues, agents, alerts and the day's figures."),
        "board",
        Scope.EVERYWHERE,
        Permission.VIEW_BOARD,
    ),
    Command(
        "app.registers",
        "ctrl+e",
        N_("Registers and forms"),
        N_("Shows any register of the centre and writes it into a file."),
        "registers",
        Scope.EVERYWHERE,
        Permission.EXPORT,
        in_key_line=False,
    ),
    Command(
        "app.administration",
        "f11",
        N_("Administration"),
        N_("Shows staff, teams, the site's settings and the products."),
        "administration",
        Scope.EVERYWHERE,
        Permission.EDIT_STAFF,
        in_key_line=False,
    ),
    Command(
        "app.catalogue",
        "",
        N_("Product catalogue"),
        N_("Shows the models, with what each entitles to; they are added and changed there."),
        "catalogue",
        Scope.EVERYWHERE,
        Permission.EDIT_CATALOGUE,
        in_key_line=False,
    ),
    Command(
        "app.alerts",
        "ctrl+g",
        N_("Alerts"),
        N_("Shows the alerts that wait for you to acknowledge them."),
        "alerts",
        Scope.EVERYWHERE,
        in_key_line=False,
    ),
    Command(
        "app.away",
        "f12",
        N_("Away"),
        N_("Locks the desk and sets your state to away; nothing typed is lost."),
        "away",
        Scope.EVERYWHERE,
        in_key_line=False,
    ),
    Command(
        "app.state",
        "",
        N_("My state"),
        N_("Says what you are doing: available, wrap-up or break."),
        "state",
        Scope.EVERYWHERE,
        in_key_line=False,
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
    Command(
        "app.bell",
        "",
        N_("Bell on or off"),
        N_("Says whether a new breach of yours rings the bell."),
        "switch_bell",
        Scope.EVERYWHERE,
        in_key_line=False,
    ),
    Command(
        "app.theme",
        "",
        N_("Colours"),
        N_("Chooses dark, high contrast or sixteen colours."),
        "colours",
        Scope.EVERYWHERE,
        in_key_line=False,
    ),
    Command(
        "app.password",
        "",
        N_("Change password"),
        N_("Sets a new password for your sign-in."),
        "change_password",
        Scope.EVERYWHERE,
        in_key_line=False,
    ),
    Command(
        "app.sign_out",
        "",
        N_("Sign out"),
        N_("Ends your sign-in at this desk; the next person can sign in."),
        "sign_out",
        Scope.EVERYWHERE,
        in_key_line=False,
    ),
    Command(
        "app.quit",
        "",
        N_("Quit"),
        N_("Ends the program after a question; drafts are kept."),
        "leave",
        Scope.EVERYWHERE,
        danger=True,
        in_key_line=False,
    ),
    Command("app.palette", "f10,ctrl+p", N_("Commands"), N_("Lists every command that works here."), "palette", Scope.EVERYWHERE),
)

ALERTS = (
    Command(
        "alerts.acknowledge",
        "f9,space,ideographic_space",
        N_("Acknowledge"),
        N_("Takes note of the marked alert; it stops climbing to the next level."),
        "acknowledge",
        Scope.ALERTS,
        Permission.ACKNOWLEDGE_ALERT,
    ),
    Command(
        "alerts.acknowledge_all",
        "ctrl+a",
        N_("Acknowledge all"),
        N_("Takes note of every alert in the list."),
        "acknowledge_all",
        Scope.ALERTS,
        Permission.ACKNOWLEDGE_ALERT,
    ),
)

COMMANDS: tuple[Command, ...] = (
    *INTAKE,
    *CUSTOMER,
    *TICKET,
    *QUEUE,
    *CALLBACK,
    *CALLBACKS,
    *CASE,
    *COMPLAINTS,
    *STATISTICS,
    *REGISTERS,
    *LIST,
    *ALERTS,
    *BOARD,
    *ADMINISTRATION,
    *FIGURES,
    *EVERYWHERE,
)
"""In the order of the key line: what is particular to a place stands before what works everywhere."""

BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}

_KEY_NAMES = {
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "space": N_("Space"),
    "tab": N_("Tab"),
    "up": N_("Up"),
    "down": N_("Down"),
    "left": N_("Left"),
    "right": N_("Right"),
    "home": N_("Home"),
    "end": N_("End"),
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
    "delete": N_("Del"),
    "insert": N_("Ins"),
    "backspace": N_("Backspace"),
    "slash": "/",
    "plus": "+",
}


def key_name(key: str) -> str:
    """A Textual key name as people write it: F10, Ctrl+P, /, Esc."""
    *held, last = key.split("+")
    character = key_to_character(last) if len(last) > 1 else last
    if last in _KEY_NAMES:
        shown = _(_KEY_NAMES[last])
    elif character is not None and character.isprintable() and not held:
        shown = character
    else:
        shown = last.upper() if len(last) <= 3 else last
    return "+".join([*(part.capitalize() for part in held), shown])


def bindings(scope: Scope, *, only: Iterable[str] | None = None) -> list[BindingType]:
    """Textual bindings of one scope, each under its command's stable id; `only` names the commands wanted."""
    wanted = None if only is None else set(only)
    return [
        Binding(command.keys, command.action, command.label, id=command.id, show=command.in_key_line)
        for command in COMMANDS
        if command.keys and command.scope is scope and (wanted is None or command.id in wanted)
    ]


def bindings_in_dialogs() -> list[BindingType]:
    """What works everywhere, also while a dialog is open: help, language and the lock."""
    return [
        Binding(key, f"app.{command.action}", command.label, id=command.id, show=False)
        for command in EVERYWHERE
        if command.id in ("app.help", "app.away", "app.language")
        for key in command.keys.split(",")
        if len(key) > 1 and key != "question_mark"
    ]
