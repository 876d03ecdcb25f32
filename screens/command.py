"""What a command is, and where commands work; the commands themselves are listed in `commands.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from models.i18n import N_, _
from models.people.permissions import Actor, Permission


class Scope(Enum):
    """Where a command works; the value is the heading in help."""

    EVERYWHERE = N_("Everywhere")
    LIST = N_("Lists")
    INTAKE = N_("Call intake")
    CUSTOMER = N_("Customer file")
    QUEUE = N_("Ticket queue")
    TICKET_FILE = N_("Open ticket")
    TICKET = N_("Ticket")
    COMPLAINTS = N_("Complaints")
    STATISTICS = N_("Statistics of complaints")
    CASE_FILE = N_("Open case")
    CASE = N_("Case")
    CALLBACKS = N_("Callbacks")
    CALLBACK = N_("Open callback")
    ALERTS = N_("Alerts")
    BOARD = N_("Board")
    ADMINISTRATION = N_("Administration")
    FIGURES = N_("Figures")
    REGISTERS = N_("Registers")


@dataclass(frozen=True)
class Command:
    """One thing a person can tell the desk to do.

    `keys` are Textual key names, the first one shown, with the full-width twins of printable keys; none means that the
    palette is the way. `action` is the Textual action that the screen or app implements. `short` is the label on the
    key line where `label` is too long for it.
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
    short: str | None = None

    def allowed(self, actor: Actor | None) -> bool:
        """Whether the command is shown to `actor`; the operation behind it checks again."""
        return self.permission is None or (actor is not None and actor.may(self.permission))

    def name(self) -> str:
        """The command's label in the reader's language."""
        return _(self.label)

    def short_name(self) -> str:
        """The label for the key line, in the reader's language."""
        return _(self.short or self.label)
